"""Stored queries and pages are asked with what a snapshot has."""

import json

import pytest
from typer.testing import CliRunner

from llmkg.bench import asked
from llmkg.bench.drawn import Drawn, paths
from llmkg.cli.main import make_app
from llmkg.kb import KnowledgeBase
from llmkg.queries import bind
from llmkg.vocab import BASE, Kind


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


def test_drawn_things_are_there_and_the_same_seed_draws_the_same(kb):
    drawn, again = Drawn(kb, kb.store, 7), Drawn(kb, kb.store, 7)
    for kind in (Kind.MODEL, Kind.CLAIM, Kind.QUESTION, Kind.AGENT):
        several = [drawn.thing(kind) or "" for _ in range(6)]
        assert several == [again.thing(kind) for _ in range(6)]
        assert len(set(several)) > 1
        assert all(each.startswith(f"{BASE}{kind.value}/") for each in several)
    assert all(kb.entity(each) for each in several)


def test_drawn_parameters_fit_every_query(kb):
    drawn = Drawn(kb, kb.store)
    for query in kb.queries.values():
        for _ in range(2):
            assert bind(query, drawn.params(query))


def test_times_are_told_of_every_query_that_readers_or_pages_ask(kb):
    some = {"claims-by-level", "kb/names", "profile/prov"}
    assert some <= kb.queries.keys()
    found = {each.name: each for each in asked.queries(kb, number=4, fits=some.__contains__)}
    assert set(found) == {"claims-by-level", "kb/names"}
    for each in found.values():
        assert 0 < each.p50 <= each.p95
        assert each.size > 50
    exampled = list(asked.examples(kb.queries["claims-by-level"]))
    assert found["claims-by-level"].asked == 4 + len(exampled)
    assert found["claims-by-level"].rows > 10
    assert "level=" in found["claims-by-level"].worst


def test_examples_are_asked_for_one_by_one_and_together(kb):
    found = list(asked.examples(kb.queries["claims-by-level"]))
    needed = {"level": "Anecdotal"}
    assert found[0] == needed
    assert {**needed, "section": "3.1"} in found
    assert found[-1].keys() == kb.queries["claims-by-level"].params.keys()


def test_only_what_fits_is_asked(kb):
    found = asked.queries(kb, 1, fits=lambda name: name == "is-claimed")
    assert [each.name for each in found] == ["is-claimed"]


def test_what_takes_longer_than_a_limit_is_told_the_slowest_first():
    several = [asked.Timed(str(each), 1, 0.0, each, 1) for each in (90.0, 210.0, 200.0, 900.0)]
    assert [each.name for each in asked.slow(several, 200)] == ["900.0", "210.0"]


def test_figures_are_kept_slowest_first_with_whether_they_are_within_the_limit():
    several = [asked.Timed(str(each), 1, 0.0, each, 1) for each in (90.0, 210.0, 200.0)]
    kept = json.loads(asked.as_json(several, 200))
    assert kept["limit"] == 200
    told = [(each["name"], each["within"]) for each in kept["timed"]]
    assert told == [("210.0", False), ("200.0", True), ("90.0", True)]


def test_the_command_tells_the_slowest_first_and_keeps_figures(snapshot, root, tmp_path):
    file = tmp_path / "figures.json"
    where = ["--root", str(root), "--out", str(snapshot), "bench", "queries"]
    some = ["--only", "kb/levels,kb/evidence-types", "--no-pages", "--limit", "0.000001"]
    ran = CliRunner().invoke(make_app(), [*where, *some, "--keep", str(file)])
    assert ran.exit_code == 0, ran.output
    kept = json.loads(file.read_text(encoding="utf-8"))["timed"]
    assert {each["name"] for each in kept} == {"kb/levels", "kb/evidence-types"}
    table = ran.output.partition("2 of 2 take more than 1e-06 ms")[2].splitlines()[1:]
    assert [line.split()[0] for line in table] == [each["name"] for each in kept]
    assert all("too slow" in line for line in table)


def test_addresses_are_visited(kb):
    wanted = paths(Drawn(kb, kb.store), 2)
    assert {"page /", "page /claim/…", "turtle /model/…", "rest /api/claims/…"} <= set(wanted)
    seen = []

    def get(path):
        seen.append(path)
        return path.encode()

    timed = list(asked.visits(get, wanted))
    assert [each.name for each in timed] == list(wanted)
    assert set(seen) == {path for several in wanted.values() for path in several}
