"""What depends on the ontology alone: rules, levels, what limits a statement. Made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from llmkg.reason.rules import Rule, RuleSet, compile_rules, is_helper, unfold, unfolded
from llmkg.reason.statements import Scheme, slug_of
from llmkg.vocab import ENTAILED_GRAPHS, LLMKG, RDF


@dataclass(frozen=True)
class Theory:
    """An ontology as far as entailment goes.

    ontology    its quads, for the reference reasoner
    rules       what they amount to
    scheme      levels, and the properties that limit where a proposition holds
    stateable   the properties that a proposition may state
    """

    ontology: tuple[ox.Quad, ...]
    rules: RuleSet
    scheme: Scheme
    stateable: frozenset[str]

    @classmethod
    def of(cls, ontology: Iterable[ox.Quad]) -> Theory:
        """From the quads of the ontology's graph."""
        quads = tuple(ontology)
        stateable = frozenset(
            quad.subject.value
            for quad in quads
            if isinstance(quad.subject, ox.NamedNode)
            and quad.predicate.value == RDF.type
            and isinstance(quad.object, ox.NamedNode)
            and quad.object.value in (LLMKG.DomainProperty, LLMKG.CausalProperty)
        )
        return cls(quads, compile_rules(quads), Scheme.of(quads), stateable)

    @cached_property
    def entailed(self) -> frozenset[str]:
        """The classes and properties that may be entailed of something."""
        atoms = {atom for rule in self.rules.rules for atom in rule.body}
        classes = {atom.predicate for atom in atoms if atom.second is None}
        live = self.rules.live(self.stateable | classes)
        heads = {
            rule.head.predicate
            for rule in self.rules.rules
            if rule.head is not None
            and not is_helper(rule.head.predicate)
            and all(atom.predicate in live for atom in rule.body)
        }
        return self.stateable | heads

    @cached_property
    def by_head(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules in terms of the ontology, by the class or property that they give."""
        return unfold(self.rules)

    @cached_property
    def by_body(self) -> Mapping[str, tuple[tuple[Rule, int], ...]]:
        """The same by each class or property of their bodies, with its place there."""
        out: dict[str, list[tuple[Rule, int]]] = defaultdict(list)
        for rules in self.by_head.values():
            for rule in rules:
                for place, atom in enumerate(rule.body):
                    out[atom.predicate].append((rule, place))
        return {name: tuple(of) for name, of in out.items()}

    @cached_property
    def checks(self) -> Mapping[str, tuple[tuple[int, Rule, int], ...]]:
        """The contradictions by each class or property: order, rule, place in its body."""
        out: dict[str, list[tuple[int, Rule, int]]] = defaultdict(list)
        for order, rule in enumerate(self.rules.contradictions):
            for body in unfolded(rule.body, self.rules):
                for place, atom in enumerate(body):
                    out[atom.predicate].append((order, Rule(rule.axiom, None, body), place))
        return {name: tuple(of) for name, of in out.items()}

    @property
    def denials(self) -> int:
        """The order of contradictions between what is stated and denied: after all rules."""
        return len(self.rules.contradictions)

    @cached_property
    def beyond(self) -> frozenset[str]:
        """The classes and properties by which an axiom that no rule expresses would matter."""
        wanted = {axiom.about for axiom in self.rules.unsupported}
        grew = True
        while grew:
            before = len(wanted)
            for rule in self.rules.rules:
                if rule.head is not None and rule.head.predicate in wanted:
                    wanted |= {atom.predicate for atom in rule.body}
            grew = len(wanted) > before
        return frozenset(wanted)

    @cached_property
    def above(self) -> Mapping[str, frozenset[str]]:
        """For each class, itself and all classes that hold of whatever it holds of."""
        up: dict[str, set[str]] = defaultdict(set)
        names = set()
        for rules in self.by_head.values():
            for rule in rules:
                (*others, last) = rule.body
                if rule.head is not None and rule.head.second is None and not others:
                    names.add(rule.head.predicate)
                    if last.second is None:
                        up[last.predicate].add(rule.head.predicate)
                names.update(atom.predicate for atom in rule.body if atom.second is None)
        return {name: frozenset(_reach(name, up)) for name in names}

    @cached_property
    def graphs(self) -> Mapping[int, ox.NamedNode]:
        """The entailed graph of each rank."""
        levels = self.scheme.levels.items()
        return {rank: ox.NamedNode(ENTAILED_GRAPHS + slug_of(level)) for rank, level in levels}

    @cached_property
    def top(self) -> int:
        """The rank of the best level."""
        return max(self.scheme.levels)

    def everywhere(self, types: Iterable[str]) -> frozenset[str]:
        """The classes that hold at every level of what has these authored types."""
        return frozenset().union(*(self.above.get(kind, frozenset((kind,))) for kind in types))


def _reach(start: str, up: Mapping[str, set[str]]) -> set[str]:
    seen = {start}
    waiting = [start]
    while waiting:
        for name in up.get(waiting.pop(), ()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen
