"""What a page is made of: its template, what it shows, and what the frame around it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from llmkg.model.text import Labels
from llmkg.queries import NamedQuery, ParamValue, bind
from llmkg.vocab import PREFIXES

Words: TypeAlias = str | Labels
"""The key of a message, or labels of the data."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way to a page: its name and its path."""

    words: Words
    path: str


FORMATS: Final[Mapping[str, str]] = {
    "turtle": "Turtle",
    "jsonld": "JSON-LD",
    "ntriples": "N-Triples",
    "nquads": "N-Quads",
    "trig": "TriG",
    "rdfxml": "RDF/XML",
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "svg": "SVG",
    "graphml": "GraphML",
    "md": "Markdown",
}
"""How formats are written, by the names that addresses have for them."""


def format_title(name: str) -> str:
    """How the format of this name is written; any other name as it is."""
    return FORMATS.get(name, name)


@dataclass(frozen=True, slots=True)
class Download:
    """Something to take home: its name as it stands on the link, its path, its media type."""

    name: str
    path: str
    media_type: str


@dataclass(frozen=True, slots=True)
class ShownQuery:
    """A stored query with which a page, or a part of it, can be had elsewhere.

    sparql  the whole text, values bound, with the prefixes that it uses
    params  what was bound, by name
    graph   whether it gives a graph; else a table
    """

    name: str
    summary: Labels
    sparql: str
    params: Mapping[str, str]
    graph: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page before it is rendered. `view` is what its template shows, frozen.

    title        of the page, without the name of the site
    description  a sentence for search engines and for cards on other sites
    iri          what the page is about, when that is a thing with a name of its own
    kind         schema.org class of what it is about, for the JSON-LD in the head
    facts        more of that JSON-LD, about the thing
    """

    template: str
    view: Any
    title: Words
    description: Words = "site-description"
    iri: str | None = None
    kind: str = "Thing"
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    crumbs: tuple[Crumb, ...] = ()
    downloads: tuple[Download, ...] = ()
    queries: tuple[ShownQuery, ...] = ()


def shown(query: NamedQuery, **params: ParamValue | None) -> ShownQuery:
    """A stored query as a page shows it. Raises ParameterError as binding does."""
    text = bind(query, params)
    used = [name for name in PREFIXES if f"{name}:" in text]
    prologue = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used)
    given = {name: str(value) for name, value in params.items() if value is not None}
    graph = query.form.gives_graph
    return ShownQuery(query.name, query.summaries, prologue + text.strip(), given, graph)
