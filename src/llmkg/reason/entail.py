"""The entailed graphs: what follows at each level, and the tensions where it contradicts itself.

The rules made of the ontology do the work; where the ontology has an axiom about the data that no
rule expresses, owlrl does it instead, slowly, and the result says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
import pyoxigraph as ox

from llmkg.rdf.part import Part
from llmkg.rdf.view import View
from llmkg.reason.cuts import Clash, Cuts, cut
from llmkg.reason.fallback import cut_by_reference
from llmkg.reason.gathered import gather_parts
from llmkg.reason.given import Given, Numbered, given_by
from llmkg.reason.relation import MASK, NONE, SHIFT, Keys, Terms, member
from llmkg.reason.standing import notes, plain
from llmkg.reason.statements import ASSESSMENT, PARTS_OF_FACTS, READ, STANDING, gather
from llmkg.reason.support import Fact
from llmkg.reason.tensions import tension
from llmkg.reason.theory import Theory
from llmkg.vocab import (
    ASSESSMENTS_GRAPH,
    CATALOGUE_GRAPH,
    LLMKG,
    ONTOLOGY_GRAPH,
    RDF,
    compact,
)

_TYPE = ox.NamedNode(RDF.type)
_STANDINGS = frozenset(f"<{name}>".encode() for name in STANDING)
_CONFIDENCE = ox.NamedNode(LLMKG.confidence)
_ASSESSMENTS = ox.NamedNode(ASSESSMENTS_GRAPH)
_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Entailment:
    """The quads to store, and what was met on the way."""

    quads: tuple[ox.Quad, ...]
    counts: Mapping[str, int]
    """Triples by level IRI, best level first."""
    contradictions: int
    unsupported: tuple[str, ...]
    """Axioms that no rule expresses; with any, owlrl did the work."""


class Following:
    """What follows: triples, told once, and when they are told what is said of them.

    contradictions  how many were met
    unsupported     axioms that no rule expresses; with any, owlrl did the work
    """

    def __init__(
        self, theory: Theory, given: Given, cuts: Cuts, unsupported: Iterable[str]
    ) -> None:
        self.contradictions = len(cuts.clashes)
        self.unsupported = tuple(unsupported)
        self._theory = theory
        self._given = given
        self._cuts = cuts
        self._elsewhere: list[ox.Quad] = []

    def lines(self) -> Iterator[bytes]:
        """The triples in their graphs, as lines of N-Quads."""
        text = self._given.terms.text
        for graph, name, keys in self._facts():
            end = f" {graph} .\n".encode()
            link, typed = f" <{name}> ".encode(), f" <{RDF.type}> <{name}>".encode() + end
            for key in keys.tolist():
                obj = key & MASK
                yield text(key >> SHIFT) + (link + text(obj) + end if obj else typed)

    def told(self) -> Iterator[ox.Quad]:
        """How sure each graph is, tensions, and notes on how facts stand."""
        yield from confidences(self._theory)
        yield from _tensions(self._cuts.clashes, self._given, self._theory)
        for fact, how in self._cuts.standings.items():
            yield from notes(self._of_terms(fact), how)
        yield from self._elsewhere

    def quads(self) -> Iterator[ox.Quad]:
        """All of that."""
        yield from _parsed(self.lines())
        yield from self.told()

    def _facts(self) -> Iterator[tuple[ox.NamedNode, str, Keys]]:
        """What nobody wrote, by graph and class or property."""
        given, cuts, theory = self._given, self._cuts, self._theory
        while cuts.entailed:
            rank = max(cuts.entailed)
            unhurt = plain(rank, theory.scheme.levels)
            for name, keys in cuts.entailed.pop(rank).items():
                # What is of a class at every level is written so.
                fresh = keys[~member(keys, given.always.get(name, NONE))]
                said = member(fresh, given.spoken.get(name, NONE))
                yield theory.graphs[rank], name, fresh[~said]
                for key in fresh[said].tolist():
                    fact = (name, key >> SHIFT, key & MASK)
                    if fact not in cuts.standings and not self._is_everywhere(fact):
                        # It stands elsewhere as well, and only there: a note tells its level.
                        self._elsewhere += notes(self._of_terms(fact), unhurt)

    def _is_everywhere(self, fact: Fact) -> bool:
        """Whether it is of a class that holds at every level by what else somebody wrote."""
        name, subject, obj = fact
        key = np.array([subject << SHIFT])
        kinds = (kind for kind, keys in self._given.always.items() if member(key, keys)[0])
        return obj == 0 and name in self._theory.everywhere(kinds)

    def _of_terms(self, fact: Fact) -> Fact:
        return _of_terms(fact, self._given.terms)


def entail(quads: Sequence[ox.Quad]) -> Entailment:
    """What follows from ontology, catalogue, claims and assessments.

    Args:
        quads: everything that the snapshot holds so far, assessments included.

    Returns:
        Each entailed triple in the graph of its best level, unless somebody wrote it, the
        confidence of those graphs, a Tension for each contradiction that no authored Tension names
        yet, and how facts stand on which contradictions bear.
    """
    theory = Theory.of(quad for quad in quads if _in_graph(quad, ONTOLOGY_GRAPH))
    following = follow_quads(theory, quads)
    out = tuple(following.quads())
    levels = {graph: theory.scheme.levels[rank] for rank, graph in theory.graphs.items()}
    counts = dict.fromkeys(theory.scheme.levels.values(), 0)
    for quad in out:
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name in levels:
            counts[levels[quad.graph_name]] += 1
    return Entailment(out, counts, following.contradictions, following.unsupported)


def follow_quads(theory: Theory, quads: Iterable[ox.Quad]) -> Following:
    """As :func:`entail`, of quads that are met once and in any order, and are not kept.

    Args:
        theory: `Theory.of` the quads of the ontology's graph.
        quads: catalogue, claims and assessments; others do not matter, entailed ones must not be
            among them. `relevant(view)` gives those of a store that count.
    """
    terms = Terms()
    given = given_by(gather(quads, theory.scheme, theory.entailed), terms, theory)
    beyond = theory.rules.beyond(given.names)
    if not beyond:
        return follow(theory, given)
    cuts = cut_by_reference(theory.ontology, given.stated, given.always, terms)
    unsupported = (f"{each.axiom} on {compact(each.about)}" for each in beyond)
    return Following(theory, given, cuts, unsupported)


def follow_parts(theory: Theory, parts: Sequence[Part]) -> Following:
    """The same of all that parts say, from numbers; quads are made where owlrl has to do it."""
    given = gather_parts(parts, theory)
    if not theory.rules.beyond(given.names):
        return follow(theory, given)
    read = read_by(theory)
    lines = (line for part in parts for line in relevant_lines(part.having(read), theory))
    return follow_quads(theory, _parsed(lines))


def follow(theory: Theory, given: Given) -> Following:
    """What follows by the rules alone."""
    return Following(theory, given, cut(theory.rules, given.stated, given.always), ())


def _parsed(lines: Iterator[bytes]) -> Iterator[ox.Quad]:
    while some := b"".join(islice(lines, _AT_ONCE)):
        yield from ox.parse(some, ox.RdfFormat.N_QUADS, lenient=True)


def relevant(view: View, theory: Theory) -> Iterator[ox.Quad]:
    """The quads of a store from which its entailed graphs are made: not all have to be read."""
    kinds = tuple(map(ox.NamedNode, PARTS_OF_FACTS))
    catalogue = ox.NamedNode(CATALOGUE_GRAPH)
    for name in sorted(read_by(theory)):
        if name != RDF.type:
            yield from _named(view.quads_for_pattern(None, ox.NamedNode(name), None))
    yield from view.quads_for_pattern(None, _TYPE, None, catalogue)
    others = {ox.NamedNode(name) for name in theory.entailed} - {*kinds}
    for kind in (*kinds, *sorted(others, key=str)):
        for quad in _named(view.quads_for_pattern(None, _TYPE, kind)):
            if quad.graph_name != catalogue:
                yield quad


def read_by(theory: Theory) -> frozenset[str]:
    """The properties whose quads count."""
    return READ | theory.scheme.qualifiers | theory.entailed


def relevant_lines(lines: Iterable[bytes], theory: Theory) -> Iterator[bytes]:
    """Those lines of N-Quads that count, as `relevant`, among some with properties of `read_by`.

    Most have the class of something that no fact is about, or how a proposition stood once.
    """
    classes = {f"<{name}>".encode() for name in (*PARTS_OF_FACTS, *theory.entailed)}
    typed = f"<{RDF.type}>".encode()
    catalogue = f" <{CATALOGUE_GRAPH}> .\n".encode()
    once = f"{ASSESSMENT}-".encode()
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        if predicate == typed:
            if not (line.endswith(catalogue) or rest[: rest.index(b" ")] in classes):
                continue
        elif once in subject and predicate in _STANDINGS:
            continue
        yield line


def _named(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    return (quad for quad in quads if isinstance(quad.graph_name, ox.NamedNode))


def _in_graph(quad: ox.Quad, graph: str) -> bool:
    return isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value == graph


def confidences(theory: Theory) -> list[ox.Quad]:
    """The level of each entailed graph."""
    levels = theory.scheme.levels
    return [
        ox.Quad(graph, _CONFIDENCE, ox.NamedNode(levels[rank]), _ASSESSMENTS)
        for rank, graph in theory.graphs.items()
    ]


def _tensions(clashes: Iterable[Clash], given: Given, theory: Theory) -> list[ox.Quad]:
    clashes = list(clashes)
    behind, claims = given.grounds({fact for clash in clashes for fact in clash.given})
    found: dict[frozenset[str], tuple[int, str]] = {}
    for clash in clashes:
        together = frozenset(claim for fact in clash.given for claim in behind[fact])
        if len(together) > 1 and not claims.are_named(together):
            found.setdefault(together, (clash.level, clash.rule.axiom))
    out: list[ox.Quad] = []
    for between, (rank, axiom) in sorted(found.items(), key=lambda item: sorted(item[0])):
        out += tension(between, theory.scheme.levels[rank], axiom)
    return out


def _of_terms(fact: Fact, terms: Numbered) -> Fact:
    name, subject, obj = fact
    return name, terms.term(int(subject)), terms.term(int(obj)) if obj else 0
