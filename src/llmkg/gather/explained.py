"""Explanations as values: which claims make a triple follow, or what keeps it from following."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

import pyoxigraph as ox

from llmkg.gather.reader import Reader
from llmkg.gather.statements import as_object, claims_on, evidence, proposition
from llmkg.model.claim import Claim, Stance
from llmkg.model.explanation import Explained, Fact, Gap, Ground, Inference, Why
from llmkg.model.level import Level
from llmkg.model.proposition import Proposition
from llmkg.model.text import Ref
from llmkg.reason.explain import Explanation, explanations, gather
from llmkg.reason.missing import lacking
from llmkg.reason.rules import Rule, compile_rules, unfold
from llmkg.reason.statements import levels_of
from llmkg.reason.stored import StoredClosure
from llmkg.reason.support import Fact as Key
from llmkg.store.port import GraphStore
from llmkg.vocab import LLMKG, ONTOLOGY_GRAPH, RDF, local_name

_GAPS = 12
_SILENT = 4
NARROWER = "narrower"


@dataclass(frozen=True)
class Explainer:
    """Explains triples of one snapshot; what it needs of the ontology is compiled once."""

    reader: Reader
    store: GraphStore = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "store", self.reader.store)

    @cached_property
    def _ontology(self) -> tuple[ox.Quad, ...]:
        return self.store.quads(graph=ox.NamedNode(ONTOLOGY_GRAPH))

    @cached_property
    def _rules(self) -> Mapping[str, tuple[Rule, ...]]:
        return unfold(compile_rules(self._ontology))

    @cached_property
    def _class_rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """Those that derive a class from classes alone."""
        return {
            head: tuple(r for r in of if all(atom.second is None for atom in r.body))
            for head, of in self._rules.items()
        }

    @cached_property
    def _levels(self) -> Mapping[int, Level]:
        return {rank: self.reader.level(iri) for iri, rank in levels_of(self._ontology).items()}

    @cached_property
    def _closure(self) -> StoredClosure:
        qualifiers = frozenset(
            quad.subject.value
            for quad in self._ontology
            if quad.predicate.value == RDF.type
            and quad.object == ox.NamedNode(LLMKG.ScopeQualifier)
            and isinstance(quad.subject, ox.NamedNode)
        )
        return StoredClosure(self.store, levels_of(self._ontology), qualifiers)

    def level(self, subject: str, predicate: str, obj: str) -> Level | None:
        """The level at which a triple of things is entailed; None when it is not."""
        rank = self._closure.rank((predicate, ox.NamedNode(subject), ox.NamedNode(obj)))
        return None if rank is None else self._levels[rank]

    def explain(
        self,
        subject: ox.NamedNode,
        predicate: str,
        obj: ox.NamedNode | ox.Literal,
        *,
        limit: int = 3,
    ) -> Explained:
        """Why a triple follows, by up to `limit` minimal explanations, or why it does not."""
        if predicate == RDF.type and isinstance(obj, ox.NamedNode):
            goal: Key = (obj.value, subject, 0)
        else:
            goal = (predicate, subject, obj)
        rank = self._closure.rank(goal)
        against = tuple(self._kept_out(goal))
        if rank is None:
            gaps = tuple(islice(self._gaps(goal), _GAPS))
            return Explained(self._fact(goal), None, (), whole=True, against=against, gaps=gaps)
        # What the catalogue says a thing is explains its classes; that this or that property is
        # used of it would give dozens of explanations more, none of them better.
        rules = self._class_rules if goal[2] == 0 else self._rules
        derivations = gather(goal, rules, self._closure, self._closure.grade)
        found = explanations(derivations, limit)
        if rules is self._class_rules:
            derivations = replace(derivations, whole=False)
            if not found or found[0].rank < rank:
                derivations = gather(goal, self._rules, self._closure, self._closure.grade)
                found = explanations(derivations, limit)
        return Explained(
            self._fact(goal),
            self._levels[rank],
            tuple(self._why(each) for each in found),
            whole=derivations.whole,
            against=against,
            gaps=(),
        )

    def _why(self, found: Explanation) -> Why:
        grounds: list[Ground] = []
        identities: list[Fact] = []
        for key in sorted(found.facts, key=str):
            if key[2] == 0:
                identities.append(self._fact(key))
                continue
            entering = [(rank, iri) for iri, rank in self._closure.stated(key) if rank is not None]
            rank, iri = max(entering)
            grounds.append(self._ground(iri, rank))
        return Why(
            level=self._levels[found.rank],
            grounds=tuple(grounds),
            identities=tuple(identities),
            steps=tuple(
                Inference(
                    self._fact(key),
                    tuple(self._fact(premise) for premise in step.premises),
                    step.rule.axiom,
                )
                for key, step in found.steps
            ),
        )

    def _ground(self, iri: str, rank: int) -> Ground:
        claims = [each for each in claims_on(self.reader, iri) if each.stance is Stance.ASSERTS]
        return Ground(
            proposition(self.reader, iri),
            self._levels[rank],
            tuple(claims),
            tuple(evidence(self.reader, cited) for cited in _cited(claims)),
        )

    def _kept_out(self, goal: Key) -> Iterator[tuple[Proposition, str]]:
        """The propositions with the terms of a fact that do not enter, and why."""
        if goal[2] == 0:
            return
        for iri, rank in self._closure.stated(goal):
            if rank is None:
                if self._closure.is_narrow(iri):
                    yield proposition(self.reader, iri), NARROWER
                else:
                    status = self._closure.status(iri)
                    yield proposition(self.reader, iri), local_name(status or "") or "unclaimed"

    def _gaps(self, goal: Key) -> Iterator[Gap]:
        spoken: list[Gap] = []
        silent: list[Gap] = []
        for each in lacking(goal, self._rules, self._closure):
            said = tuple(self._kept_out(each.missing))
            gap = Gap(
                self._fact(each.missing),
                tuple(self._fact(key) for key in each.given),
                said,
                each.rule.axiom,
            )
            (spoken if said else silent).append(gap)
        # Where something is said about a missing fact, that is the answer; the rest is guessing.
        yield from spoken or silent[:_SILENT]

    def _fact(self, key: Key) -> Fact:
        name, subject, obj = key
        predicate = RDF.type if obj == 0 else name
        target = ox.NamedNode(name) if obj == 0 else obj
        return Fact(self._ref(subject), self.reader.ref(predicate), as_object(self.reader, target))

    def _ref(self, term: ox.NamedNode) -> Ref:
        return self.reader.ref(term.value)


def _cited(claims: Iterable[Claim]) -> list[str]:
    return list(dict.fromkeys(ref.iri for each in claims for ref in each.cites))
