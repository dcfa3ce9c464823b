"""The application over the checkout's snapshot."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from llmkg.http.app import create_app
from llmkg.settings import Settings


@pytest.fixture(scope="session")
def client(root: Path, snapshot: Path) -> Iterator[TestClient]:
    app = create_app(Settings(root=root, out=snapshot))
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        yield client
