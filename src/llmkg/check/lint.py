"""What is wrong with shapes, though every engine takes them.

Most SHACL engines pass over a term that they do not know, so that a rule with `sh:minCont` never
fires; a property shape that nothing reaches never fires either. And a query that is right for one
node can take the square of the data when it is asked of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from llmkg.check.columns.groups import (
    Bind,
    Either,
    Element,
    Group,
    Triple,
    exists_groups,
    names_in,
    select,
)
from llmkg.check.columns.paths import Beyond
from llmkg.check.rules import RULES, Rule, Shapes
from llmkg.vocab import RDF, RDFS, SH


class Fault(StrEnum):
    """What can be wrong with a shape."""

    TERM = "a term that SHACL does not have"
    PATH = "a shape of a property without a path"
    UNUSED = "a shape that nothing reaches: no target, and no shape that names it"
    CONSTRAINT = "a shape that asks for nothing"
    QUERY = "a query that cannot be read"
    APART = "patterns with no variable in common: every solution of one with each of the other"
    SQUARE = "things beside each other that share a value of which there may be many, and no more"


@dataclass(frozen=True, slots=True, order=True)
class Stain:
    """One fault: which shape (its IRI, or `_:` of a blank node), and by what."""

    shape: str
    fault: Fault
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.shape}: {self.fault.value}{f' ({self.detail})' if self.detail else ''}"


# Properties by which a shape leads to others.
_LEADS = frozenset(
    SH[name] for name in ("property", "node", "not", "qualifiedValueShape", "and", "or", "xone")
)
_TARGETS = frozenset(
    SH[name]
    for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")
)
_SAYS_NOTHING = frozenset(
    SH[name]
    for name in (
        *("path", "severity", "message", "name", "description", "order", "group", "flags"),
        *("deactivated", "defaultValue", "ignoredProperties"),
    )
)
_KINDS = frozenset({SH.NodeShape, SH.PropertyShape})


def lint(shapes: Shapes) -> list[Stain]:
    """Every fault of the shapes, in order."""
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for quad in shapes.quads:
        said[str(quad.subject)].append((quad.predicate.value, str(quad.object)))
    found = [*_terms(shapes.quads), *_structure(said)]
    for rule in shapes.sparql():
        found.extend(_query(rule))
    return sorted(set(found))


@cache
def _known() -> frozenset[str]:
    """Every term that SHACL defines, from the copy of its vocabulary that pyshacl brings."""
    text = files("pyshacl").joinpath("assets/shacl.ttl").read_bytes()
    return frozenset(str(quad.subject) for quad in ox.parse(text, ox.RdfFormat.TURTLE))


def _terms(quads: Iterable[ox.Quad]) -> Iterator[Stain]:
    for quad in quads:
        for term in (str(quad.predicate), str(quad.object)):
            if term.startswith(f"<{SH}") and term not in _known():
                yield Stain(_name(str(quad.subject)), Fault.TERM, term[1:-1])


def _structure(said: dict[str, list[tuple[str, str]]]) -> Iterator[Stain]:
    gathered = {
        value for parts in said.values() for predicate, value in parts if predicate == SH.property
    }
    shapes = gathered | {
        node
        for node, parts in said.items()
        if any(predicate == RDF.type and value[1:-1] in _KINDS for predicate, value in parts)
    }
    reached = _reached(said, shapes)
    for node in shapes:
        parts = said.get(node, [])
        used = {predicate for predicate, _ in parts}
        kinds = {value[1:-1] for predicate, value in parts if predicate == RDF.type}
        if (node in gathered or SH.PropertyShape in kinds) and SH.path not in used:
            yield Stain(_name(node), Fault.PATH)
        if node not in reached:
            yield Stain(_name(node), Fault.UNUSED)
        asks = {each for each in used if each.startswith(str(SH))} - _TARGETS - _SAYS_NOTHING
        if not asks & _known_iris():
            yield Stain(_name(node), Fault.CONSTRAINT)


@cache
def _known_iris() -> frozenset[str]:
    return frozenset(term[1:-1] for term in _known())


def _reached(said: dict[str, list[tuple[str, str]]], shapes: set[str]) -> set[str]:
    """The shapes that have targets, and those to which these lead, through lists as well."""
    waiting = [
        node
        for node in shapes
        if any(
            predicate in _TARGETS or (predicate == RDF.type and value == f"<{RDFS.Class}>")
            for predicate, value in said.get(node, [])
        )
    ]
    reached: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node in reached:
            continue
        reached.add(node)
        waiting.extend(
            value
            for predicate, value in said.get(node, [])
            if predicate in _LEADS or predicate in {RDF.first, RDF.rest}
        )
    return reached


# -- queries ----------------------------------------------------------------------------------


def _query(rule: Rule) -> Iterator[Stain]:
    name = _name(f"<{rule.iri}>")
    try:
        query = select(rule.select or "")
    except Beyond as beyond:
        yield Stain(name, Fault.QUERY, str(beyond))
        return
    yield from _group(name, query.group, frozenset({"this"}))


def _group(name: str, group: Group, given: frozenset[str]) -> Iterator[Stain]:
    """Faults of a group that is asked when some variables are bound already."""
    triples = [each for each in group.elements if isinstance(each, Triple)]
    yield from _apart(name, group, given)
    yield from _square(name, group, triples, given)
    inside = given | group.names
    for each in group.filters:
        for inner in exists_groups(each):
            yield from _group(name, inner, inside)
    for element in group.elements:
        if isinstance(element, Either):
            for part in element.groups:
                yield from _group(name, part, inside - part.names | given)
        elif isinstance(element, Bind):
            for inner in exists_groups(element.expr):
                yield from _group(name, inner, inside)


def _apart(name: str, group: Group, given: frozenset[str]) -> Iterator[Stain]:
    """Patterns that nothing joins to what is bound: neither a variable nor a value in common."""
    joined = set(given)
    waiting = [each for each in group.elements if _links(each)]
    while waiting:
        near = [each for each in waiting if _links(each) & joined or _is_small(each)]
        if not near:
            names = ", ".join(f"?{each}" for each in sorted(_links(waiting[0])))
            yield Stain(name, Fault.APART, names)
            return
        for each in near:
            joined |= _links(each)
            waiting.remove(each)


def _links(element: Element) -> frozenset[str]:
    if isinstance(element, Bind):
        return names_in(element.expr) | element.names if names_in(element.expr) else frozenset()
    return element.names


def _is_small(element: Element) -> bool:
    """Whether a pattern can have few solutions only: it names a term of the ontology at an end."""
    return isinstance(element, Triple) and (
        str(element.object).startswith(
            ("http://www.w3.org/2002/07/owl#", "https://w3id.org/llmkg/ontology#")
        )
        or str(element.subject).startswith("https://w3id.org/llmkg/ontology#")
    )


def _square(
    name: str, group: Group, triples: list[Triple], given: frozenset[str]
) -> Iterator[Stain]:
    """Two things that share one value only, of a property of which a value may have many.

    `?one p ?x . ?other p ?x` has as many solutions as there are pairs of things with one value. A
    second value in common keeps it small: few propositions have both subject and predicate alike.
    """
    sharing: dict[frozenset[str], set[str]] = defaultdict(set)
    alike: set[frozenset[str]] = set()
    for at, one in enumerate(triples):
        for other in triples[at + 1 :]:
            if (
                str(one.object) == str(other.object)
                and one.subject != other.subject
                and str(one.object) in group.names
            ):
                pair = frozenset((str(one.subject), str(other.subject)))
                sharing[pair].add(str(one.object))
                if one.predicate == other.predicate:
                    alike.add(pair)
    for pair, values in sharing.items():
        links = {
            str(each.object)
            for each in triples
            if str(each.subject) in pair and str(each.object) in pair
        }
        if pair in alike and len(values) < _ENOUGH and not links and not pair <= given:
            names = " and ".join(f"?{each}" for each in sorted(pair))
            yield Stain(name, Fault.SQUARE, f"{names} share ?{next(iter(values))}")


_ENOUGH = 2


def _name(node: str) -> str:
    if not node.startswith("<"):
        return "_:"
    return node[1:-1].removeprefix(str(RULES))
