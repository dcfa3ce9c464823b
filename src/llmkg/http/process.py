"""One server process under the supervisor: its command line, and what it does."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from llmkg.engine.limits import Limits
from llmkg.settings import Settings

if TYPE_CHECKING:
    import uvicorn

    from llmkg.http.door import Tally

_END_SECONDS: Final = 8
_LOOK_SECONDS: Final = 0.05
_THRESHOLDS: Final = (20_000, 20, 50)
"""Of the garbage collector: a request makes few objects that refer to each other in circles."""

_MOST_CONNECTIONS: Final = 4096
_OTHER_FILES: Final = 256  # the store's, the workers', the logs'
_PATHS = ("root", "out", "tokens")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a server process is started with.

    listening     number of the socket that it inherits
    pipe          number of the pipe for its signs of life
    log_requests  whether each request is a line of the log
    log_queries   whether that line has the query's text
    texts         files with the texts of sources, by slug
    """

    settings: Settings
    limits: Limits
    listening: int
    pipe: int
    log_requests: bool = False
    log_queries: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)

    def command(self) -> list[str]:
        """The command line."""
        given = asdict(self)
        for name in _PATHS:
            given["settings"][name] = str(given["settings"][name])
        return [sys.executable, "-m", __name__, json.dumps(given)]

    @classmethod
    def read(cls, text: str) -> Given:
        """What `command` wrote."""
        given = json.loads(text)
        settings = given.pop("settings")
        settings.update({name: Path(settings[name]) for name in _PATHS})
        settings["services"] = tuple(settings["services"])
        limits = Limits(**given.pop("limits"))
        return cls(settings=Settings(**settings), limits=limits, **given)


async def serve(given: Given) -> None:
    """Serve until told to stop."""
    # The supervisor, which imports this module too, starts its servers half a second sooner so.
    import uvicorn  # noqa: PLC0415

    from llmkg.engine.metrics import FOLDER  # noqa: PLC0415
    from llmkg.engine.supervisor import beat  # noqa: PLC0415
    from llmkg.http.app import create_server  # noqa: PLC0415
    from llmkg.http.connection import Bounds  # noqa: PLC0415
    from llmkg.http.door import Tally  # noqa: PLC0415
    from llmkg.http.wire import Wire  # noqa: PLC0415

    served = create_server(
        given.settings, given.limits, log_queries=given.log_queries, texts=given.texts
    )
    folder = os.environ.get(FOLDER)
    tally = Tally.open(Path(folder) if folder else None)
    bounds = Bounds(connections=allowed_connections())
    config = uvicorn.Config(
        served.app,
        # It is only ever called, with the names that the base class has.
        http=cast(
            type[asyncio.Protocol], partial(Wire, served.answers, served.also, tally, bounds=bounds)
        ),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=_END_SECONDS,
    )
    server = uvicorn.Server(config)
    beating = asyncio.create_task(beat(given.pipe))
    try:
        async with asyncio.TaskGroup() as group:
            listening = socket.socket(fileno=given.listening)
            entering = group.create_task(_enter(server, listening, tally))
            await server.serve(sockets=[])
            entering.cancel()
    finally:
        beating.cancel()


async def _enter(server: uvicorn.Server, listening: socket.socket, tally: Tally) -> None:
    """Let connections in, once the server has started."""
    from llmkg.http.door import Door  # noqa: PLC0415 - as above

    while not server.started:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(_LOOK_SECONDS)
    # What there is by now stays: to look through it again and again would hold requests up.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)

    protocol = partial(
        cast(Callable[..., asyncio.Protocol], server.config.http_protocol_class),
        config=server.config,
        server_state=server.server_state,
        app_state=server.lifespan.state,
    )
    connections = server.server_state.connections
    door = Door(listening, protocol, tally, connections.__len__)
    server.servers.append(cast(asyncio.base_events.Server, door))


def allowed_connections() -> int:
    """How many connections there may be: as files go, which are first allowed as many as can be."""
    most, highest = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != highest:
        with suppress(OSError, ValueError):  # some systems set a bound of their own
            resource.setrlimit(resource.RLIMIT_NOFILE, (highest, highest))
            most = highest
    if most == resource.RLIM_INFINITY:
        return _MOST_CONNECTIONS
    return max(1, min(_MOST_CONNECTIONS, (most - _OTHER_FILES) // 2))


def main() -> None:
    """The process."""
    import uvloop  # noqa: PLC0415 - as above

    from llmkg.engine.heap import few_arenas  # noqa: PLC0415
    from llmkg.http.logs import set_up  # noqa: PLC0415

    few_arenas()
    given = Given.read(sys.argv[1])
    set_up(requests=given.log_requests or given.log_queries)
    # The server hands a signal on when it has stopped; to be told to stop is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):
        uvloop.run(serve(given))


if __name__ == "__main__":
    main()
