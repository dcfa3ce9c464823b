"""The answer of a query for a reader: names instead of IRIs, a page at a time."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg.errors import LlmkgError, QuerySyntaxError
from llmkg.http.shown import Found
from llmkg.http.views.mending import culprit, mended
from llmkg.http.views.sketch import Sketch, sketch
from llmkg.kb import KnowledgeBase
from llmkg.model.level import Level
from llmkg.model.page import Page
from llmkg.model.text import Labels
from llmkg.store.port import Term
from llmkg.vocab import RDF, RDFS, XSD, compact

ROWS: Final = 100
"""How many rows a page shows."""

RAW_ROWS: Final = 40
_LABEL: Final = ox.NamedNode(RDFS["label"])
_NUMBERS: Final = frozenset(
    XSD[name] for name in ("integer", "decimal", "double", "float", "nonNegativeInteger")
)
_PLAIN: Final = frozenset({XSD.string, RDF.langString})
_TRIPLE: Final = ("subject", "predicate", "object")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row.

    text      as it is read: a literal's value, or the short form of an IRI
    iri       of a thing, "" otherwise
    label     of a thing, by language
    language  of a literal
    datatype  of a literal, in short, where it is worth telling
    level     where it is a level of confidence
    """

    text: str
    iri: str = ""
    label: Labels | None = None
    language: str = ""
    datatype: str = ""
    is_number: bool = False
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """The answer of a query.

    yes      of an ASK; None for all else
    columns  names of variables; none for triples, whose columns have names of ours
    whole    whether the rows are all there are
    raw      some of the lines as they came, for whoever wants them
    sketch   of triples: the drawing, where there is anything to draw
    """

    yes: bool | None
    graph: bool
    columns: tuple[str, ...]
    rows: Page[tuple[Cell, ...]]
    whole: bool
    milliseconds: int
    raw: str
    sketch: Sketch[Cell] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a query.

    line, column  where, from 1; 0 where that is not known
    mended        the whole query as it was probably meant, where that can be told
    shown         the line at fault
    """

    what: str
    mend: str
    line: int = 0
    column: int = 0
    token: str = ""
    suggestion: str = ""
    mended: str = ""
    shown: str = ""


def results(kb: KnowledgeBase, found: Found, offset: int = 0) -> Results:
    """The answer, from the row `offset` on."""
    yes: bool | None = None
    columns: tuple[str, ...] = ()
    rows: list[tuple[Term | None, ...]] = []
    drawn: Sketch[Cell] | None = None
    names = _Names(kb)
    if found.form.gives_graph:
        columns = _TRIPLE
        triples = ox.parse(found.body, format=ox.RdfFormat.N_TRIPLES)
        said = sorted({(t.subject, t.predicate, t.object) for t in triples}, key=_in_order)
        rows = [*said]
        drawn = sketch(said, names.cell)
    else:
        parsed = ox.parse_query_results(io.BytesIO(found.body), format=ox.QueryResultsFormat.TSV)
        if isinstance(parsed, ox.QuerySolutions):
            columns = tuple(variable.value for variable in parsed.variables)
            rows = [tuple(row) for row in parsed]
        else:
            yes = bool(parsed)
    first = offset if offset < len(rows) else 0
    shown = tuple(tuple(map(names.cell, row)) for row in rows[first : first + ROWS])
    # Texts may have other ends of lines in them, which end no line of a result or a query.
    lines = found.body.decode("utf-8", "replace").removesuffix("\n").split("\n")
    raw = "\n".join(lines[: RAW_ROWS + 1]) + ("\n…" if len(lines) > RAW_ROWS + 1 else "")
    return Results(
        yes=yes,
        graph=found.form.gives_graph,
        columns=columns,
        rows=Page(shown, len(rows), first, ROWS),
        whole=found.whole,
        milliseconds=round(found.seconds * 1000),
        raw=raw,
        sketch=drawn,
    )


def fault(error: LlmkgError, query: str) -> Fault:
    """What is wrong with this query, and the query as it was probably meant."""
    where = error.where
    line = (where.line or 0) if where is not None else 0
    column = (where.column or 1) if where is not None and line else 0
    token = suggestion = meant = ""
    if isinstance(error, QuerySyntaxError):
        token, suggestion = error.token, error.suggestion
        meant = mended(query, suggestion, token)
        line, column, token = culprit(query, suggestion) or (line, column, token)
    lines = query.split("\n")
    at = lines[line - 1].removesuffix("\r") if 0 < line <= len(lines) else ""
    return Fault(error.what, error.mend, line, column, token, suggestion, meant, at)


def _in_order(row: Iterable[Term | None]) -> tuple[str, ...]:
    return tuple(str(term) for term in row)


class _Names:
    """Cells of one page; each label is looked up once."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._store = kb.store
        self._labels: dict[str, Labels] = {}
        self._levels = {level.iri: level for level in kb.levels()}

    def cell(self, term: Term | None) -> Cell:
        """A value as it is shown."""
        if isinstance(term, ox.NamedNode):
            iri = term.value
            level = self._levels.get(iri)
            return Cell(compact(iri), iri=iri, label=self._label(term), level=level)
        if isinstance(term, ox.Literal):
            type_ = term.datatype.value
            datatype = "" if type_ in _PLAIN or type_ in _NUMBERS else compact(type_)
            return Cell(
                term.value,
                language=term.language or "",
                datatype=datatype,
                is_number=type_ in _NUMBERS,
            )
        return Cell("" if term is None else str(term))

    def _label(self, term: ox.NamedNode) -> Labels:
        found = self._labels.get(term.value)
        if found is None:
            found = self._labels[term.value] = {
                quad.object.language or "": quad.object.value
                for quad in self._store.quads(term, _LABEL)
                if isinstance(quad.object, ox.Literal)
            }
        return found
