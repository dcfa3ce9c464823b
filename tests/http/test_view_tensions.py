"""The lists of tensions and open questions, without a browser."""

import pytest

from llmkg.errors import InputError
from llmkg.http.views.tensions import Wanted, questions, tension, tensions
from llmkg.kb import KnowledgeBase
from llmkg.vocab import BASE


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


def test_every_tension_stands_on_one_page_of_the_list(kb):
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = tensions(kb, Wanted(offset=offset)).view.shown
        seen += [each.tension.iri for each in page.items]
        offset = page.next_offset
    assert seen == sorted(seen) == [each.iri for each in kb.tensions()]


@pytest.mark.parametrize("name", ["kinds", "sources", "topics"])
def test_a_filter_gives_as_many_as_it_says(kb, name):
    for choice in getattr(tensions(kb, Wanted()).view, name)[:4]:
        found = tensions(kb, Wanted(**{name[:-1]: choice.value})).view
        assert found.shown.total == choice.count > 0


def test_all_claims_stand_on_one_side_each(kb):
    for clash in tensions(kb, Wanted(kind="Contradiction")).view.shown.items:
        said = [each.iri for side in clash.sides for each in side.claims]
        assert sorted(said) == sorted(ref.iri for ref in clash.tension.between)
        assert len(clash.sides) > 1
        assert all(means for _, means in clash.kinds)


def test_a_drift_is_told_by_level_surest_first(kb):
    iri = f"{BASE}tension/code-training-as-cause-of-chain-of-thought"
    view = tension(kb, iri, {}).view
    ranks = [side.claims[0].confidence.rank for side in view.sides]
    assert ranks == sorted(ranks, reverse=True)
    assert len(ranks) > 1


def test_questions_are_found_by_what_they_ask_about(kb):
    whole = questions(kb, Wanted()).view
    assert whole.shown.total == len(kb.open_questions())
    topic = questions(kb, Wanted(topic="ability/in-context-learning")).view
    assert 0 < topic.shown.total < whole.shown.total


@pytest.mark.parametrize("wanted", [Wanted(topic="x y"), Wanted(kind="a b"), Wanted(source="a b")])
def test_nonsense_is_refused(kb, wanted):
    with pytest.raises(InputError):
        tensions(kb, wanted)
