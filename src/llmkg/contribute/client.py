"""A server's way to the writer, which it starts when there is none."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

from filelock import FileLock, Timeout

from llmkg import __version__
from llmkg.contribute.faults import WriteLostError
from llmkg.contribute.job import HEAD_BYTES, HELLO, Do, Job, Outcome, lengths
from llmkg.contribute.place import Place
from llmkg.engine.faults import BusyError
from llmkg.errors import LlmkgError
from llmkg.store.refusal import refused

_BACKLOG: Final = 128
_START_SECONDS: Final = 10.0
_GRACE_SECONDS: Final = 30.0
_PAUSE_SECONDS: Final = 0.05

_Line: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Client:
    """Asks the writer of one folder. It stays connected, so that the writer stays."""

    def __init__(self, place: Place) -> None:
        self._place = place
        name = hashlib.sha256(f"{place.root} {place.keep} {__version__}".encode()).hexdigest()[:8]
        self._name = f"writer-{name}.sock"
        self._lifeline: _Line | None = None
        self._started = 0
        self._finishing: asyncio.Task[None] | None = None

    async def ask(self, job: Job) -> Outcome:
        """Have a job done. Raises BusyError, WriteLostError; what it came to may be an error."""
        try:
            # The writer keeps to the time by itself; this is for one that is frozen.
            async with asyncio.timeout(2 * job.seconds + _GRACE_SECONDS):
                reader, writer = await self._connected()
                try:
                    writer.write(job.to_bytes())
                    await writer.drain()
                    first, second = lengths(await reader.readexactly(HEAD_BYTES))
                    head = await reader.readexactly(first)
                    await reader.readexactly(second)
                    return Outcome.read(head)
                finally:
                    await _hang_up(writer)
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError) as error:
            if job.writes and job.do is not Do.FINISH:
                self._finishing = asyncio.create_task(self._finish())
            raise WriteLostError(
                "The process that writes ended; whether it had stored this is not known",
                mend="Look whether it is there, or send it again: PUT and DELETE may be repeated.",
            ) from error

    async def _finish(self) -> None:
        """Have the next writer let serve what the one before it had journaled, if it had."""
        with suppress(LlmkgError):
            await self.ask(Job(Do.FINISH))

    async def close(self) -> None:
        """Hang up; the writer ends when the last one has."""
        if self._lifeline is not None:
            await _hang_up(self._lifeline[1])
            self._lifeline = None
        if self._finishing is not None:
            self._finishing.cancel()
            await asyncio.gather(self._finishing, return_exceptions=True)
        self._bury()

    async def _connected(self) -> _Line:
        end = time.monotonic() + _START_SECONDS
        while (found := await self._connect()) is None:
            if time.monotonic() > end:
                raise BusyError(
                    "The process that writes does not start", mend="Send it again later."
                )
            await asyncio.to_thread(self._start)
            await asyncio.sleep(_PAUSE_SECONDS)
        try:
            await self._hold()
        except BaseException:
            found[1].close()
            raise
        return found

    async def _hold(self) -> None:
        """Keep a line open for as long as this server runs, so that the writer does not end."""
        if self._is_held():
            return
        line = await self._connect()
        if self._is_held():  # another request was quicker
            if line is not None:
                await _hang_up(line[1])
            return
        former, self._lifeline = self._lifeline, line
        if former is not None:
            await _hang_up(former[1])

    def _is_held(self) -> bool:
        return self._lifeline is not None and not self._lifeline[0].at_eof()

    async def _connect(self) -> _Line | None:
        """A connection to a writer that has greeted; None where there is none.

        The system connects to one that is just ending, too, which will never read what it is sent.
        """
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(0)
        try:
            with _short(self._place.out, self._name) as path:
                await asyncio.get_running_loop().sock_connect(connection, path)
        except OSError:
            connection.close()
            return None
        except BaseException:
            connection.close()
            raise
        reader, writer = await asyncio.open_unix_connection(sock=connection)
        try:
            await reader.readexactly(len(HELLO))
        except (asyncio.IncompleteReadError, ConnectionError):
            await _hang_up(writer)
            return None
        except BaseException:  # given up while waiting
            writer.close()
            raise
        return reader, writer

    def _start(self) -> None:
        """Start the writer, unless another server has just done so."""
        out = self._place.out
        out.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(out / f"{self._name}.lock", timeout=_START_SECONDS):
                if self._listens():
                    return
                listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                with listening, _short(out, self._name) as path:
                    (out / self._name).unlink(missing_ok=True)
                    mask = os.umask(0o177)
                    try:
                        listening.bind(path)
                    finally:
                        os.umask(mask)
                    listening.listen(_BACKLOG)
                    self._spawn(listening)
        except Timeout:
            raise BusyError(
                "The process that writes does not start", mend="Send it again."
            ) from None
        except OSError as error:
            raise refused("The process that writes cannot be started", out, error) from error

    def _spawn(self, listening: socket.socket) -> None:
        from llmkg.contribute.process import command  # noqa: PLC0415 - it loads much

        arguments = command(self._place, listening.fileno())
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._bury()
        listening.set_inheritable(True)
        nothing = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
        # It outlives this process, should other servers still need it.
        self._started = os.posix_spawn(arguments[0], arguments, environment, file_actions=[nothing])

    def _bury(self) -> None:
        """Take note of the end of the writer that this process started."""
        if self._started:
            with suppress(ChildProcessError):
                if os.waitpid(self._started, os.WNOHANG)[0]:
                    self._started = 0

    def _listens(self) -> bool:
        probe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with probe, suppress(OSError), _short(self._place.out, self._name) as path:
            probe.connect(path)
            return True
        return False


async def _hang_up(connection: asyncio.StreamWriter) -> None:
    connection.close()
    with suppress(ConnectionError):
        await connection.wait_closed()


class _short:  # noqa: N801 - used like a function
    """A path to a socket in a folder whose own path may be too long for one."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._handle = -1

    def __enter__(self) -> str:
        self._handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        return f"/proc/self/fd/{self._handle}/{self._name}"

    def __exit__(self, *_exception: object) -> None:
        os.close(self._handle)
