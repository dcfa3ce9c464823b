"""The six closures, one per confidence level, in one nested pass from the best level down.

For a level L the facts are those stated at L or better. Where they contradict each other at L, the
facts from which any derivation leads to the contradiction take part in nothing at L. What still
follows has the highest level L at which it does.

Two closures are kept: `full`, of everything stated so far, in which contradictions are looked for,
and what remains of it when the facts in contradiction, and all that rests on them alone, are taken
away. The second is worked out only where the first met a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from llmkg.reason.closure import Closure, Derived, Facts, fire
from llmkg.reason.index import ClosureIndex
from llmkg.reason.relation import NONE, SHIFT, Keys, Relation, member, merge, pair
from llmkg.reason.rules import Rule, RuleSet, complement, denial, is_helper
from llmkg.reason.support import Fact, roots


@dataclass(frozen=True, slots=True)
class Clash:
    """A contradiction at a level: the facts that clash, and the given facts behind them."""

    level: int
    rule: Rule
    facts: tuple[Fact, ...]
    given: frozenset[Fact]


@dataclass(slots=True)
class Cuts:
    """What follows at each level and what contradicts itself."""

    entailed: dict[int, Facts] = field(default_factory=dict)
    """By rank: the facts whose best level it is, given ones included; no helpers, no denials."""
    clashes: list[Clash] = field(default_factory=list)
    derivations: dict[str, list[Derived]] = field(default_factory=dict)
    """For each derived fact at least one rule and its premises, by class or property."""


def cut(rules: RuleSet, stated: Mapping[int, Facts], always: Facts) -> Cuts:
    """Close stated facts level by level.

    Args:
        rules: the compiled ontology.
        stated: by rank (higher is surer), the facts stated at exactly this level; a denied fact
            stands under `complement(property)`.
        always: facts that hold at every level, such as the types of identities.

    Returns:
        The entailed facts by the rank of their best level, and the contradictions.
    """
    return _Cutter(rules, stated, always).run()


class _Cutter:
    def __init__(self, rules: RuleSet, stated: Mapping[int, Facts], always: Facts) -> None:
        self.rules = rules
        self.stated = stated
        self.always = always
        denied = {name for facts in stated.values() for name in facts}
        properties = {atom.predicate for rule in rules.rules for atom in rule.body}
        properties |= {name for facts in stated.values() for name in facts}
        self.checks: tuple[Rule, ...] = rules.contradictions + tuple(
            denial(name) for name in sorted(properties) if complement(name) in denied
        )
        self.full = Closure(rules.rules)
        self.given: Facts = {}
        self.seen: Facts = {}
        self.excluded: set[Fact] = set()
        self.known: set[tuple[Rule, tuple[Fact, ...]]] = set()
        self.out = Cuts()

    def run(self) -> Cuts:
        base = self.full.extend(self.always)
        for rank in sorted(self.stated, reverse=True):
            new = self.full.extend(self.stated[rank])
            if base:
                self._take(rank, base)
                new = {n: merge(base.get(n, NONE), new.get(n, NONE)) for n in base.keys() | new}
                base = {}
            for name, keys in self.stated[rank].items():
                self.given[name] = np.union1d(self.given.get(name, NONE), keys)
            self._find_clashes(rank, new)
            self._take(rank, self._clean() if self.excluded else new)
        self.out.derivations = dict(self.full.derivations)
        return self.out

    def _take(self, rank: int, facts: Mapping[str, Keys]) -> None:
        entailed = self.out.entailed.setdefault(rank, {})
        for name, keys in facts.items():
            fresh = keys[~member(keys, self.seen.get(name, NONE))]
            if not len(fresh):
                continue
            self.seen[name] = merge(self.seen.get(name, NONE), fresh)
            if not is_helper(name):
                entailed[name] = merge(entailed.get(name, NONE), fresh)

    def _is_given(self, fact: Fact) -> bool:
        keys = self.given.get(fact[0], NONE)
        key = (int(fact[1]) << SHIFT) | int(fact[2])
        return bool(member(np.array([key]), keys)[0])

    def _find_clashes(self, rank: int, new: Facts) -> None:
        index = ClosureIndex(self.full)
        for rule in self.checks:
            for derived in fire(rule, new, self.full.facts):
                for row in zip(*(column.tolist() for column in derived.premises), strict=True):
                    facts = tuple(
                        (atom.predicate, key >> SHIFT, key & 0xFFFFFFFF)
                        for atom, key in zip(rule.body, row, strict=True)
                    )
                    if (rule, facts) in self.known:
                        continue
                    self.known.add((rule, facts))
                    self.out.clashes.append(Clash(rank, rule, facts, frozenset()))
        self._blame(index)

    def _blame(self, index: ClosureIndex) -> None:
        """Trace every known contradiction to the facts behind it, in the closure as it is now.

        A contradiction met at a better level may rest on more facts at this one.
        """
        together = [fact for clash in self.out.clashes for fact in clash.facts]
        self.excluded |= roots(together, self.rules.by_head, index, self._is_given)
        for position, clash in enumerate(self.out.clashes):
            if not clash.given:
                given = roots(clash.facts, self.rules.by_head, index, self._is_given)
                self.out.clashes[position] = replace(clash, given=frozenset(given))

    def _clean(self) -> Facts:
        """The closure of what is stated, the facts in contradiction left out."""
        gone: dict[str, list[int]] = {}
        for name, first, second in self.excluded:
            gone.setdefault(name, []).append((int(first) << SHIFT) | int(second))
        out = {name: np.unique(np.array(keys, dtype=np.int64)) for name, keys in gone.items()}
        affected = self.full.consequences(out)
        rest = self.full.copy_without(affected)
        stays: Facts = {}
        for source in (self.given, self.always):
            for name, keys in source.items():
                back = keys[member(keys, affected.get(name, NONE))]
                if source is self.given:
                    back = back[~member(back, out.get(name, NONE))]
                if len(back):
                    stays[name] = np.union1d(stays.get(name, NONE), back)
        rest.extend(stays)
        rest.rederive(affected)
        for name, many in rest.derivations.items():
            self.full.derivations.setdefault(name, []).extend(many)
        return {name: relation.keys for name, relation in rest.facts.items()}


def given_keys(facts: Iterable[tuple[int, int]]) -> Keys:
    """Sorted keys of (subject, object) pairs."""
    rows: Sequence[tuple[int, int]] = list(facts)
    if not rows:
        return NONE
    table = np.array(rows, dtype=np.int64)
    return np.unique(pair(table[:, 0], table[:, 1]))


__all__ = ["Clash", "Cuts", "Relation", "cut", "given_keys"]
