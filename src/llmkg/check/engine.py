"""Everything that the shapes find in some statements, quickly.

Rules in SPARQL are asked of columns, or of an Oxigraph store where the columns do not know them.
For SHACL Core the columns say who surely passes, and pyshacl judges the rest (`columns.core`). A
shape that they cannot read is pyshacl's alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyoxigraph as ox

from llmkg.check.columns.core import suspects
from llmkg.check.columns.paths import Beyond
from llmkg.check.columns.shapes import Outline, outlines
from llmkg.check.columns.sparql import breaches
from llmkg.check.columns.table import Numbers, Table, distinct
from llmkg.check.result import Result
from llmkg.check.rules import Rule, Shapes
from llmkg.check.setwise import data_store, run
from llmkg.rdf.terms import to_graph
from llmkg.reason.relation import firsts
from llmkg.vocab import RDF, RDFS, SH, XSD

_TARGETS = frozenset({SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf})


_TRUE = str(ox.Literal("true", datatype=ox.NamedNode(XSD.boolean)))


class Engine:
    """Rules over some statements, whose graphs count as one."""

    def __init__(self, quads: Iterable[ox.Quad] | Table) -> None:
        """Of quads, or of a table that holds them already."""
        self.table = quads if isinstance(quads, Table) else Table(quads)
        self._store: ox.Store | None = None

    def _triples(self) -> Iterator[ox.Triple]:
        rows = zip(*(column.tolist() for column in self.table.columns), strict=True)
        return (_triple(self.table, *row) for row in rows)

    def results(self, shapes: Shapes, among: Numbers | None = None) -> Iterator[Result]:
        """Every breach of every rule; by nodes of `among` (sorted) where it is given."""
        yield from self.core(shapes.core, among)
        for rule in shapes.sparql():
            yield from self.sparql(rule, among)

    def sparql(self, rule: Rule, among: Numbers | None = None) -> list[Result]:
        """The breaches of a SPARQL rule; by nodes of `among` (sorted) where it is given."""
        try:
            return breaches(self.table, rule, among)
        except Beyond:
            if self._store is None:
                self._store = data_store(self._triples())
            found = list(run(self._store, [rule]))
        if among is None:
            return found
        wanted = {self.table.terms[number] for number in among.tolist()}
        return [result for result in found if result.focus in wanted]

    def core(self, shapes: Sequence[ox.Quad], among: Numbers | None = None) -> Iterator[Result]:
        """The breaches of shapes of SHACL Core; by nodes of `among` (sorted) where it is given."""
        shapes = asked_of_core(shapes)
        found = outlines(
            (str(quad.subject), quad.predicate.value, str(quad.object)) for quad in shapes
        )
        if found.known:
            yield from self._judged(shapes, found.known, among)
        if found.beyond:
            others = [shape.node for shape in found.known]
            for result in _pyshacl(self._triples(), _without(shapes, others)):
                if among is None or _in(self.table.number(result.focus), among):
                    yield result

    def _judged(
        self, shapes: Sequence[ox.Quad], known: Sequence[Outline], among: Numbers | None
    ) -> Iterator[Result]:
        """What pyshacl says of the suspects, given all that is said of them."""
        nodes = suspects(self.table, iter(known), among)
        if not len(nodes):
            return
        names = {shape.node for shape in known}
        others = [str(quad.subject) for quad in shapes if str(quad.subject) not in names]
        objects = {value for shape in known for kind, value in shape.aims if "Object" in kind}
        for result in _pyshacl(self._around(nodes, known, objects), _without(shapes, others)):
            if _in(self.table.number(result.focus), nodes):
                yield result

    def _around(
        self, nodes: Numbers, known: Sequence[Outline], objects: set[str]
    ) -> Iterator[ox.Triple]:
        """What is said of nodes, with what SHACL asks beside: why they are targets, and classes."""
        table = self.table
        subjects, links, values = table.columns
        _, about = table.rows_with(0, nodes)
        wanted = [about]
        if objects or any(_looks_back(shape) for shape in known):
            wanted.append(table.rows_with(2, nodes)[1])
        around = distinct(values[about])
        types, below = table.number(f"<{RDF.type}>"), table.number(f"<{RDFS.subClassOf}>")
        _, beside = table.rows_with(0, around)
        wanted.append(beside[links[beside] == types])
        _, lower = table.rows_with(0, distinct(firsts(table.relation(below).keys)))
        wanted.append(lower[links[lower] == below])
        for row in distinct(np.concatenate(wanted)).tolist():
            yield _triple(table, int(subjects[row]), int(links[row]), int(values[row]))


def asked_of_core(shapes: Sequence[ox.Quad]) -> list[ox.Quad]:
    """Shapes as every engine here is to take them."""
    # "1" asks for nothing here, says SHACL, where pyshacl takes it for true.
    return [
        quad
        for quad in shapes
        if quad.predicate.value != SH.uniqueLang or str(quad.object) == _TRUE
    ]


def judged(
    triples: Iterable[ox.Triple], shapes: Sequence[ox.Quad], without: Iterable[str]
) -> Iterator[Result]:
    """What pyshacl finds in some triples; the shapes of some nodes are not asked."""
    return _pyshacl(triples, _without(shapes, without))


def _looks_back(shape: Outline) -> bool:
    return "InvPath" in repr(shape.path) or any(map(_looks_back, shape.parts))


def _in(number: int, numbers: Numbers) -> bool:
    at = int(np.searchsorted(numbers, number))
    return at < len(numbers) and int(numbers[at]) == number


def _triple(table: Table, subject: int, link: int, value: int) -> ox.Triple:
    line = f"{table.terms[subject]} {table.terms[link]} {table.terms[value]} ."
    triple: ox.Triple = next(iter(ox.parse(line, ox.RdfFormat.N_TRIPLES))).triple
    return triple


def _without(shapes: Sequence[ox.Quad], nodes: Iterable[str]) -> list[ox.Quad]:
    """The shapes, where some of them have no targets."""
    dropped = set(nodes)
    kinds = {f"<{RDFS.Class}>"}
    return [
        quad
        for quad in shapes
        if str(quad.subject) not in dropped
        or not (
            quad.predicate.value in _TARGETS
            or (quad.predicate.value == RDF.type and str(quad.object) in kinds)
        )
    ]


def _pyshacl(quads: Iterable[ox.Quad | ox.Triple], shapes: list[ox.Quad]) -> Iterator[Result]:
    from llmkg.check.shacl import validate  # noqa: PLC0415 - pyshacl takes a while to import

    return validate(to_graph(quads), to_graph(shapes))
