"""What a shape asks, as far as the columns can tell who passes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, Path

from llmkg.check.columns.paths import Beyond
from llmkg.vocab import OWL, RDF, RDFS, SH

KNOWN: Final = frozenset(
    SH[name]
    for name in (
        *("minCount", "maxCount", "datatype", "nodeKind", "pattern", "minLength", "maxLength"),
        *("minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "class", "hasValue"),
        *("uniqueLang", "disjoint", "lessThan", "lessThanOrEquals"),
    )
)
"""Parameters that the columns can judge by; tests hold `core` against this list."""

Said: TypeAlias = tuple[str, str, str]
"""A triple: subject and object as N-Triples, and the IRI of the predicate."""

_TARGETS: Final = frozenset(
    {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
)
# What changes nothing in who passes.
_SILENT: Final = frozenset(
    SH[name] for name in ("severity", "message", "name", "description", "order", "group", "path")
)
_CLASSES: Final = frozenset({f"<{RDFS.Class}>", f"<{OWL.Class}>"})


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape by what it asks.

    node         the shape itself, in N-Triples
    aims         its targets: the property of SHACL that states each, and its value
    path         from a target to its values; None: the target is its own value
    constraints  parameters with their values, in N-Triples
    parts        the shapes of properties that it gathers
    """

    node: str
    aims: tuple[tuple[str, str], ...]
    path: URIRef | Path | None
    constraints: tuple[tuple[str, str], ...]
    parts: tuple[Outline, ...]


@dataclass(frozen=True, slots=True)
class Outlines:
    """The shapes that the columns can judge by, and the others that have targets, by node."""

    known: tuple[Outline, ...]
    beyond: frozenset[str]


def outlines(said: Iterable[Said]) -> Outlines:
    """The outlines of all shapes with targets, in a graph of shapes."""
    reader = _Reader(said)
    known: list[Outline] = []
    beyond: set[str] = set()
    for node in reader.aimed():
        try:
            known.append(reader.outline(node, ()))
        except Beyond:
            beyond.add(node)
    return Outlines(tuple(known), frozenset(beyond))


class _Reader:
    def __init__(self, triples: Iterable[Said]) -> None:
        self._said: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for subject, predicate, value in triples:
            self._said[subject].append((predicate, value))
        # Components of one's own may hang on any property.
        self._is_closed = not any(
            (RDF.type, f"<{SH.ConstraintComponent}>") in said for said in self._said.values()
        )

    def aimed(self) -> list[str]:
        """The shapes with targets."""
        return [node for node in list(self._said) if self._aims(node)]

    def outline(self, node: str, above: tuple[str, ...]) -> Outline:
        """The outline of a shape; Beyond where only another engine can tell."""
        if not self._is_closed or node in above:
            raise Beyond("a component of its own, or a shape within itself")
        said = self._said.get(node, [])
        constraints: list[tuple[str, str]] = []
        parts: list[Outline] = []
        for predicate, value in said:
            if predicate == SH.property:
                parts.append(self.outline(value, (*above, node)))
            elif predicate in KNOWN:
                constraints.append((predicate, value))
            elif predicate.startswith(str(SH)) and predicate not in _TARGETS | _SILENT:
                raise Beyond(predicate)
        paths = [value for predicate, value in said if predicate == SH.path]
        if len(paths) > 1 or (paths and parts):
            raise Beyond("a path below a path")
        path = self._path(paths[0]) if paths else None
        return Outline(node, tuple(self._aims(node)), path, tuple(constraints), tuple(parts))

    def _aims(self, node: str) -> list[tuple[str, str]]:
        said = self._said[node]
        aims = [(predicate, value) for predicate, value in said if predicate in _TARGETS]
        types = {value for predicate, value in said if predicate == RDF.type}
        if types & _CLASSES and node.startswith("<"):
            aims.append((SH.targetClass, node))
        return aims

    def _path(self, node: str) -> URIRef | Path:
        if node.startswith("<"):
            return URIRef(node[1:-1])
        said = self._said.get(node, [])
        if len(said) != 1:
            raise Beyond("a path in several parts")
        [(predicate, value)] = said
        if predicate == SH.inversePath:
            return InvPath(self._path(value))
        if predicate == SH.alternativePath:
            return AlternativePath(*(self._path(item) for item in self._items(value)))
        raise Beyond(predicate)

    def _items(self, node: str) -> list[str]:
        items: list[str] = []
        while node != f"<{RDF.nil}>" and len(items) <= len(self._said):
            said = dict(self._said.get(node, []))
            if RDF.first not in said or RDF.rest not in said:
                raise Beyond("a list without an end")
            items.append(said[RDF.first])
            node = said[RDF.rest]
        return items
