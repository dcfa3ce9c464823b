"""A line on which a page comes in pieces, each late enough for what is there to be drawn."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import httpx

PIECES: Final = 6
FRAME: Final = 0.05
"""Seconds between two pieces: some frames."""
ABOVE: Final = 0.6
"""What a reader sees first is in this share of a page."""
_PASSED: Final = ("content-type", "content-security-policy", "cache-control")


@contextmanager
def piecemeal(address: str, pieces: int = PIECES, above: float = ABOVE) -> Iterator[str]:
    """The address of a server that passes on what is at `address`, its pages in pieces.

    `above` is the share of a page that is cut.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            accept = self.headers.get("Accept", "*/*")
            got = client.get(self.path, headers={"Accept": accept, "Host": self.headers["Host"]})
            self.send_response(got.status_code)
            for name in _PASSED:
                if name in got.headers:
                    self.send_header(name, got.headers[name])
            self.send_header("Content-Length", str(len(got.content)))
            self.end_headers()
            if got.headers["content-type"].startswith("text/html"):
                step = int(len(got.content) * above / pieces)
                for piece in range(pieces):
                    self.wfile.write(got.content[piece * step : (piece + 1) * step])
                    self.wfile.flush()
                    time.sleep(FRAME)
                self.wfile.write(got.content[pieces * step :])
            else:
                self.wfile.write(got.content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    with httpx.Client(base_url=address, timeout=60) as client:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
