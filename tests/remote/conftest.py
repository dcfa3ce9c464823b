"""One server of each kind for all tests of a worker."""

from collections.abc import Iterator, Mapping

import pytest

from llmkg.queries import NamedQuery, load_queries
from llmkg.remote.credentials import Credentials
from llmkg.remote.endpoint import Endpoint
from tests.remote import servers
from tests.remote.servers import PASSWORD, USER


@pytest.fixture(scope="session")
def queries(root) -> Mapping[str, NamedQuery]:
    return load_queries(root / "queries")


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory) -> Iterator[str]:
    """An endpoint whose default graph is a graph of its own."""
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server.address


@pytest.fixture(scope="session")
def oxigraph_union(tmp_path_factory) -> Iterator[str]:
    with servers.oxigraph(tmp_path_factory.mktemp("union"), "--union-default-graph") as server:
        yield server.address


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory) -> Iterator[str]:
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server.address


@pytest.fixture(scope="session")
def _fuseki(tmp_path_factory) -> Iterator[str]:
    with servers.fuseki(tmp_path_factory.mktemp("fuseki")) as address:
        yield address


@pytest.fixture(scope="session")
def fuseki(_fuseki) -> str:
    return f"{_fuseki}/plain/sparql"


@pytest.fixture(scope="session")
def fuseki_union(_fuseki) -> str:
    return f"{_fuseki}/union"


ALL = ("oxigraph", "oxigraph_union", "fuseki", "fuseki_union", "virtuoso")
KNOWN = Credentials(USER, PASSWORD)


def endpoint_at(address: str, timeout: float = 20) -> Endpoint:
    return Endpoint(address, timeout=timeout, credentials=KNOWN)
