"""Things and what is computed about them as JSON: cards, lineage, origins, findings."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from llmkg.http.facade.statements import Statements
from llmkg.http.facade.words import Json, without_empty
from llmkg.model.argument import AbilityOrigins, Origin
from llmkg.model.finding import Finding, Report
from llmkg.model.found import Hit
from llmkg.model.lineage import Lineage, LineageEdge
from llmkg.model.source import Source
from llmkg.model.text import Ref
from llmkg.model.thing import Thing, ThingCard
from llmkg.vocab import LLMKG, Kind, compact, local_name

_CLASSES: Final = {
    Kind.MODEL: "Model",
    Kind.FAMILY: "ModelFamily",
    Kind.STAGE: "TrainingStage",
    Kind.METHOD: "TrainingMethod",
    Kind.ABILITY: "Ability",
    Kind.DATASET: "Dataset",
    Kind.BENCHMARK: "Benchmark",
    Kind.AGENT: "Agent",
    Kind.CONCEPT: "Concept",
    Kind.SOURCE: "Source",
}


class Facade(Statements):
    """Writes any value of the model as a JSON object."""

    def hit(self, hit: Hit) -> Json:
        """A thing that was found, with how it stands."""
        return {
            **self.ref(hit.thing),
            "kind": hit.kind,
            **without_empty(
                {
                    "definition": dict(hit.definition),
                    "level": hit.level and self.level(hit.level),
                    "standing": hit.status
                    and {
                        "@id": hit.status.iri,
                        "name": local_name(hit.status.iri),
                        "label": dict(hit.status.label),
                    },
                }
            ),
            "state": hit.state.value,
        }

    def thing(self, thing: Thing) -> Json:
        """An identity as it is listed."""
        types = sorted({local_name(ref.iri) for ref in thing.types if ref.iri.startswith(LLMKG)})
        main = _CLASSES.get(Kind(thing.kind), "Entity")
        return {
            "@id": thing.iri,
            "@type": types or [main],
            "slug": thing.slug,
            "label": dict(thing.label),
            **without_empty(
                {
                    "alternatives": list(thing.alternatives),
                    "definition": dict(thing.definition),
                    "sameAs": list(thing.same_as),
                }
            ),
            "claimCount": thing.claims,
        }

    def source(self, source: Source) -> Json:
        """A source with its record."""
        return {
            "@id": source.iri,
            "@type": "Source",
            "slug": source.slug,
            "label": dict(source.label),
            "title": dict(source.title),
            "claimCount": source.claims,
            **without_empty(
                {
                    "issued": source.issued,
                    "creator": self.refs(source.creators),
                    "language": source.language,
                    "textDigest": source.text_digest,
                    "textLength": source.text_length,
                }
            ),
        }

    def card(self, card: ThingCard) -> Json:
        """A thing and every statement about it with its claims."""
        return {
            **self.thing(card.thing),
            "statements": [self.statement(statement) for statement in card.statements],
        }

    def lineage(self, lineage: Lineage) -> Json:
        """The ancestry of a model."""
        return {
            **self.ref(lineage.model),
            "@type": "Model",
            "ancestors": self.refs(lineage.ancestors),
            "edges": [self.edge(edge) for edge in lineage.edges],
        }

    def edge(self, edge: LineageEdge) -> Json:
        """One step of an ancestry, with every claim on it."""
        return {
            "child": self.ref(edge.child),
            "parent": self.ref(edge.parent),
            "relation": {"@id": edge.relation, "name": local_name(edge.relation)},
            "via": edge.via and self.ref(edge.via),
            "confidence": edge.confidence and self.level(edge.confidence),
            "effectiveConfidence": edge.effective and self.level(edge.effective),
            "explanation": self.explanation(edge.child, LLMKG["derivedFrom"], edge.parent),
            "denied": edge.denied,
            "depth": edge.depth,
            "propositions": self.refs(edge.propositions),
            "claims": self.claims(edge.claims),
        }

    def explanation(self, subject: Ref, predicate: str, obj: Ref) -> str:
        """Where the explanation of a triple is to be had, on this server."""
        named = {"subject": subject.iri, "predicate": predicate, "object": obj.iri}
        return f"/api/explain?{urlencode({k: compact(v) for k, v in named.items()})}"

    def origins(self, origins: AbilityOrigins) -> Json:
        """Where an ability comes from."""
        return {
            **self.ref(origins.ability),
            "@type": "Ability",
            "minConfidence": origins.min_confidence and self.level(origins.min_confidence),
            "asOf": origins.as_of,
            "origins": [self.origin(origin) for origin in origins.origins],
        }

    def origin(self, origin: Origin) -> Json:
        """One factor that is said to act on an ability, with the argument about it."""
        return {
            "factor": self.ref(origin.factor),
            "relation": self.ref(origin.relation),
            "confidence": origin.confidence and self.level(origin.confidence),
            "explanation": self.explanation(
                origin.factor, origin.relation.iri, _ability_of(origin)
            ),
            "argument": self.argument(origin.argument),
        }

    def report(self, report: Report) -> Json:
        """What a check found."""
        return {
            "conforms": report.conforms,
            "findings": [self.finding(finding) for finding in report.findings],
        }

    def finding(self, finding: Finding) -> Json:
        """One finding of a check."""
        where = finding.location
        return without_empty(
            {
                "rule": finding.rule,
                "severity": finding.severity.value,
                "messages": dict(finding.messages),
                "focus": finding.focus,
                "path": finding.path,
                "value": finding.value,
                "file": where and where.file,
                "line": where and where.line,
                "column": where and where.column,
                "mend": dict(finding.mend),
            }
        )


def _ability_of(origin: Origin) -> Ref:
    ability = origin.argument.proposition.object
    return ability if isinstance(ability, Ref) else origin.factor
