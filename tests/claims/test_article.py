"""What holds of the article's claims as a whole."""

from collections import defaultdict
from itertools import pairwise

import pyoxigraph as ox
import pytest

from llmkg.vocab import LLMKG, OA, Kind, thing
from tests.claims.conftest import SLUG

SOURCE = thing(Kind.SOURCE, SLUG)
PREFIXES = f"PREFIX llmkg: <{LLMKG}>\nPREFIX oa: <{OA}>\n"
STANCE = "llmkg:asserts|llmkg:denies|llmkg:leavesOpen"
HEDGES = f"""
    ?claim llmkg:statedIn <{SOURCE}> ; llmkg:hedge ?hedge ; llmkg:anchor|llmkg:hedgeAnchor ?anchor .
    ?anchor oa:start ?start ; oa:end ?end ."""


@pytest.fixture(scope="module")
def ask(corpus):
    """The rows that answer a pattern, as tuples of terms."""
    store = ox.Store()
    store.extend(corpus.quads())

    def answer(variables, where):
        query = f"{PREFIXES}SELECT {variables} {{ {where} }}"
        rows = store.query(query, use_default_graph_as_union=True)
        assert isinstance(rows, ox.QuerySolutions)
        return [tuple(row) for row in rows]

    return answer


def misplaced(text, rows):
    """The hedges that stand in no span of their claim."""
    spans = defaultdict(list)
    for claim, hedge, start, end in rows:
        spans[claim, hedge].append(text[start:end])
    return [
        (claim, hedge)
        for (claim, hedge), found in spans.items()
        if not any(hedge in span for span in found)
    ]


def test_there_are_claims_and_tensions_enough(ask):
    claims = ask(
        "DISTINCT ?claim", f"?claim a llmkg:Claim ; llmkg:statedIn <{SOURCE}> ; {STANCE} ?said"
    )
    tensions = ask(
        "DISTINCT ?tension",
        f"?tension a llmkg:Tension . FILTER NOT EXISTS {{ ?tension llmkg:between ?one . "
        f"FILTER NOT EXISTS {{ ?one llmkg:statedIn <{SOURCE}> }} }}",
    )
    assert len(claims) >= 300
    assert len(tensions) >= 35


def test_every_hedge_stands_in_a_span_of_its_claim(article, ask):
    rows = [
        (claim.value, hedge.value, int(start.value), int(end.value))
        for claim, hedge, start, end in ask("?claim ?hedge ?start ?end", HEDGES)
        if hedge.language == "zh"
    ]
    assert len(rows) > 100
    assert misplaced(article, rows) == []


def test_a_hedge_that_stands_elsewhere_is_seen():
    text = "也许如此。确实如此。"
    assert misplaced(text, [("c", "也许", 0, 4)]) == []
    assert misplaced(text, [("c", "也许", 5, 9), ("c", "也许", 0, 2)]) == []
    assert misplaced(text, [("c", "也许", 5, 9)]) == [("c", "也许")]


def test_every_hedge_has_its_english(ask):
    languages = defaultdict(list)
    for claim, hedge in ask(
        "?claim ?hedge", f"?claim llmkg:statedIn <{SOURCE}> ; llmkg:hedge ?hedge"
    ):
        languages[claim.value].append(hedge.language)
    assert [
        claim for claim, found in languages.items() if found.count("zh") != found.count("en")
    ] == []


def test_a_weak_level_has_its_reason(ask):
    """Below well supported stands only what the article hedges, or says on experience."""
    bare = ask(
        "?claim",
        f"?claim llmkg:statedIn <{SOURCE}> ; llmkg:confidence ?level . ?level llmkg:rank ?rank . "
        "FILTER (?rank < 4) FILTER NOT EXISTS { ?claim llmkg:hedge ?hedge }",
    )
    assert bare == []


def test_sections_follow_the_text(ask):
    starts = defaultdict(list)
    for section, start in ask(
        "?section ?start",
        f"?claim a llmkg:Claim ; llmkg:statedIn <{SOURCE}> ; llmkg:section ?section ; "
        "llmkg:anchor/oa:start ?start",
    ):
        starts[section.value].append(int(start.value))
    order = sorted(starts)
    assert order == ["0", "1", "2", "3", "3.1", "3.2", "4", "5", "6", "7"]
    assert all(max(starts[one]) < min(starts[other]) for one, other in pairwise(order))
