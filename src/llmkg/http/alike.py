"""Requests that differ in nothing but the names of a query's variables, known by their bytes.

Programs ask the same under ever new names. For a cheap query most of the time goes to reading the
request: its head, its escapes, its names. A request that was read once stands here as a pattern;
the next one of that pattern is answered from what is kept, and is not read at all.

A pattern is all bytes of a request but the words behind ``?``, ``$`` and ``#``, and which of these
words are the same. Not each of them is a variable or a remark: some stand in an address or between
quotation marks. So a request is learnt by trying: words are replaced by others, and the query is
read again. Those of which it knows only the name are variables; those that change nothing are
remarks; all others have to come again as they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from llmkg.engine.cache import Key
from llmkg.engine.renaming import Plain

# A mark, and the word behind it; of a remark that is what stands behind its last letter.
_WORDS: Final = re.compile(rb"(%3[Ff]|%24|[?$]|%23(?:%20|[A-Za-z_:.+-])*)([A-Za-z0-9_]*)")
_REMARK: Final = b"%23"
_MOST: Final = 1_000
"""Requests that are known at once; then learning begins anew."""

Pattern = tuple[bytes | int, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is known of requests that differ in names and remarks.

    key    of the answer under our names
    ours   these names
    order  where, among the words of the request, the reader's name for each of them stands
    lines  headers of the answer that do not depend on its bytes
    most   bytes from which on an answer is compressed for this client; None where none is
    """

    key: Key
    ours: tuple[bytes, ...]
    order: tuple[int, ...]
    lines: bytes
    most: int | None

    def renamed(self, found: bytes, words: list[bytes]) -> bytes:
        """An answer under our names, under those of a request."""
        for mine, place in zip(self.ours, self.order, strict=True):
            found = found.replace(mine, words[place])
        return found


@dataclass(frozen=True, slots=True)
class _Kin:
    """The requests of one pattern: the words that matter are at these places."""

    fixed: tuple[int, ...]
    known: dict[tuple[bytes, ...], Likeness]


class Alike:
    """The requests that were learnt."""

    def __init__(self) -> None:
        self._kin: dict[Pattern, _Kin | None] = {}
        self._size = 0

    def find(self, data: bytes) -> tuple[Likeness, list[bytes]] | None:
        """What is known of a request, and its words."""
        pattern, words = _pattern(data)
        kin = self._kin.get(pattern)
        if kin is None:
            return None
        known = kin.known.get(tuple([words[place] for place in kin.fixed]))
        return None if known is None else (known, words)

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
        pattern, words = _pattern(data)
        if pattern in self._kin and self._kin[pattern] is None:
            return
        self._size += 1
        if self._size > _MOST:
            self._kin.clear()
            self._size = 1
        order = _order(data, words, plain, read)
        if order is None:
            self._kin[pattern] = None
            return
        kin = self._kin.get(pattern)
        if kin is None:
            free = _free(data, words, plain, read, order)
            fixed = tuple(place for place in range(len(words)) if place not in free)
            kin = self._kin[pattern] = _Kin(fixed, {})
        known = Likeness(key, plain.ours, order, lines, most)
        kin.known[tuple([words[place] for place in kin.fixed])] = known


def _pattern(data: bytes) -> tuple[Pattern, list[bytes]]:
    parts: list[Any] = _WORDS.split(data)
    words = parts[2::3]
    numbers: dict[bytes, int] = {}
    parts[2::3] = [numbers.setdefault(word, len(numbers)) for word in words]
    return tuple(parts), words


def _with(data: bytes, words: list[bytes]) -> bytes:
    """A request with other words."""
    parts = _WORDS.split(data)
    parts[2::3] = words
    return b"".join(parts)


def _places(data: bytes) -> list[bytes | None]:
    """The words that may name a variable, in their places; None where there is another."""
    return [None if match[1].startswith(_REMARK) else match[2] for match in _WORDS.finditer(data)]


def _order(
    data: bytes, words: list[bytes], plain: Plain, read: Callable[[bytes], Plain | None]
) -> tuple[int, ...] | None:
    """Where the first of each variable stands; None where this cannot be told for certain."""
    names = _places(data)
    if not set(plain.names) <= set(names):
        return None
    others = {name: _other(number, {*words}) for number, name in enumerate(plain.names)}
    tried = read(
        _with(
            data,
            [
                word if name is None else others.get(name, name)
                for name, word in zip(names, words, strict=True)
            ],
        )
    )
    if tried is None or tried.text != plain.text:
        return None
    if tried.names != tuple(others[name] for name in plain.names):
        return None
    return tuple(names.index(name) for name in plain.names)


def _free(
    data: bytes,
    words: list[bytes],
    plain: Plain,
    read: Callable[[bytes], Plain | None],
    order: tuple[int, ...],
) -> set[int]:
    """The places of variables, and of whatever can be another word without asking another thing."""
    names = _places(data)
    variables = {words[place] for place in order}
    first, end = min(order, default=0), len(_WORDS.findall(data, 0, data.index(b"\r\n")))
    free = {place for place in range(first, end) if names[place] in variables}
    for place in range(1, end):  # the first is the name of the parameter
        if place in free:
            continue
        tried = read(_with(data, [*words[:place], _other(0, {*words}), *words[place + 1 :]]))
        if tried is not None and (tried.text, tried.names) == (plain.text, plain.names):
            free.add(place)
    return free


def _other(number: int, taken: set[bytes]) -> bytes:
    word = b"x%d" % number
    while word in taken:
        word += b"x"
    return word
