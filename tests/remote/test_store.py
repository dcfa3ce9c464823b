"""The contract of stores, over every server that can be had."""

import pyoxigraph as ox
import pytest

from llmkg.export.statistics import count, statistics
from llmkg.remote.store import RemoteStore
from tests.remote.conftest import ALL, endpoint_at
from tests.store.contract import QUADS, Make, StoreContract

COUNTED = tuple(
    ox.parse(
        """
        @prefix x: <https://example.org/> .
        x:one { x:a a x:Model , x:Thing ; x:name "A"@en , "A" , 7 ; x:from x:b .
                x:b a x:Model ; x:name "B" . x:c x:from x:a , x:none . }
        x:two { x:d x:from x:a }
        """,
        ox.RdfFormat.TRIG,
    )
)

HOLDS_QUADS = set[str]()
"""Addresses at which the contract's quads stand, and nothing else, as nobody has written since."""


def emptied(store: RemoteStore) -> RemoteStore:
    """The store with none of the graphs of an earlier test, for one that writes."""
    HOLDS_QUADS.clear()  # two addresses may lead to one dataset
    for graph in store.graphs():
        store.writer.drop(graph.value)
    store.forget()
    return store


@pytest.mark.parametrize("name", ALL)
class TestServers(StoreContract):
    requests = 40

    @pytest.fixture
    def make(self, name, request, queries) -> Make:
        address = request.getfixturevalue(name)

        def make(quads):
            store = RemoteStore(endpoint_at(address), queries)
            if quads is QUADS and address in HOLDS_QUADS:
                return store
            emptied(store)
            if quads:
                store.load(quads)
            if quads is QUADS:
                HOLDS_QUADS.add(address)
            return store

        return make

    def test_it_counts_itself_what_void_tells(self, make, monkeypatch):
        """The same numbers as of who reads everything, and nothing is read."""
        store = make(COUNTED)
        whole = count(COUNTED)
        monkeypatch.delattr(RemoteStore, "quads")
        assert statistics(None, store) == whole
