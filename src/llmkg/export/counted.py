"""Statistics in the folder of a snapshot: what was counted of all of it, and of each graph.

They lie in two files (see `store.counts`), are dictionaries in which a change is entered as it
comes (`recount`), and become values for those who read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import orjson

from llmkg.model.statistics import ClassCount, GraphCount, PropertyCount, Share, Statistics
from llmkg.store.counts import FILE, FORMAT, GRAPHS, Counted, Part, read_counted
from llmkg.store.table import Row, Rows, write_table


def read(folder: Path) -> Statistics | None:
    """Those that lie in a folder; None where none do that this program can read."""
    found = read_counted(folder)
    if found is None:
        return None
    counted, graphs = found
    iri = counted.iris.__getitem__
    properties: tuple[PropertyCount, ...] = tuple(
        sorted((_property(iri, *each) for each in counted.properties.items()), key=_iri)
    )
    classes = tuple(sorted((_class(iri, *each) for each in counted.classes.items()), key=_iri))
    named: list[PropertyCount | ClassCount] = [*properties, *classes]
    triples, entities, subjects, objects = counted.whole
    return Statistics(
        triples=triples,
        entities=entities,
        subjects=subjects,
        objects=objects,
        vocabularies=vocabularies(map(_iri, named)),
        graphs=Rows(graphs, graph_count),
        classes=classes,
        properties=properties,
    )


def write(folder: Path, statistics: Statistics) -> None:
    """Write them into a folder."""
    numbers: dict[str, str] = {}

    def number(iri: str) -> str:
        return numbers.setdefault(iri, str(len(numbers)))

    def part(each: PropertyCount) -> Part:
        shares = (
            {number(share.iri): share.triples for share in some}
            for some in (each.classes, each.datatypes)
        )
        return [each.triples, each.subjects, each.objects or 0, *shares]

    rows = ((graph.iri, graph_row(graph)) for graph in statistics.graphs)
    counted = Counted(
        [statistics.triples, statistics.entities, statistics.subjects, statistics.objects],
        properties={number(each.iri): part(each) for each in statistics.properties},
        classes={
            number(each.iri): (
                each.entities,
                {number(within.iri): part(within) for within in each.properties},
            )
            for each in statistics.classes
        },
        graphs=write_table(folder / GRAPHS, rows),
    )
    counted.iris = list(numbers)
    write_counted(folder, counted)


def write_counted(folder: Path, counted: Counted) -> None:
    """Write the file; the table is there."""
    given = {name: getattr(counted, name) for name in Counted.__slots__}
    (folder / FILE).write_bytes(orjson.dumps({"format": FORMAT, **given}) + b"\n")


def graph_row(graph: GraphCount) -> Row:
    """What the table says of a graph."""
    parts = {each.iri: (each.triples, each.subjects, each.objects) for each in graph.properties}
    return (parts, {share.iri: share.triples for share in graph.classes})


def graph_count(
    iri: str, properties: Mapping[str, tuple[int, int, int]], classes: Mapping[str, int]
) -> GraphCount:
    """A row of the table as a value."""
    parts = tuple(PropertyCount(each, *properties[each], (), ()) for each in sorted(properties))
    return GraphCount(
        iri,
        sum(part.triples for part in parts),
        parts,
        tuple(Share(each, classes[each]) for each in sorted(classes)),
    )


def vocabularies(iris: Iterable[str]) -> tuple[str, ...]:
    """The namespaces of properties and classes."""
    return tuple(sorted(set(map(namespace, iris))))


def namespace(iri: str) -> str:
    """An IRI up to its last ``#`` or ``/`` (or ``:`` where it has neither)."""
    end = max(iri.rfind("#"), iri.rfind("/")) + 1 or iri.rfind(":") + 1
    return iri[:end]


def _property(
    iri: Callable[[int], str], number: str, given: Part, *, within: bool = False
) -> PropertyCount:
    triples, subjects, objects, *shares = given
    classes, datatypes = (
        tuple(sorted((Share(iri(int(each)), n) for each, n in some.items()), key=_iri))
        for some in shares
    )
    several = None if within else objects
    return PropertyCount(iri(int(number)), triples, subjects, several, classes, datatypes)


def _class(
    iri: Callable[[int], str], number: str, given: tuple[int, Mapping[str, Part]]
) -> ClassCount:
    entities, parts = given
    properties = sorted((_property(iri, *each, within=True) for each in parts.items()), key=_iri)
    triples = sum(part.triples for part in properties)
    return ClassCount(iri(int(number)), entities, triples, tuple(properties))


def _iri(each: Share | PropertyCount | ClassCount) -> str:
    return each.iri
