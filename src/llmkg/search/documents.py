"""What is found by search: each thing with its names and what else is said of it in words.

They are read from a store thing by thing, so that the whole of a graph never is in memory; and what
a change touches can be read again by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import pyoxigraph as ox

from llmkg.model.standing import ENDS, State, state
from llmkg.rdf.view import Difference, View
from llmkg.vocab import (
    BASE,
    DCTERMS,
    ENTAILED_GRAPHS,
    KEPT_GRAPH,
    LLMKG,
    ONTOLOGY_GRAPH,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    Kind,
    local_name,
)

TERM: Final = "term"
"""The kind of the ontology's own terms."""

MOST_MENTIONS: Final = 4_096
"""Mentions are counted up to so many: what all the world mentions is not mentioned more."""

_ENTAILED: Final = (f"<{ENTAILED_GRAPHS}", f"<{KEPT_GRAPH}>")
NO_NAMES: Final = (ENTAILED_GRAPHS, KEPT_GRAPH)
"""How graphs begin in which nothing gets a name: what is entailed, and what is kept."""
_ONTOLOGY: Final = ox.NamedNode(ONTOLOGY_GRAPH)
_LABELS: Final = (RDFS.label, SKOS.prefLabel, DCTERMS["title"])
_NAMES: Final = frozenset(
    (*_LABELS, SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation, DCTERMS.identifier)
)
_TEXTS: Final = frozenset(
    {SKOS.definition, SKOS.scopeNote, RDFS.comment, DCTERMS.description, LLMKG.hedge}
)
_ALSO: Final = frozenset({OWL.sameAs, SKOS.exactMatch, SCHEMA.sameAs})
SAID: Final = _NAMES | _TEXTS | _ALSO | {*ENDS, RDF.type, LLMKG.confidence}
"""The properties of a thing that its document is made from."""
_WHERE: Final = {
    predicate: place
    for place, some in enumerate(
        (_NAMES, _TEXTS, frozenset((RDF.type,)), frozenset((LLMKG.confidence,)), _ALSO)
    )
    for predicate in some
}
"""In which of the sets of `Gathered` what is said with a property is put."""
_KINDS: Final = {kind.value: kind.value for kind in Kind if kind is not Kind.GRAPH}
_TYPE: Final = ox.NamedNode(RDF.type)
_ASSERTS: Final = ox.NamedNode(LLMKG.asserts)
_DENIES: Final = ox.NamedNode(LLMKG.denies)
ASSESSMENT: Final = "#assessment"
"""What the name of a proposition's assessment ends with."""

ASSESSED: Final = frozenset((LLMKG.status, LLMKG.deniedConfidence, LLMKG.effectiveConfidence))
"""What is read of it."""

RETRACTED: Final = "Retracted"
SUPERSEDED: Final = "Superseded"


@dataclass(frozen=True, slots=True)
class Document:
    """A thing as it is indexed.

    names     labels in all languages and other names, sorted
    texts     definitions and hedges, sorted
    also      what it is called elsewhere, as IRIs
    types     its classes, by IRI
    mentions  how often other things mention it, up to MOST_MENTIONS
    level     how sure one can be of a proposition, how sure a claim sounds; local name, or ""
    status    of a proposition; of what was taken back RETRACTED or SUPERSEDED; or ""
    """

    iri: str
    kind: str
    names: tuple[str, ...]
    texts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    mentions: int = 0
    level: str = ""
    status: str = ""

    @property
    def slug(self) -> str:
        """The last part of its IRI; of a term its words."""
        if self.kind == TERM:
            # `CorrelationNotCausation` is looked for as its words.
            name = self.iri.removeprefix(LLMKG)
            return "".join(f" {each}" if each.isupper() else each for each in name).strip()
        return self.iri.rpartition("/")[2]


def documents(store: ox.Store, mentioned: Mapping[str, int] | None = None) -> Iterator[Document]:
    """Everything that can be found in a store, in no order; needs memory for one graph's names.

    What stands in the default graph alone is not looked at: in snapshots it stands elsewhere too.
    `mentioned`: how often each thing is, where the store has not all that there is.
    """
    met: set[int] = set()
    for graph in store.named_graphs():
        if str(graph).startswith(_ENTAILED):
            continue
        subjects = {
            quad.subject.value
            for predicate in _NAMES
            for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, graph)
            if isinstance(quad.subject, ox.NamedNode)
        }
        for iri in sorted(subjects):
            mark = hash(iri)  # of eight bytes: a graph of a million things has three million names
            if mark in met:
                continue
            met.add(mark)
            found = document(store, iri)
            if found is not None and mentioned is not None:
                yield replace(found, mentions=min(mentioned.get(iri, 0), MOST_MENTIONS))
            elif found is not None:
                yield found


class Gathered:
    """What was said of one thing, as far as its document is made from it; see `SAID`."""

    __slots__ = ("_ends", "_said")

    def __init__(self) -> None:
        # Names, texts, classes, levels, and what it is called elsewhere: see `_WHERE`.
        self._said: tuple[set[str], ...] = (set(), set(), set(), set(), set())
        self._ends: list[tuple[str, str]] = []

    def add(self, predicate: str, value: str) -> None:
        """An IRI or a text is said of it."""
        place = _WHERE.get(predicate)
        if place is not None:
            self._said[place].add(value)
        elif predicate in ENDS:
            self._ends.append((predicate, value))

    def document(
        self,
        store: View,
        iri: str,
        kind: str,
        mentions: int | None,
        assessment: Iterable[tuple[str, str]] | None,
    ) -> Document | None:
        """Its document; None where nothing names it.

        `mentions` and `assessment` (predicates and values of `ASSESSED`): None where they have
        to be looked up in the store.
        """
        names, texts, types, levels, also = self._said
        if not names:
            return None
        node = ox.NamedNode(iri)
        level, status = "", ""
        if kind == Kind.PROPOSITION:
            said = _assessment(store, iri) if assessment is None else assessment
            level, status = _assessed(store, node, said)
        elif levels:
            level = local_name(min(levels))
        if self._ends and (ended := state(self._ends)) is not State.CURRENT:
            status = RETRACTED if ended is State.RETRACTED else SUPERSEDED
        return Document(
            iri=iri,
            kind=kind,
            names=tuple(sorted(names)),
            texts=tuple(sorted(texts - names)),
            also=tuple(sorted(also)),
            types=tuple(sorted(types)),
            mentions=_mentions(store, node, kind) if mentions is None else mentions,
            level=level,
            status=status,
        )


def document(store: View, iri: str, *, mentions: int | None = None) -> Document | None:
    """What is said of one thing; None where nothing names it, or it is none that is found.

    `mentions`: how often it is mentioned, where somebody has counted.
    """
    kind = kind_of(iri)
    if kind is None:
        return None
    node = ox.NamedNode(iri)
    said = Gathered()
    for quad in store.quads_for_pattern(node, None, None, None):
        value = quad.object
        if _counts(quad) and not isinstance(value, ox.BlankNode | ox.Triple):
            said.add(quad.predicate.value, value.value)
    return said.document(store, iri, kind, mentions, None)


def touched(quads: Iterable[ox.Quad]) -> frozenset[str]:
    """The things whose documents may differ once these quads have been added or taken away."""
    found: set[str] = set()
    for quad in quads:
        if not _counts(quad) or not isinstance(quad.subject, ox.NamedNode):
            continue
        iri = quad.subject.value
        # An assessment is part of what it assesses.
        found.add(iri if iri.startswith(LLMKG) else iri.partition("#")[0])
        if isinstance(quad.object, ox.NamedNode) and quad.predicate != _TYPE:
            found.add(quad.object.value)
    return frozenset(each for each in found if kind_of(each) is not None)


def mentioned(change: Difference) -> Mapping[str, int]:
    """How much more often each thing is mentioned after a change, or less often."""
    found: Counter[str] = Counter()
    for quads, step in ((change.added, 1), (change.removed, -1)):
        for quad in quads:
            if isinstance(quad.object, ox.NamedNode) and quad.predicate != _TYPE and _counts(quad):
                found[quad.object.value] += step
    return found


def kind_of(iri: str) -> str | None:
    """As what a thing is found; None for what is not."""
    if iri.startswith(LLMKG):
        return TERM
    if not iri.startswith(BASE) or "#" in iri:
        return None
    kind, _, slug = iri[len(BASE) :].partition("/")
    return _KINDS.get(kind) if slug else None


def _counts(quad: ox.Quad) -> bool:
    """Whether it was written or assessed; what is merely entailed is no name of anything."""
    graph = quad.graph_name
    return isinstance(graph, ox.NamedNode) and not str(graph).startswith(_ENTAILED)


def _mentions(store: View, node: ox.NamedNode, kind: str) -> int:
    # All the world has a level: of terms only the ontology's own words count.
    graph = _ONTOLOGY if kind == TERM else None
    found = store.quads_for_pattern(None, None, node, graph)
    counted = (1 for quad in found if quad.predicate != _TYPE and _counts(quad))
    return sum(islice(counted, MOST_MENTIONS))


def _assessment(store: View, proposition: str) -> Iterator[tuple[str, str]]:
    """What is said of the assessment of a proposition, as IRIs."""
    node = ox.NamedNode(f"{proposition}{ASSESSMENT}")
    for quad in store.quads_for_pattern(node, None, None, None):
        if isinstance(quad.object, ox.NamedNode) and _counts(quad):
            yield quad.predicate.value, quad.object.value


def _assessed(
    store: View, node: ox.NamedNode, assessment: Iterable[tuple[str, str]]
) -> tuple[str, str]:
    """Level and status: the level of its denial where it is denied, else of itself."""
    said = dict(sorted(assessment))
    status = local_name(said.get(LLMKG.status, ""))
    denied = said.get(LLMKG.deniedConfidence, "")
    against = denied and (
        status == "Refuted" or (_any(store, _DENIES, node) and not _any(store, _ASSERTS, node))
    )
    return local_name(denied if against else said.get(LLMKG.effectiveConfidence, "")), status


def _any(store: View, predicate: ox.NamedNode, value: ox.NamedNode) -> bool:
    return any(map(_counts, store.quads_for_pattern(None, predicate, value, None)))
