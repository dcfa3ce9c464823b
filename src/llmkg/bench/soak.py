"""The soak: a server in bad company for minutes, written to, its snapshot swapped again and again.

Every answer is compared with the right one for a snapshot that was current meanwhile, and every
acknowledged write is looked for. At the end the server must have what it had at the start: memory,
open files, processes.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final

from llmkg.bench.expected import WRITTEN, prepare, prepare_root, questions
from llmkg.bench.guests import Party, Swaps, ask_once, half_head, invite
from llmkg.bench.scribe import Scribe
from llmkg.bench.servers import LLMKG, Corpus, Running, running
from llmkg.build import build

MEMORY_MARGIN: Final = 64 << 20
MEMORY_SHARE: Final = 0.15
FILES_MARGIN: Final = 40
PROCESSES_MARGIN: Final = 4
P99_MOST: Final = 2.0
_PATIENCE: Final = 30.0  # seconds until what is left of the past must be gone
_LOOK: Final = 0.25
_ERROR: Final = re.compile(r'"level": "(?:error|critical)"|is frozen|: replaced|Traceback')


@dataclass(frozen=True, slots=True)
class Held:
    """What the processes of a server hold: bytes, open files, and how many they are."""

    memory: int
    files: int
    processes: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it. Times in seconds; `breaches` is empty where all went well."""

    seconds: float
    connections: int
    swaps: int
    counts: dict[str, int]
    p50: float
    p99: float
    runaways_late: float
    before: Held
    most_memory: int
    after: Held
    breaches: tuple[str, ...]


def run(  # noqa: PLR0913 - how long, how many, how much, how often
    root: Path,
    *,
    seconds: float,
    connections: int = 500,
    size: int = 20_000,
    every: float = 20.0,
    settle: float = 12.0,
    progress: Callable[[str], None] = lambda _text: None,
) -> Verdict:
    """Put a server of our own through it; snapshots change `every` so many seconds.

    What they leave behind has half a minute to go; it counts as gone when for half of `settle`
    seconds no process has come or gone.
    """
    with tempfile.TemporaryDirectory(prefix="llmkg-soak-") as folder:
        place = Path(folder)
        corpus = Corpus(prepare_root(root, place), place, size)
        snapshots = _masters(prepare(corpus.out, size), place)
        build(corpus.root, place / "plain")
        plain = (place / "plain" / "current").resolve()
        token = _token(corpus)
        with running(corpus, [LLMKG]) as ((server,), _):
            host, _, port = server.endpoint.split("/", 3)[2].partition(":")
            swaps = Swaps(tuple(snapshots))
            swaps.now("second")
            asked = questions({**snapshots, WRITTEN: plain}, size)
            party = Party(host, int(port), asked, swaps)
            scribe = Scribe(party, token)
            soak = Soak(party, scribe, server, corpus.out, snapshots, progress, settle)
            verdict = asyncio.run(soak.run(seconds, connections, every))
            said = corpus.said(LLMKG).read_text(encoding="utf-8", errors="replace")
            errors = [line for line in said.splitlines() if _ERROR.search(line)]
            if not errors:
                return verdict
            told = f"the server's log: {len(errors)} errors (such as {errors[0][:2_000]})"
            return replace(verdict, breaches=(*verdict.breaches, told))


class Soak:
    """One soak."""

    def __init__(  # noqa: PLR0913, PLR0917 - what one soak is made of
        self,
        party: Party,
        scribe: Scribe,
        server: Running,
        out: Path,
        snapshots: dict[str, Path],
        progress: Callable[[str], None],
        settle: float,
    ) -> None:
        self._party = party
        self._scribe = scribe
        self._server = server
        self._out = out
        self._snapshots = snapshots
        self._progress = progress
        self._settle = settle
        self._most = 0

    async def run(self, seconds: float, connections: int, every: float) -> Verdict:
        """All of it."""
        party = self._party
        # These wait for as long as the server lets them, so they come first and stay.
        early = [
            asyncio.ensure_future(half_head(party, "127.0.2.9", Random(number)))  # noqa: S311 - no secret
            for number in range(2)
        ]
        before = await self._warmed()
        party.seen.times.clear()
        guests = invite(party, connections)
        others = [
            *early,
            asyncio.ensure_future(self._swap(every)),
            asyncio.ensure_future(self._look()),
            asyncio.ensure_future(self._scribe.write_on(Random(3))),  # noqa: S311 - no secret
        ]
        done, _ = await asyncio.wait(
            [*guests, *others], timeout=seconds, return_when=asyncio.FIRST_EXCEPTION
        )
        party.over = True
        for task in (*others, *guests):
            task.cancel()
        for task in done:
            task.result()  # a guest of ours failed: that is our fault, not the server's
        await asyncio.gather(*guests, *others, return_exceptions=True)
        await self._scribe.look_at_all()
        self._point("second")
        await self._answers_all()
        after = await self._at_rest(before)
        return self._verdict(seconds, connections, before, after)

    async def _warmed(self) -> Held:
        """What is held once everything has been asked, in both snapshots, by several guests."""
        for name in (*self._snapshots, *self._snapshots):
            self._point(name)
            await asyncio.sleep(self._settle / 6)
            guests = invite(self._party, 40, seed=2)
            await asyncio.wait(guests, timeout=self._settle / 3)
            for guest in guests:
                guest.cancel()
            await asyncio.gather(*guests, return_exceptions=True)
            await self._scribe.write()
        return await self._at_rest()

    async def _at_rest(self, before: Held | None = None) -> Held:
        """What is held once no process has come or gone for a moment, and no more than before."""
        end = monotonic() + _PATIENCE
        now = await asyncio.to_thread(held, self._server)
        since = monotonic()
        while monotonic() < end:
            await asyncio.sleep(_LOOK)
            last, now = now, await asyncio.to_thread(held, self._server)
            if now.processes != last.processes:
                since = monotonic()
            if monotonic() - since > self._settle / 2 and not (before and excess(before, now)):
                break
        return now

    async def _answers_all(self) -> None:
        """When all is quiet again, every question has its right answer."""
        party = self._party
        for question in party.questions:
            began = monotonic()
            reply = await ask_once(party, question)
            if reply.status != 200:  # noqa: PLR2004 - OK
                party.seen.fault("not answered in the end", f"{reply.status} {question.query}")
            else:
                party.judge(question, reply, began)

    async def _swap(self, every: float) -> None:
        names = list(self._snapshots)
        number = 0
        while True:
            await asyncio.sleep(every)
            async with self._scribe.turn:
                self._point(names[number % len(names)])
            number += 1

    def _point(self, name: str) -> None:
        """Make another snapshot the current one, in one step, as a build does."""
        master = self._snapshots[name]
        path = self._out / "snapshots" / master.name
        if not path.exists():  # writes have made so many since that it was removed
            part = master.with_name(f"{master.name}.part")
            shutil.copytree(master, part, copy_function=os.link)
            part.rename(path)
        new = self._out / ".current-soak"
        with suppress(FileNotFoundError):
            new.unlink()
        new.symlink_to(path.relative_to(self._out))
        new.replace(self._out / "current")
        self._party.swaps.now(name)

    async def _look(self) -> None:
        """Watch the memory; tell how it goes."""
        while True:
            now = await asyncio.to_thread(held, self._server)
            self._most = max(self._most, now.memory)
            counts = self._party.seen.counts
            self._progress(
                f"{counts['right']:,} right answers, {sum(self._party.seen.faults.values())} "
                f"faults, {now.memory >> 20} MB, {now.files} files, {now.processes} processes"
            )
            await asyncio.sleep(5.0)

    def _verdict(self, seconds: float, connections: int, before: Held, after: Held) -> Verdict:
        seen = self._party.seen
        times = sorted(seen.times) or [float("inf")]
        p99 = times[len(times) * 99 // 100]
        breaches = [
            f"{kind}: {count} (such as {seen.examples[kind]})"
            for kind, count in seen.faults.items()
        ]
        if p99 > P99_MOST:
            breaches.append(f"lookups: p99 is {p99:.2f} s, more than {P99_MOST:g}")
        breaches += excess(before, after)
        late = sorted(seen.late) or [0.0]
        return Verdict(
            seconds=seconds,
            connections=connections,
            swaps=self._party.swaps.count - 1,
            counts=dict(seen.counts),
            p50=times[len(times) // 2],
            p99=p99,
            runaways_late=late[len(late) * 99 // 100],
            before=before,
            most_memory=self._most,
            after=after,
            breaches=tuple(breaches),
        )


def _token(corpus: Corpus) -> str:
    """A token, made as whoever runs a server makes one."""
    where = ["--root", str(corpus.root), "--out", str(corpus.out)]
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "llmkg", *where, "token", "add", "soak"],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def _masters(snapshots: dict[str, Path], place: Path) -> dict[str, Path]:
    """Copies of the snapshots, which nobody removes."""
    masters = {name: place / "masters" / path.name for name, path in snapshots.items()}
    for name, path in snapshots.items():
        shutil.copytree(path, masters[name], copy_function=os.link)
    return masters


def excess(before: Held, after: Held) -> list[str]:
    """In what a server holds more than it may after all that."""
    found = []
    most = before.memory + max(MEMORY_MARGIN, int(before.memory * MEMORY_SHARE))
    if after.memory > most:
        found.append(f"memory: {after.memory >> 20} MB, more than {most >> 20}")
    if after.files > before.files + FILES_MARGIN:
        found.append(f"open files: {after.files} after {before.files}")
    if after.processes > before.processes + PROCESSES_MARGIN:
        found.append(f"processes: {after.processes} after {before.processes}")
    return found


def held(server: Running) -> Held:
    """What a server's processes hold now."""
    family = server.family()
    files = 0
    for pid in family:
        with suppress(OSError):
            files += sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    return Held(server.memory(), files, len(family))
