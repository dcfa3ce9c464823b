"""Lists that are kept in order: a page looks at what it shows, and says what claims say."""

from itertools import islice
from typing import cast

import pyoxigraph as ox
import pytest

from llmkg.gather.shelves import Shelves
from llmkg.http.views.catalogue import FACETS, Item, catalogue
from llmkg.http.views.grouping import sections
from llmkg.http.views.ledger import ledger
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Stance
from llmkg.reason.kept import KEPT_FORMAT
from llmkg.reason.shelf import Place
from llmkg.reason.shelving import Shelves as Full
from llmkg.reason.shelving import as_quad, quad
from llmkg.reason.troubles import cut
from llmkg.store.port import GraphStore
from llmkg.vocab import BASE, KEPT, KEPT_GRAPH, Kind


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


def pages_of(kb, name, **asked):
    """All items of a list, page by page."""
    offset: int | None = 0
    found: list[Item] = []
    while offset is not None:
        page = catalogue(kb, name, asked, offset).view.items
        found += page.items
        offset = page.next_offset
    assert page.total == len(found) == len({each.ref.iri for each in found})
    return found


@pytest.mark.parametrize(
    ("name", "kinds", "section"),
    [("abilities", [Kind.ABILITY], "origins"), ("models", [Kind.MODEL, Kind.FAMILY], "abilities")],
)
def test_a_list_says_what_is_found_thing_by_thing(kb, name, kinds, section):
    book = ledger(kb)
    listed = pages_of(kb, name)
    weighed = name == "abilities"
    order = [(-each.statements if weighed else 0, -each.claims) for each in listed]
    assert order == sorted(order)
    for item in listed:
        kind = next(each for each in kinds if each.value == item.ref.kind)
        parts = {each.name: each for each in sections(book, item.ref.iri, kind, whole=10**6)}
        rows = [row.standing for row in parts[section].rows] if section in parts else []
        every = [book.standings[each] for each in book.about.get(item.ref.iri, ())]
        counts = [sum(each.count(stance) for each in every) for stance in Stance]
        assert [item.asserts, item.denies, item.left_open] == counts
        assert item.statements == len(rows)
        assert sum(count for _, count in item.levels) == sum(
            each.level is not None for each in rows
        )
        assert set(item.states) == {each.state for each in rows} - {"unsaid"}


def test_sources_count_their_own_claims(kb):
    book = ledger(kb)
    for item in pages_of(kb, "sources"):
        votes = book.by_source.get(item.ref.iri, [])
        assert item.claims == len(votes)
        assert item.statements == len({vote.proposition for vote in votes})
        assert sum(count for _, count in item.levels) == len(votes)


@pytest.mark.parametrize("name", FACETS)
def test_a_choice_leaves_as_many_as_it_says(kb, name):
    for facet in catalogue(kb, name, {}).view.facets:
        for choice in islice(facet.choices, 3):
            found = catalogue(kb, name, {facet.name: choice.value}).view.items
            assert found.total == choice.count > 0


class Counting:
    """A store that counts the quads that it hands out."""

    def __init__(self, quads):
        self.store = ox.Store()
        self.store.bulk_extend(quads)
        self.given = 0

    def quads(self, *pattern):
        found = list(self.store.quads_for_pattern(*pattern))
        self.given += len(found)
        return found


@pytest.mark.parametrize("offset", [0, 505, 1_990])
def test_a_page_far_down_looks_at_no_more_than_the_first(offset):
    names = [f"{BASE}tension/{at // 100:03}xy-{at // 10:05}-{at:06}" for at in range(2_000)]
    full = Full()
    stood = list(full.put((each, Place("listed", "", cut(each))) for each in names))
    quads = [as_quad(each) for each in (*stood, *full.said())]
    quads.append(quad(KEPT_GRAPH, KEPT["format"], KEPT_FORMAT))
    store = Counting(quads)
    read = Shelves(cast("GraphStore", store))
    found = read.window(read.top("listed"), offset, 10, depth=len(cut("")))
    assert found == names[offset : offset + 10]
    assert store.given < 150
