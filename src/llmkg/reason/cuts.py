"""The closures, one per confidence level, in one nested pass from the best level down.

For a level L the facts are those stated at L or better. Where they contradict each other at L, the
facts from which any derivation leads to the contradiction take part in nothing at L. What still
follows has the highest level L at which it does.

Two closures are kept: `full`, of everything stated so far, in which contradictions are looked for,
and what remains of it when the facts in contradiction, and all that rests on them alone, are taken
away. The second is worked out only where the first met a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from llmkg.rdf.distinct import distinct, union
from llmkg.reason.closure import Closure, Facts, fire
from llmkg.reason.index import ClosureIndex
from llmkg.reason.relation import MASK, NONE, SHIFT, Keys, Relation, member, merge, pair
from llmkg.reason.rules import Rule, RuleSet, complement, denial, unfold, unfolded
from llmkg.reason.standing import NOWHERE, Standing, down_from, plain
from llmkg.reason.support import Fact, Term, behind, bind, walk


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
    """Those at better levels first, and in the order of the rules at the same level."""
    standings: dict[Fact, Standing] = field(default_factory=dict)
    """How those facts stand on which a contradiction bears; no helpers."""


def cut(rules: RuleSet, stated: Mapping[int, Facts], always: Facts) -> Cuts:
    """Close stated facts level by level.

    Args:
        rules: the compiled ontology.
        stated: by rank (higher is surer), the facts stated at exactly this level; a denied fact
            stands under `complement(property)`. Each rank that is named is a level.
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
        prefix = complement("")
        denied = {n for facts in stated.values() for n in facts if n.startswith(prefix)}
        self.checks: tuple[Rule, ...] = rules.contradictions + tuple(
            denial(name.removeprefix(prefix)) for name in sorted(denied)
        )
        self.full = Closure(rules.rules)
        self.given: Facts = {}
        self.seen: Facts = {}
        self.excluded: set[Fact] = set()
        self.known: set[tuple[Rule, tuple[Fact, ...]]] = set()
        self.parted: list[tuple[Rule, tuple[Fact, ...]]] = []
        self.blamed: dict[Fact, int] = {}
        self.met: dict[int, Facts] = {}
        self.missing: dict[int, Facts] = {}
        self.out = Cuts()

    def run(self) -> Cuts:
        base = self.full.extend(self.always)
        for rank in sorted(self.stated, reverse=True):
            new = self.full.extend(self.stated[rank])
            if base:
                new = {n: merge(base.get(n, NONE), new.get(n, NONE)) for n in base.keys() | new}
                base = {}
            self.met[rank] = new
            for name, keys in self.stated[rank].items():
                self.given[name] = union(self.given.get(name, NONE), keys)
            self._find_clashes(rank, new)
            self._take(rank, self._clean(rank) if self.excluded else new)
        self._stand()
        return self.out

    def _take(self, rank: int, facts: Mapping[str, Keys]) -> None:
        entailed = self.out.entailed.setdefault(rank, {})
        for name, keys in facts.items():
            fresh = keys[~member(keys, self.seen.get(name, NONE))]
            if not len(fresh):
                continue
            self.seen[name] = merge(self.seen.get(name, NONE), fresh)
            if not name.startswith(NOWHERE):
                entailed[name] = merge(entailed.get(name, NONE), fresh)

    def _is_given(self, fact: Fact) -> bool:
        keys = self.given.get(fact[0], NONE)
        key = (int(fact[1]) << SHIFT) | int(fact[2])
        return bool(member(np.array([key]), keys)[0])

    def _find_clashes(self, rank: int, new: Facts) -> None:
        index = ClosureIndex(self.full)
        found: list[Clash] = []
        for rule in self.checks:
            for derived in fire(rule, new, self.full.facts):
                for row in zip(*(column.tolist() for column in derived.premises), strict=True):
                    facts = tuple(
                        (atom.predicate, key >> SHIFT, key & MASK)
                        for atom, key in zip(rule.body, row, strict=True)
                    )
                    if any(is_part(fact) for fact in facts):
                        self.parted.append((rule, facts))
                    else:
                        self._meet(rank, rule, facts, found)
        for rule, facts in self.parted:
            for whole in self._without_parts(rule, facts, index):
                self._meet(rank, rule, whole, found)
        order = {rule: position for position, rule in enumerate(self.checks)}
        found.sort(key=lambda clash: order[clash.rule])
        self.out.clashes += found
        if self.out.clashes:
            self._blame(rank, index)

    def _meet(self, rank: int, rule: Rule, facts: tuple[Fact, ...], found: list[Clash]) -> None:
        if (rule, facts) not in self.known:
            self.known.add((rule, facts))
            found.append(Clash(rank, rule, facts, frozenset()))

    def _without_parts(
        self, rule: Rule, facts: tuple[Fact, ...], index: ClosureIndex
    ) -> Iterator[tuple[Fact, ...]]:
        """The same contradiction in terms of the ontology: helpers replaced by what gives them."""
        binding: dict[int, Term] = {}
        for atom, fact in zip(rule.body, facts, strict=True):
            binding |= bind(atom, fact) or {}
        for body in unfolded(rule.body, self.rules):
            for found in walk(body, binding, index):
                yield tuple(found[atom] for atom in body)

    def _blame(self, rank: int, index: ClosureIndex) -> None:
        """Trace every known contradiction to the facts behind it, in the closure as it is now.

        A contradiction met at a better level may rest on more facts at this one.
        """
        rules = unfold(self.rules)
        for fact in behind((f for clash in self.out.clashes for f in clash.facts), rules, index):
            self.blamed.setdefault(fact, rank)
            if self._is_given(fact):
                self.excluded.add(fact)
        for position, clash in enumerate(self.out.clashes):
            if not clash.given:
                given = filter(self._is_given, behind(clash.facts, rules, index))
                self.out.clashes[position] = replace(clash, given=frozenset(given))

    def _clean(self, rank: int) -> Facts:
        """The closure of what is stated, the facts in contradiction left out."""
        out = _keys_of(self.excluded)
        affected = self.full.consequences(out)
        rest = self.full.copy_without(affected)
        stays: Facts = {}
        for source in (self.given, self.always):
            for name, keys in source.items():
                back = keys[member(keys, affected.get(name, NONE))]
                if source is self.given:
                    back = back[~member(back, out.get(name, NONE))]
                if len(back):
                    stays[name] = union(stays.get(name, NONE), back)
        rest.extend(stays)
        rest.rederive(affected)
        self.missing[rank] = {
            name: keys[~member(keys, rest.facts.get(name, Relation()).keys)]
            for name, keys in affected.items()
        }
        return {name: relation.keys for name, relation in rest.facts.items()}

    def _stand(self) -> None:
        """Say how the facts stand on which a contradiction bears."""
        if not self.blamed:
            return
        gone: dict[Fact, int] = {}
        for rank, facts in self.missing.items():
            for fact in _facts_of(facts):
                gone[fact] = gone.get(fact, 0) | 1 << rank
        excluded = _keys_of(self.excluded)
        tainted = self.full.consequences(excluded)
        for name, keys in _keys_of(self.blamed).items():
            tainted[name] = union(tainted.get(name, NONE), keys)
        full = _ranks_among(tainted, self.met)
        sure = _ranks_among(tainted, self._sure(excluded))
        for fact in _facts_of(tainted):
            rank = full[fact]
            holds = down_from(rank, self.stated) & ~gone.get(fact, 0)
            standing = Standing(rank, self.blamed.get(fact, -1), sure.get(fact, -1), holds)
            if not is_part(fact) and standing != plain(rank, self.stated):
                self.out.standings[fact] = standing

    def _sure(self, excluded: Facts) -> dict[int, Facts]:
        """By rank, what follows from facts that lead to no contradiction at any level."""
        closure = Closure(self.rules.rules)
        base = closure.extend(self.always)
        out: dict[int, Facts] = {}
        for rank in sorted(self.stated, reverse=True):
            stated = {
                name: keys[~member(keys, excluded.get(name, NONE))]
                for name, keys in self.stated[rank].items()
            }
            new = closure.extend(stated)
            out[rank] = {n: merge(base.get(n, NONE), new.get(n, NONE)) for n in base.keys() | new}
            base = {}
        return out


def _ranks_among(wanted: Facts, by_rank: Mapping[int, Facts]) -> dict[Fact, int]:
    out: dict[Fact, int] = {}
    for rank, facts in by_rank.items():
        for name, keys in wanted.items():
            for key in keys[member(keys, facts.get(name, NONE))].tolist():
                out[name, key >> SHIFT, key & MASK] = rank
    return out


def is_part(fact: Fact) -> bool:
    """Whether the compilation of the ontology made up what the fact is of."""
    return str(fact[0]).startswith(NOWHERE) and not str(fact[0]).startswith(complement(""))


def _keys_of(facts: Iterable[Fact]) -> Facts:
    keys: dict[str, list[int]] = {}
    for name, first, second in facts:
        keys.setdefault(name, []).append((int(first) << SHIFT) | int(second))
    return {name: distinct(np.array(of, dtype=np.int64)) for name, of in keys.items()}


def _facts_of(facts: Mapping[str, Keys]) -> Iterator[Fact]:
    for name, keys in facts.items():
        for key in keys.tolist():
            yield (name, key >> SHIFT, key & MASK)


def given_keys(facts: Iterable[tuple[int, int]]) -> Keys:
    """Sorted keys of (subject, object) pairs."""
    table = np.fromiter((each for row in facts for each in row), dtype=np.int64).reshape(-1, 2)
    return distinct(pair(table[:, 0], table[:, 1]))


__all__ = ["Clash", "Cuts", "Relation", "cut", "given_keys", "is_part"]
