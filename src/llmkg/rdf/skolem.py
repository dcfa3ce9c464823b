"""Blank nodes to IRIs, by what they belong to and what they say, never by chance or order.

A blank node becomes ``{parent}#{local name of the predicate}``: ``…/claim/x#anchor``. Several
under one subject and predicate are ordered by content and numbered from the second on
(``#anchor-2``); nested ones append to their parent's name with a dot (``#hasQuantity.measure``).
Those with equal content under one subject and predicate are one thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.vocab import local_name

Names: TypeAlias = Mapping[ox.BlankNode, ox.NamedNode]
MAX_DEPTH: Final = 50
"""Deepest nesting of blank nodes; no statement needs more than three."""

_NONE_TAKEN: Final[Mapping[str, frozenset[str]]] = {}


class UnnamableBlankNode(Exception):
    """A blank node that nothing names, and why; a signal between modules of this layer."""


def skolemise(
    quads: Sequence[ox.Quad], taken: Mapping[str, frozenset[str]] = _NONE_TAKEN
) -> tuple[ox.Quad, ...]:
    """The quads with every blank node replaced; their labels have no influence on the result.

    `taken` maps IRIs that exist elsewhere to their `content`; such a name is used again only for
    equal content. Raises UnnamableBlankNode.
    """
    names = names_of(quads, taken)
    return tuple(_renamed(quad, names) for quad in quads)


def names_of(quads: Iterable[ox.Quad], taken: Mapping[str, frozenset[str]] = _NONE_TAKEN) -> Names:
    """The names of all blank nodes in these quads, as `skolemise` gives them."""
    return _Namer(quads, taken).names()


def content(quads: Iterable[ox.Quad]) -> frozenset[str]:
    """What is said of one subject, without its name, to compare two of them."""
    return frozenset(f"{quad.predicate} {quad.object}" for quad in quads)


def _renamed(quad: ox.Quad, names: Names) -> ox.Quad:
    subject, value = quad.subject, quad.object
    return ox.Quad(
        names[subject] if isinstance(subject, ox.BlankNode) else subject,
        quad.predicate,
        names[value] if isinstance(value, ox.BlankNode) else value,
        quad.graph_name,
    )


class _Namer:
    """Names blank nodes from their parents downwards."""

    def __init__(self, quads: Iterable[ox.Quad], taken: Mapping[str, frozenset[str]]) -> None:
        self._taken = taken
        self._said: dict[ox.BlankNode, list[ox.Quad]] = defaultdict(list)
        self._parents: dict[ox.BlankNode, list[ox.Quad]] = defaultdict(list)
        self._nodes: dict[ox.BlankNode, None] = {}
        self._contents: dict[ox.BlankNode, str] = {}
        self._used: set[str] = set()
        for quad in quads:
            if isinstance(quad.subject, ox.BlankNode):
                self._said[quad.subject].append(quad)
                self._nodes[quad.subject] = None
            else:
                self._used.add(
                    str(quad.subject.value) if isinstance(quad.subject, ox.NamedNode) else ""
                )
            if isinstance(quad.object, ox.BlankNode):
                self._parents[quad.object].append(quad)
                self._nodes[quad.object] = None

    def names(self) -> Names:
        names: dict[ox.BlankNode, ox.NamedNode] = {}
        waiting = list(self._nodes)
        while waiting:
            # A node is named once all its parents are; those of one round depend on no other of it.
            ready = [node for node in waiting if self._parents_named(node, names)]
            if not ready:
                raise UnnamableBlankNode("no thing with an IRI leads to it")
            groups: dict[tuple[str, str], list[ox.BlankNode]] = defaultdict(list)
            for node in ready:
                groups[self._place(node, names)].append(node)
            for (parent, predicate), nodes in sorted(groups.items()):
                names.update(self._number(parent, predicate, nodes))
            waiting = [node for node in waiting if node not in names]
        return names

    def _parents_named(self, node: ox.BlankNode, names: Names) -> bool:
        parents = self._parents[node]
        return bool(parents) and all(
            not isinstance(quad.subject, ox.BlankNode) or quad.subject in names for quad in parents
        )

    def _place(self, node: ox.BlankNode, names: Names) -> tuple[str, str]:
        """The least parent and predicate: a shared blank node belongs to one of them."""
        return min(
            (
                names[quad.subject].value
                if isinstance(quad.subject, ox.BlankNode)
                else str(getattr(quad.subject, "value", quad.subject)),
                quad.predicate.value,
            )
            for quad in self._parents[node]
        )

    def _number(
        self, parent: str, predicate: str, nodes: Sequence[ox.BlankNode]
    ) -> dict[ox.BlankNode, ox.NamedNode]:
        stem = f"{parent}{'.' if '#' in parent else '#'}{local_name(predicate)}"
        by_content: dict[str, list[ox.BlankNode]] = defaultdict(list)
        for node in nodes:
            by_content[self._content(node)].append(node)
        named: dict[ox.BlankNode, ox.NamedNode] = {}
        number = 0
        for _, same in sorted(by_content.items()):
            iri, number = self._free(stem, number, same[0])
            self._used.add(iri)
            named.update(dict.fromkeys(same, ox.NamedNode(iri)))
        return named

    def _free(self, stem: str, number: int, node: ox.BlankNode) -> tuple[str, int]:
        mine = content(self._said[node])
        while True:
            number += 1
            iri = stem if number == 1 else f"{stem}-{number}"
            if iri not in self._used and self._taken.get(iri, mine) == mine:
                return iri, number

    def _content(self, node: ox.BlankNode, above: frozenset[ox.BlankNode] = frozenset()) -> str:
        """What is said of a node, in a stable order, with nested nodes written out in place."""
        if node in above:
            return "[loop]"  # refused in the end: none of a loop is ever named
        if len(above) > MAX_DEPTH:
            raise UnnamableBlankNode(f"it nests more than {MAX_DEPTH} deep")
        if node not in self._contents:
            inside = above | {node}
            said = sorted(
                f"{quad.predicate} "
                + (
                    self._content(quad.object, inside)
                    if isinstance(quad.object, ox.BlankNode)
                    else str(quad.object)
                )
                for quad in self._said[node]
            )
            self._contents[node] = f"[{' ; '.join(said)}]"
        return self._contents[node]
