"""Assessments and explanations as JSON: every level with what carries it."""

from __future__ import annotations

from typing import Self

from llmkg.http.facade.things import Facade
from llmkg.http.facade.words import Json, without_empty
from llmkg.model.explanation import Explained, Fact, Gap, Ground, Inference, Why
from llmkg.model.proposition import Proposition

_OPEN_LEVEL = (
    "It does not follow from what is claimed; see what is said against it and what is missing."
)


class Explanations(Facade):
    """Writes why something follows."""

    @classmethod
    def of(cls, facade: Facade) -> Self:
        """The same facade, which writes explanations too."""
        return cls(facade.store, facade.context_url)

    def explained(self, explained: Explained) -> Json:
        """The answer about a triple."""
        return {
            "fact": self.fact(explained.fact),
            "confidence": explained.level and self.level(explained.level),
            "caution": self.caution(explained),
            "explanations": [self.why(each) for each in explained.explanations],
            "complete": explained.whole,
            "keptOut": [self.kept_out(*each) for each in explained.against],
            "gaps": [self.gap(each) for each in explained.gaps],
        }

    def caution(self, explained: Explained) -> str:
        """How the answer may be quoted, in a sentence."""
        if explained.level is None:
            return _OPEN_LEVEL
        level = explained.level.label.get("en", explained.level.name)
        return f"Quote it with its confidence: {level}. It is what sources claim, not what is true."

    def fact(self, fact: Fact) -> Json:
        """A triple."""
        return {
            "subject": self.ref(fact.subject),
            "predicate": self.ref(fact.predicate),
            "object": self.value(fact.object),
        }

    def why(self, why: Why) -> Json:
        """A minimal explanation."""
        return {
            "confidence": self.level(why.level),
            "grounds": [self.ground(each) for each in why.grounds],
            "steps": [self.step(each) for each in why.steps],
            **without_empty({"identities": [self.fact(each) for each in why.identities]}),
        }

    def ground(self, ground: Ground) -> Json:
        """A proposition of an explanation, with its claims and their evidence."""
        return {
            **self.proposition(ground.proposition),
            "confidence": self.level(ground.level),
            "assertedBy": self.claims(ground.claims),
            "supportedBy": [self.evidence(each) for each in ground.evidence],
        }

    def step(self, step: Inference) -> Json:
        """One step of the derivation."""
        return {
            "conclusion": self.fact(step.conclusion),
            "premises": [self.fact(each) for each in step.premises],
            "axiom": step.axiom,
        }

    def kept_out(self, proposition: Proposition, reason: str) -> Json:
        """A proposition that says it and does not enter, with the reason."""
        return {**self.proposition(proposition), "reason": reason}

    def gap(self, gap: Gap) -> Json:
        """What one missing fact would give."""
        return {
            "missing": self.fact(gap.missing),
            "given": [self.fact(each) for each in gap.given],
            "axiom": gap.axiom,
            "keptOut": [self.kept_out(*each) for each in gap.said],
        }
