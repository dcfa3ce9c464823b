"""The stored queries for readers: by topic, and each with a form for its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg.http.kept import Kept
from llmkg.kb import KnowledgeBase
from llmkg.model.text import Labels
from llmkg.queries import TERM_OF_ONTOLOGY, NamedQuery, Param, ParamType
from llmkg.vocab import BASE, LLMKG, ONTOLOGY_GRAPH, OWL, RDF, RDFS, SKOS, Kind, compact, expand

TOPICS: Final[Mapping[str, tuple[str, ...]]] = {
    "origins": ("ability", "origin", "trade-off"),
    "models": ("model", "lineage", "stage"),
    "evidence": ("evidence",),
    "sureness": ("hedges", "hypothesis", "proposition", "assessment"),
    "said": ("claims", "comparison", "entailment"),
    "open": ("questions", "tension"),
    "numbers": ("quantity", "dataset", "date", "benchmark", "counts"),
    "people": ("people", "sources", "naming"),
    "other": (),
}
"""The tags of each topic. The first tag of a query decides."""

_OFFERED: Final = 400
_MEANS_NOTHING: Final = frozenset(
    {OWL["NamedIndividual"], SKOS["Concept"], OWL["ObjectProperty"], LLMKG["DomainProperty"]}
)
_USUAL: Final = (Kind.MODEL, Kind.ABILITY, Kind.METHOD, Kind.STAGE, Kind.DATASET, Kind.FAMILY)
"""What is offered where any thing will do."""


@dataclass(frozen=True, slots=True)
class Item:
    """A stored query in a list. `words` are those that a filter looks at, in lower case."""

    name: str
    summary: Labels
    tags: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Queries that are about the same."""

    key: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that is offered for a parameter."""

    value: str
    label: Labels


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in a form.

    control  "select" for a few values, "boolean", "date", "number" or "text"
    choices  of a select, else suggestions
    """

    name: str
    control: str
    value: str
    required: bool
    default: str
    description: Labels
    choices: tuple[Choice, ...]


def public(kb: KnowledgeBase) -> list[NamedQuery]:
    """The stored queries for readers, by name."""
    return [query for _, query in sorted(kb.queries.items()) if not query.internal]


def topics(kb: KnowledgeBase, wanted: str = "") -> tuple[Topic, ...]:
    """The queries by topic; only those that have every word that is wanted."""
    words = wanted.lower().split()
    by_topic: dict[str, list[Item]] = {key: [] for key in TOPICS}
    for query in public(kb):
        item = _item(query)
        if all(word in item.words for word in words):
            by_topic[topic_of(query)].append(item)
    return tuple(Topic(key, tuple(items)) for key, items in by_topic.items() if items)


def topic_of(query: NamedQuery) -> str:
    """The key of the topic of a query."""
    first = query.tags[0] if query.tags else ""
    return next((key for key, tags in TOPICS.items() if first in tags), "other")


def usual(query: NamedQuery, given: Mapping[str, str], language: str) -> dict[str, str]:
    """The values of a query's parameters, those left out filled in as a reader would.

    Labels come in the reader's language. What is required and not given is the example, so that
    the page of a query shows an answer at once.
    """
    values = {}
    for name, param in query.params.items():
        value = given.get(name, "").strip()
        if not value and name == "language" and param.type is ParamType.STRING:
            value = language
        if not value and param.required and not given:
            value = param.example or ""
        if value:
            values[name] = value
    return values


class Forms:
    """Fields of parameters; what is offered is read once for a snapshot."""

    def __init__(self) -> None:
        self._things = Kept(_things)
        self._terms = Kept(_terms)

    def fields(
        self, kb: KnowledgeBase, query: NamedQuery, values: Mapping[str, str]
    ) -> tuple[Field, ...]:
        """The form of a query with these values in it."""
        return tuple(
            Field(
                name=name,
                control=_control(param),
                value=values.get(name, param.default or ""),
                required=param.required,
                default=param.default or "",
                description=param.descriptions,
                choices=tuple(self._choices(kb, param)),
            )
            for name, param in query.params.items()
        )

    def _choices(self, kb: KnowledgeBase, param: Param) -> Iterator[Choice]:
        if param.name == "language":
            yield from (Choice("en", {"en": "English"}), Choice("zh", {"zh": "中文"}))
        elif param.type is ParamType.LEVEL:
            yield from (Choice(level.name, level.label) for level in kb.levels())
        elif param.kind == TERM_OF_ONTOLOGY:
            yield from _alike(self._terms.of(kb), param.example or param.default or "")
        elif param.type is ParamType.IRI and param.kind:
            yield from self._things.of(kb).get(Kind(param.kind), ())[:_OFFERED]
        elif param.type is ParamType.IRI:
            for kind in _USUAL:
                for each in self._things.of(kb).get(kind, ()):
                    yield Choice(compact(f"{BASE}{kind.value}/{each.value}"), each.label)


def _item(query: NamedQuery) -> Item:
    words = " ".join((query.name, *query.summaries.values(), *query.tags)).lower()
    return Item(query.name, query.summaries, query.tags, words)


def _control(param: Param) -> str:
    if param.type is ParamType.LEVEL or param.name == "language":
        return "select"
    if param.type is ParamType.IRI and param.kind == TERM_OF_ONTOLOGY:
        return "select"
    return {
        ParamType.BOOLEAN: "boolean",
        ParamType.DATE: "date",
        ParamType.INTEGER: "number",
        ParamType.DECIMAL: "number",
    }.get(param.type, "text")


def _things(kb: KnowledgeBase) -> Mapping[Kind, tuple[Choice, ...]]:
    """What has a label, by kind."""
    found: dict[str, dict[str, str]] = {}
    for quad in kb.store.quads(None, ox.NamedNode(RDFS["label"])):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            iri = quad.subject.value
            if iri.startswith(BASE):
                found.setdefault(iri, {})[quad.object.language or ""] = quad.object.value
    by_kind: dict[Kind, list[Choice]] = {}
    for iri in sorted(found):
        name, _, slug = iri.removeprefix(BASE).partition("/")
        if name in set(Kind) and slug and "#" not in slug:
            by_kind.setdefault(Kind(name), []).append(Choice(slug, found[iri]))
    return {kind: tuple(choices) for kind, choices in by_kind.items()}


@dataclass(frozen=True, slots=True)
class _Term:
    label: Labels
    types: frozenset[str]


def _terms(kb: KnowledgeBase) -> Mapping[str, _Term]:
    """The terms of the ontology by local name."""
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    labels: dict[str, dict[str, str]] = {}
    types: dict[str, set[str]] = {}
    for quad in kb.store.quads(graph=graph):
        if not isinstance(quad.subject, ox.NamedNode) or not quad.subject.value.startswith(LLMKG):
            continue
        name = quad.subject.value.removeprefix(LLMKG)
        if quad.predicate.value == RDFS["label"] and isinstance(quad.object, ox.Literal):
            labels.setdefault(name, {})[quad.object.language or ""] = quad.object.value
        elif quad.predicate.value == RDF["type"] and isinstance(quad.object, ox.NamedNode):
            types.setdefault(name, set()).add(quad.object.value)
    return {
        name: _Term(labels.get(name, {}), frozenset(types[name] - _MEANS_NOTHING))
        for name in sorted(types)
    }


def _alike(terms: Mapping[str, _Term], example: str) -> Iterator[Choice]:
    """The terms that are of the same sort as the example."""
    name = (expand(example) or example).removeprefix(LLMKG)
    wanted = terms[name].types if name in terms else frozenset()
    for each, term in terms.items():
        if not wanted or wanted & term.types:
            yield Choice(each, term.label)
