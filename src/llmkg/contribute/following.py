"""What follows from a change: the stages of a write, each of which goes on from those before it.

A stage is told what was there before, what is there after the change and the stages before it, and
the difference of the two; it gives what of the computed has to be added and taken away. A stage
that cannot do so by looking at what was changed raises `Everything`, and the write takes the long
way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.build import STANDARD_POLICY
from llmkg.check import load_shapes
from llmkg.check.checker import Checker
from llmkg.check.delta import delta
from llmkg.check.result import Result, iri_of
from llmkg.check.rules import Rule, Shapes
from llmkg.model.finding import Finding, Severity
from llmkg.rdf.view import Difference, Overlay, View, is_authored
from llmkg.reason.dependence import Dependence
from llmkg.reason.judge import Judge
from llmkg.reason.kept import rekeep
from llmkg.reason.policy import Policy, load_policy
from llmkg.reason.reassess import reassess
from llmkg.reason.reentail import reentail
from llmkg.reason.theory import Theory
from llmkg.vocab import ONTOLOGY_GRAPH


@dataclass(frozen=True, slots=True)
class Law:
    """By what it is judged what follows: what stays as long as files and ontology do.

    checker  the rules of `shapes`, ready to be asked about single things
    judge    what the policy said of propositions; it remembers
    theory   what the ontology lets follow
    """

    shapes: Shapes
    checker: Checker
    policy: Policy
    judge: Judge
    theory: Theory

    @classmethod
    def of(cls, root: Path, view: View, own: Path | None) -> Law:
        """The law of a root, for what is in a view; `own`: folder of a policy over the standard."""
        shapes = load_shapes((root / "ontology" / "shapes").glob("*.ttl"))
        policy = load_policy(root / STANDARD_POLICY, own)
        # Whole: of what is parsed below, errors stay for a while that hold what stands here.
        ontology = tuple(view.quads_for_pattern(None, None, None, ox.NamedNode(ONTOLOGY_GRAPH)))
        return cls(
            shapes,
            Checker.of(shapes, view),
            policy,
            Judge.of(Dependence(view), policy),
            Theory.of(ontology),
        )


Follow: TypeAlias = Callable[[Law, View, View, Difference], Difference]
Lap: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of what is computed, by name."""

    name: str
    follow: Follow


def follow(
    law: Law,
    before: View,
    changed: Difference,
    lap: Lap,
    told: Callable[[View, Difference], None] = lambda _after, _total: None,
) -> Difference:
    """All that is computed anew because of a change; `lap` is told when a stage is done.

    `told` learns what there is, and what differs, as soon as all is known but what is kept.
    """
    total = changed
    for stage in STAGES:
        if stage is STAGES[-1]:
            told(Overlay(before, total), total)
            lap("index")
        total |= stage.follow(law, before, Overlay(before, total), total)
        lap(stage.name)
    computed = (
        frozenset(quad for quad in quads if not is_authored(quad.graph_name))
        for quads in (total.added, total.removed)
    )
    return Difference(*computed)


def _assessed(law: Law, before: View, after: View, changed: Difference) -> Difference:
    return reassess(before, after, changed, law.policy, law.judge)


def _entailed(law: Law, before: View, after: View, changed: Difference) -> Difference:
    return reentail(before, after, changed, law.theory)


def _kept(_law: Law, before: View, after: View, changed: Difference) -> Difference:
    return rekeep(before, after, changed)


STAGES: Final = (Stage("assess", _assessed), Stage("entail", _entailed), Stage("keep", _kept))


@dataclass(frozen=True, slots=True)
class Breaches:
    """What the check finds that it did not find before, and the other way round."""

    come: tuple[Result, ...]
    gone: tuple[Result, ...]

    def warnings(self, shapes: Shapes) -> int:
        """How many more warnings there are."""
        counted = [
            sum(shapes.rules[each.rule].severity is Severity.WARNING for each in results)
            for results in (self.come, self.gone)
        ]
        return counted[0] - counted[1]


def breaches(law: Law, before: View, after: View, changed: Difference) -> Breaches:
    """What a change does to the findings of the check. Raises Everything."""
    found = delta(before, after, changed, law.checker)
    return Breaches(found.new, found.gone)


def finding(result: Result, rule: Rule, view: View) -> Finding:
    """A result as a finding without a place: lines would be those of files nobody has seen.

    A focus that is a literal cannot be pointed at: the thing that has it as a value stands in.
    """
    focus, path, value = iri_of(result.focus), result.path, result.value
    if focus is None:
        focus = result.focus
        having = next(iter(view.quads_for_pattern(None, None, _term(result.focus))), None)
        if having is not None:
            subject = str(having.subject)
            focus, path = iri_of(subject) or subject, having.predicate.value
            value = result.focus
    return Finding(
        rule=rule.iri,
        severity=rule.severity,
        messages=result.fill(rule.messages),
        focus=focus,
        path=path,
        value=value,
        mend=rule.mend,
    )


def _term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    line = f"<urn:llmkg:x> <urn:llmkg:x> {text} ."
    found: ox.Quad = next(iter(ox.parse(line, ox.RdfFormat.N_TRIPLES)))
    return found.object
