"""The rules, as the shapes state them: severity, messages, targets and what is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.model.finding import Severity
from llmkg.model.text import Labels
from llmkg.rdf.turtle import parse_turtle
from llmkg.vocab import BASE, RDF, SH, Namespace

RULES: Final = Namespace(BASE + "ontology/shapes#")
"""The namespace of the rules; a rule's IRI stands in each of its findings."""

Node: TypeAlias = ox.NamedNode | ox.BlankNode
Said: TypeAlias = Mapping[str, Sequence[ox.Quad]]

_SEVERITIES: Final = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}
# Parameters of SHACL Core and the component that each belongs to.
COMPONENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"{SH}{name}": f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"
        for name in (
            *("and", "class", "closed", "datatype", "disjoint", "equals", "hasValue", "in"),
            *("languageIn", "lessThan", "lessThanOrEquals", "maxCount", "maxExclusive"),
            *("maxInclusive", "maxLength", "minCount", "minExclusive", "minInclusive"),
            *("minLength", "node", "nodeKind", "not", "or", "pattern", "uniqueLang", "xone"),
        )
    }
)
_TARGETS: Final = frozenset(
    {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
)
SPARQL_COMPONENT: Final = SH.SPARQLConstraintComponent


@dataclass(frozen=True, slots=True)
class Rule:
    """One shape with one constraint.

    component  IRI of the SHACL constraint component; None for a rule that SHACL does not see
    select     the SPARQL SELECT of a SPARQL constraint, with its prefixes; None for SHACL Core
    targets    SPARQL graph patterns that bind ``$this`` to the target nodes; empty for the shape of
               a property, whose targets are those of the node shapes that name it
    see        terms of the ontology that the rule is about
    aims       the same targets, each as the property of SHACL that states it and its value
    """

    iri: str
    severity: Severity
    messages: Labels
    mend: Labels = field(default_factory=dict)
    component: str | None = None
    select: str | None = None
    targets: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    aims: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shapes:
    """What the files of shapes say.

    rules    by IRI
    quads    all statements
    core     those of SHACL Core, arranged for speed
    """

    rules: Mapping[str, Rule] = field(repr=False)
    quads: tuple[ox.Quad, ...] = field(repr=False)
    core: tuple[ox.Quad, ...] = field(repr=False)

    def sparql(self) -> tuple[Rule, ...]:
        """The rules that are SPARQL constraints."""
        return tuple(rule for rule in self.rules.values() if rule.select is not None)


def load_shapes(paths: Iterable[Path]) -> Shapes:
    """Read the rules; raises the InputError of a file that cannot be read as Turtle."""
    quads: list[ox.Quad] = []
    for path in sorted(paths):
        quads.extend(parse_turtle(path.read_bytes(), str(path), RULES))
    return shapes_of(quads)


def shapes_of(quads: Sequence[ox.Quad]) -> Shapes:
    """The rules that these statements make."""
    said: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        said[str(quad.subject)].append(quad)
    prefixes = _prefixes(said)
    rules = {
        rule.iri: rule
        for rule in (
            _rule(node, said, prefixes)
            for node in dict.fromkeys(quad.subject for quad in quads)
            if isinstance(node, ox.NamedNode) and _values(said, node, SH.severity)
        )
    }
    return Shapes(MappingProxyType(rules), tuple(quads), _core(quads, said, rules))


def _rule(node: ox.NamedNode, said: Said, prefixes: str) -> Rule:
    severity = next(iter(_values(said, node, SH.severity)))
    constraint = next(iter(_values(said, node, SH.sparql)), None)
    parameters = [
        COMPONENTS[quad.predicate.value]
        for quad in said[str(node)]
        if quad.predicate.value in COMPONENTS
    ]
    return Rule(
        iri=node.value,
        severity=_SEVERITIES[getattr(severity, "value", "")],
        messages=_texts(said, constraint if constraint is not None else node, SH.message),
        mend=_texts(said, node, RULES.mend),
        component=SPARQL_COMPONENT if constraint is not None else next(iter(parameters), None),
        select=None if constraint is None else prefixes + _text(said, constraint, SH.select),
        targets=tuple(_targets(said, node)),
        see=tuple(
            value.value
            for value in _values(said, node, "http://www.w3.org/2000/01/rdf-schema#seeAlso")
            if isinstance(value, ox.NamedNode)
        ),
        aims=tuple(aims_of(said, node)),
    )


def aims_of(said: Said, node: Node) -> Iterable[tuple[str, str]]:
    """The targets of a shape: terms in N-Triples, and queries of SPARQL targets."""
    for quad in said[str(node)]:
        if quad.predicate.value in _TARGETS:
            yield quad.predicate.value, str(quad.object)
        elif quad.predicate.value == SH.target:
            yield SH.target, _text(said, quad.object, SH.select)


def _targets(said: Said, node: ox.NamedNode) -> Iterable[str]:
    for value in _values(said, node, SH.targetClass):
        yield (f"$this <{RDF.type}>/<http://www.w3.org/2000/01/rdf-schema#subClassOf>* {value}")
    for value in _values(said, node, SH.targetNode):
        yield f"VALUES $this {{ {value} }}"
    for value in _values(said, node, SH.targetSubjectsOf):
        yield f"$this {value} ?target_object"
    for value in _values(said, node, SH.targetObjectsOf):
        yield f"?target_subject {value} $this"
    for value in _values(said, node, SH.target):
        yield _text(said, value, SH.select)


def _prefixes(said: Said) -> str:
    declared = [
        (_text(said, quad.object, SH.prefix), _text(said, quad.object, SH.namespace))
        for quads in said.values()
        for quad in quads
        if quad.predicate.value == SH.declare
    ]
    return "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in sorted(set(declared)))


def _core(quads: Sequence[ox.Quad], said: Said, rules: Mapping[str, Rule]) -> tuple[ox.Quad, ...]:
    """The statements for an engine that is asked only for SHACL Core.

    SPARQL rules are left out with the blank nodes that belong to them. Property shapes get the
    targets of the node shapes that gather them, so that an engine walks once over the targets of a
    rule and not once over the rules of every target.
    """
    dropped: set[str] = set()
    waiting = [f"<{rule.iri}>" for rule in rules.values() if rule.select is not None]
    while waiting:
        node = waiting.pop()
        if node not in dropped:
            dropped.add(node)
            waiting.extend(
                str(quad.object) for quad in said[node] if isinstance(quad.object, ox.BlankNode)
            )
    kept = [quad for quad in quads if str(quad.subject) not in dropped]
    gathered = [quad for quad in kept if quad.predicate.value == SH.property]
    spread = [
        ox.Quad(link.object, target.predicate, target.object)
        for link in gathered
        if isinstance(link.object, ox.NamedNode)
        for target in said[str(link.subject)]
        if target.predicate.value in _TARGETS
    ]
    return (*(quad for quad in kept if quad not in gathered), *spread)


def _values(said: Said, node: object, predicate: str) -> list[object]:
    return [quad.object for quad in said.get(str(node), ()) if quad.predicate.value == predicate]


def _text(said: Said, node: object, predicate: str) -> str:
    value = next(iter(_values(said, node, predicate)), None)
    return value.value if isinstance(value, ox.Literal) else ""


def _texts(said: Said, node: object, predicate: str) -> Labels:
    return {
        value.language or "": value.value
        for value in _values(said, node, predicate)
        if isinstance(value, ox.Literal)
    }
