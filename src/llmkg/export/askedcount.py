"""The statistics of a store elsewhere, counted there: a dozen small answers instead of all quads.

A triple that stands in two graphs is one; a server that does not merge them into its default graph
counts it twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol, runtime_checkable

from llmkg.export.counted import vocabularies
from llmkg.model.statistics import ClassCount, GraphCount, PropertyCount, Share, Statistics
from llmkg.store.port import Rows

_KEYS: Final = ("graph", "class", "property", "of")
_Key = tuple[str, ...]
_Numbers = dict[str, int]


@runtime_checkable
class Counting(Protocol):
    """A store that counts better than who reads all of it."""

    def stored(self, name: str) -> Rows:
        """The rows of a stored query without parameters."""
        ...


def counted(store: Counting) -> Statistics:
    """As `statistics.count` has it. Raises what the store does, LateError among it."""

    def rows(name: str) -> dict[_Key, _Numbers]:
        return _read(store.stored(f"remote/count-{name}"))

    totals = rows("all")[()] | rows("entities")[()]
    properties = _properties(
        rows("properties"), _shares(rows, "values-by-class"), _shares(rows, "values-by-datatype")
    )[()]
    of_class = _properties(
        rows("class-properties"),
        _shares(rows, "class-values-by-class"),
        _shares(rows, "class-values-by-datatype"),
    )
    classes = tuple(
        ClassCount(
            iri,
            numbers["entities"],
            sum(each.triples for each in of_class.get((iri,), ())),
            of_class.get((iri,), ()),
        )
        for (iri,), numbers in sorted(rows("classes").items())
    )
    used = {each.iri for each in properties} | {each.iri for each in classes}
    return Statistics(
        triples=totals["triples"],
        entities=totals["entities"],
        subjects=totals["subjects"],
        objects=totals["objects"],
        vocabularies=vocabularies(used),
        graphs=_graphs(rows("graph-properties"), _shares(rows, "graph-classes")),
        classes=classes,
        properties=properties,
    )


def _read(found: Rows) -> dict[_Key, _Numbers]:
    """Numbers by what they are of."""
    out: dict[_Key, _Numbers] = {}
    for row in found:
        said = {name: str(getattr(term, "value", term)) for name, term in row.items()}
        key = tuple(said[name] for name in _KEYS if name in said)
        out[key] = {name: int(value) for name, value in said.items() if name not in _KEYS}
    return out


def _shares(
    rows: Callable[[str], dict[_Key, _Numbers]], name: str
) -> Mapping[_Key, tuple[Share, ...]]:
    """By all but the last of the key, sorted by IRI."""
    found: dict[_Key, list[Share]] = defaultdict(list)
    for (*key, of), numbers in sorted(rows(name).items()):
        found[tuple(key)].append(Share(of, numbers["triples"]))
    return {key: tuple(shares) for key, shares in found.items()}


def _properties(
    numbers: Mapping[_Key, _Numbers],
    classes: Mapping[_Key, tuple[Share, ...]],
    datatypes: Mapping[_Key, tuple[Share, ...]],
) -> Mapping[_Key, tuple[PropertyCount, ...]]:
    found: dict[_Key, list[PropertyCount]] = defaultdict(list)
    for key, each in sorted(numbers.items()):
        found[key[:-1]].append(
            PropertyCount(
                key[-1],
                each["triples"],
                each["subjects"],
                each.get("objects"),
                classes.get(key, ()),
                datatypes.get(key, ()),
            )
        )
    return {key: tuple(several) for key, several in found.items()} or {(): ()}


def _graphs(
    numbers: Mapping[_Key, _Numbers], classes: Mapping[_Key, Iterable[Share]]
) -> tuple[GraphCount, ...]:
    by_graph = _properties(numbers, {}, {})
    return tuple(
        GraphCount(key[0], sum(each.triples for each in found), found, tuple(classes.get(key, ())))
        for key, found in sorted(by_graph.items())
        if key
    )
