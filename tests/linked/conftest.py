"""The application over the checkout's snapshot, in this process and behind a real socket."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from llmkg.http.app import create_app
from llmkg.settings import Settings


@pytest.fixture(scope="session")
def app(root: Path, snapshot: Path) -> FastAPI:
    return create_app(Settings(root=root, out=snapshot))


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def server(root: Path, snapshot: Path) -> Iterator[str]:
    """The address of a server on a thread, for clients that open connections themselves."""
    app = create_app(Settings(root=root, out=snapshot))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        running = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not running.started:
            assert time.monotonic() < deadline, "the server was not ready in time"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        running.should_exit = True
        thread.join(20)
