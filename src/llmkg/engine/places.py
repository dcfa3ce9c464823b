"""Places in the pool: who may run, who waits, and in what order clients have their turn.

A client may hold only a share of the places, so that nobody holds them all; those who wait are let
in by turns, one of each client, so that a hundred queries of one do not stand before another's
first. A client that has filled its own share of the queue is told so (429): it can mend that.
Where the queue as a whole is full, it cannot (503).
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from typing import Final

from llmkg.engine.faults import BusyError, CrowdError, GoneError
from llmkg.engine.limits import Limits

_HOMES: Final = 64  # bits of an IPv6 address that stay with one household


@dataclass(eq=False, slots=True)
class Place:
    """A place that a client holds; `slow`: its query no longer counts among the quick ones."""

    client: str
    slow: bool = False


@dataclass(eq=False, slots=True)
class Ticket:
    """What one that waits holds."""

    client: str
    admitted: asyncio.Future[Place] = field(repr=False)

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        if not self.admitted.done():
            self.admitted.set_exception(GoneError("Nobody waits for the answer"))


class Places:
    """The places of one pool. It lives on one event loop."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held: Counter[str] = Counter()
        self._slow = 0
        self._taken = 0
        self._queues: OrderedDict[str, deque[Ticket]] = OrderedDict()
        self.waiting = 0
        self.refused = 0

    @property
    def taken(self) -> int:
        """How many are held."""
        return self._taken

    async def enter(self, client: str, on_wait: Callable[[Ticket], None]) -> Place:
        """Take a place, waiting for one if need be; `on_wait` gets the ticket.

        Raises CrowdError, BusyError; GoneError when the ticket is given up.
        """
        # Whoever waits is held up by its own share only, where there is room.
        if self._may(client):
            return self._take(client)
        limits = self._limits
        queue = self._queues.get(client, ())
        if len(queue) >= limits.waiting_each:
            self.refused += 1
            raise CrowdError(
                f"{len(queue)} queries of yours are waiting", mend="Ask fewer at once."
            )
        if self.waiting >= limits.waiting:
            self.refused += 1
            raise BusyError("Too many queries are waiting", mend="Ask again later.")
        ticket = Ticket(client, asyncio.get_running_loop().create_future())
        self._queues.setdefault(client, deque()).append(ticket)
        self.waiting += 1
        timer = asyncio.get_running_loop().call_later(limits.patience, self._expire, ticket)
        on_wait(ticket)
        try:
            return await ticket.admitted
        except asyncio.CancelledError:
            admitted = ticket.admitted
            if not admitted.cancelled() and admitted.exception() is None:
                self.leave(admitted.result())  # it came in the same moment
            raise
        finally:
            timer.cancel()
            self._remove(ticket)

    def slow(self, place: Place) -> None:
        """The query that holds it is slow: another may start."""
        if not place.slow:
            place.slow = True
            self._slow += 1
            self._admit()

    def leave(self, place: Place) -> None:
        """Give it back."""
        self._held[place.client] -= 1
        if not self._held[place.client]:
            del self._held[place.client]
        self._taken -= 1
        self._slow -= place.slow
        self._admit()

    def close(self) -> None:
        """Nobody who waits will be let in."""
        for queue in self._queues.values():
            for ticket in queue:
                if not ticket.admitted.done():
                    stopping = BusyError("The server is stopping", mend="Ask again.")
                    ticket.admitted.set_exception(stopping)

    def _has_room(self) -> bool:
        limits = self._limits
        return self._taken < limits.most and self._taken - self._slow < limits.quick

    def _may(self, client: str) -> bool:
        return self._has_room() and self._held[client] < self._limits.share

    def _take(self, client: str) -> Place:
        self._held[client] += 1
        self._taken += 1
        return Place(client)

    def _expire(self, ticket: Ticket) -> None:
        """It has waited too long."""
        if ticket.admitted.done():
            return
        self.refused += 1
        limits = self._limits
        if self._held[ticket.client] >= limits.share:
            error: BusyError = CrowdError(
                f"{limits.share} queries of yours run, and none ended in {limits.patience:g} "
                "seconds",
                mend="Ask fewer at once, or what takes less time.",
            )
        else:
            error = BusyError(
                f"All workers were busy for {limits.patience:g} seconds", mend="Ask again later."
            )
        ticket.admitted.set_exception(error)

    def _admit(self) -> None:
        """Let in whoever may, one of each client in turn."""
        passed = 0
        while passed < len(self._queues) and self._has_room():
            client, queue = next(iter(self._queues.items()))
            self._queues.move_to_end(client)
            if not self._may(client):
                passed += 1
                continue
            ticket = queue[0]
            self._remove(ticket)
            if not ticket.admitted.done():
                ticket.admitted.set_result(self._take(client))
            passed = 0

    def _remove(self, ticket: Ticket) -> None:
        queue = self._queues.get(ticket.client)
        if queue is None or ticket not in queue:
            return
        queue.remove(ticket)
        self.waiting -= 1
        if not queue:
            del self._queues[ticket.client]


def household(address: str | None) -> str:
    """Who asks, as far as an address tells: of IPv6, a whole household has many."""
    if address is None or ":" not in address:
        return address or ""
    with suppress(ValueError):
        number = int(IPv6Address(address.partition("%")[0]))
        return f"{IPv6Address(number >> _HOMES << _HOMES)}/{_HOMES}"
    return address
