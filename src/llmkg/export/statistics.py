"""Statistics of a snapshot: counted once when it is built, read by whoever describes it.

`beside` writes them into the snapshot's folder (see `counted`); `statistics` reads them there, and
counts where they are missing; `recount` makes them follow a change. The service description of
``/sparql`` and ``/.well-known/void`` give the same numbers through `void`; DCAT can stand on these,
too.

``void:uriSpace`` and ``void:uriRegexPattern`` are left out on purpose: a federating client takes
them for a promise that no other IRI occurs, and would skip patterns such as ``?x a owl:Class``.
For the same reason the vocabularies are complete.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from llmkg.export.askedcount import Counting, counted
from llmkg.export.counted import read, vocabularies, write
from llmkg.model.statistics import ClassCount, GraphCount, PropertyCount, Share, Statistics
from llmkg.rdf.distinct import distinct
from llmkg.store.port import GraphStore
from llmkg.vocab import KEPT_GRAPH, RDF

_TYPE: Final = ox.NamedNode(RDF.type)
_KEPT: Final = ox.NamedNode(KEPT_GRAPH)
_Numbers = NDArray[np.int64]


def beside(folder: Path, quads: Iterable[ox.Quad]) -> None:
    """Write the statistics of these quads into the folder of a new snapshot."""
    write(folder, count(quads))


def statistics(folder: Path | None, store: GraphStore) -> Statistics:
    """Those that lie in the folder of a snapshot, else counted from its store (3 s at a million).

    A store elsewhere is asked to count. May read the disk: not for an event loop.
    """
    found = read(folder) if folder is not None else None
    if found is None and isinstance(store, Counting):
        return counted(store)
    # An older program built it, or it was damaged: what it says can be counted.
    return found or count(store.quads())


def count(quads: Iterable[ox.Quad]) -> Statistics:
    """Count. The work is that of numbering the terms; the rest is done on arrays."""
    encoded = _Encoded(quads)
    kinds = _Kinds(encoded)
    types = encoded.types
    properties = _properties(encoded, kinds)
    classes = _classes(encoded, kinds, types)
    terms = encoded.terms
    used = {each.iri for each in properties} | {each.iri for each in classes}
    return Statistics(
        triples=len(encoded.subjects),
        entities=sum(
            isinstance(terms[at], ox.NamedNode) for at in distinct(encoded.subjects).tolist()
        ),
        subjects=len(distinct(encoded.subjects)),
        objects=len(distinct(encoded.objects)),
        vocabularies=vocabularies(used),
        graphs=_graphs(encoded),
        classes=classes,
        properties=properties,
    )


class _Encoded:
    """The triples of all graphs but the kept one as numbers, each once; `quads` has all."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        numbers: dict[Any, int] = {}
        graphs: dict[Any, int] = {}

        def rows() -> Iterator[int]:
            known = numbers.setdefault
            for subject, predicate, object_, graph in quads:
                yield known(subject, len(numbers))
                yield known(predicate, len(numbers))
                yield known(object_, len(numbers))
                yield graphs.setdefault(graph, len(graphs))

        self.quads: _Numbers = np.fromiter(rows(), dtype=np.int64).reshape(-1, 4)
        self.terms = list(numbers)
        self.graphs = list(graphs)
        size = max(len(numbers), 1)
        kept = graphs.get(_KEPT, -1)
        table = self.quads[self.quads[:, 3] != kept, :3]
        order = np.lexsort((table[:, 2], table[:, 1], table[:, 0]))
        table = table[order]
        if len(table):
            fresh = np.ones(len(table), dtype=bool)
            fresh[1:] = (table[1:] != table[:-1]).any(axis=1)
            table = table[fresh]
        self.subjects: _Numbers = table[:, 0]
        self.predicates: _Numbers = table[:, 1]
        self.objects: _Numbers = table[:, 2]
        self.size = size
        self.type = numbers.get(_TYPE, -1)

    @property
    def types(self) -> dict[int, list[int]]:
        """The classes (numbers of IRIs) of each thing that has any."""
        found: dict[int, list[int]] = defaultdict(list)
        rows = self.predicates == self.type
        for thing, class_ in zip(
            self.subjects[rows].tolist(), self.objects[rows].tolist(), strict=True
        ):
            if isinstance(self.terms[class_], ox.NamedNode):
                found[thing].append(class_)
        return found


class _Kinds:
    """What kind each term is: things with the very same classes share one, so do literals.

    There are few kinds, so that tables by kind are small whatever the size of the data.
    """

    def __init__(self, encoded: _Encoded) -> None:
        self.of: _Numbers = np.zeros(encoded.size, dtype=np.int64)
        self.classes: list[tuple[int, ...]] = [()]
        self.datatypes: list[str] = [""]
        known: dict[object, int] = {}
        for term, classes in encoded.types.items():
            key = tuple(sorted(classes))
            self.of[term] = known.setdefault(key, len(self.classes))
            if known[key] == len(self.classes):
                self.classes.append(key)
                self.datatypes.append("")
        for at, term in enumerate(encoded.terms):
            if isinstance(term, ox.Literal):
                datatype = term.datatype.value
                self.of[at] = known.setdefault(datatype, len(self.classes))
                if known[datatype] == len(self.classes):
                    self.classes.append(())
                    self.datatypes.append(datatype)


def _tally(*columns: _Numbers) -> list[tuple[tuple[int, ...], int]]:
    """How often each row of these columns occurs."""
    # One number for a row: sorting those is ten times faster than sorting rows.
    sizes = [int(column.max(initial=0)) + 1 for column in columns]
    keys = np.ravel_multi_index(columns, sizes) if len(columns[0]) else columns[0]
    found, counts = np.unique(keys, return_counts=True)
    rows = zip(*(part.tolist() for part in np.unravel_index(found, sizes)), strict=True)
    return list(zip(rows, counts.tolist(), strict=True))


def _pairs(first: _Numbers, second: _Numbers, size: int) -> tuple[_Numbers, _Numbers]:
    """The different pairs."""
    keys = distinct(first * size + second)
    return keys // size, keys % size


def _properties(encoded: _Encoded, kinds: _Kinds) -> tuple[PropertyCount, ...]:
    triples: dict[int, int] = defaultdict(int)
    shares: dict[int, _Shares] = defaultdict(lambda: _Shares(encoded, kinds))
    for (predicate, kind), n in _tally(encoded.predicates, kinds.of[encoded.objects]):
        triples[predicate] += n
        shares[predicate].add(kind, n)
    subjects = _different(encoded.predicates, encoded.subjects, encoded.size)
    objects = _different(encoded.predicates, encoded.objects, encoded.size)
    found = [
        PropertyCount(
            encoded.terms[predicate].value,
            n,
            subjects[predicate],
            objects[predicate],
            *shares[predicate].both(),
        )
        for predicate, n in triples.items()
    ]
    return tuple(sorted(found, key=lambda each: each.iri))


def _graphs(encoded: _Encoded) -> tuple[GraphCount, ...]:
    subjects, predicates, objects, graphs = encoded.quads.T
    keys = graphs * encoded.size + predicates
    triples = {key: n for (key,), n in _tally(keys)}
    of_subject = _different(keys, subjects, encoded.size)
    of_object = _different(keys, objects, encoded.size)
    parts: dict[int, list[PropertyCount]] = defaultdict(list)
    for key, n in triples.items():
        graph, predicate = divmod(key, encoded.size)
        iri = encoded.terms[predicate].value
        parts[graph].append(PropertyCount(iri, n, of_subject[key], of_object[key], (), ()))
    classes: dict[int, dict[str, int]] = defaultdict(dict)
    typed = predicates == encoded.type
    for (graph, class_), n in _tally(graphs[typed], objects[typed]):
        if isinstance(encoded.terms[class_], ox.NamedNode):
            classes[graph][encoded.terms[class_].value] = n
    found = [
        GraphCount(
            name.value,
            sum(part.triples for part in parts[at]),
            tuple(sorted(parts[at], key=lambda part: part.iri)),
            _sorted(classes[at]),
        )
        for at, name in enumerate(encoded.graphs)
        if isinstance(name, ox.NamedNode)
    ]
    return tuple(sorted(found, key=lambda each: each.iri))


def _different(key: _Numbers, value: _Numbers, size: int) -> dict[int, int]:
    """How many different values each key has."""
    keys, counts = np.unique(_pairs(key, value, size)[0], return_counts=True)
    return dict(zip(keys.tolist(), counts.tolist(), strict=True))


def _classes(
    encoded: _Encoded, kinds: _Kinds, types: Mapping[int, Sequence[int]]
) -> tuple[ClassCount, ...]:
    entities: dict[int, int] = defaultdict(int)
    for classes in types.values():
        for class_ in classes:
            entities[class_] += 1
    # By kind of subject first, which is little; then what falls to each class of that kind.
    triples: dict[tuple[int, int], int] = defaultdict(int)
    subjects: dict[tuple[int, int], int] = defaultdict(int)
    shares: dict[tuple[int, int], _Shares] = defaultdict(lambda: _Shares(encoded, kinds))
    of_subject = kinds.of[encoded.subjects]
    for (kind, predicate, object_), n in _tally(
        of_subject, encoded.predicates, kinds.of[encoded.objects]
    ):
        for class_ in kinds.classes[kind]:
            triples[class_, predicate] += n
            shares[class_, predicate].add(object_, n)
    things, properties = _pairs(encoded.subjects, encoded.predicates, encoded.size)
    for (kind, predicate), n in _tally(kinds.of[things], properties):
        for class_ in kinds.classes[kind]:
            subjects[class_, predicate] += n
    parts: dict[int, list[PropertyCount]] = defaultdict(list)
    for (class_, predicate), n in triples.items():
        iri = encoded.terms[predicate].value
        both = shares[class_, predicate].both()
        count_ = PropertyCount(iri, n, subjects[class_, predicate], None, *both)
        parts[class_].append(count_)
    found = [
        ClassCount(
            encoded.terms[class_].value,
            n,
            sum(part.triples for part in parts[class_]),
            tuple(sorted(parts[class_], key=lambda part: part.iri)),
        )
        for class_, n in entities.items()
    ]
    return tuple(sorted(found, key=lambda each: each.iri))


class _Shares:
    """Triples by the class, or by the datatype, of their objects."""

    def __init__(self, encoded: _Encoded, kinds: _Kinds) -> None:
        self._terms = encoded.terms
        self._kinds = kinds
        self._classes: dict[str, int] = defaultdict(int)
        self._datatypes: dict[str, int] = defaultdict(int)

    def add(self, kind: int, triples: int) -> None:
        """These triples have objects of this kind."""
        for class_ in self._kinds.classes[kind]:
            self._classes[self._terms[class_].value] += triples
        datatype = self._kinds.datatypes[kind]
        if datatype:
            self._datatypes[datatype] += triples

    def both(self) -> tuple[tuple[Share, ...], tuple[Share, ...]]:
        """By class, and by datatype; sorted by IRI."""
        return _sorted(self._classes), _sorted(self._datatypes)


def _sorted(counts: Mapping[str, int]) -> tuple[Share, ...]:
    return tuple(Share(iri, n) for iri, n in sorted(counts.items()))
