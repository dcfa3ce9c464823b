"""Small knowledge bases that change: everything that entailment looks at comes, goes and moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import pyoxigraph as ox

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


def _reified(number: int, value: tuple[ox.NamedNode, str, ox.NamedNode]) -> Iterator[ox.Quad]:
    """Somebody's statement about a triple, which is none of ours and has the name of a part."""
    node = ox.NamedNode(f"https://example.org/data#s{number}")
    for predicate, term in zip((RDF.subject, RDF.predicate, RDF.object), value, strict=True):
        obj = term if isinstance(term, ox.NamedNode) else ox.NamedNode(LLMKG[term])
        yield _quad(node, predicate, obj, _CONTRIBUTED)


def _plainly(_number: int, value: tuple[ox.NamedNode, str, ox.NamedNode]) -> Iterator[ox.Quad]:
    subject, predicate, obj = value
    yield _quad(subject, LLMKG[predicate], obj, _CONTRIBUTED)


_QUADS: Mapping[str, Callable[[int, Any], Iterator[ox.Quad]]] = {
    "said": _said, "claimed": _claimed, "named": _named, "typed": _typed, "plain": _plainly,
    "reified": _reified,
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
# By random numbers of one seed: drawn one by one, most of the time would go into drawing.


def axioms(random: Random) -> tuple[str, ...]:
    """A few axioms of any kind."""
    out = []
    for axiom in random.choices(AXIOMS, k=random.randint(2, 7)):
        properties = random.sample(PROPERTIES, len(PROPERTIES))
        classes = random.sample(CLASSES, len(CLASSES))
        names = {key: f":{name}" for key, name in zip("abcd", properties, strict=False)}
        names |= {key: f":{name}" for key, name in zip("xyz", classes, strict=False)}
        out.append(axiom.format(**names))
    return tuple(out)


def histories(random: Random, length: int = 4) -> Iterator[State]:
    """States, each of which is little apart from the one before."""
    state = {
        slot: _DRAWN[slot[0]](random)
        for slot in _SLOTS
        if slot[0] in ("said", "claimed") or random.random() < 0.4
    }
    yield state
    for _ in range(length):
        for slot in random.sample(_SLOTS, random.randint(1, 3)):
            state[slot] = None if random.random() < 0.35 else _DRAWN[slot[0]](random)
        yield dict(state)


def _draw_said(random: Random) -> Said:
    literal = ox.Literal("v\n", language="en")
    return Said(
        random.choice(THINGS),
        random.choice(PROPERTIES),
        random.choice(THINGS) if random.random() < 0.9 else literal,
        random.choice((*LEVELS, None)),
        random.choice(LEVELS) if random.random() < 0.25 else None,
        random.random() < 0.07,
        random.random() < 0.07,
    )


_DRAWN: Mapping[str, Callable[[Random], object]] = {
    "said": _draw_said,
    "claimed": lambda random: (random.choice(PROPOSITIONS), random.random() < 0.3),
    "named": lambda random: frozenset(random.sample(CLAIMS, random.randint(2, 3))),
    "typed": lambda random: (
        random.choice(THINGS), random.choice(CLASSES), random.choice((_CATALOGUE, _CONTRIBUTED))
    ),
    "plain": lambda random: (
        random.choice(THINGS), random.choice(PROPERTIES), random.choice(THINGS)
    ),
    "reified": lambda random: (
        random.choice(THINGS), random.choice(PROPERTIES), random.choice(THINGS)
    ),
}  # fmt: skip
_SLOTS = [
    (kind, number)
    for kind, numbers in (
        ("said", PROPOSITIONS), ("claimed", CLAIMS), ("named", TENSIONS), ("typed", TYPES),
        ("plain", PLAIN),
        ("reified", PLAIN),
    )
    for number in numbers
]  # fmt: skip
