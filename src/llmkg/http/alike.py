"""Requests that differ in nothing but the names of a query's variables, known by their bytes.

Programs ask the same under ever new names. For a cheap query most of the time goes to reading the
request: its head, its escapes, its names. A request that was read once stands here as a pattern;
the next one of that pattern is answered from what is kept, and is not read at all.

A pattern is all bytes of a request but the names behind ``?`` and ``$``, and which of these names
are the same. Not each of them is a variable: some stand in an address or between quotation marks.
So a request is learnt by trying: all that seem to be variables get other names, and when the query
is read again with these, it has to come out as the same query with exactly these names. Whatever
is no variable has to come again as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from llmkg.engine.cache import Key
from llmkg.engine.renaming import Plain

_NAMES: Final = re.compile(rb"(%3[Ff]|%24|[?$])([A-Za-z_][A-Za-z0-9_]*)")
_MOST: Final = 1_000
"""Patterns that are known at once; then learning begins anew."""

Pattern = tuple[bytes | int, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is known of every request of a pattern.

    key    of the answer under our names
    ours   these names
    order  where, among the names of the request, the reader's name for each of them stands
    fixed  names that are no variables, by their places
    lines  headers of the answer that do not depend on its bytes
    most   bytes from which on an answer is compressed for this client; None where none is
    """

    key: Key
    ours: tuple[bytes, ...]
    order: tuple[int, ...]
    fixed: tuple[tuple[int, bytes], ...]
    lines: bytes
    most: int | None

    def renamed(self, found: bytes, names: list[bytes]) -> bytes:
        """An answer under our names, under those of a request."""
        for mine, place in zip(self.ours, self.order, strict=True):
            found = found.replace(mine, names[place])
        return found


class Alike:
    """The patterns of requests that were learnt."""

    def __init__(self) -> None:
        self._known: dict[Pattern, Likeness | None] = {}

    def find(self, data: bytes) -> tuple[Likeness, list[bytes]] | None:
        """What is known of a request, and the names that stand in it."""
        pattern, names = _pattern(data)
        known = self._known.get(pattern)
        if known is None:
            return None
        for place, name in known.fixed:
            if names[place] != name:
                return None
        return known, names

    def learn(
        self,
        data: bytes,
        plain: Plain,
        read: Callable[[bytes], Plain | None],
        *,
        key: Key,
        lines: bytes,
        most: int | None,
    ) -> None:
        """Remember a request that asks `plain`; `read` makes the query of other such requests."""
        pattern, names = _pattern(data)
        if pattern in self._known:
            known = self._known[pattern]
            if known is None or known.key == key:
                return
        if len(self._known) >= _MOST:
            self._known.clear()
        order = _order(data, names, plain, read)
        if order is None:
            self._known[pattern] = None
            return
        variable = {names[place] for place in order}
        first, end = min(order, default=len(names)), _asked(data)
        fixed = tuple(
            (place, name)
            for place, name in enumerate(names)
            if not (first <= place < end and name in variable)
        )
        self._known[pattern] = Likeness(key, plain.ours, order, fixed, lines, most)


def _pattern(data: bytes) -> tuple[Pattern, list[bytes]]:
    parts: list[bytes | int] = [*_NAMES.split(data)]
    names = parts[2::3]
    numbers: dict[bytes | int, int] = {}
    parts[2::3] = [numbers.setdefault(name, len(numbers)) for name in names]
    return tuple(parts), names  # type: ignore[return-value]  # every third part is a name


def _asked(data: bytes) -> int:
    """How many of the names stand in the first line."""
    return len(_NAMES.findall(data, 0, data.index(b"\r\n")))


def _order(
    data: bytes, names: list[bytes], plain: Plain, read: Callable[[bytes], Plain | None]
) -> tuple[int, ...] | None:
    """Where the first of each variable stands; None where this cannot be told for certain."""
    wanted = set(plain.names)
    if not wanted <= set(names):
        return None
    taken = {*names, *wanted}
    others = {name: _other(number, taken) for number, name in enumerate(plain.names)}
    parts = _NAMES.split(data)
    parts[2::3] = [others.get(name, name) for name in parts[2::3]]
    tried = read(b"".join(parts))
    if tried is None or tried.text != plain.text:
        return None
    if tried.names != tuple(others[name] for name in plain.names):
        return None
    return tuple(names.index(name) for name in plain.names)


def _other(number: int, taken: set[bytes]) -> bytes:
    name = b"x%d" % number
    while name in taken:
        name += b"x"
    return name
