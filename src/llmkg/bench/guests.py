"""The guests of the soak: most ask and read as one should, the others each have a bad habit."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

import httptools

from llmkg.bench.expected import Question, fingerprint, request
from llmkg.bench.runaway import RUNAWAYS
from llmkg.bench.texts import text
from llmkg.bench.visit import BrokenError, Reply, visiting

REFUSED: Final = frozenset({429, 503})
"""Refusals that a full server may give."""

STOPPED: Final = frozenset({504, 507}) | REFUSED
DEADLINE: Final = 2.0
LATEST: Final = 5.0 + 2.0  # seconds in the queue, and to be told on a machine that is full
PATIENCE: Final = 90.0
_HALF: Final = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: soak\r\nX-Half: "


@dataclass(slots=True)
class Seen:
    """What the guests have seen.

    faults  what must not be, by kind; an example of each in `examples`
    late    seconds that runaways ended after their deadline
    times   seconds that lookups took
    """

    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    late: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def fault(self, kind: str, example: str) -> None:
        """Note something that must not be."""
        self.faults[kind] += 1
        self.examples.setdefault(kind, example)


@dataclass(slots=True)
class Span:
    """The time for which a snapshot was the current one, or may have been."""

    name: str
    since: float
    until: float = float("inf")


@dataclass(slots=True)
class Swaps:
    """Which snapshot was the current one, and since when.

    A server may take `lag` seconds until it has switched.
    """

    names: tuple[str, ...]
    lag: float = 15.0
    count: int = 0
    spans: list[Span] = field(default_factory=list)

    def may(self, name: str) -> None:
        """It may become the current one, from now on; what is current may stay as well."""
        self.spans.append(Span(name, monotonic()))

    def now(self, name: str) -> None:
        """It is the current one from now on, and no other."""
        now = monotonic()
        for span in self.spans:
            span.until = min(span.until, now)
        self.spans.append(Span(name, now))
        self.count += 1

    def allowed(self, began: float, ended: float) -> set[str]:
        """The snapshots that an answer may come from."""
        return {
            span.name
            for span in self.spans
            if span.since <= ended and span.until + self.lag >= began
        }


@dataclass(slots=True)
class Party:
    """What all guests share."""

    host: str
    port: int
    questions: Sequence[Question]
    swaps: Swaps
    seen: Seen = field(default_factory=Seen)
    over: bool = False

    @property
    def name(self) -> str:
        """For the Host header."""
        return f"{self.host}:{self.port}"

    def choose(self, random: Random) -> Question:
        """A question, by weight."""
        weights = [question.weight for question in self.questions]
        return random.choices(self.questions, weights)[0]

    def judge(self, question: Question, reply: Reply, began: float) -> None:
        """Compare an answer with the right ones."""
        seen = self.seen
        if reply.status in REFUSED:
            seen.counts["refused"] += 1
        elif reply.status in STOPPED:
            seen.counts["stopped"] += 1
        elif reply.status != 200:  # noqa: PLR2004 - OK
            seen.fault("unexpected status", f"{question.name}: {reply.status} {reply.body[:300]!r}")
        else:
            found = fingerprint(bytes(reply.body))
            allowed = self.swaps.allowed(began, monotonic())
            if any(question.right.get(name) == found for name in allowed):
                seen.counts["right"] += 1
            elif any(name not in question.right for name in allowed):
                seen.counts["not compared"] += 1  # another answer after each write
            elif found in question.right.values():
                seen.fault("stale answer", question.query)
            else:
                seen.fault("wrong answer", f"{question.query}: {reply.body[:300]!r}")


async def steady(party: Party, address: str, random: Random) -> None:
    """Asks, reads, thinks, asks again over the same connection."""
    with visiting(party.host, party.port, address) as visit:
        while not party.over:
            question = party.choose(random)
            began = monotonic()
            fresh = not visit.is_open
            try:
                reply = await visit.ask(question.request(party.name))
            except (BrokenError, OSError, httptools.HttpParserError) as error:
                # One that was idle may be closed at the moment in which it is used.
                if fresh or visit.begun:
                    party.seen.fault("broken answer", f"{question.name}: {error!r}")
                else:
                    party.seen.counts["closed while idle"] += 1
                visit.close()
                continue
            if question.name == "lookup":
                party.seen.times.append(monotonic() - began)
            party.judge(question, reply, began)
            await asyncio.sleep(random.uniform(0.1, 0.9))


async def half_head(party: Party, address: str, random: Random) -> None:
    """Sends half a head and waits; the server has to end it."""
    while not party.over:
        with visiting(party.host, party.port, address) as visit, suppress(OSError):
            began = monotonic()
            await visit.send(_HALF[: random.randrange(1, len(_HALF))])
            said = await asyncio.wait_for(visit.end(), PATIENCE)
            party.seen.counts["half heads ended"] += 1
            if said and not said.startswith(b"HTTP/1.1 408 "):
                party.seen.fault("half a head was answered", repr(said[:100]))
            await asyncio.sleep(max(0.0, 1.0 - (monotonic() - began)))


async def slow_reader(party: Party, address: str, random: Random) -> None:
    """Asks for everything and reads a little at a time, or stops reading."""
    question = next(each for each in party.questions if each.name == "everything")
    while not party.over:
        with visiting(party.host, party.port, address) as visit:
            began = monotonic()
            stalls = random.random() < 0.5  # noqa: PLR2004 - one in two
            try:
                if stalls:
                    await visit.send(question.request(party.name))
                    await asyncio.sleep(random.uniform(5, 40))
                    continue
                pace = random.uniform(0.02, 0.1)
                reply = await asyncio.wait_for(
                    visit.ask(question.request(party.name), pause=pace, piece=8_192), PATIENCE
                )
            except BrokenError:
                party.seen.counts["slow readers cut"] += 1
            except (OSError, TimeoutError, httptools.HttpParserError):
                party.seen.counts["slow readers gave up"] += 1
            else:
                party.judge(question, reply, began)
            finally:
                await asyncio.sleep(0.2)


async def aborter(party: Party, address: str, random: Random) -> None:
    """Asks for what takes long or is large, and hangs up."""
    heavy = [text(name) for name in RUNAWAYS.values()] + [text("soak-everything")]
    while not party.over:
        with visiting(party.host, party.port, address) as visit, suppress(OSError):
            path = f"/sparql?query={quote(random.choice(heavy))}"
            await visit.send(request(path, party.name))
            await asyncio.sleep(random.uniform(0, 0.6))
            party.seen.counts["aborted"] += 1
        await asyncio.sleep(random.uniform(0.2, 1.5))


async def runaway(party: Party, address: str, random: Random) -> None:
    """Asks what does not end, with a deadline."""
    with visiting(party.host, party.port, address) as visit:
        while not party.over:
            query = text(random.choice(list(RUNAWAYS.values())))
            path = f"/sparql?query={quote(query)}&timeout={DEADLINE}"
            began = monotonic()
            try:
                reply = await visit.ask(request(path, party.name))
            except (BrokenError, OSError) as error:
                visit.close()
                party.seen.fault("a runaway's connection broke", repr(error))
                continue
            late = monotonic() - began - DEADLINE
            if reply.status == 504:  # noqa: PLR2004 - Gateway Timeout
                party.seen.late.append(late)
            if reply.status not in STOPPED:
                party.seen.fault("a runaway was not stopped", f"{reply.status}: {query}")
            elif late > LATEST:
                party.seen.fault("a runaway ended late", f"{late:.1f} s: {query}")
            party.seen.counts["runaways stopped"] += 1
            await asyncio.sleep(random.uniform(0.5, 3))


async def idler(party: Party, address: str, random: Random) -> None:
    """Connects and says nothing; the server has to end it."""
    while not party.over:
        with visiting(party.host, party.port, address) as visit, suppress(OSError):
            await visit.send(b"")
            await asyncio.wait_for(visit.end(), PATIENCE)
            party.seen.counts["idlers ended"] += 1
        await asyncio.sleep(random.uniform(0.1, 1))


Guest = Callable[[Party, str, Random], Awaitable[None]]

KINDS: Final[Mapping[str, tuple[Guest, float]]] = MappingProxyType(
    {
        "steady": (steady, 0.58),
        "half heads": (half_head, 0.16),
        "slow readers": (slow_reader, 0.08),
        "aborters": (aborter, 0.08),
        "runaways": (runaway, 0.04),
        "idlers": (idler, 0.06),
    }
)
"""Each kind, and its share."""


def invite(party: Party, connections: int, seed: int = 1) -> list[asyncio.Task[None]]:
    """Guests in their shares; those of a kind share an address or two."""
    tasks = []
    for number, (guest, share) in enumerate(KINDS.values()):
        for each in range(max(1, round(share * connections))):
            address = f"127.0.{number + 1}.{1 + each % 8}"
            random = Random(f"{seed} {number} {each}")  # noqa: S311 - no secret
            tasks.append(asyncio.ensure_future(guest(party, address, random)))
    return tasks


async def ask_once(party: Party, question: Question) -> Reply:
    """One question from nobody in particular."""
    with visiting(party.host, party.port, "127.0.0.1") as visit:
        return await visit.ask(question.request(party.name))
