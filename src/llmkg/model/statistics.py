"""How much a snapshot holds: what VoID says of a dataset, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """How many triples fall to a class or datatype, by its IRI."""

    iri: str
    triples: int


@dataclass(frozen=True, slots=True)
class PropertyCount:
    """A property, in the whole dataset or on the things of one class.

    subjects   different subjects that have it
    objects    different values; None where it was not counted (within a class)
    classes    its triples by the class of the value: a value of two classes counts in both
    datatypes  its triples by the datatype of the value
    """

    iri: str
    triples: int
    subjects: int
    objects: int | None
    classes: tuple[Share, ...]
    datatypes: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class ClassCount:
    """A class: its things, the triples of which they are subjects, and these by property."""

    iri: str
    entities: int
    triples: int
    properties: tuple[PropertyCount, ...]


@dataclass(frozen=True, slots=True)
class GraphCount:
    """A named graph: its triples by property, and its things by class (``triples`` of a share)."""

    iri: str
    triples: int
    properties: tuple[PropertyCount, ...]
    classes: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over the default graph: the merge of all graphs but the kept one.

    `graphs` has that one, too.

    entities      different subjects that are IRIs
    vocabularies  namespaces of all properties, and of all classes that have things
    graphs        by IRI, sorted
    """

    triples: int
    entities: int
    subjects: int
    objects: int
    vocabularies: tuple[str, ...]
    graphs: Sequence[GraphCount]
    classes: tuple[ClassCount, ...]
    properties: tuple[PropertyCount, ...]

    def uses(self) -> Mapping[str, int]:
        """How many things each class has, and how many triples each property."""
        classes = {each.iri: each.entities for each in self.classes}
        return classes | {each.iri: each.triples for each in self.properties}
