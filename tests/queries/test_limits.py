"""Queries that could answer with everything give so many rows at most, and the foremost of them."""

import json
from collections import Counter

import pyoxigraph as ox
import pytest

from llmkg.kb import ROWS_TYPE, KnowledgeBase
from llmkg.queries import bind
from llmkg.vocab import KEPT, PREFIXES
from tests.stored import public

LIMITED = [each for each in public().values() if "limit" in each.params]
ANY = {"entity": "ability:chain-of-thought"}
WHOLE = 100_000


@pytest.fixture(scope="module")
def kb(root, snapshot):
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        yield kb


def rows(kb, query, **values):
    needed = {name: ANY[name] for name, each in query.params.items() if each.required}
    answer = kb.store.query(bind(query, {**needed, **values}), ROWS_TYPE).body
    return json.loads(answer)["results"]["bindings"]


@pytest.mark.parametrize("query", LIMITED, ids=lambda query: query.name)
def test_a_limit_holds_and_what_is_given_stands_in_the_whole(kb, query):
    whole = rows(kb, query, limit=WHOLE)
    some = rows(kb, query, limit=3)
    assert len(some) == 3 < len(whole)
    assert all(each in whole for each in some)


@pytest.mark.parametrize("name", ["hedge-drift", "claims-above-evidence"])
def test_those_that_are_furthest_apart_come_first(kb, name):
    rank = {level.iri: level.rank for level in kb.levels()}
    above, below = {
        "hedge-drift": ("highest", "lowest"),
        "claims-above-evidence": ("confidence", "ceiling"),
    }[name]

    def steps(limit):
        found = rows(kb, kb.queries[name], limit=limit)
        return [rank[each[above]["value"]] - rank[each[below]["value"]] for each in found]

    whole = steps(WHOLE)
    assert len(set(whole)) > 1
    for limit in (1, 5, len(whole) - 1):
        assert steps(limit) == sorted(whole, reverse=True)[:limit]


def test_claims_that_cite_nothing_are_left_out_unless_they_are_asked_for(kb):
    query = kb.queries["claims-above-evidence"]
    cited = rows(kb, query, limit=WHOLE)
    more = rows(kb, query, limit=WHOLE, uncited="true")
    assert len(cited) < len(more)
    assert all(int(each["cited"]["value"]) > 0 for each in cited)
    assert any(int(each["cited"]["value"]) == 0 for each in more)


@pytest.fixture(scope="module")
def copies(kb):
    """The same in two stores, which were filled in two orders."""
    quads = sorted(kb.store.quads(), key=str)
    stores = ox.Store(), ox.Store()
    stores[0].extend(quads)
    stores[1].extend(reversed(quads))
    return stores


@pytest.mark.parametrize(
    ("name", "kept"), [("hedge-drift", "drift"), ("claims-above-evidence", "aboveCited")]
)
def test_those_that_are_equally_far_apart_are_cut_alike_in_every_copy(kb, copies, name, kept):
    numbers = [q.object for q in kb.store.quads(None, ox.NamedNode(KEPT[kept]), None)]
    # As many as there are of one number of steps: none is cut before those of all are sorted.
    limit = max(Counter(numbers).values())
    assert limit < len(numbers)
    query, names = bind(kb.queries[name], {"limit": limit}), dict(PREFIXES)
    one, other = (
        [str(row[0]) for row in each.query(query, use_default_graph_as_union=True, prefixes=names)]
        for each in copies
    )
    assert len(one) == limit
    assert one == other
