"""The assessments graph: how each proposition stands, and the days on which it moved.

A proposition is assessed on the days on which something came that it looks at: a claim, one that
replaces it, the first report of evidence that no claim cites. So its assessments depend on that
alone, whatever else is there, and can be made in parts (`assess_part`) and after a change
(`reassess`). Rules of a group's own may look at anything: see `whole`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import pyoxigraph as ox

from llmkg.rdf.view import View
from llmkg.reason.cone import Cone, Known, World
from llmkg.reason.course import GRAPH, as_quads, compared, told
from llmkg.reason.dependence import NEWER, RETRACTS, STANCES, Dependence, is_looked_at
from llmkg.reason.judge import Judge, Verdict
from llmkg.reason.levels import levels
from llmkg.reason.policy import Policy
from llmkg.reason.whole import assess_whole
from llmkg.vocab import DCTERMS, LLMKG, PROV

FATES: Final = (PROV.wasInvalidatedBy, DCTERMS.isReplacedBy)
"""What is said of claims that are retracted, and of those that are replaced."""
_AT_ONCE: Final = 100_000
"""Triples of worlds that are judged together. Most have been judged before."""
_BATCH: Final = 4_000
"""Propositions whose cones are held at once, with those that they rest on."""
_KNOWN: Final = 10_000
"""Propositions of which is kept what they are worth."""
_KEPT: Final = 100_000
"""Look-ups that are kept for what is looked at next: some 30 MB."""


def assess(quads: Sequence[ox.Quad], policy: Policy) -> tuple[ox.Quad, ...]:
    """Each proposition as it stands, and the points at which it moved.

    A point is made for each day on which something came that the proposition looks at and the
    status, a warrant or an effective confidence changed; it names the sources of that day that
    speak of the proposition. A date counts from its first day: what came later in a month or year
    does not yet.

    Args:
        quads: ontology, catalogue and claims.
        policy: rules and ceilings. The rules see no labels, definitions and anchors.
    """
    view = ox.Store()
    view.bulk_extend(quad for quad in quads if is_looked_at(quad))
    if policy.own:
        assessed = assess_whole(quads, policy, Dependence(view), claimed(view))
    else:
        assessed = assess_part(view, claimed(view), policy)
    return (*assessed, *fates(view))


def assess_part(
    view: View, propositions: Iterable[str], policy: Policy, judge: Judge | None = None
) -> Iterator[ox.Quad]:
    """The assessments of these propositions, and how the claims on them stand beside evidence.

    Memory does not grow with their number. Parts that share no proposition can be made by several
    processes, and make up the whole together, but for `fates`.

    Args:
        view: only what is authored there counts.
        propositions: each once. Those that are next to each other should have much in common.
        policy: without rules of a group's own.
        judge: one of this view and policy, if there is one: it remembers what it judged.
    """
    looks = Dependence(view)
    yield from assess_among(looks, propositions, judge or Judge.of(looks, policy))


def assess_among(looks: Dependence, propositions: Iterable[str], judge: Judge) -> Iterator[ox.Quad]:
    """As `assess_part`, with what was looked up already."""
    yield from as_quads(assessed_lines(looks, propositions, judge))


def assessed_lines(looks: Dependence, propositions: Iterable[str], judge: Judge) -> Iterator[str]:
    """The same as lines of N-Quads, some at once, as a store would give them back."""
    known: dict[str, Known] = {}
    waiting = iter(propositions)
    while batch := list(islice(waiting, _BATCH)):
        wanted = frozenset(batch)
        for level in levels(looks, batch, known):
            cones = [Cone(looks, each, judge.alike, known) for each in level]
            for cone, course in _judged(cones, judge):
                if cone.proposition in wanted:
                    yield from _written(looks, cone, course)
                worth = tuple((day, verdict.worth) for day, verdict in course)
                known[cone.proposition] = Known(cone.came, worth)
        if len(looks) > _KEPT:
            looks.forget()
        if len(known) > _KNOWN:
            known.clear()


def claimed(view: View) -> list[str]:
    """Every proposition that a claim is about, in order."""
    return sorted(
        {
            quad.object.value
            for stance in STANCES
            for quad in view.quads_for_pattern(None, ox.NamedNode(stance), None, None)
            if isinstance(quad.object, ox.NamedNode)
        }
    )


def fates(view: View, looks: Dependence | None = None) -> Iterator[ox.Quad]:
    """What became of every claim that is authored there: see `fates_among`."""
    replaced = {
        quad.object.value
        for how in NEWER
        for quad in view.quads_for_pattern(None, ox.NamedNode(how), None, None)
        if isinstance(quad.object, ox.NamedNode)
    }
    yield from fates_among(looks or Dependence(view), replaced)


def fates_among(looks: Dependence, claims: Iterable[str]) -> Iterator[ox.Quad]:
    """What became of claims, said of the claims themselves, so that it shows wherever they do.

    A claim that another retracts was invalidated by it; one that another supersedes or revises is
    replaced by it.
    """
    for older in sorted(claims):
        if not looks.out(older, LLMKG.statedIn):  # sources revise each other, too
            continue
        found = {
            (FATES[how != RETRACTS], newer)
            for how, newer in looks.newer(older)
            if looks.out(newer, LLMKG.statedIn)
        }
        for fate, newer in sorted(found):
            triple = (ox.NamedNode(older), ox.NamedNode(fate), ox.NamedNode(newer))
            yield ox.Quad(*triple, GRAPH)


def _judged(
    cones: Sequence[Cone], judge: Judge
) -> Iterator[tuple[Cone, list[tuple[str, Verdict]]]]:
    courses: list[list[tuple[str, Verdict]]] = [[] for _ in cones]
    for group in _groups(cones):
        found = judge.judge(world for _, _, world in group)
        for place, day, world in group:
            courses[place].append((day, found[world]))
    yield from zip(cones, courses, strict=True)


def _groups(cones: Iterable[Cone]) -> Iterator[list[tuple[int, str, World]]]:
    """Worlds of days, as many as memory has room for however large they are."""
    group: list[tuple[int, str, World]] = []
    size = 0
    for place, cone in enumerate(cones):
        for day in cone.days():
            group.append((place, day, cone.world(day)))
            size += len(cone)
            if size > _AT_ONCE:
                yield group
                group, size = [], 0
    yield group


def _written(looks: Dependence, cone: Cone, course: Sequence[tuple[str, Verdict]]) -> Iterator[str]:
    yield from told(looks, cone, [(day, one.said, cone.came[day]) for day, one in course])
    for _, last in course[-1:]:
        # A claim is on one proposition; of one that is on several, none can tell alone.
        yield from compared(
            (claim, outcome)
            for number, outcome in last.outcomes.items()
            if len(list(looks.stances(claim := cone.things[number]))) == 1
        )
