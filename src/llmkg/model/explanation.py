"""Why something follows, or why it does not."""

from __future__ import annotations

from dataclasses import dataclass

from llmkg.model.claim import Claim
from llmkg.model.evidence import Evidence
from llmkg.model.level import Level
from llmkg.model.proposition import Object, Proposition
from llmkg.model.text import Ref


@dataclass(frozen=True, slots=True)
class Fact:
    """A plain triple; the predicate of a type is `rdf:type`."""

    subject: Ref
    predicate: Ref
    object: Object


@dataclass(frozen=True, slots=True)
class Inference:
    """One step: what is concluded, from which facts, by which kind of axiom of the ontology."""

    conclusion: Fact
    premises: tuple[Fact, ...]
    axiom: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A proposition that an explanation rests on, with the claims and evidence that carry it.

    level  its effective confidence
    """

    proposition: Proposition
    level: Level
    claims: tuple[Claim, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """A minimal explanation: grounds of which none can be left out, and the steps from them.

    level       that of the weakest ground
    identities  types of the catalogue that take part
    """

    level: Level
    grounds: tuple[Ground, ...]
    identities: tuple[Fact, ...]
    steps: tuple[Inference, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that is missing for a derivation, and what is said about it.

    given   the facts of that derivation that do hold
    said    propositions about the missing fact: left open, denied, contradicted, or too narrow
    reason  for each of them, why it does not enter (its status, or "narrower")
    """

    missing: Fact
    given: tuple[Fact, ...]
    said: tuple[tuple[Proposition, str], ...]
    axiom: str


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer about a triple: how sure it is and why, or what is missing or speaks against it.

    level    the level of its graph; None when it does not follow
    whole    False when the search for explanations met its bound
    against  propositions that speak of the same terms and do not enter, with the reason
    gaps     derivations that lack one fact, those first about which something is said
    """

    fact: Fact
    level: Level | None
    explanations: tuple[Why, ...]
    whole: bool
    against: tuple[tuple[Proposition, str], ...]
    gaps: tuple[Gap, ...]
