"""Questions to an endpoint, whose answers are whole or are none.

Servers bound their answers, and not all say so. An answer with more rows than any that was found to
be whole is counted by the server itself; where there are more, they are asked for part by part.
"""

from __future__ import annotations

from itertools import product
from math import ceil, log
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.errors import CutAnswerError, EndpointError, LateError, LlmkgError
from llmkg.model.location import Location
from llmkg.remote.addresses import without_secrets
from llmkg.remote.answers import Unreadable, read
from llmkg.remote.endpoint import Endpoint, Reply
from llmkg.remote.phrase import COUNTED, Phrase, values
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.port import DatasetSpec, Rows, Term

Row: TypeAlias = tuple[Term | None, ...]

SURE: Final = 100
"""Rows that every server gives, whatever it has been told."""

_HEX: Final = "0123456789abcdef"
_ROOM: Final = 2
"""Parts are so many times smaller than what the server gives, on average."""

_LONGEST_MARK: Final = 6
_TIMED_OUT: Final = "x-sql-state"


class Asker:
    """Asks an endpoint. May be used from any thread."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.requests = 0
        self._sure = SURE

    def yes(self, phrase: Phrase, dataset: DatasetSpec | None) -> bool:
        """The answer to an ASK."""
        found, _ = self._asked(phrase.asked(), dataset)
        if not isinstance(found, bool):
            raise self._unreadable("it is no yes or no")
        return found

    def rows(self, phrase: Phrase, dataset: DatasetSpec | None) -> Rows:
        """All rows of a SELECT. Raises CutAnswerError where they cannot be had."""
        found, cut = self._select(phrase.asked(), dataset)
        if not cut and len(found) <= self._sure:
            return found
        total = self._count(phrase, dataset)
        if total > len(found):
            return self._parts(phrase, dataset, found, total)
        self._sure = max(self._sure, len(found))
        return found

    def _parts(self, phrase: Phrase, dataset: DatasetSpec | None, first: Rows, total: int) -> Rows:
        """The rows part by part, each of them well below what the server gives."""
        size = len(first)
        if phrase.fixed or not size:
            raise self._cut(size, total, "Ask for fewer rows with LIMIT, and for more by OFFSET")
        rows: list[Row] = []
        digits = max(1, ceil(log(_ROOM * total / size, len(_HEX))))
        marks = ["".join(each) for each in product(_HEX, repeat=digits)]
        while marks:
            mark = marks.pop()
            part, cut = self._select(phrase.part(first.variables, mark), dataset)
            if cut or len(part) >= size:
                if len(mark) == _LONGEST_MARK:
                    raise self._cut(len(rows) + len(part), total, "Ask for less")
                marks += [mark + digit for digit in _HEX]
                continue
            if any(isinstance(term, ox.BlankNode) for row in part.rows for term in row):
                raise self._cut(size, total, "Leave blank nodes out, which no two answers share")
            rows += part.rows
        if len(rows) != total:
            raise self._cut(len(rows), total, "It changed meanwhile: ask again")
        found = Rows(first.variables, tuple(rows))
        return self._ordered(phrase, found) if phrase.order else found

    def _ordered(self, phrase: Phrase, rows: Rows) -> Rows:
        """The rows as the query orders them, which they were not when they came in parts."""
        try:
            return EmbeddedStore.memory().select(phrase.sorted(rows.variables, values(rows)))
        except LlmkgError as error:  # by what is not selected, say
            raise self._cut(0, len(rows), "Order by what is selected") from error

    def _count(self, phrase: Phrase, dataset: DatasetSpec | None) -> int:
        found, _ = self._select(phrase.counted(), dataset)
        try:
            return int(str(next(iter(found))[COUNTED].value))  # type: ignore[union-attr]
        except (StopIteration, KeyError, ValueError, AttributeError) as error:
            raise self._unreadable("it does not say how many rows there are") from error

    def _select(self, text: str, dataset: DatasetSpec | None) -> tuple[Rows, bool]:
        found, cut = self._asked(text, dataset)
        if isinstance(found, bool):
            raise self._unreadable("it has no rows")
        return found, cut

    def _asked(self, text: str, dataset: DatasetSpec | None) -> tuple[Rows | bool, bool]:
        self.requests += 1
        reply = self.endpoint.ask(text, dataset)
        partial = [name for name in self.endpoint.dialect.partial if name in reply.headers]
        if _TIMED_OUT in partial:
            raise LateError(
                f"The endpoint gave up after {self.endpoint.timeout:g} s, in the middle",
                where=self._where,
                mend="Ask for less, or allow it more time.",
            )
        return self._read(reply), bool(partial)

    def _read(self, reply: Reply) -> Rows | bool:
        try:
            return read(reply.body)
        except Unreadable as error:
            # Some servers write what went wrong behind an answer that has begun well.
            end = reply.body[-80:].decode("utf-8", "replace").strip()
            if reply.body.lstrip()[:1] == b"{":
                raise CutAnswerError(
                    f"The endpoint's answer breaks off: …{end}",
                    where=self._where,
                    mend="Ask for less, or let its owner allow queries more time.",
                ) from error
            raise self._unreadable(str(error)) from error

    @property
    def _where(self) -> Location:
        return Location("", iri=without_secrets(self.endpoint.address))

    def _unreadable(self, why: str) -> EndpointError:
        return EndpointError(
            f"The endpoint's answer cannot be read: {why}",
            where=self._where,
            mend="Look whether the address is that of a SPARQL endpoint.",
        )

    def _cut(self, size: int, total: int, mend: str) -> CutAnswerError:
        return CutAnswerError(
            f"The endpoint gives {size:,} rows of {total:,}",
            where=self._where,
            mend=f"{mend}; or let its owner raise its bound.",
        )
