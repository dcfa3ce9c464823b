"""A SPARQL endpoint over any store, in this process: for what the served snapshot cannot show."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from llmkg.errors import InputError, LlmkgError
from llmkg.store.port import DatasetSpec, GraphStore


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    store: GraphStore


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        accept = self.headers["Accept"]
        default, named = form.get("default-graph-uri", ()), form.get("named-graph-uri", ())
        dataset = DatasetSpec(tuple(default), tuple(named)) if default or named else None
        assert isinstance(self.server, _Server)
        try:
            answer = self.server.store.query(form["query"][0], accept, dataset=dataset)
            status, body, media_type = 200, answer.body, answer.media_type
        except LlmkgError as error:
            status = 400 if isinstance(error, InputError) else 500
            body, media_type = str(error).encode(), "text/plain"
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Nothing on the terminal."""


@contextmanager
def endpoint(store: GraphStore) -> Iterator[str]:
    """Serve a store; gives the address."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.store = store
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql"
        finally:
            server.shutdown()
            thread.join()
