"""The rules, ready to be asked about single nodes: parsed once, and kept between changes.

What lies in the ontology's graph is held with them, for rules ask for it at every turn and it
changes seldom. When it does, a checker is made anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Self

import pyoxigraph as ox

from llmkg.check.columns.paths import Beyond
from llmkg.check.columns.shapes import outlines
from llmkg.check.engine import asked_of_core, judged
from llmkg.check.nodewise.leads import Lead, Worlds, leads_of
from llmkg.check.nodewise.outline import NodeShape, node_shapes
from llmkg.check.nodewise.rules import Classes, NodeRule
from llmkg.check.nodewise.world import TYPE, Triple, World, term_of
from llmkg.check.result import Result
from llmkg.check.rules import Shapes
from llmkg.rdf.view import Subject, View, is_authored
from llmkg.vocab import ONTOLOGY_GRAPH, RDFS

SUBCLASS = f"<{RDFS.subClassOf}>"


@dataclass(frozen=True, slots=True)
class Checker:
    """Rules as plans.

    held    all that is said of the things that the ontology's graph speaks of
    rules   the SPARQL rules
    shapes  the shapes of SHACL Core
    beyond  the rules that can only be asked of everything at once
    """

    held: Mapping[str, Mapping[str, list[str]]] = field(repr=False)
    rules: tuple[NodeRule, ...] = field(repr=False)
    shapes: tuple[NodeShape, ...] = field(repr=False)
    beyond: frozenset[str]
    _leads: Mapping[str | None, list[tuple[int, Lead]]] = field(repr=False)
    _leads_by_link: dict[str, list[tuple[int, Lead]]] = field(repr=False)
    _concerned: Mapping[str, list[NodeShape]] = field(repr=False)
    _core: tuple[ox.Quad, ...] = field(repr=False)
    _hierarchy: tuple[Triple, ...] = field(repr=False)

    @classmethod
    def of(cls, shapes: Shapes, view: View) -> Self:
        """The rules of some shapes, for what is in a view and for what will be."""
        held = _held(view)
        hierarchy = tuple(_hierarchy(view))
        below: defaultdict[str, list[str]] = defaultdict(list)
        for lower, _, upper in hierarchy:
            below[upper].append(lower)
        classes = Classes(below)
        rules: list[NodeRule] = []
        leads: defaultdict[str | None, list[tuple[int, Lead]]] = defaultdict(list)
        beyond: set[str] = set()
        for rule in shapes.sparql():
            try:
                asked = NodeRule(rule, classes)
                found = list(leads_of(asked.query.group, asked.aims))
            except Beyond:
                beyond.add(rule.iri)
                continue
            for lead in found:
                for link in lead.links or (None,):
                    leads[link].append((len(rules), lead))
            rules.append(asked)
        core = asked_of_core(shapes.core)
        known = outlines((str(q.subject), q.predicate.value, str(q.object)) for q in core)
        beyond |= known.beyond
        # What pyshacl reports of a shape without a name cannot be told to be of it.
        beyond |= {outline.node for outline in known.known if outline.node.startswith("_:")}
        listed = node_shapes(known.known, classes)
        concerned: defaultdict[str, list[NodeShape]] = defaultdict(list)
        for shape in listed:
            for link in shape.concerns:
                concerned[link].append(shape)
        return cls(
            held,
            tuple(rules),
            tuple(listed),
            frozenset(beyond),
            leads,
            {},
            concerned,
            tuple(core),
            hierarchy,
        )

    def touched(self, worlds: Worlds, changed: Iterable[Triple]) -> list[set[str]]:
        """For each SPARQL rule the nodes that a change touches."""
        found: list[set[str]] = [set() for _ in self.rules]
        several = list(changed)
        for link, group in groupby(sorted(several, key=itemgetter(1)), key=itemgetter(1)):
            leads = self._leads_of(link, worlds.both)
            for said in group:
                for at, lead in leads:
                    lead.run(said, worlds, found[at])
        for rule, nodes in zip(self.rules, found, strict=True):
            aims = rule.aims
            for subject, predicate, value in several:
                typed = predicate == TYPE and aims.classes
                if aims.everything or typed or predicate in aims.subjects_of:
                    nodes.add(subject)
                if predicate in aims.objects_of:
                    nodes.add(value)
        return found

    def _leads_of(self, link: str, world: World) -> list[tuple[int, Lead]]:
        """The leads of patterns that a triple with a predicate can fit."""
        found = self._leads_by_link.get(link)
        if found is None:
            anything = [
                (at, lead)
                for at, lead in self._leads.get(None, ())
                if all(world.has(link, *guard) for guard in lead.guards)
            ]
            found = [*self._leads.get(link, ()), *anything]
            if link in self.held:  # what is said of it stays
                self._leads_by_link[link] = found
        return found

    def touched_core(self, world: World, changed: Iterable[Triple]) -> dict[str, set[str]]:
        """For each shape of SHACL Core that a change concerns, the nodes that it touches."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for said in changed:
            for shape in self._concerned.get(said[1], ()):
                found[shape.node].update(shape.touched(world, said))
        return found

    def core(self, world: World, asked: Mapping[str, AbstractSet[str]]) -> Iterator[Result]:
        """What the shapes of SHACL Core find about nodes: by shape those that it is asked about."""
        suspected: dict[str, None] = {}
        suspicious: set[str] = set()
        for shape in self.shapes:
            for node in asked.get(shape.node, ()):
                if shape.aims.include(world, node) and shape.suspects(world, node):
                    suspected[node] = None
                    suspicious.add(shape.node)
        if suspected:
            others = {shape.node for shape in self.shapes} - suspicious
            around = {said for node in suspected for said in self._around(world, node)}
            for result in judged(map(_triple, around), self._core, others):
                asked_about = asked.get(f"<{result.rule}>", frozenset())
                if result.focus in suspected and result.focus in asked_about:
                    yield result

    def _around(self, world: World, node: str) -> Iterator[Triple]:
        """What pyshacl has to know to judge a node."""
        for predicate, value in world.about(node):
            yield node, predicate, value
            for kind in world.values(value, TYPE):
                yield value, TYPE, kind
        back = {link for shape in self.shapes for link in shape.aims.objects_of}
        back |= {link for shape in self.shapes for link, forward in shape.links if not forward}
        for link in sorted(back):
            for subject in world.subjects(link, node):
                yield subject, link, node
                for kind in world.values(subject, TYPE):
                    yield subject, TYPE, kind
        yield from self._hierarchy


def _held(view: View) -> dict[str, dict[str, list[str]]]:
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    subjects: set[Subject] = {
        quad.subject for quad in view.quads_for_pattern(None, None, None, graph)
    }
    held: dict[str, dict[str, list[str]]] = {}
    for subject in subjects:
        rows = held[str(subject)] = {}
        for quad in view.quads_for_pattern(subject, None, None, None):
            if is_authored(quad.graph_name):
                values = rows.setdefault(f"<{quad.predicate.value}>", [])
                if str(quad.object) not in values:
                    values.append(str(quad.object))
    return held


def _hierarchy(view: View) -> Iterator[Triple]:
    for quad in view.quads_for_pattern(None, ox.NamedNode(RDFS.subClassOf), None, None):
        if is_authored(quad.graph_name):
            yield str(quad.subject), SUBCLASS, str(quad.object)


def _triple(said: Triple) -> ox.Triple:
    subject, predicate, value = said
    start = term_of(subject)
    if isinstance(start, ox.Literal | ox.Triple):
        raise TypeError(f"no subject: {subject}")
    return ox.Triple(start, ox.NamedNode(predicate[1:-1]), term_of(value))
