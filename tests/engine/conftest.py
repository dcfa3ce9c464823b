"""A server with its engine room, in this process and as a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from llmkg.engine.limits import Limits
from llmkg.http.app import create_app
from llmkg.settings import Settings

LIMITS = Limits(seconds=20.0, memory_bytes=400 << 20)


@pytest.fixture(scope="session")
def settings(root: Path, snapshot: Path) -> Settings:
    return Settings(root=root, out=snapshot)


@pytest.fixture(scope="session")
def app(settings: Settings) -> FastAPI:
    return create_app(settings, LIMITS)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        yield client
