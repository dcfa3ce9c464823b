"""How sure the evidence lets one be of each proposition, as of a date, and how that came about.

All judgement is in the policy's rules, which are queries; see docs/confidence.md. This module runs
them in their order over a working copy in memory and reads the assessments off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.queries import NamedQuery, bind
from llmkg.reason.policy import Policy
from llmkg.store.embedded import EmbeddedStore
from llmkg.vocab import LLMKG

_WORKING: Final = ox.NamedNode("urn:llmkg:working")
PUBLIC: Final = frozenset(
    LLMKG[name]
    for name in (
        "assessedProposition", "status", "warrant", "warrantAgainst", "statedFor", "statedAgainst",
        "effectiveConfidence", "deniedConfidence", "supportGroups", "disputeGroups",
    )
)  # fmt: skip
OUTCOME: Final = LLMKG.comparedWithEvidence
Term: TypeAlias = ox.NamedNode | ox.Literal
LAST: Final = "9999-12-31"
"""A date after every source."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessments at one date.

    of        for each proposition its values by predicate
    outcomes  for each claim how it stands beside its evidence
    """

    as_of: str
    of: dict[str, dict[str, Term]]
    outcomes: dict[str, str]


def assess_at(quads: Sequence[ox.Quad], policy: Policy, as_of: str = LAST) -> Assessed:
    """Assess every proposition that a claim in force speaks about.

    Args:
        quads: ontology, catalogue and claims.
        policy: rules and ceilings.
        as_of: the last date that counts, as precise as it is given.
    """
    store = EmbeddedStore.memory(policy.overlay(quads))
    found: set[ox.Triple] = set()
    for repeats, group in groupby(policy.rules, key=policy.repeats):
        rules = list(group)
        grew = True
        while grew:
            outcomes = [_apply(rule, as_of, store, found) for rule in rules]
            grew = repeats and any(outcomes)
    return _read(found, as_of)


def _apply(rule: NamedQuery, as_of: str, store: EmbeddedStore, found: set[ox.Triple]) -> bool:
    values = {name: as_of for name in rule.params if name == "as_of"}
    new = set(store.construct(bind(rule, values))) - found
    found |= new
    store.load([ox.Quad(t.subject, t.predicate, t.object, _WORKING) for t in new])
    return bool(new)


def _read(found: Iterable[ox.Triple], as_of: str) -> Assessed:
    parts: dict[str, dict[str, Term]] = defaultdict(dict)
    outcomes: dict[str, str] = {}
    for triple in found:
        if not isinstance(triple.subject, ox.NamedNode):
            continue
        predicate, value = triple.predicate.value, triple.object
        if isinstance(value, (ox.NamedNode, ox.Literal)) and predicate in PUBLIC:
            parts[triple.subject.value][predicate] = value
        elif predicate == OUTCOME and isinstance(value, ox.NamedNode):
            outcomes[triple.subject.value] = value.value
    of = {
        said[LLMKG.assessedProposition].value: said
        for said in parts.values()
        if LLMKG.assessedProposition in said
    }
    return Assessed(as_of, of, outcomes)
