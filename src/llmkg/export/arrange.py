"""Putting quads into an order, and blank nodes under names, that depend on what is said alone.

So two exports of the same data are the same bytes, and the diff of two exports is the diff of the
data. RDFC-1.0 would not do here: it numbers blank nodes through the whole dataset, so that one more
restriction in the ontology would rename all the others. A blank node is named by a digest of what
is said of it and of the blank nodes it hangs together with, so that a change renames only those.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias, TypeVar

import pyoxigraph as ox

from llmkg.vocab import RDF

T = TypeVar("T")
_TYPE: Final = ox.NamedNode(RDF["type"])
_HERE: Final = "_:here"
_DIGITS: Final = 16

Names: TypeAlias = Mapping[ox.BlankNode, ox.BlankNode]
Colours: TypeAlias = dict[ox.BlankNode, str]
About: TypeAlias = Mapping[ox.BlankNode, list[ox.Quad]]


def arranged(quads: Iterable[ox.Quad]) -> tuple[ox.Quad, ...]:
    """The quads without repetition, blank nodes renamed, in order.

    They go by graph, subject, predicate (`rdf:type` first) and object.
    """
    distinct = set(quads)
    names = _names(distinct)
    renamed = (
        ox.Quad(
            _rename(quad.subject, names),
            quad.predicate,
            _rename(quad.object, names),
            _rename(quad.graph_name, names),
        )
        if names
        else quad
        for quad in distinct
    )
    return tuple(sorted(renamed, key=_order))


def _order(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
    return (
        str(quad.graph_name),
        # without its closing bracket, so that `…/x` goes before its part `…/x#anchor`
        str(quad.subject).removesuffix(">"),
        quad.predicate != _TYPE,
        quad.predicate.value,
        str(quad.object),
    )


def _rename(term: T, names: Names) -> T | ox.BlankNode:
    return names[term] if isinstance(term, ox.BlankNode) else term


def _names(quads: Iterable[ox.Quad]) -> Names:
    """A name for each blank node, found component by component so that a change stays local."""
    about: dict[ox.BlankNode, list[ox.Quad]] = defaultdict(list)
    for quad in quads:
        for node in _blank(quad):
            about[node].append(quad)
    components = [_coloured(component, about) for component in _components(about)]
    names: dict[ox.BlankNode, ox.BlankNode] = {}
    used: Counter[str] = Counter()
    for colours in components:
        # Components that say the same are interchangeable: a number will do, one for all its nodes.
        kind = _digest(list(colours.values()))
        used[kind] += 1
        ordinal = f"x{used[kind]}" if used[kind] > 1 else ""
        for node, colour in colours.items():
            # The ends of two long lists may look alike although the lists differ, hence the kind.
            names[node] = ox.BlankNode(f"b{_digest([kind, colour])[:_DIGITS]}{ordinal}")
    return names


def _blank(quad: ox.Quad) -> set[ox.BlankNode]:
    terms = (quad.subject, quad.object, quad.graph_name)
    return {term for term in terms if isinstance(term, ox.BlankNode)}


def _components(about: About) -> Iterator[list[ox.BlankNode]]:
    """Blank nodes in groups that quads join."""
    seen: set[ox.BlankNode] = set()
    for start in about:
        group, waiting = [], [start]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                group.append(node)
                waiting.extend(other for quad in about[node] for other in _blank(quad))
        if group:
            yield group


def _coloured(component: list[ox.BlankNode], about: About) -> Colours:
    """A colour of its own for each node of a component."""
    colours = _refined(dict.fromkeys(component, ""), about)
    while len(set(colours.values())) < len(component):
        # Nodes of one colour mirror each other, so it does not matter which of them is picked out.
        tied = min(colour for colour, n in Counter(colours.values()).items() if n > 1)
        picked = next(node for node in component if colours[node] == tied)
        colours = _refined({**colours, picked: _digest([tied, "picked"])}, about)
    return colours


def _refined(colours: Colours, about: About) -> Colours:
    """Colour refinement: a node's colour takes in its neighbours', until no more get apart."""
    kinds = 0
    while len(set(colours.values())) > kinds:
        kinds = len(set(colours.values()))
        colours = {
            node: _digest([colour, *(_seen(quad, node, colours) for quad in about[node])])
            for node, colour in colours.items()
        }
    return colours


def _seen(quad: ox.Quad, node: ox.BlankNode, colours: Colours) -> str:
    """A quad as it looks from one of its blank nodes."""
    terms = (quad.graph_name, quad.subject, quad.predicate, quad.object)
    return " ".join(
        _HERE
        if term == node
        else f"_:{colours[term]}"
        if isinstance(term, ox.BlankNode)
        else str(term)
        for term in terms
    )


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
