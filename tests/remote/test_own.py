"""The contract of stores over an endpoint that knows nothing beside the protocol."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from llmkg.errors import OutsideError
from llmkg.remote.endpoint import Endpoint
from llmkg.remote.store import RemoteStore
from llmkg.store.embedded import EmbeddedStore
from tests.library.endpoint import endpoint
from tests.store.contract import Make, StoreContract


class TestReadOnly(StoreContract):
    writable = False

    @pytest.fixture
    def make(self, queries) -> Iterator[Make]:
        with ExitStack() as stack:

            def make(quads):
                address = stack.enter_context(endpoint(EmbeddedStore.memory(quads)))
                return RemoteStore(Endpoint(address, timeout=20), queries)

            yield make


def test_where_nobody_takes_updates_it_is_said(queries):
    with endpoint(EmbeddedStore.memory()) as address, pytest.raises(OutsideError):
        RemoteStore(Endpoint(address, timeout=5), queries).writer.update_address()
