"""The load generator: wrk where it is installed, else a client of our own in its own process.

Both keep a number of connections busy and take the time of every answer. Texts differ from request
to request where they have a place for it, so that no cache can know them.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import quote

import httptools

from llmkg.bench.texts import UNIQUE

_SPREAD: Final = 1_000_003  # apart enough for the numbers of one run
_SCRIPT: Final = """
local lines, at, number = {}, 0, 0
for line in io.lines("%(paths)s") do lines[#lines + 1] = line end
local threads = 0
function setup(thread) thread:set("own", threads); threads = threads + 1 end
function init() number = %(first)d + own * 500000 end
function request()
  at = at %% #lines + 1
  number = number + 1
  local path = lines[at]:gsub("%(unique)s", number)
  return wrk.format("GET", path, {["Accept"] = "%(accept)s"})
end
function done(summary, latency)
  io.write(string.format('RESULT {"requests": %%d, "seconds": %%f, "errors": %%d, ' ..
    '"p50": %%f, "p99": %%f, "worst": %%f}\\n', summary.requests, summary.duration / 1e6,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked: queries (in turn) at an endpoint, over so many connections, for so long.

    unique  whether each text is made unlike all others
    """

    endpoint: str
    queries: tuple[str, ...]
    accept: str
    connections: int = 16
    seconds: float = 1.0
    unique: bool = True

    def paths(self) -> list[str]:
        """The addresses below the server."""
        path = "/" + self.endpoint.split("/", 3)[3]
        queries = self.queries if self.unique else [q.replace(UNIQUE, "") for q in self.queries]
        return [f"{path}?query={quote(query)}" for query in queries]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it. Times in milliseconds."""

    rate: float
    p50: float
    p99: float
    worst: float
    errors: int


class Generator:
    """Makes loads, by wrk if it is there."""

    def __init__(self) -> None:
        self._wrk = shutil.which("wrk")
        self._runs = count(1)

    @property
    def name(self) -> str:
        """What it is."""
        return "wrk" if self._wrk else "a client on asyncio and httptools"

    def put(self, load: Load) -> Taken:
        """Make the load and wait for its end."""
        first = next(self._runs) * _SPREAD
        return self._by_wrk(load, first) if self._wrk else self._by_ours(load, first)

    def _by_wrk(self, load: Load, first: int) -> Taken:
        host = "/".join(load.endpoint.split("/", 3)[:3])
        with tempfile.TemporaryDirectory() as folder:
            paths, script = Path(folder) / "paths", Path(folder) / "script.lua"
            paths.write_text("\n".join(load.paths()), encoding="ascii")
            given = {"paths": paths, "first": first, "unique": UNIQUE, "accept": load.accept}
            script.write_text(_SCRIPT % given, encoding="ascii")
            seconds = max(1, round(load.seconds))  # it knows whole seconds only
            done = subprocess.run(  # noqa: S603 - our own arguments
                [
                    *(str(self._wrk), "-t1", f"-c{load.connections}", f"-d{seconds}s"),
                    *("--timeout", "30s", "-s", str(script), host),
                ],
                capture_output=True,
                text=True,
                check=True,
            )
        result = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
        said = json.loads(result.removeprefix("RESULT "))
        rate = said["requests"] / said["seconds"]
        return Taken(rate, said["p50"], said["p99"], said["worst"], said["errors"])

    def _by_ours(self, load: Load, first: int) -> Taken:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [sys.executable, "-m", __name__],
            input=json.dumps({"first": first, "load": asdict(load)}),
            capture_output=True,
            text=True,
            check=True,
        )
        return Taken(**json.loads(done.stdout))


class _Client(asyncio.Protocol):
    """One connection that asks again as soon as it is answered."""

    def __init__(self, load: Load, paths: Sequence[str], numbers: count[int]) -> None:
        self._load = load
        self._paths = paths
        self._numbers = numbers
        self._parser = httptools.HttpResponseParser(self)
        self.times: list[float] = []
        self.errors = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what TCP gives
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.errors += exc is not None

    def on_message_complete(self) -> None:
        """The answer is there."""
        self.times.append(time.perf_counter() - self._began)
        self.errors += self._parser.get_status_code() >= 400  # noqa: PLR2004 - errors of HTTP
        self._parser = httptools.HttpResponseParser(self)
        self._ask()

    def _ask(self) -> None:
        number = next(self._numbers)
        path = self._paths[number % len(self._paths)].replace(UNIQUE, str(number))
        head = f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept: {self._load.accept}\r\n\r\n"
        self._began = time.perf_counter()
        self._transport.write(head.encode("ascii"))


async def _drive(load: Load, first: int) -> Taken:
    loop = asyncio.get_running_loop()
    host, _, port = load.endpoint.split("/", 3)[2].partition(":")
    paths, numbers = load.paths(), count(first)
    begun = time.perf_counter()
    clients = []
    for _ in range(load.connections):
        transport, client = await loop.create_connection(
            lambda: _Client(load, paths, numbers), host, int(port)
        )
        clients.append((transport, client))
    await asyncio.sleep(load.seconds)
    seconds = time.perf_counter() - begun
    for transport, _ in clients:
        transport.abort()
    times = sorted(1e3 * each for _, client in clients for each in client.times) or [0.0]
    return Taken(
        rate=len(times) / seconds,
        p50=times[len(times) // 2],
        p99=times[len(times) * 99 // 100],
        worst=times[-1],
        errors=sum(client.errors for _, client in clients),
    )


def main() -> None:
    """The client as a process: a load comes in, what was taken goes out."""
    given = json.load(sys.stdin)
    load = Load(**{**given["load"], "queries": tuple(given["load"]["queries"])})
    json.dump(asdict(asyncio.run(_drive(load, given["first"]))), sys.stdout)


if __name__ == "__main__":
    main()
