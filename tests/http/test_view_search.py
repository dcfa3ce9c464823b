"""What the page of results shows, without a browser."""

import pytest

from llmkg.errors import ParameterError
from llmkg.http.views.search import SHOWN, search
from llmkg.kb import KnowledgeBase


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


def found(kb, text, kind="", offset=0):
    return search(kb, text, kind, offset).view


@pytest.mark.parametrize(
    ("text", "kind", "offset", "state"),
    [
        ("", "", 0, "empty"),
        ("   ", "", 0, "empty"),
        ("?!", "", 0, "wordless"),
        ("xyzzy", "", 0, "none"),
        ("davinci", "agent", 0, "kind"),
        ("davinci", "", 5_000, "beyond"),
        ("davinci", "", 9_999_999, "beyond"),
        ("davinci", "", 0, "found"),
        ("思维链", "", 0, "found"),
    ],
)
def test_every_outcome_has_words_of_its_own(kb, text, kind, offset, state):
    assert found(kb, text, kind, offset).state == state


def test_kinds_are_counted_and_keep_to_themselves(kb):
    whole = found(kb, "davinci")
    counts = dict(whole.kinds)
    assert whole.total == whole.results.total
    assert counts["model"] > 5
    models = found(kb, "davinci", "model")
    assert models.results.total == counts["model"]
    assert {each.hit.kind for each in models.results.items} == {"model"}
    assert dict(models.kinds) == counts


def test_pages_follow_each_other(kb):
    first, second = (found(kb, "training", offset=at).results for at in (0, SHOWN))
    assert first.next_offset == SHOWN
    assert not {e.hit.thing.iri for e in first.items} & {e.hit.thing.iri for e in second.items}


def test_a_misspelt_word_is_told_and_its_likely_spelling_offered(kb):
    view = found(kb, "chian of thougt")
    assert view.unknown == ("chian", "thougt")
    assert view.meant == "chain of thought"
    assert found(kb, view.meant).results.items[0].hit.thing.slug == "chain-of-thought"
    assert found(kb, "chain of thought").meant == ""


def test_where_nothing_has_all_words_it_says_so(kb):
    assert not found(kb, "davinci pancake").exact
    assert found(kb, "chain of thought").exact


def test_what_is_too_long_is_cut_and_told(kb):
    assert found(kb, "chain " * 13).cut
    assert found(kb, "c" * 201).cut
    assert len(found(kb, "c" * 9_000).text) == 200
    assert not found(kb, "chain of thought").cut


def test_results_say_how_they_stand(kb):
    slug = "code-training-gives-chain-of-thought"
    items = found(kb, "code training chain of thought", "proposition").results.items
    result = next(each for each in items if each.hit.thing.slug == slug)
    assert result.hit.level.rank == 3
    assert result.hit.status.iri.endswith("#Contested")
    claim = found(kb, "chain of thought", "claim").results.items[0]
    assert claim.stance is not None
    assert claim.hit.level == kb.claim(claim.hit.thing.slug).confidence
    assert found(kb, "chain of thought", "ability").results.items[0].statements > 5


def test_levels_and_statuses_narrow_what_is_found(kb):
    contested = search(kb, "code", status="Contested").view
    assert {each.hit.status.iri.rpartition("#")[2] for each in contested.results.items} == {
        "Contested"
    }
    sure = search(kb, "code", "claim", level="Established").view
    assert {each.hit.level.name for each in sure.results.items} == {"Established"}
    assert 0 < sure.results.total < search(kb, "code", "claim").view.results.total
    assert search(kb, "code", status="Superseded", level="Anecdotal").view.state == "narrow"
    with pytest.raises(ParameterError):
        search(kb, "code", level="Sure")
