"""What sources say as JSON: claims, evidence, propositions, arguments, tensions, questions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from llmkg.http.facade.words import Json, Words, texts, without_empty
from llmkg.model.anchor import Anchor
from llmkg.model.argument import Argument, EvidenceLine
from llmkg.model.assessment import Assessment
from llmkg.model.claim import Claim, Stance
from llmkg.model.evidence import Direction, Evidence
from llmkg.model.locator import Locator
from llmkg.model.proposition import Object, Proposition, Quantity, Value
from llmkg.model.question import OpenQuestion
from llmkg.model.tension import Tension
from llmkg.model.text import LangText, Ref
from llmkg.model.thing import Statement
from llmkg.vocab import XSD, local_name

_BY_STANCE: Final = {
    Stance.ASSERTS: "assertedBy",
    Stance.DENIES: "deniedBy",
    Stance.LEAVES_OPEN: "leftOpenBy",
}
_BY_DIRECTION: Final = {
    Direction.SUPPORTS: "supportedBy",
    Direction.DISPUTES: "disputedBy",
    Direction.QUALIFIES: "qualifiedBy",
}


class Statements(Words):
    """Writes statements of sources."""

    def anchor(self, anchor: Anchor) -> Json:
        """A place in a source's text."""
        return {
            "@type": "Anchor",
            "start": anchor.start,
            "end": anchor.end,
            "digest": anchor.digest,
            "prefix": anchor.prefix,
            "suffix": anchor.suffix,
        }

    def locator(self, locator: Locator) -> Json:
        """A place in data."""
        return {
            "@type": "Locator",
            "inFile": locator.file,
            "atLine": locator.line,
            **without_empty({"atKey": locator.key}),
        }

    def claim(self, claim: Claim) -> Json:
        """A claim, whole."""
        return {
            "@id": claim.iri,
            "@type": "Claim",
            "slug": claim.slug,
            "label": dict(claim.label),
            "stance": claim.stance.value,
            claim.stance.value: self.ref(claim.proposition),
            "confidence": self.level(claim.confidence),
            "hedge": texts(claim.hedge),
            "status": self.status(claim.iri),
            "statedIn": self.ref(claim.source),
            "section": claim.section,
            **without_empty(
                {
                    "anchor": claim.anchor and self.anchor(claim.anchor),
                    "locator": claim.locator and self.locator(claim.locator),
                    "hedgeAnchor": claim.hedge_anchor and self.anchor(claim.hedge_anchor),
                    "attributedTo": self.refs(claim.attributed_to),
                    "citesEvidence": self.refs(claim.cites),
                }
            ),
        }

    def claims(self, claims: Iterable[Claim]) -> list[Json]:
        """Several claims."""
        return [self.claim(claim) for claim in claims]

    def evidence(self, evidence: Evidence) -> Json:
        """A piece of evidence, with what it bears on."""
        bearings: dict[str, list[Json]] = {}
        for bearing in evidence.bearings:
            bearings.setdefault(bearing.direction.value, []).append(self.ref(bearing.proposition))
        return {
            "@id": evidence.iri,
            "@type": "Evidence",
            "slug": evidence.slug,
            "label": dict(evidence.label),
            "status": self.status(evidence.iri),
            "evidenceType": self.evidence_type(evidence.type),
            **bearings,
            "reportedIn": self.refs(evidence.reported_in),
            **without_empty(
                {
                    "basedOn": self.refs(evidence.based_on),
                    "citedByClaim": self.refs(evidence.cited_by),
                    "statedIn": evidence.stated_in and self.ref(evidence.stated_in),
                    "section": evidence.section,
                    "anchor": evidence.anchor and self.anchor(evidence.anchor),
                }
            ),
        }

    def proposition(self, proposition: Proposition, *, standing: bool = True) -> Json:
        """What is said, with its qualifiers as keys of their own.

        `standing`: with how it is assessed now, where the caller gives no assessment itself.
        """
        qualifiers: dict[str, list[Object]] = {}
        for qualifier in proposition.qualifiers:
            name = local_name(qualifier.property.iri)
            qualifiers.setdefault(name, []).append(qualifier.value)
        return {
            "@id": proposition.iri,
            "@type": "Proposition",
            "slug": proposition.slug,
            "label": dict(proposition.label),
            "subject": self.ref(proposition.subject),
            "predicate": self.ref(proposition.predicate),
            "object": self.value(proposition.object),
            **{name: self.values(values) for name, values in qualifiers.items()},
            "causal": proposition.causal,
            **(self.assessed(proposition.iri) if standing else {}),
        }

    def value(self, value: Object) -> Json:
        """What may stand as an object: a thing, a quantity, a literal."""
        match value:
            case Ref():
                return self.ref(value)
            case Quantity():
                return self.quantity(value)
            case Value(language=None):
                plain = value.datatype == XSD["string"]
                typed = {} if plain else {"@type": value.datatype}
                return {"@value": value.value, **typed}
            case Value():
                return {"@value": value.value, "@language": value.language}

    def values(self, values: Iterable[Object]) -> list[Json] | Json:
        """Values of one qualifier; texts by language, as the context has it."""
        several = list(values)
        spoken = [
            LangText(value.value, value.language)
            for value in several
            if isinstance(value, Value) and value.language
        ]
        return texts(spoken) if spoken else [self.value(value) for value in several]

    def quantity(self, quantity: Quantity) -> Json:
        """An amount; its digits as a string, since JSON numbers would round them."""
        return without_empty(
            {
                "@id": quantity.iri,
                "@type": "Quantity",
                "amount": quantity.amount is not None and f"{quantity.amount:f}",
                "upTo": quantity.up_to is not None and f"{quantity.up_to:f}",
                "unit": quantity.unit and self.ref(quantity.unit),
                "measure": quantity.measure and self.ref(quantity.measure),
                "asPrinted": quantity.as_printed,
            }
        )

    def argument(self, argument: Argument) -> Json:
        """A proposition with everything said for and against it."""
        by_direction: dict[str, list[Json]] = {name: [] for name in _BY_DIRECTION.values()}
        for line in argument.evidence:
            by_direction[_BY_DIRECTION[line.direction]].append(self.evidence_line(line))
        return {
            **self.proposition(argument.proposition, standing=False),
            "assertedBy": self.claims(argument.asserted),
            "deniedBy": self.claims(argument.denied),
            "leftOpenBy": self.claims(argument.left_open),
            **by_direction,
            "tensions": [self.tension(tension) for tension in argument.tensions],
            # left out rather than null: JSON-LD has no empty node
            **({"assessment": self.assessment(argument.assessment)} if argument.assessment else {}),
            "timeline": [self.assessment(each) for each in argument.timeline],
            "otherScopes": [
                {
                    **self.proposition(other, standing=False),
                    **({"assessment": self.assessment(standing)} if standing else {}),
                }
                for other, standing in argument.other_scopes
            ],
        }

    def assessment(self, assessment: Assessment) -> Json:
        """How sure the evidence lets one be of a proposition, as of a date."""
        levels = {
            "warrant": assessment.warrant,
            "warrantAgainst": assessment.warrant_against,
            "statedFor": assessment.stated_for,
            "statedAgainst": assessment.stated_against,
            "deniedConfidence": assessment.denied,
        }
        return {
            "@id": assessment.iri,
            "@type": "Assessment",
            "asOf": assessment.as_of,
            "status": self.ref(assessment.status),
            "effectiveConfidence": self.level(assessment.effective),
            **{name: self.level(level) for name, level in levels.items() if level is not None},
            "supportGroups": assessment.support_groups,
            "disputeGroups": assessment.dispute_groups,
            **without_empty(
                {
                    "movedBy": self.refs(assessment.moved_by),
                    "movedBySource": self.refs(assessment.moved_by_sources),
                }
            ),
        }

    def evidence_line(self, line: EvidenceLine) -> Json:
        """Evidence under the proposition it bears on, with the most it warrants for that one."""
        return {**self.evidence(line.evidence), "ceiling": self.level(line.ceiling)}

    def tension(self, tension: Tension) -> Json:
        """Claims that do not sit together."""
        return {
            "@id": tension.iri,
            "@type": "Tension",
            "slug": tension.slug,
            "label": dict(tension.label),
            "definition": dict(tension.definition),
            "tensionKind": self.refs(tension.kinds),
            "between": self.refs(tension.between),
            **without_empty({"intended": texts(tension.intended)}),
        }

    def question(self, question: OpenQuestion) -> Json:
        """An open question."""
        return {
            "@id": question.iri,
            "@type": "OpenQuestion",
            "slug": question.slug,
            "label": dict(question.label),
            "asksAbout": self.refs(question.asks_about),
            "wouldBeSettledBy": dict(question.would_be_settled_by),
            **without_empty(
                {
                    "statedIn": question.source and self.ref(question.source),
                    "section": question.section,
                    "anchor": question.anchor and self.anchor(question.anchor),
                }
            ),
        }

    def statement(self, statement: Statement) -> Json:
        """A proposition and the claims that take a stance on it."""
        by_stance: dict[str, list[Json]] = {}
        for claim in statement.claims:
            by_stance.setdefault(_BY_STANCE[claim.stance], []).append(self.claim(claim))
        return {**self.proposition(statement.proposition), **by_stance}
