"""Any thing: what is recorded of it, and what belongs to it. Kinds may have pages of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.errors import ParameterError
from llmkg.export.export import named_graph
from llmkg.export.formats import GRAPH_FORMATS
from llmkg.http.representation import MARKDOWN
from llmkg.http.sheet import Crumb, Download, Sheet
from llmkg.model.page import Page
from llmkg.model.text import Labels, LangText, Ref
from llmkg.store.port import GraphStore
from llmkg.vocab import BASE, RDF, RDFS, SKOS, compact, split

Said: TypeAlias = Ref | LangText
_APART: Final = frozenset({RDFS["label"], SKOS["definition"]})
_SHOWN: Final = 25
_DIGITS: Final = 7
_TYPES: Final = {
    "agent": "Thing",
    "source": "CreativeWork",
    "dataset": "Dataset",
    "model": "SoftwareApplication",
    "claim": "Claim",
    "question": "Question",
}
"""Classes of schema.org by kind."""


@dataclass(frozen=True, slots=True)
class Row:
    """A property and its values."""

    predicate: Ref
    values: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """Something that belongs to the thing, and what is recorded of it."""

    ref: Ref
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ThingView:
    """A thing with what is recorded of it, and of what belongs to it."""

    ref: Ref
    kind: str
    definition: Labels
    rows: tuple[Row, ...]
    around: Page[Around]


@dataclass(frozen=True, slots=True)
class GraphView:
    """A named graph and its number of triples."""

    name: str
    size: int


def thing(iri: str, found: Iterable[ox.Quad], offset: str = "0") -> Sheet:
    """The page of a thing whose kind has no page of its own: what the quads say.

    Of what is around it a part is shown, from `offset` on. ParameterError for what is no number.
    """
    first = offset_of(offset)
    quads = sorted(found, key=str)
    labels = texts(quads, RDFS["label"])
    definition = texts(quads, SKOS["definition"]).get(iri, {})
    about: dict[str, dict[str, dict[Said, None]]] = defaultdict(lambda: defaultdict(dict))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value not in _APART:
            said = _said(quad.object, labels)
            about[quad.subject.value][quad.predicate.value][said] = None
    kind = kind_of(iri)
    own = about.pop(iri, {})
    # Of most things around nothing stands here but what they are, and a link says as much.
    more = {name: rows for name, rows in about.items() if rows.keys() - {RDF["type"]}}
    view = ThingView(
        _ref(iri, labels),
        kind,
        definition,
        _rows(own, labels),
        Page(
            tuple(
                Around(_ref(name, labels), _rows(more[name], labels))
                for name in sorted(more)[first : first + _SHOWN]
            ),
            len(more),
            first,
            _SHOWN,
        ),
    )
    return Sheet(
        template="thing.html",
        view=view,
        title=labels.get(iri) or {"en": compact(iri)},
        description=definition or "site-description",
        iri=iri,
        kind=_TYPES.get(kind, "DefinedTerm"),
        crumbs=(Crumb("nav-home", "/"),),
        downloads=downloads(iri),
    )


def graph(iri: str, store: GraphStore) -> Sheet:
    """The page of a named graph. Raises NotFoundError."""
    name = compact(iri)
    return Sheet(
        template="graph.html",
        view=GraphView(name, len(named_graph(store, iri))),
        title={"en": name},
        iri=iri,
        kind="Dataset",
        crumbs=(Crumb("nav-home", "/"),),
        downloads=downloads(iri),
    )


def downloads(iri: str) -> tuple[Download, ...]:
    """A thing of ours in every format."""
    path = f"/{iri.removeprefix(BASE)}"
    return tuple(
        Download(format_.name, f"{path}?format={format_.name}", format_.media_type)
        for format_ in (*GRAPH_FORMATS, MARKDOWN)
    )


def kind_of(iri: str) -> str:
    """The kind of a thing of ours, as addresses have it."""
    found = split(iri)
    return found[0].value if found else ""


def texts(quads: Iterable[ox.Quad], predicate: str) -> Mapping[str, dict[str, str]]:
    """Texts by subject and language."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        if (
            quad.predicate.value == predicate
            and isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.Literal)
        ):
            found[quad.subject.value][quad.object.language or ""] = quad.object.value
    return dict(found)


def offset_of(text: str, name: str = "offset") -> int:
    """Where a list begins, from the address; ParameterError for what is no number."""
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise ParameterError(f"{name} is {text!r}", mend="Give a whole number from 0.")
    return int(text)


def _rows(said: Mapping[str, Mapping[Said, None]], labels: Mapping[str, Labels]) -> tuple[Row, ...]:
    # What it is comes first, the rest by name.
    order = sorted(said, key=lambda predicate: (predicate != RDF["type"], predicate))
    return tuple(Row(_ref(predicate, labels), tuple(said[predicate])) for predicate in order)


def _said(value: object, labels: Mapping[str, Labels]) -> Said:
    if isinstance(value, ox.NamedNode):
        return _ref(value.value, labels)
    if isinstance(value, ox.Literal):
        return LangText(value.value, value.language or "")
    return LangText(str(value))


def _ref(iri: str, labels: Mapping[str, Labels]) -> Ref:
    found = split(iri)
    kind, slug = (found[0].value, found[1]) if found else (None, None)
    return Ref(iri, kind, slug, labels.get(iri, {}))
