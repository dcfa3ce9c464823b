"""The restrictions of OWL 2 DL on the property hierarchy, which every profile inherits.

A property is *composite* when a chain, or transitivity, feeds it, directly or through a property
below it; else it is *simple*. Some axioms take simple properties only. The chains must be
*regular*: there must be an order of the properties in which every chain climbs.

A property and its inverse count as one here. For regularity that may refuse an ontology that the
specification allows (two properties each below the other's inverse); it never lets a bad one
through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from rdflib import OWL, RDF, RDFS, Graph
from rdflib.collection import Collection
from rdflib.term import Node

from llmkg.check.breach import Breach, Clause, Kinds, name_of

Order: TypeAlias = Mapping[Node, set[Node]]

_SIMPLE_ONLY: Final = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
    OWL.AsymmetricProperty,
)
_SIMPLE_RESTRICTIONS: Final = (
    OWL.maxCardinality,
    OWL.maxQualifiedCardinality,
    OWL.minCardinality,
    OWL.minQualifiedCardinality,
    OWL.cardinality,
    OWL.qualifiedCardinality,
    OWL.hasSelf,
)


def hierarchy_breaches(graph: Graph, kinds: Kinds) -> Iterator[Breach]:
    """Properties that should be simple and are not, and chains that are not regular."""
    same = _with_inverses(graph)
    above = _closure(_above(graph, kinds, same))
    yield from _not_simple(graph, same, above)
    yield from _not_regular(graph, same, above)


def _with_inverses(graph: Graph) -> dict[Node, Node]:
    """For each property one that stands for it and for all its inverses."""
    leader: dict[Node, Node] = {}

    def find(node: Node) -> Node:
        while (up := leader.get(node, node)) != node:
            node = up
        return node

    for one, other in graph.subject_objects(OWL.inverseOf):
        first, second = find(one), find(other)
        if first != second:
            leader[second] = first
    nodes = {node for pair in graph.subject_objects(OWL.inverseOf) for node in pair}
    return {node: find(node) for node in nodes}


def _above(graph: Graph, kinds: Kinds, same: Mapping[Node, Node]) -> dict[Node, set[Node]]:
    above: dict[Node, set[Node]] = defaultdict(set)
    for sub, sup in graph.subject_objects(RDFS.subPropertyOf):
        if sub not in kinds.annotations:
            above[same.get(sub, sub)].add(same.get(sup, sup))
    for one, other in graph.subject_objects(OWL.equivalentProperty):
        above[same.get(one, one)].add(same.get(other, other))
        above[same.get(other, other)].add(same.get(one, one))
    return above


def _closure(edges: Order) -> dict[Node, set[Node]]:
    """Everything that can be reached from each node in one step or more."""
    reached: dict[Node, set[Node]] = {}
    for start in edges:
        seen: set[Node] = set()
        todo = list(edges[start])
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo.extend(edges.get(node, ()))
        reached[start] = seen
    return reached


def _chains(graph: Graph) -> Iterator[tuple[Node, list[Node]]]:
    for head, cells in graph.subject_objects(OWL.propertyChainAxiom):
        yield head, list(Collection(graph, cells))


def _not_simple(graph: Graph, same: Mapping[Node, Node], above: Order) -> Iterator[Breach]:
    fed = {
        same.get(prop, prop)
        for prop in (
            *graph.subjects(RDF.type, OWL.TransitiveProperty),
            *graph.subjects(OWL.propertyChainAxiom),
        )
    }
    composite = fed | {sup for prop in fed for sup in above.get(prop, ())}
    for prop, axiom in _simple_places(graph):
        if same.get(prop, prop) in composite:
            yield Breach(Clause.SIMPLE, name_of(prop), name_of(axiom))


def _simple_places(graph: Graph) -> Iterator[tuple[Node, Node]]:
    """Each property that an axiom wants to be simple, with the kind of the axiom."""
    for mark in _SIMPLE_ONLY:
        yield from ((prop, mark) for prop in graph.subjects(RDF.type, mark))
    for one, other in graph.subject_objects(OWL.propertyDisjointWith):
        yield one, OWL.propertyDisjointWith
        yield other, OWL.propertyDisjointWith
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointProperties):
        for cells in graph.objects(axiom, OWL.members):
            yield from ((prop, OWL.AllDisjointProperties) for prop in Collection(graph, cells))
    for mark in _SIMPLE_RESTRICTIONS:
        for restriction in graph.subjects(mark):
            yield from ((prop, mark) for prop in graph.objects(restriction, OWL.onProperty))


def _not_regular(graph: Graph, same: Mapping[Node, Node], above: Order) -> Iterator[Breach]:
    below: dict[Node, set[Node]] = defaultdict(set)
    for head, chain in _chains(graph):
        top = same.get(head, head)
        steps = [same.get(step, step) for step in chain]
        if len(steps) < 2:  # noqa: PLR2004
            yield Breach(Clause.SYNTAX, name_of(head), "a chain of less than two properties")
        if steps == [top, top]:
            continue  # transitivity by another name
        # the head may open or close its own chain, not both
        if steps and steps[0] == top:
            steps = steps[1:]
        elif steps and steps[-1] == top:
            steps = steps[:-1]
        for step in steps:
            below[step].add(top)
    for prop, greater in _closure(below).items():
        if prop in greater or any(prop in above.get(top, ()) for top in greater):
            yield Breach(Clause.REGULAR, name_of(prop), "no order in which every chain climbs")
