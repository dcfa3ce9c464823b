"""Small knowledge bases that change: everything that entailment looks at comes, goes and moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox
from hypothesis import strategies as st

from llmkg.rdf.view import is_authored
from llmkg.reason.entail import entail
from llmkg.reason.theory import Theory
from llmkg.vocab import (
    ASSESSMENTS_GRAPH,
    BASE,
    CATALOGUE_GRAPH,
    CONTRIBUTED_GRAPH,
    LLMKG,
    ONTOLOGY_GRAPH,
    RDF,
    source_graph,
    thing,
)
from tests.reason.worlds import AXIOMS

PROPERTIES = [f"p{i}" for i in range(5)]
CLASSES = [f"C{i}" for i in range(4)]
LEVELS = ("Established", "WellSupported", "Anecdotal")
THINGS = [ox.NamedNode(thing("model", f"i{i}")) for i in range(4)]
PROPOSITIONS, CLAIMS, TENSIONS, TYPES, PLAIN = range(7), range(8), range(2), range(3), range(2)

_PREFIXES = f"""@prefix : <{LLMKG}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
_CATALOGUE, _SOURCE = ox.NamedNode(CATALOGUE_GRAPH), ox.NamedNode(source_graph("s"))
_CONTRIBUTED, _ASSESSMENTS = ox.NamedNode(CONTRIBUTED_GRAPH), ox.NamedNode(ASSESSMENTS_GRAPH)


@cache
def ontology(axioms: tuple[str, ...]) -> tuple[ox.Quad, ...]:
    """Levels, properties that may be stated, one that limits, and axioms."""
    lines = [f":{name} a owl:ObjectProperty , :DomainProperty ." for name in PROPERTIES]
    lines += [f":{name} a owl:Class ." for name in CLASSES]
    lines += [f":{name} :rank {rank} ." for rank, name in zip((5, 4, 1), LEVELS, strict=True)]
    text = _PREFIXES + "\n".join([*lines, ":condition a :ScopeQualifier .", *axioms])
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    return tuple(
        ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)
    )


@cache
def theory(axioms: tuple[str, ...]) -> Theory:
    """Of an ontology with these axioms."""
    return Theory.of(ontology(axioms))


@dataclass(frozen=True)
class Said:
    """A proposition with its assessment."""

    subject: ox.NamedNode
    predicate: str
    object: ox.NamedNode | ox.Literal
    level: str | None
    denied: str | None
    limited: bool
    set_aside: bool


Slot = tuple[str, int]
State = Mapping[Slot, object]


def quads_of(state: State) -> Iterator[ox.Quad]:
    """What is authored and assessed in a state, but for the ontology."""
    for (kind, number), value in state.items():
        if value is not None:
            yield from _QUADS[kind](number, value)


def _said(number: int, said: Said) -> Iterator[ox.Quad]:
    node = ox.NamedNode(thing("proposition", f"{number}"))
    yield _quad(node, RDF.type, ox.NamedNode(LLMKG.Proposition), _SOURCE)
    yield _quad(node, RDF.subject, said.subject, _SOURCE)
    yield _quad(node, RDF.predicate, ox.NamedNode(LLMKG[said.predicate]), _SOURCE)
    yield _quad(node, RDF.object, said.object, _SOURCE)
    if said.limited:
        yield _quad(node, LLMKG.condition, THINGS[0], _SOURCE)
    assessment = ox.NamedNode(f"{node.value}#assessment")
    yield _quad(assessment, LLMKG.assessedProposition, node, _ASSESSMENTS)
    if said.level is not None:
        level = ox.NamedNode(LLMKG[said.level])
        yield _quad(assessment, LLMKG.effectiveConfidence, level, _ASSESSMENTS)
        yield _quad(assessment, LLMKG.statedFor, level, _ASSESSMENTS)
    if said.denied is not None:
        level = ox.NamedNode(LLMKG[said.denied])
        yield _quad(assessment, LLMKG.deniedConfidence, level, _ASSESSMENTS)
    status = ox.NamedNode(LLMKG.Open if said.set_aside else LLMKG.Supported)
    yield _quad(assessment, LLMKG.status, status, _ASSESSMENTS)


def _claimed(number: int, value: tuple[int, bool]) -> Iterator[ox.Quad]:
    proposition, denies = value
    node = ox.NamedNode(thing("proposition", f"{proposition}"))
    stance = LLMKG.denies if denies else LLMKG.asserts
    yield _quad(_claim(number), stance, node, _SOURCE)


def _named(number: int, claims: frozenset[int]) -> Iterator[ox.Quad]:
    node = ox.NamedNode(thing("tension", f"{number}"))
    for each in claims:
        yield _quad(node, LLMKG.between, _claim(each), _SOURCE)


def _typed(_number: int, value: tuple[ox.NamedNode, str, ox.NamedNode]) -> Iterator[ox.Quad]:
    node, name, graph = value
    yield _quad(node, RDF.type, ox.NamedNode(LLMKG[name]), graph)


def _plainly(_number: int, value: tuple[ox.NamedNode, str, ox.NamedNode]) -> Iterator[ox.Quad]:
    subject, predicate, obj = value
    yield _quad(subject, LLMKG[predicate], obj, _CONTRIBUTED)


_QUADS: Mapping[str, Callable[[int, Any], Iterator[ox.Quad]]] = {
    "said": _said, "claimed": _claimed, "named": _named, "typed": _typed, "plain": _plainly
}  # fmt: skip


def _claim(number: int) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}claim/{number}")


def _quad(
    subject: ox.NamedNode, predicate: str, obj: ox.NamedNode | ox.Literal, graph: ox.NamedNode
) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode(predicate), obj, graph)


def whole(axioms: tuple[str, ...], stated: frozenset[ox.Quad]) -> frozenset[ox.Quad]:
    """What a build entails: without what somebody wrote."""
    written = {quad.triple for quad in stated if is_authored(quad.graph_name)}
    quads = entail([*ontology(axioms), *sorted(stated, key=str)]).quads
    return frozenset(quad for quad in quads if quad.triple not in written)


# ---------------------------------------------------------------------------- drawing


@st.composite
def axioms(draw: st.DrawFn) -> tuple[str, ...]:
    """A few axioms of any kind."""
    out = []
    for axiom in draw(st.lists(st.sampled_from(AXIOMS), min_size=2, max_size=7)):
        properties = draw(st.permutations(PROPERTIES))
        classes = draw(st.permutations(CLASSES))
        names = {key: f":{name}" for key, name in zip("abcd", properties, strict=False)}
        names |= {key: f":{name}" for key, name in zip("xyz", classes, strict=False)}
        out.append(axiom.format(**names))
    return tuple(out)


_things = st.sampled_from(THINGS)
_levels = st.sampled_from(LEVELS)
_properties = st.sampled_from(PROPERTIES)
_saids = st.builds(
    Said,
    _things,
    _properties,
    _things | _things | _things | st.just(ox.Literal("v\n", language="en")),
    _levels | _levels | st.none(),
    st.none() | st.none() | st.none() | _levels,
    st.sampled_from((False,) * 9 + (True,)),
    st.sampled_from((False,) * 9 + (True,)),
)
_values = {
    "said": _saids,
    "claimed": st.tuples(st.sampled_from(PROPOSITIONS), st.sampled_from((False, False, True))),
    "named": st.frozensets(st.sampled_from(CLAIMS), min_size=2, max_size=3),
    "typed": st.tuples(
        _things, st.sampled_from(CLASSES), st.sampled_from((_CATALOGUE, _CONTRIBUTED))
    ),
    "plain": st.tuples(_things, _properties, _things),
}
_slots = [
    (kind, number)
    for kind, numbers in (
        ("said", PROPOSITIONS), ("claimed", CLAIMS), ("named", TENSIONS), ("typed", TYPES),
        ("plain", PLAIN),
    )
    for number in numbers
]  # fmt: skip


@st.composite
def _filled(draw: st.DrawFn) -> dict[Slot, object]:
    return {
        slot: draw(_values[slot[0]])
        for slot in _slots
        if slot[0] in ("said", "claimed") or draw(st.sampled_from((False, False, True)))
    }


@st.composite
def _change(draw: st.DrawFn) -> dict[Slot, object]:
    slots = draw(st.lists(st.sampled_from(_slots), min_size=1, max_size=3, unique=True))
    return {slot: draw(_values[slot[0]] | st.none()) for slot in slots}


def histories(length: int = 4) -> st.SearchStrategy[list[dict[Slot, object]]]:
    """States, each of which is little apart from the one before."""

    def follow(
        parts: tuple[dict[Slot, object], list[dict[Slot, object]]],
    ) -> list[dict[Slot, object]]:
        first, changes = parts
        out = [first]
        for change in changes:
            out.append({**out[-1], **change})
        return out

    return st.tuples(_filled(), st.lists(_change(), min_size=1, max_size=length)).map(follow)
