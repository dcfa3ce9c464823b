"""A client that holds every answer to what holds for all of them, and one for broken requests."""

import re
import socket
from dataclasses import dataclass

import httpx

from llmkg.http.edge import COMMON
from llmkg.http.secure import EDITOR_POLICY

INSIDES = re.compile(r'Traceback|File "|site-packages|\.py\b.*line \d|/(?:src|tmp|home|root)/')
"""What no answer may tell: how and where the server is made."""


def sound(response: httpx.Response) -> None:
    """Never a fault of ours, never our insides; what a browser needs is in every header."""
    response.read()
    told = f"{response.request.method} {response.request.url!s:.300}: {response.status_code}"
    assert response.status_code != 500, f"{told} {response.text[:500]}"
    given = dict(COMMON)
    page = response.headers.get("content-type", "").startswith("text/html")
    if page and response.request.url.path == "/sparql":
        given["Content-Security-Policy"] = EDITOR_POLICY  # the editor writes styles of its own
    for name, value in given.items():
        assert response.headers.get(name) == value, f"{told}: {name}"
    assert "access-control-allow-credentials" not in response.headers, told
    assert "server" not in response.headers, told
    varies = [each.strip() for each in response.headers.get("vary", "").lower().split(",")]
    assert len(varies) == len(set(varies)), f"{told}: {varies}"
    if response.status_code >= 400:
        assert not INSIDES.search(response.text), f"{told} {response.text[:500]}"
    if response.status_code in (429, 503):
        assert int(response.headers["retry-after"]) > 0, told
    if response.status_code == 405:
        assert response.headers["allow"], told


def stranger(address: str, **more) -> httpx.Client:
    """A client whose every answer is looked at."""
    return httpx.Client(
        base_url=address, timeout=60, event_hooks={"response": [sound]}, trust_env=False, **more
    )


@dataclass(frozen=True)
class Answer:
    """What came back over a plain socket: several answers, if it was asked several times."""

    data: bytes
    closed: bool

    @property
    def statuses(self) -> list[int]:
        return [int(each) for each in re.findall(rb"(?:^|\n|\}|>)HTTP/1\.1 (\d{3}) ", self.data)]

    @property
    def status(self) -> int:
        assert self.statuses, self.data[:200]
        return self.statuses[0]

    @property
    def head(self) -> str:
        return self.data.split(b"\r\n\r\n", 1)[0].decode("latin-1").lower()

    def headers(self, name: str) -> list[str]:
        lines = self.head.split("\r\n")[1:]
        return [line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:")]


def say(port: int, *pieces: bytes, seconds: float = 10, end: bool = False) -> Answer:
    """Send bytes as they are; read until the server closes or says nothing for `seconds`."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as client:
        try:
            for piece in pieces:
                client.sendall(piece)
            if end:
                client.shutdown(socket.SHUT_WR)
            while piece := client.recv(65_536):
                said += piece
        except TimeoutError:
            return Answer(said, closed=False)
        except ConnectionError:
            return Answer(said, closed=True)
    return Answer(said, closed=True)
