"""The application over the checkout's snapshot, in this process and as a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from llmkg.http.app import create_app
from llmkg.settings import Settings

SERVE = """
import sys
from pathlib import Path
import uvicorn
from llmkg.http.app import create_app
from llmkg.settings import Settings

root, out, port = sys.argv[1:]
settings = Settings(root=Path(root), out=Path(out), port=int(port))
uvicorn.run(create_app(settings), port=settings.port, log_level="warning")
"""


@pytest.fixture(scope="session")
def settings(root: Path, snapshot: Path) -> Settings:
    return Settings(root=root, out=snapshot)


@pytest.fixture(scope="session")
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def server(root: Path, snapshot: Path) -> Iterator[str]:
    """The address of a real server, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(root), str(snapshot), str(port)], env=dict(os.environ)
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                if httpx.get(f"{address}/readyz").is_success:
                    break
            except httpx.TransportError:
                pass
            assert process.poll() is None, "the server ended before it was ready"
            assert time.monotonic() < deadline, "the server was not ready in time"
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(10)
