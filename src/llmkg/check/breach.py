"""A breach of the OWL 2 RL profile, and the kinds of terms that an ontology declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from rdflib import OWL, RDF, RDFS, Graph
from rdflib.term import Identifier, Node

from llmkg.model.text import Labels


class Clause(StrEnum):
    """What a construct of an ontology can offend against."""

    POSITION = "position"
    CARDINALITY = "cardinality"
    DATATYPE = "datatype"
    AXIOM = "axiom"
    SYNTAX = "syntax"
    DECLARATION = "declaration"
    PUNNING = "punning"
    RESERVED = "reserved"
    VALUE = "value"
    SIMPLE = "simple"
    REGULAR = "regular"


MESSAGES: Final[Mapping[Clause, Labels]] = MappingProxyType(
    {
        Clause.POSITION: {
            "en": "The class expression may not stand on this side of an axiom.",
            "zh": "该类表达式不得出现在公理的这一侧。",
        },
        Clause.CARDINALITY: {
            "en": "A cardinality other than at most 0 or at most 1.",
            "zh": "基数约束不是“至多 0”或“至多 1”。",
        },
        Clause.DATATYPE: {
            "en": "A datatype or data range that OWL 2 RL does not have.",
            "zh": "OWL 2 RL 不支持的数据类型或数据值域。",
        },
        Clause.AXIOM: {
            "en": "A kind of axiom that OWL 2 RL does not have.",
            "zh": "OWL 2 RL 不支持的公理类型。",
        },
        Clause.SYNTAX: {
            "en": "The triples do not form an OWL construct.",
            "zh": "这些三元组不构成 OWL 结构。",
        },
        Clause.DECLARATION: {
            "en": "A term is used but not declared.",
            "zh": "使用了未声明的术语。",
        },
        Clause.PUNNING: {
            "en": "One IRI is declared as two kinds that must be apart.",
            "zh": "同一 IRI 被声明为两种不得重合的类型。",
        },
        Clause.RESERVED: {
            "en": "A term of RDF, RDFS, OWL or XSD is used where only one's own terms may stand.",
            "zh": "在只能使用自有术语的位置使用了 RDF、RDFS、OWL 或 XSD 的术语。",
        },
        Clause.VALUE: {
            "en": "The value does not fit the kind of its property.",
            "zh": "取值与属性类型不符。",
        },
        Clause.SIMPLE: {
            "en": "The property must be simple, but a chain or a transitive property feeds it.",
            "zh": "此处要求简单属性，但有属性链或传递属性推出它。",
        },
        Clause.REGULAR: {
            "en": "The property chains go round in a circle.",
            "zh": "属性链构成循环，不满足正则性。",
        },
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """One breach: of which clause, by which term (its IRI, or `_:` for none), and by what."""

    clause: Clause
    term: str
    detail: str

    def __str__(self) -> str:
        return f"{self.term}: {MESSAGES[self.clause]['en']} ({self.detail})"


@dataclass(frozen=True, slots=True)
class Kinds:
    """The terms of an ontology by what they are declared as."""

    classes: frozenset[Node]
    datatypes: frozenset[Node]
    objects: frozenset[Node]
    data: frozenset[Node]
    annotations: frozenset[Node]

    @property
    def properties(self) -> frozenset[Node]:
        """Properties of all three kinds."""
        return self.objects | self.data | self.annotations


# A characteristic implies that its bearer is an object property.
_OBJECT: Final = (
    OWL.ObjectProperty,
    OWL.TransitiveProperty,
    OWL.SymmetricProperty,
    OWL.AsymmetricProperty,
    OWL.ReflexiveProperty,
    OWL.IrreflexiveProperty,
    OWL.InverseFunctionalProperty,
)
_BUILT_IN: Final = frozenset(
    {
        *(RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy),
        *(OWL.versionInfo, OWL.priorVersion, OWL.backwardCompatibleWith),
        *(OWL.incompatibleWith, OWL.deprecated),
    }
)


def kinds_of(graph: Graph) -> Kinds:
    """What the ontology declares."""

    def declared(*kinds: Node) -> frozenset[Node]:
        return frozenset(node for kind in kinds for node in graph.subjects(RDF.type, kind))

    return Kinds(
        classes=declared(OWL.Class),
        datatypes=declared(RDFS.Datatype),
        objects=declared(*_OBJECT),
        data=declared(OWL.DatatypeProperty),
        annotations=declared(OWL.AnnotationProperty) | _BUILT_IN,
    )


def name_of(node: Node) -> str:
    """How a report names a node: the IRI or literal itself, `_:` for a blank node."""
    if isinstance(node, Identifier) and not node.n3().startswith("_:"):
        return str(node)
    return "_:"
