"""The standard rules, asked of many small worlds at once, and of equal worlds once.

All judgement is in the policy's rules. They are queries over names, and a world has none: so each
world of a run gets names of its own, and what is found goes to every proposition that stands in
such a world.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import pyoxigraph as ox

from llmkg.queries import bind
from llmkg.reason.assess import OUTCOME, PUBLIC
from llmkg.reason.cone import CAME, LATER, POLICY, World
from llmkg.reason.dependence import Dependence
from llmkg.reason.policy import Policy
from llmkg.vocab import LLMKG, RDF

RUN: Final = 16_000
"""Triples of worlds in one run: with fewer the rules are read more often, each time in a third of a
millisecond; with more there is little left to gain."""
_KEPT: Final = 20_000
"""Worlds whose verdict is kept."""
_LARGE: Final = 600
"""Numbers and names in a world so large that there is hardly another like it."""
_DAY: Final = "2000-01-01"
_DATES: Final = {CAME: f'"{_DAY}"', LATER: '"3000-01-01"'}
_TRIPLES: Final = ox.RdfFormat.N_TRIPLES
_ASSESSED: Final = ox.NamedNode(LLMKG.assessedProposition)
_OUTCOME: Final = ox.NamedNode(OUTCOME)
_WARRANTS: Final = tuple(ox.NamedNode(POLICY + name) for name in ("warrantFor", "warrantAgainst"))
_TAKEN: Final = tuple(ox.NamedNode(LLMKG[name]) for name in ("asserts", "denies"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the proposition of a world stands.

    said      by predicate, in N-Triples; nothing where no claim on it came yet
    outcomes  for the numbers of claims how they stand beside their evidence
    worth     what is warranted for it and against it, as ranks in N-Triples
    """

    said: Mapping[str, str]
    outcomes: Mapping[int, str]
    worth: tuple[str | None, str | None]


class Judge:
    """The standard rules with the laws of an ontology."""

    def __init__(self, laws: Iterable[ox.Quad], policy: Policy) -> None:
        """Raises PolicyError where a ceiling is missing."""
        ruled = policy.overlay(list(laws))
        self._laws = "".join(f"{quad.triple} .\n" for quad in ruled)
        self._rules = [
            (repeats, [bind(rule, dict.fromkeys(rule.params, _DAY)) for rule in group])
            for repeats, group in groupby(policy.rules, key=policy.repeats)
        ]
        self.alike = _alike(ruled)
        """For each thing that a law names, the first of which the laws say the same."""
        self._kept: OrderedDict[World, Verdict] = OrderedDict()

    @classmethod
    def of(cls, looks: Dependence, policy: Policy) -> Judge:
        """With the laws that are authored there."""
        return cls(looks.laws(), policy)

    def judge(self, worlds: Iterable[World]) -> dict[World, Verdict]:
        """The verdict on each of them. They should be as many as memory has room for."""
        found: dict[World, Verdict] = {}
        new: list[World] = []
        for world in dict.fromkeys(worlds):
            verdict = self._kept.get(world)
            if verdict is None:
                new.append(world)
            else:
                self._kept.move_to_end(world)
                found[world] = verdict
        for run in _runs(new):
            for world, verdict in zip(run, self._run(run), strict=True):
                found[world] = verdict
                if len(world) <= _LARGE:
                    self._kept[world] = verdict
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found

    def _run(self, worlds: list[World]) -> Iterator[Verdict]:
        store = ox.Store()
        _load(store, (self._laws + "".join(_told(worlds))).encode())
        for repeats, rules in self._rules:
            grew = True
            while grew:
                before = len(store)
                for rule in rules:
                    _load(store, _constructed(store, rule))
                grew = repeats and len(store) > before
        for place in range(len(worlds)):
            yield _read(store, place)


def _constructed(store: ox.Store, rule: str) -> bytes:
    found = store.query(rule)
    assert isinstance(found, ox.QueryTriples)  # noqa: S101 - `load_policy` takes no other rule
    return found.serialize(format=_TRIPLES) or b""


def _load(store: ox.Store, triples: bytes) -> None:
    if triples:  # so few are not loaded faster in bulk
        store.load(triples, format=_TRIPLES)


def _alike(laws: Iterable[ox.Quad]) -> dict[str, str]:
    said: dict[str, set[tuple[ox.NamedNode, object]]] = {}
    for quad in laws:
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value == RDF.type:
            said.setdefault(quad.subject.value, set()).add((quad.predicate, quad.object))
    first: dict[frozenset[tuple[ox.NamedNode, object]], str] = {}
    return {thing: first.setdefault(frozenset(said[thing]), thing) for thing in sorted(said)}


def _runs(worlds: Iterable[World]) -> Iterator[list[World]]:
    run: list[World] = []
    size = 0
    for world in worlds:
        run.append(world)
        size += len(world) // 3
        if size > RUN:
            yield run
            run, size = [], 0
    if run:
        yield run


def _told(worlds: Iterable[World]) -> Iterator[str]:
    """N-Triples; the things of each world have names of their own."""
    for place, world in enumerate(worlds):
        parts = iter(world)
        for subject, predicate, value in zip(parts, parts, parts, strict=True):
            if isinstance(value, int):
                term = f"<w:{place}/{value}>"
            else:
                term = _DATES.get(value) or (value if value.startswith('"') else f"<{value}>")
            yield f"<w:{place}/{subject}> <{predicate}> {term} .\n"


def _read(store: ox.Store, place: int) -> Verdict:
    proposition = ox.NamedNode(f"w:{place}/0")
    said: dict[str, str] = {}
    outcomes: dict[int, str] = {}
    for found in store.quads_for_pattern(None, _ASSESSED, proposition, None):
        for quad in store.quads_for_pattern(found.subject, None, None, None):
            predicate, value = quad.predicate.value, quad.object
            if predicate in PUBLIC and isinstance(value, (ox.NamedNode, ox.Literal)):
                # Where data are broken there may be two; which one comes first is chance.
                said[predicate] = min(said.get(predicate, str(value)), str(value))
    for taken in _TAKEN:
        for stance in store.quads_for_pattern(None, taken, proposition, None):
            claim = int(str(stance.subject).rstrip(">").rpartition("/")[2])
            for quad in store.quads_for_pattern(stance.subject, _OUTCOME, None, None):
                if isinstance(quad.object, ox.NamedNode):
                    outcome = quad.object.value
                    outcomes[claim] = min(outcomes.get(claim, outcome), outcome)
    said.pop(LLMKG.assessedProposition, None)
    worth = (_rank(store, proposition, side) for side in _WARRANTS)
    return Verdict(said, outcomes, (next(worth), next(worth)))


def _rank(store: ox.Store, proposition: ox.NamedNode, side: ox.NamedNode) -> str | None:
    found = store.quads_for_pattern(proposition, side, None, None)
    return min((str(quad.object) for quad in found), default=None)
