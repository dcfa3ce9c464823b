"""What the first page shows, without a browser."""

from itertools import pairwise

import pytest

from llmkg.gather.assessments import first_day
from llmkg.http.views.changes import changes
from llmkg.http.views.home import NEWEST, home
from llmkg.kb import KnowledgeBase
from llmkg.store.embedded import EmbeddedStore


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


@pytest.fixture(scope="module")
def view(kb):
    return home(kb).view


def test_changes_come_newest_first_and_each_is_one(kb):
    found = changes(kb)
    assert len(found) > NEWEST
    assert all(first_day(a.day) >= first_day(b.day) for a, b in pairwise(found))
    assert all((each.before.level, each.before.status) != (each.after.level, each.after.status)
               for each in found)  # fmt: skip
    assert all(each.sources for each in found)


def test_a_change_says_from_what_to_what_and_because_of_whom(kb):
    slug = "code-training-gives-chain-of-thought"
    last, before = [each for each in changes(kb) if each.proposition.slug == slug]
    assert (last.day, last.way, last.state) == ("2026-05-19", "falls", "contested")
    assert [each.slug for each in last.sources] == ["zhao2026-beyond-code"]
    assert (before.way, before.state) == ("rises", "")
    assert (before.before.level.rank, before.after.level.rank) == (3, 4)
    assert before.after == last.before


@pytest.mark.parametrize("several", [1, 3, 1000])
def test_the_query_that_is_shown_tells_of_the_last_days(kb, several):
    moved = [(first_day(each.day), each.proposition.iri, each) for each in changes(kb)]
    days = sorted({day for day, _, _ in moved})[-several:]
    rows = [[str(getattr(term, "value", "")) for term in row] for row in
            kb.rows("kb/changes", days=several).rows]  # fmt: skip
    assert {(day, iri) for day, iri, *_ in rows} == {(d, iri) for d, iri, _ in moved if d in days}
    told = {tuple(row[:5]) for row in rows}
    for day, iri, each in moved:
        point = (each.day, each.after.status.iri, each.after.level.iri)
        assert ((day, iri, *point) in told) == (day in days)


def test_a_change_agrees_with_the_argument_on_that_day(kb):
    for each in changes(kb)[:NEWEST]:
        slug = each.proposition.slug
        then = kb.proposition(slug, as_of=each.day).assessment
        assert (then.status, then.effective) == (each.after.status, each.after.level)


def test_the_examples_are_what_the_data_say(kb, view):
    best, contested = view.origins.best, view.origins.contested
    assert view.origins.ability.slug == "chain-of-thought"
    whole = kb.ability_origins(view.origins.ability.slug).origins
    by_iri = {each.argument.proposition.iri: each.argument for each in whole}
    assert by_iri[best.ref.iri].assessment.effective == best.level
    contested_now = by_iri[contested.ref.iri]
    assert contested_now.assessment.status.iri.endswith("#Contested")
    assert contested.pro == len(contested_now.asserted)
    supported = [
        each.assessment.effective.rank
        for each in by_iri.values()
        if each.proposition.causal and each.assessment.status.iri.endswith("#Supported")
    ]
    assert best.level.rank == max(supported)
    assert view.steps.stated.standing == "stated"
    assert view.steps.doubted.standing in ("denied", "contested")
    assert view.question.on.ref in view.question.question.asks_about


def test_a_snapshot_has_one_first_page(kb, view):
    assert home(kb).view is view
    assert [level.rank for level in view.levels] == [5, 4, 3, 2, 1, 0]
    assert view.tree.small


def test_no_page_lists_the_graphs_of_which_each_source_has_one(snapshot, root, monkeypatch):
    def listed(_store):
        pytest.fail("all graphs were listed")

    monkeypatch.setattr(EmbeddedStore, "graphs", listed)
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        assert home(kb).view.steps.stated is not None
        assert any(each.claims for each in kb.models())
        asked = ("model:chatgpt", "llmkg:derivedFrom", "model:code-davinci-002")
        level = kb.explain(*asked).level
        assert level is not None
        assert level.name == "Established"
