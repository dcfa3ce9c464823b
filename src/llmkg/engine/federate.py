"""SERVICE, without letting queries out: asked beforehand, and put back as VALUES.

The processes that run queries have no network. So the groups of SERVICE are sent by the server,
under the rules of :mod:`llmkg.engine.outside`, all at once and within the query's own deadline, and
what runs is a query without SERVICE.
"""

from __future__ import annotations

import asyncio
import time
from itertools import islice
from typing import Final
from uuid import uuid4

import pyoxigraph as ox

from llmkg.engine.faults import DeadlineError
from llmkg.engine.outside import Outside, Reply, Target
from llmkg.errors import ServiceFailedError, ServiceRefusedError
from llmkg.store.port import Rows
from llmkg.store.services import Clause, clauses, named, replaced
from llmkg.vocab import BASE

MOST_ROWS: Final = 50_000
MOST_CLAUSES: Final = 8
GENID: Final = f"{BASE}.well-known/genid/"
"""Blank nodes of other endpoints become IRIs of their own below this one, new in every query."""

_FORMATS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}


class Federation:
    """Fills queries that have SERVICE."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    async def filled(self, text: str, seconds: float) -> tuple[str, float]:
        """The query without SERVICE, and the seconds that are left of its time.

        Raises ServiceRefusedError, ServiceFailedError, QuerySyntaxError, DeadlineError.
        """
        began = time.monotonic()
        found = await asyncio.to_thread(clauses, text)
        if len(found) > MOST_CLAUSES:
            raise ServiceRefusedError(
                f"The query has {len(found)} SERVICE clauses, more than {MOST_CLAUSES}",
                where=found[MOST_CLAUSES].where,
            )
        # Every one is looked at before the first is asked.
        targets = [self._target(clause) for clause in found]
        asking = [
            asyncio.ensure_future(self._rows(clause, target, seconds))
            for clause, target in zip(found, targets, strict=True)
        ]
        try:
            rows = await asyncio.gather(*asking)
        except TimeoutError:
            raise DeadlineError(time.monotonic() - began, seconds) from None
        finally:
            for one in asking:
                one.cancel()
        whole = await asyncio.to_thread(replaced, text, list(zip(found, rows, strict=True)))
        left = seconds - (time.monotonic() - began)
        if left <= 0:
            raise DeadlineError(time.monotonic() - began, seconds)
        return whole, left

    def _target(self, clause: Clause) -> Target:
        try:
            return self._outside.target(clause.endpoint)
        except ServiceRefusedError as error:
            raise ServiceRefusedError(error.what, where=clause.where, mend=error.mend) from None

    async def _rows(self, clause: Clause, target: Target, seconds: float) -> Rows | None:
        """What came back; None where it failed and the query says SILENT."""
        try:
            reply = await self._outside.ask(target, clause.query, seconds)
            rows = await asyncio.to_thread(read, reply)
        except ServiceFailedError as error:
            if clause.silent:
                return None
            raise ServiceFailedError(error.what, where=clause.where, mend=error.mend) from error
        return named(rows, f"{GENID}{uuid4().hex}/")


def read(reply: Reply) -> Rows:
    """The rows of an answer. Raises ServiceFailedError for what is none."""
    format_ = _FORMATS.get(reply.media_type)
    if format_ is None:
        raise ServiceFailedError(
            f"The other endpoint answered as {reply.media_type or 'nothing'}, not with rows"
        )
    if format_ == ox.QueryResultsFormat.XML and b"<!DOCTYPE" in reply.body:
        raise ServiceFailedError("The other endpoint answered with a document type declaration")
    rows = _parsed(reply.body, format_)
    if isinstance(rows, str):
        raise ServiceFailedError(rows)
    if len(rows) > MOST_ROWS:
        raise ServiceFailedError(
            f"The other endpoint answered with more than {MOST_ROWS:,} rows",
            mend="Ask it for less: put more into the group of SERVICE, or a LIMIT.",
        )
    return rows


def _parsed(body: bytes, format_: ox.QueryResultsFormat) -> Rows | str:
    """The rows, or what is wrong with them.

    Nothing is raised from here: the frame in a traceback would carry the engine's results, which
    belong to this thread, to another one.
    """
    try:
        found = ox.parse_query_results(body, format=format_)
        if not isinstance(found, ox.QuerySolutions):
            return "The other endpoint answered with a yes or no, not with rows"
        names = tuple(variable.value for variable in found.variables)
        some = islice(found, MOST_ROWS + 1)
        return Rows(names, tuple(tuple(row[name] for name in names) for row in some))
    except (SyntaxError, ValueError, OSError) as error:
        return f"The other endpoint's answer cannot be read: {error}"
