"""The things that searching is measured with, and the measurement itself on a few."""

import pyoxigraph as ox
import pytest

from llmkg.bench.search import measure
from llmkg.bench.search_made import SORTS, made, searches
from llmkg.cli.bench_search import told
from llmkg.search import Search
from llmkg.search.documents import documents
from llmkg.search.index import write_documents
from llmkg.store.snapshot import open_current


@pytest.fixture(scope="module")
def real(snapshot):
    with open_current(snapshot) as opened:
        store = ox.Store.read_only(str(opened.path / "store"))
        return sorted(documents(store), key=lambda each: each.iri)


def test_the_same_seed_makes_the_same_and_another_others(real):
    one = list(made(real, 50, seed=1))
    assert one == list(made(real, 50, seed=1))
    assert one != list(made(real, 50, seed=2))
    assert len({each.iri for each in one}) == len(one) > 100
    assert abs(sum(each.kind == "claim" for each in one) - 50) < 25


def test_what_is_searched_for_is_there(real, tmp_path):
    things = list(made(real, 50))
    write_documents(tmp_path / "index", things)
    search = Search(tmp_path / "index")
    asked = searches(things, 30)
    assert set(asked) == set(SORTS)
    for sort in ("words", "phrases", "chinese"):
        missed = [text for text in asked[sort] if not search.find(text).exact]
        assert not missed
    assert sum(search.find(text).total > 0 for text in asked["misspelt"]) > 20


def test_both_engines_are_measured(snapshot):
    with open_current(snapshot) as opened:
        ours, peer = measure(opened.path, [30], 20)
    assert (ours.engine, peer.engine) == ("llmkg", "fts5")
    assert ours.things == peer.things > 60
    for engine in (ours, peer):
        by_sort = {each.sort: each for each in engine.timed}
        assert by_sort["words"].found == by_sort["words"].searches == 20
        assert engine.size > 0
        assert engine.add_ms > 0
    assert "times llmkg" in told(peer, ours)
    assert "times llmkg" not in told(ours, None)
