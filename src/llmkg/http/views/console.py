"""Asking: the page of the endpoint, the list of the stored queries, and the page of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final
from urllib.parse import urlencode

from llmkg.errors import LlmkgError
from llmkg.export.formats import TABLE_FORMATS, TRIPLE_FORMATS, TURTLE, Format
from llmkg.http.sheet import Crumb, Download, Sheet, shown
from llmkg.http.shown import Found, Outcome
from llmkg.http.views.mending import mended
from llmkg.http.views.results import Fault, Results, fault, results
from llmkg.http.views.stored import Field, Topic, topics
from llmkg.kb import KnowledgeBase
from llmkg.model.text import Labels
from llmkg.queries import NamedQuery
from llmkg.vocab import PREFIXES

EXAMPLE: Final = (files("llmkg.http") / "templates/example.rq").read_text("utf-8").rstrip()
"""The query that the editor begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of a query, for a page; `downloads` are the whole answer in every format."""

    results: Results | None = None
    fault: Fault | None = None
    downloads: tuple[Download, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsoleView:
    """The page of the endpoint.

    asked    the query in the editor
    seconds  how long one may run
    hint     what is wrong with a term of it, though it could be answered
    meant    the query as it was probably meant, where there is a hint
    """

    asked: str
    answered: Answered
    topics: tuple[Topic, ...]
    prefixes: tuple[tuple[str, str], ...]
    seconds: float
    hint: str
    meant: str


@dataclass(frozen=True, slots=True)
class QueriesView:
    """The list of the stored queries; `wanted` are the words that they must have."""

    topics: tuple[Topic, ...]
    wanted: str
    total: int


@dataclass(frozen=True, slots=True)
class StoredView:
    """A stored query: what it asks, its form, and its answer."""

    name: str
    summary: Labels
    description: Labels
    tags: tuple[str, ...]
    fields: tuple[Field, ...]
    answered: Answered
    address: str


def console(
    kb: KnowledgeBase,
    outcome: Outcome,
    *,
    query: str,
    fields: Sequence[tuple[str, str]] = (),
    offset: int = 0,
    seconds: float = 60,
    hint: str = "",
) -> Sheet:
    """The page of the endpoint, with a query and what became of it.

    `fields` are those of the request as the protocol has them; `hint` what a term that the
    ontology does not have probably meant.
    """
    view = ConsoleView(
        asked=query or EXAMPLE,
        answered=_answered(kb, outcome, query, "/sparql", fields, offset),
        topics=topics(kb),
        prefixes=tuple(PREFIXES.items()),
        seconds=seconds,
        hint=hint,
        meant=mended(query, hint),
    )
    return Sheet(
        template="sparql.html",
        view=view,
        title="sparql-title",
        description="sparql-description",
        crumbs=(Crumb("nav-home", "/"),),
    )


def listed(kb: KnowledgeBase, wanted: str = "") -> Sheet:
    """The list of the stored queries."""
    found = topics(kb, wanted)
    return Sheet(
        template="queries.html",
        view=QueriesView(found, wanted, sum(len(topic.items) for topic in found)),
        title="queries-title",
        description="queries-lead",
        crumbs=(Crumb("nav-home", "/"), Crumb("nav-sparql", "/sparql")),
        downloads=(
            Download("json", "/api/queries", "application/json"),
            Download(TURTLE.name, f"/queries?format={TURTLE.name}", TURTLE.media_type),
        ),
    )


def stored(
    kb: KnowledgeBase,
    outcome: Outcome,
    *,
    query: NamedQuery,
    fields: tuple[Field, ...],
    values: Mapping[str, str],
    offset: int = 0,
) -> Sheet:
    """The page of a stored query, with its answer for these values."""
    path = f"/api/queries/{query.name}"
    failed = isinstance(outcome, LlmkgError)
    view = StoredView(
        name=query.name,
        summary=query.summaries,
        description=query.descriptions,
        tags=query.tags,
        fields=fields,
        answered=_answered(kb, outcome, "", path, tuple(values.items()), offset),
        address=f"{path}?{urlencode(values)}" if values else path,
    )
    return Sheet(
        template="query.html",
        view=view,
        title=query.summaries,
        crumbs=(
            Crumb("nav-home", "/"),
            Crumb("nav-sparql", "/sparql"),
            Crumb("queries-title", "/queries"),
        ),
        queries=() if failed else (shown(query, **values),),
    )


def _answered(
    kb: KnowledgeBase,
    outcome: Outcome,
    query: str,
    path: str,
    fields: Sequence[tuple[str, str]],
    offset: int,
) -> Answered:
    if isinstance(outcome, Found):
        formats: Sequence[Format] = TRIPLE_FORMATS if outcome.form.gives_graph else TABLE_FORMATS
        return Answered(
            results=results(kb, outcome, offset),
            downloads=tuple(
                Download(
                    each.name,
                    f"{path}?{urlencode([*fields, ('format', each.name)])}",
                    each.media_type,
                )
                for each in formats
            ),
        )
    return Answered(fault=fault(outcome, query)) if outcome is not None else Answered()
