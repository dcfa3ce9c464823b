"""The remote store passes the contract of stores, and asks seldom."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from llmkg.library.endpoint import Endpoint
from llmkg.library.remote import RemoteStore
from llmkg.queries import load_queries
from llmkg.store.embedded import EmbeddedStore
from tests.library.endpoint import endpoint
from tests.store.contract import Make, StoreContract


@pytest.fixture(scope="module")
def queries(root: Path):
    return load_queries(root / "queries")


class TestRemote(StoreContract):
    writable = False

    @pytest.fixture
    def make(self, queries) -> Iterator[Make]:
        with ExitStack() as stack:

            def make(quads):
                address = stack.enter_context(endpoint(EmbeddedStore.memory(quads)))
                return RemoteStore(Endpoint(address, timeout=20), queries)

            yield make
