"""Requests that differ in nothing but names and constants of a query, known by their bytes.

Programs ask the same under ever new names, and of ever new things. For a cheap query most of the
time goes to reading the request: its head, its escapes, its names. A request that was read once
stands here as a pattern; the next one of that pattern is not read: its query is put together.

A pattern is all bytes of a request but its :mod:`spots <llmkg.http.spots>`, and which names are
the same. Not each spot is what it looks like: some names stand in an address or between quotation
marks, some constants in a remark. So a request is learnt by trying: the spots are given other
words, and the query is read again. Names that it knows under ours are variables; what changes
nothing is a remark; a constant that changes just where it stands may be another one; all else has
to come again as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from llmkg.engine.renaming import Plain
from llmkg.http.spots import Pattern, another, constants, count, names, spots, with_spots, written

_MOST: Final = 1_000
"""Requests that are known at once; then learning begins anew."""

_MET: Final = 20_000

Read = Callable[[bytes], Plain | None]
Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Form:
    """The query of requests that are alike, under our names.

    pieces  its text, cut where the constants are that may be others
    holes   in which spots of the request these stand
    ours    our names
    order   in which spots the reader's name for each of them stands
    """

    pieces: tuple[str, ...]
    holes: tuple[int, ...]
    ours: tuple[bytes, ...]
    order: tuple[int, ...]

    def constants(self, found: list[bytes]) -> list[str]:
        """The constants of a request, in the order in which the query has them."""
        return [written(found[place]) for place in self.holes]

    def text(self, constants: list[str]) -> str:
        """The query with these constants."""
        if not constants:
            return self.pieces[0]
        parts = [self.pieces[0]]
        for constant, piece in zip(constants, self.pieces[1:], strict=True):
            parts += (constant, piece)
        return "".join(parts)

    def names(self, found: list[bytes]) -> list[bytes]:
        """The reader's names for ours."""
        return [found[place] for place in self.order]


@dataclass(frozen=True, slots=True)
class _Kin(Generic[Known]):
    """The requests of one pattern: those spots matter that are `fixed`."""

    fixed: tuple[int, ...]
    known: dict[tuple[bytes, ...], Known]


class Alike(Generic[Known]):
    """The requests that were learnt, with whatever is known of each."""

    def __init__(self) -> None:
        self._kin: dict[Pattern, _Kin[Known] | None] = {}
        self._size = 0
        self._met: set[int] = set()

    def find(self, data: bytes) -> tuple[Known, list[bytes]] | None:
        """What is known of a request, and what stands in its spots."""
        pattern, found = spots(data)
        kin = self._kin.get(pattern)
        if kin is None:
            return None
        known = kin.known.get(tuple([found[place] for place in kin.fixed]))
        return None if known is None else (known, found)

    def met(self, data: bytes) -> bool:
        """Whether one like it came before, and it may be worth learning: most come once."""
        pattern, found = spots(data)
        kin = self._kin.get(pattern)
        if kin is None and pattern in self._kin:
            return False
        fixed = tuple([found[place] for place in kin.fixed]) if kin is not None else ()
        mark = hash((pattern, fixed))
        if mark in self._met:
            return True
        if len(self._met) >= _MET:
            self._met.clear()
        self._met.add(mark)
        return False

    def learn(
        self,
        data: bytes,
        plain: Plain,
        read: Read,
        known: Callable[[Form, list[str]], Known],
        *,
        stays: Callable[[str], bool],
    ) -> None:
        """Remember a request that asks `plain`; `read` makes the query of other such requests.

        known  makes what is remembered, of its form and its constants
        stays  whether a constant has to come again as it is
        """
        pattern, found = spots(data)
        if pattern in self._kin and self._kin[pattern] is None:
            return
        self._size += 1
        if self._size > _MOST:
            self._kin.clear()
            self._size = 1
        trial = _Trial(data, found, plain, read)
        order = trial.order()
        if order is None:
            self._kin[pattern] = None
            return
        kin = self._kin.get(pattern)
        cuts = trial.cuts(stays)
        free = trial.free(order) | set(cuts)
        if kin is None:
            fixed = tuple(place for place in range(len(found)) if place not in free)
            kin = self._kin[pattern] = _Kin(fixed, {})
        elif len(free | set(kin.fixed)) < len(found):
            return  # what may be another in one of them may not in this one
        holes = {
            place: at for place, at in cuts.items() if at is not None and place not in kin.fixed
        }
        form = _form(plain, holes, found, order)
        stay = tuple([found[place] for place in kin.fixed])
        kin.known[stay] = known(form, form.constants(found))


def _form(plain: Plain, holes: dict[int, int], found: list[bytes], order: tuple[int, ...]) -> Form:
    pieces: list[str] = []
    done = 0
    ordered = sorted(holes, key=holes.__getitem__)
    for place in ordered:
        pieces.append(plain.text[done : holes[place]])
        done = holes[place] + len(written(found[place]))
    return Form((*pieces, plain.text[done:]), tuple(ordered), plain.ours, order)


class _Trial:
    """One request, read again and again with other words in its spots."""

    def __init__(self, data: bytes, found: list[bytes], plain: Plain, read: Read) -> None:
        self._data = data
        self._found = found
        self._plain = plain
        self._read = read
        self._names = names(data)

    def order(self) -> tuple[int, ...] | None:
        """Where the first of each variable stands; None where this cannot be told for certain."""
        plain, here = self._plain, self._names
        if not set(plain.names) <= set(here):
            return None
        taken = set(self._found)
        others = {name: _other(number, taken) for number, name in enumerate(plain.names)}
        tried = self._with(
            [
                each if name is None else others.get(name, name)
                for name, each in zip(here, self._found, strict=True)
            ]
        )
        if tried is None or tried.text != plain.text:
            return None
        if tried.names != tuple(others[name] for name in plain.names):
            return None
        return tuple(here.index(name) for name in plain.names)

    def free(self, order: tuple[int, ...]) -> set[int]:
        """The spots of variables, and of words that can be others without asking another thing."""
        variables = {self._found[place] for place in order}
        first, end = min(order, default=0), self._end()
        free = {place for place in range(first, end) if self._names[place] in variables}
        held = constants(self._data)
        for place in range(1, end):  # the first is the name of the parameter
            if place in free or held[place] is not None:
                continue
            tried = self._but(place, _other(0, set(self._found)))
            if tried is not None and self._is_same(tried):
                free.add(place)
        return free

    def cuts(self, stays: Callable[[str], bool]) -> dict[int, int | None]:
        """The spots of constants that may be others, and where each stands in the query.

        None where it stands in none: in a remark, say.
        """
        plain = self._plain
        cuts: dict[int, int | None] = {}
        for place, constant in enumerate(constants(self._data)[: self._end()]):
            if constant is None or stays(written(constant)):
                continue
            other = another(constant, plain.text)
            tried = self._but(place, other)
            if tried is None or tried.names != plain.names:
                continue
            new = written(other)
            if tried.text == plain.text:
                cuts[place] = None
            elif (
                tried.text.count(new) == 1
                and tried.text.replace(new, written(constant)) == plain.text
            ):
                cuts[place] = tried.text.index(new)
        return cuts

    def _end(self) -> int:
        """Spots behind the first line are in headers, where nothing may change."""
        return count(self._data, self._data.index(b"\r\n"))

    def _but(self, place: int, word: bytes) -> Plain | None:
        return self._with([*self._found[:place], word, *self._found[place + 1 :]])

    def _with(self, found: list[bytes]) -> Plain | None:
        return self._read(with_spots(self._data, found))

    def _is_same(self, tried: Plain) -> bool:
        return (tried.text, tried.names) == (self._plain.text, self._plain.names)


def _other(number: int, taken: set[bytes]) -> bytes:
    word = b"x%d" % number
    while word in taken:
        word += b"x"
    return word
