"""The contract of stores, over every server that can be had."""

import pytest

from llmkg.remote.store import RemoteStore
from tests.remote.conftest import ALL, endpoint_at
from tests.store.contract import Make, StoreContract


def emptied(store: RemoteStore) -> RemoteStore:
    """The store with none of the graphs of an earlier test."""
    for graph in store.graphs():
        store.writer.drop(graph.value)
    store.forget()
    return store


@pytest.mark.parametrize("name", ALL)
class TestServers(StoreContract):
    @pytest.fixture
    def make(self, name, request, queries) -> Make:
        address = request.getfixturevalue(name)

        def make(quads):
            store = emptied(RemoteStore(endpoint_at(address), queries))
            if quads:
                store.load(quads)
            return store

        return make
