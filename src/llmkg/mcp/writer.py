"""Values of the model as shapes, in one language, with their cautions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from llmkg.gather import standing
from llmkg.gather.reader import Reader
from llmkg.kb import KnowledgeBase
from llmkg.mcp import shapes
from llmkg.model.assessment import Assessment
from llmkg.model.claim import Claim
from llmkg.model.evidence import Direction, Evidence
from llmkg.model.explanation import Fact
from llmkg.model.level import Level
from llmkg.model.locator import Locator
from llmkg.model.proposition import Object, Proposition, Quantity, Value
from llmkg.model.tension import Tension
from llmkg.model.text import Ref
from llmkg.quote.cautions import Cautions, hedges, text
from llmkg.vocab import LLMKG, local_name


class Writer:
    """Writes for one question."""

    def __init__(self, kb: KnowledgeBase, lang: shapes.Lang) -> None:
        self.kb = kb
        self.lang: shapes.Lang = lang
        self.cautions = Cautions(lang)
        self.reader = Reader(kb.store)
        self.snapshot = kb.manifest.digest[:16]

    def thing(self, ref: Ref) -> shapes.Thing:
        """Something that is named."""
        return shapes.Thing(iri=ref.iri, kind=ref.kind, label=ref.text(self.lang, "en"))

    def things(self, refs: Iterable[Ref]) -> list[shapes.Thing]:
        """Several of them."""
        return [self.thing(ref) for ref in refs]

    def level(self, level: Level) -> shapes.Level:
        """A level."""
        label = self.cautions.level(level)
        return shapes.Level(name=level.name, label=label, rank=level.rank, iri=level.iri)

    def maybe(self, level: Level | None) -> shapes.Level | None:
        """A level, if there is one."""
        return self.level(level) if level is not None else None

    def value(self, value: Object) -> shapes.Thing | str:
        """What may stand as an object: a thing, or text."""
        match value:
            case Ref():
                return self.thing(value)
            case Quantity():
                return value.as_printed or str(value.amount)
            case Value():
                return value.value

    def words(self, value: Object) -> str:
        """An object in words."""
        found = self.value(value)
        return found if isinstance(found, str) else found.label

    def fact(self, fact: Fact) -> str:
        """A triple in words."""
        names = (fact.subject.text(self.lang, "en"), fact.predicate.text(self.lang, "en"))
        return " - ".join((*names, self.words(fact.object)))

    def assessed(self, iri: str) -> Assessment | None:
        """How the proposition of this IRI stands."""
        return standing.assessed(self.reader, iri)

    def assessment(self, found: Assessment | None) -> shapes.Assessment | None:
        """How a proposition stands."""
        if found is None:
            return None
        return shapes.Assessment(
            status=local_name(found.status.iri),
            label=found.status.text(self.lang, "en"),
            effective=self.level(found.effective),
            warrant=self.maybe(found.warrant),
            warrant_against=self.maybe(found.warrant_against),
            support_groups=found.support_groups,
            dispute_groups=found.dispute_groups,
            as_of=found.as_of,
        )

    def proposition(
        self, found: Proposition, assessment: Assessment | None = None, *, asked: bool = True
    ) -> shapes.Proposition:
        """What is said; `asked`: with how it stands now, where no assessment is given."""
        if assessment is None and asked:
            assessment = self.assessed(found.iri)
        return shapes.Proposition(
            iri=found.iri,
            label=text(found.label, self.lang, found.slug),
            subject=self.thing(found.subject),
            predicate=self.thing(found.predicate),
            object=self.value(found.object),
            qualifiers=[
                shapes.Qualifier(
                    name=local_name(each.property.iri),
                    label=each.property.text(self.lang, "en"),
                    value=self.value(each.value),
                )
                for each in found.qualifiers
            ],
            causal=found.causal,
            assessment=self.assessment(assessment),
            caution=self.cautions.proposition(assessment, causal=found.causal),
        )

    def claim(self, claim: Claim) -> shapes.Claim:
        """A claim, whole."""
        stands = standing.standing(self.reader, claim.iri)
        stance = self.reader.ref(LLMKG[claim.stance.value]).text(self.lang, "en")
        assessment = self.assessed(claim.proposition.iri)
        return shapes.Claim(
            iri=claim.iri,
            label=text(claim.label, self.lang) or claim.proposition.text(self.lang, "en"),
            stance=claim.stance.value,
            proposition=self.thing(claim.proposition),
            confidence=self.level(claim.confidence),
            hedge=hedges(claim),
            source=self.thing(claim.source),
            section=claim.section,
            place=_place(claim.locator),
            attributed_to=self.things(claim.attributed_to),
            evidence=[ref.iri for ref in claim.cites],
            state=stands.state.value,
            replaced_by=[ref.iri for ref in stands.replaced_by],
            caution=self.cautions.claim(claim, stance, stands, assessment),
        )

    def claims(self, claims: Iterable[Claim]) -> list[shapes.Claim]:
        """Several claims."""
        return [self.claim(claim) for claim in claims]

    def claims_of(self, refs: Sequence[Ref]) -> list[shapes.Claim]:
        """Claims that are only pointed at."""
        return [self.claim(self.kb.claim(ref.iri)) for ref in refs if ref.kind == "claim"]

    def evidence(
        self, found: Evidence, direction: Direction | None = None, ceiling: Level | None = None
    ) -> shapes.Evidence:
        """A piece of evidence, perhaps seen from a proposition."""
        return shapes.Evidence(
            iri=found.iri,
            label=text(found.label, self.lang, found.slug),
            type=found.type.name,
            type_label=text(found.type.label, self.lang, found.type.name),
            direction=direction.value if direction is not None else None,
            ceiling=self.maybe(ceiling),
            reported_in=self.things(found.reported_in),
            based_on=[ref.iri for ref in found.based_on],
            state=standing.standing(self.reader, found.iri).state.value,
        )

    def kinds(self, tension: Tension) -> list[str]:
        """The kinds of a tension in words."""
        return [ref.text(self.lang, "en") for ref in tension.kinds]


def _place(found: Locator | None) -> shapes.Place | None:
    """Where in its data a claim stands."""
    return shapes.Place(file=found.file, line=found.line, key=found.key) if found else None
