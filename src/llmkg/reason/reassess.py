"""What a change does to the assessments: only propositions that look at it are assessed anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from llmkg.rdf.view import Difference, Everything, View, is_authored, named
from llmkg.reason.assess import OUTCOME
from llmkg.reason.course import GRAPH
from llmkg.reason.dependence import NEWER, Dependence, is_law, is_looked_at
from llmkg.reason.judge import Judge
from llmkg.reason.policy import Policy
from llmkg.reason.timeline import FATES, assess_among, fates_among
from llmkg.vocab import LLMKG

_ASSESSED: Final = ox.NamedNode(LLMKG.assessedProposition)
_OUTCOME: Final = ox.NamedNode(OUTCOME)
_FATES: Final = tuple(map(ox.NamedNode, FATES))
_ASSESSMENT: Final = "#assessment"


def reassess(
    before: View, after: View, changed: Difference, policy: Policy, judge: Judge | None = None
) -> Difference:
    """What has to be added to, and taken from, the assessments graph.

    It takes as long as there is that looks at the change. What somebody wrote is not said again.

    Args:
        before: everything before the change, assessments included.
        after: everything after it; in the assessments graph still as before.
        changed: at least what differs of what is authored.
        policy: rules and ceilings, the same before and after.
        judge: one of this policy and of before, if there is one: it remembers what it judged.

    Raises Everything where levels, ceilings or what is causal change, and with rules of a group's
    own, which may look at anything.
    """
    written = [quad for quad in changed.quads if is_authored(quad.graph_name)]
    if policy.own or any(map(is_law, written)):
        raise Everything
    old, new = Dependence(before), Dependence(after)
    touched = {
        quad.subject.value
        for quad in written
        if isinstance(quad.subject, ox.NamedNode)
        and (is_looked_at(quad) or quad.predicate == _OUTCOME)
    }
    moved = old.moved(touched) | new.moved(touched) | _assessed(written)
    claims = {claim for each in moved for looks in (old, new) for _, claim in looks.claims(each)}
    replaced = _replaced(written, old, new)
    there = {
        *_assessments(before, moved),
        *_said(before, claims, (_OUTCOME,)),
        *_said(before, replaced, _FATES),
    }
    spoken_of = sorted(each for each in moved if any(new.claims(each)))
    judge = judge or Judge.of(new, policy)
    now = {*assess_among(new, spoken_of, judge), *fates_among(new, replaced)}
    return Difference.between(there, now - set(_written(now, there, after, changed)))


def _assessed(written: Iterable[ox.Quad]) -> set[str]:
    """The propositions of whose assessments somebody wrote something."""
    return {
        quad.subject.value.partition(_ASSESSMENT)[0]
        for quad in written
        if isinstance(quad.subject, ox.NamedNode) and _ASSESSMENT in quad.subject.value
    }


def _replaced(written: Iterable[ox.Quad], old: Dependence, new: Dependence) -> set[str]:
    """What may have been replaced, or be so no more."""
    found: set[str] = set()
    for quad in written:
        predicate = quad.predicate.value
        if predicate in NEWER and isinstance(quad.object, ox.NamedNode):
            found.add(quad.object.value)
        elif isinstance(quad.subject, ox.NamedNode) and predicate in FATES:
            found.add(quad.subject.value)
        elif isinstance(quad.subject, ox.NamedNode) and predicate == LLMKG.statedIn:
            subject = quad.subject.value
            found.add(subject)
            found.update(
                each for how in NEWER for at in (old, new) for each in at.out(subject, how)
            )
    return found


def _assessments(view: View, propositions: Iterable[str]) -> Iterator[ox.Quad]:
    for proposition in propositions:
        about = named(proposition)
        for assessed in view.quads_for_pattern(None, _ASSESSED, about, GRAPH) if about else ():
            yield from view.quads_for_pattern(assessed.subject, None, None, GRAPH)


def _said(
    view: View, things: Iterable[str], predicates: Iterable[ox.NamedNode]
) -> Iterator[ox.Quad]:
    for thing in things:
        node = named(thing)
        for predicate in predicates if node else ():
            yield from view.quads_for_pattern(node, predicate, None, GRAPH)


def _written(
    quads: Iterable[ox.Quad], there: set[ox.Quad], after: View, changed: Difference
) -> Iterator[ox.Quad]:
    """Those that somebody wrote. What is there already nobody had written before the change."""
    added = {quad.triple for quad in changed.added if is_authored(quad.graph_name)}
    for quad in quads:
        if quad in there:
            if quad.triple in added:
                yield quad
        else:
            found = after.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if any(is_authored(each.graph_name) for each in found):
                yield quad
