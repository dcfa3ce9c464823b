"""Data that are broken at random, in all the ways that people and programs break them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.vocab import BASE, LLMKG, OA, RDF, RDFS, XSD

_KINDS = ("integer", "decimal", "date", "gYear", "gYearMonth", "string", "boolean", "anyURI")
_TEXTS: tuple[str, ...] = (
    "",
    "0",
    "-5",
    "01",
    "+7",
    "1.50",
    "1e3",
    "NaN",
    "2022-13-45",
    "2022-12-18",
    "2022",
    "x",
)
_TEXTS += ("true", 'a "quoted"\nline\\', "推理", "a" * 13, "2999-01-01", "9" * 30, "../out", "a/b")
_MOSTLY: Final = 0.6
_HALF: Final = 0.5
_TAGS = ("en", "zh", "en-GB", "ZH", "und")
_CLASSES: tuple[str, ...] = (
    "Claim",
    "Proposition",
    "Evidence",
    "Model",
    "Ability",
    "Source",
    "Anchor",
    "Quantity",
)
_CLASSES += ("Tension", "Locator", "OpenQuestion", "Klaim")
_LINKS = (
    *(LLMKG[name] for name in ("basedOn", "citesEvidence", "supports", "asserts", "denies")),
    *(LLMKG[name] for name in ("between", "locator", "anchor", "statedIn", "hasAbility", "wrong")),
    *("http://purl.org/nanopub/x/supersedes", "http://www.w3.org/ns/prov#wasRevisionOf"),
    *(RDF.subject, RDF.object, RDFS.subClassOf, RDFS.label, OA.start, OA.end),
)


_Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple
_Nodes: TypeAlias = Sequence[_Node]
_Change: TypeAlias = Callable[[Random, ox.Quad, _Nodes], list[ox.Quad]]


def broken(quads: Sequence[ox.Quad], seed: int, faults: int) -> list[ox.Quad]:
    """The statements after so many changes; the same for the same seed."""
    random = Random(seed)  # noqa: S311 - no secret
    found = list(dict.fromkeys(quads))
    nodes = sorted({quad.subject for quad in found}, key=str)
    for _ in range(faults):
        at = random.randrange(len(found))
        old = found[at]
        change = random.choice(_CHANGES)
        new = change(random, old, nodes)
        if random.random() < _MOSTLY:  # instead of the old, or beside it
            found[at : at + 1] = new
        else:
            found.extend(new)
    return list(dict.fromkeys(found))


def _quad(
    old: ox.Quad,
    subject: _Node | None = None,
    predicate: ox.NamedNode | None = None,
    value: _Node | ox.Literal | None = None,
) -> ox.Quad:
    return ox.Quad(
        subject if subject is not None else old.subject,
        predicate if predicate is not None else old.predicate,
        value if value is not None else old.object,
        old.graph_name,
    )


def _dropped(_random: Random, _old: ox.Quad, _nodes: _Nodes) -> list[ox.Quad]:
    return []


def _moved(random: Random, old: ox.Quad, nodes: _Nodes) -> list[ox.Quad]:
    return [_quad(old, subject=random.choice(nodes))]


def _retyped(random: Random, old: ox.Quad, _nodes: _Nodes) -> list[ox.Quad]:
    text = random.choice(_TEXTS) if random.random() < _MOSTLY else getattr(old.object, "value", "")
    kind = random.choice(_KINDS)
    return [_quad(old, value=ox.Literal(text, datatype=ox.NamedNode(XSD[kind])))]


def _tagged(random: Random, old: ox.Quad, _nodes: _Nodes) -> list[ox.Quad]:
    text = getattr(old.object, "value", "") if random.random() < _HALF else random.choice(_TEXTS)
    return [_quad(old, value=ox.Literal(text, language=random.choice(_TAGS)))]


def _named(random: Random, old: ox.Quad, _nodes: _Nodes) -> list[ox.Quad]:
    kind = random.choice(("claim", "model", "nothing", "Claim"))
    name = f"{BASE}{kind}/{random.choice(('Bad Name'.replace(' ', '%20'), 'x', 'w', 'a/b', ''))}"
    return [_quad(old, value=ox.NamedNode(name))]


def _linked(random: Random, old: ox.Quad, nodes: _Nodes) -> list[ox.Quad]:
    return [_quad(old, value=random.choice(nodes))]


def _classed(random: Random, old: ox.Quad, _nodes: _Nodes) -> list[ox.Quad]:
    kind = ox.NamedNode(LLMKG[random.choice(_CLASSES)])
    return [_quad(old, predicate=ox.NamedNode(RDF.type), value=kind)]


def _turned(_random: Random, old: ox.Quad, _nodes: _Nodes) -> list[ox.Quad]:
    if isinstance(old.object, ox.Literal):
        return [old]
    return [ox.Quad(old.object, old.predicate, old.subject, old.graph_name)]


def _relinked(random: Random, old: ox.Quad, nodes: _Nodes) -> list[ox.Quad]:
    link = ox.NamedNode(random.choice(_LINKS))
    value = random.choice(nodes) if random.random() < _MOSTLY else old.object
    return [_quad(old, predicate=link, value=value)]


def _circle(random: Random, old: ox.Quad, nodes: _Nodes) -> list[ox.Quad]:
    link = ox.NamedNode(random.choice(_LINKS))
    ring = [random.choice(nodes) for _ in range(random.randint(1, 3))]
    return [
        ox.Quad(one, link, other, old.graph_name)
        for one, other in zip(ring, [*ring[1:], ring[0]], strict=True)
    ]


# No blank nodes: the loader gives them all IRIs, and pyshacl gives up comparing them.
_CHANGES: tuple[_Change, ...] = (
    *(_dropped, _moved, _retyped, _tagged, _named, _linked),
    *(_classed, _turned, _relinked, _circle),
)
