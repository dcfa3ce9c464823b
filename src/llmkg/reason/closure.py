"""The closure of facts under rules, semi-naively and set-wise.

In each round a rule is applied only where at least one premise is new (F. Bancilhon, 1986, on
semi-naive evaluation); joins run over whole arrays at once. Facts are added level by level, best
first, so that a fact is first met at the best level at which it follows: with the weakest link as
the strength of a derivation, that is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from llmkg.rdf.distinct import distinct
from llmkg.reason.relation import (
    ABOUT_LITERALS,
    NONE,
    SHIFT,
    Keys,
    Relation,
    firsts,
    join,
    member,
    merge,
    pair,
    seconds,
    swap,
)
from llmkg.reason.rules import Atom, Rule

Facts = dict[str, Keys]
"""New facts by class or property; keys are sorted and without doubles."""


@dataclass(frozen=True, slots=True)
class Derived:
    """Facts that one rule derived in one round: `keys[i]` from `premises[k][i]` of body atom k."""

    rule: Rule
    keys: Keys
    premises: tuple[Keys, ...]


def _columns(atom: Atom, keys: Keys) -> dict[int, Keys]:
    if atom.second is None:
        return {atom.first: firsts(keys)}
    return {atom.first: firsts(keys), atom.second: seconds(keys)}


def _fitting(atom: Atom, keys: Keys) -> Keys:
    """The keys that an atom such as p(x, x) admits."""
    if atom.first == atom.second:
        loops: Keys = keys[firsts(keys) == seconds(keys)]
        return loops
    return keys


def _match(probe: Atom, new: Keys, other: Atom, relation: Relation) -> tuple[Keys, Keys]:
    """Facts of `probe` (among `new`) and of `other` (in `relation`) that agree, pair by pair."""
    new = _fitting(probe, new)
    shared = [variable for variable in probe.variables if variable in other.variables]
    mine = _columns(probe, new)
    if len(set(shared)) == len(set(other.variables)):  # `other` is wholly bound: a look-up
        key = mine[other.first] << 32
        if other.second is not None:
            key = pair(mine[other.first], mine[other.second])
        found = member(key, relation.keys)
        return new[found], key[found]
    on = shared[0]
    by_first = other.first == on
    i, j = join(mine[on], relation.keys if by_first else relation.swapped)
    matched = (relation.keys if by_first else relation.swapped)[j]
    if not by_first:
        matched = pair(seconds(matched), firsts(matched))
    return new[i], matched


def _head(rule: Rule, premises: tuple[Keys, ...]) -> Keys:
    columns: dict[int, Keys] = {}
    for atom, keys in zip(rule.body, premises, strict=True):
        columns.update(_columns(atom, keys))
    if rule.head is None:
        return premises[0]
    if rule.head.second is None:
        return columns[rule.head.first] << 32
    return pair(columns[rule.head.first], columns[rule.head.second])


def fire(rule: Rule, new: Mapping[str, Keys], facts: Mapping[str, Relation]) -> list[Derived]:
    """What a rule derives where at least one premise is `new` (which `facts` holds already)."""
    out = []
    if len(rule.body) == 1:
        atom = rule.body[0]
        keys = _fitting(atom, new.get(atom.predicate, NONE))
        if len(keys):
            out.append(Derived(rule, _head(rule, (keys,)), (keys,)))
        return out
    left, right = rule.body
    fresh = new.get(left.predicate, NONE)
    if len(fresh) and right.predicate in facts:
        a, b = _match(left, fresh, right, facts[right.predicate])
        out.append(Derived(rule, _head(rule, (a, b)), (a, b)))
    fresh = new.get(right.predicate, NONE)
    if len(fresh) and left.predicate in facts:
        b, a = _match(right, fresh, left, facts[left.predicate])
        out.append(Derived(rule, _head(rule, (a, b)), (a, b)))
    return [derived for derived in out if len(derived.keys)]


def support(rule: Rule, wanted: Keys, facts: Mapping[str, Relation]) -> Derived:
    """Derivations by one rule of those among `wanted` (facts of its head) that `facts` gives."""
    head = rule.head
    if head is None:
        return Derived(rule, NONE, (NONE,) * len(rule.body))
    columns = _columns(head, _fitting(head, wanted))
    premises: dict[int, Keys] = {}
    # The atom that shares a variable with the head goes first, so that the look-up stays narrow.
    order = sorted(range(len(rule.body)), key=lambda k: head.first not in rule.body[k].variables)
    for k in order:
        atom = rule.body[k]
        relation = facts[atom.predicate]
        if all(variable in columns for variable in atom.variables):
            keys = columns[atom.first] << SHIFT
            if atom.second is not None:
                keys = keys | columns[atom.second]
            rows = np.flatnonzero(member(keys, relation.keys))
            keys = keys[rows]
        else:
            by_first = atom.first in columns
            ordered = relation.keys if by_first else relation.swapped
            on = atom.first if by_first or atom.second is None else atom.second
            rows, at = join(columns[on], ordered)
            keys = ordered[at] if by_first else swap(ordered[at])
        columns = {variable: column[rows] for variable, column in columns.items()}
        columns |= _columns(atom, keys)
        premises = {j: column[rows] for j, column in premises.items()} | {k: keys}
    key = columns[head.first] << SHIFT
    if head.second is not None:
        key = key | columns[head.second]
    return Derived(rule, key, tuple(premises[k] for k in range(len(rule.body))))


class Closure:
    """Facts and everything that follows from them, grown by :meth:`extend`."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.facts: dict[str, Relation] = {}
        self._by_body: dict[str, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            for predicate in {atom.predicate for atom in rule.body}:
                self._by_body[predicate].append(rule)

    def __len__(self) -> int:
        return sum(len(relation) for relation in self.facts.values())

    def copy_without(self, gone: Mapping[str, Keys]) -> Closure:
        """A closure over the same rules whose facts lack `gone`."""
        other = Closure(self.rules)
        for predicate, relation in self.facts.items():
            other.facts[predicate] = relation.without(gone.get(predicate, NONE))
        return other

    def insert(self, predicate: str, keys: Keys) -> Keys:
        """Take in sorted keys; returns those that were not here yet."""
        relation = self.facts.setdefault(predicate, Relation())
        new = keys[~member(keys, relation.keys)]
        relation.add(new)
        return new

    def extend(self, given: Mapping[str, Keys], within: Mapping[str, Keys] | None = None) -> Facts:
        """Add facts and all that follows; returns everything that is new, given facts included.

        With `within`, only derived facts that it holds are kept.
        """
        added: dict[str, Keys] = {}
        new = {name: fresh for name, keys in given.items() if len(fresh := self.insert(name, keys))}
        while new:
            for name, keys in new.items():
                added[name] = merge(added.get(name, NONE), keys)
            new = self._round(new, within)
        return added

    def consequences(self, start: Mapping[str, Keys]) -> Facts:
        """The facts here that some derivation reaches from `start`, `start` included."""
        reached = dict(start)
        new = dict(start)
        while new:
            candidates: dict[str, list[Keys]] = defaultdict(list)
            for rule in self._touched(new):
                for derived in fire(rule, new, self.facts):
                    candidates[_head_of(rule)].append(derived.keys)
            new = {}
            for name, parts in candidates.items():
                keys = distinct(np.concatenate(parts))
                keys = keys[member(keys, self.facts[name].keys)] if name in self.facts else NONE
                fresh = keys[~member(keys, reached.get(name, NONE))]
                if len(fresh):
                    new[name] = fresh
                    reached[name] = merge(reached.get(name, NONE), fresh)
        return reached

    def rederive(self, wanted: Mapping[str, Keys]) -> Facts:
        """Derive again what can be of `wanted`, from the facts that are here."""
        found: dict[str, list[Derived]] = defaultdict(list)
        for rule in self.rules:
            keys = wanted.get(_head_of(rule), NONE)
            if len(keys) and all(atom.predicate in self.facts for atom in rule.body):
                found[_head_of(rule)].append(support(rule, keys, self.facts))
        new = {name: keys for name, many in found.items() if len(keys := self._take(name, many))}
        added: dict[str, Keys] = {}
        while new:
            for name, keys in new.items():
                added[name] = merge(added.get(name, NONE), keys)
            new = self._round(new, wanted)
        return added

    def _touched(self, new: Mapping[str, Keys]) -> list[Rule]:
        touched: dict[Rule, None] = {}
        for name in new:
            for rule in self._by_body.get(name, ()):
                touched[rule] = None
        return list(touched)

    def _round(self, new: Mapping[str, Keys], within: Mapping[str, Keys] | None) -> Facts:
        """One round: apply each rule that a new fact touches, then take in what is new."""
        found: dict[str, list[Derived]] = defaultdict(list)
        for rule in self._touched(new):
            head = _head_of(rule)
            if within is not None and head not in within:
                continue
            found[head].extend(fire(rule, new, self.facts))
        fresh: dict[str, Keys] = {}
        for name, many in found.items():
            keys = self._take(name, many, within.get(name, NONE) if within is not None else None)
            if len(keys):
                fresh[name] = keys
        return fresh

    def _take(self, name: str, many: list[Derived], allowed: Keys | None = None) -> Keys:
        """Take in what is new; what has a literal for its subject is no statement."""
        relation = self.facts.setdefault(name, Relation())
        keys = distinct(np.concatenate([derived.keys for derived in many])) if many else NONE
        keys = keys[: int(np.searchsorted(keys, ABOUT_LITERALS))]
        keys = keys[~member(keys, relation.keys)]
        if allowed is not None:
            keys = keys[member(keys, allowed)]
        relation.add(keys)
        return keys


def _head_of(rule: Rule) -> str:
    return rule.head.predicate if rule.head is not None else ""
