"""What is computed: where abilities come from, descent, why a triple follows."""

from __future__ import annotations

from collections.abc import Sequence

from llmkg.kb import KnowledgeBase
from llmkg.mcp import shapes_of_answers as out
from llmkg.mcp.answers import by_direction
from llmkg.mcp.lookup import any_iri, iri_of
from llmkg.mcp.shapes import Lang
from llmkg.mcp.writer import Writer
from llmkg.model.argument import Origin
from llmkg.model.explanation import Gap, Why
from llmkg.model.lineage import LineageEdge
from llmkg.model.proposition import Proposition
from llmkg.vocab import Kind, local_name

_EXAMPLE = "model:text-davinci-003"


def origins_of_ability(
    kb: KnowledgeBase,
    *,
    ability: str,
    min_confidence: str | None = None,
    as_of: str | None = None,
    limit: int = 20,
    lang: Lang = "en",
) -> out.OriginsAnswer:
    """Where an ability is said to come from."""
    writer = Writer(kb, lang)
    iri = iri_of(kb, Kind.ABILITY, ability, "origins_of_ability")
    found = kb.ability_origins(iri, min_confidence=min_confidence, as_of=as_of)
    shown = found.origins[:limit]
    assessed = [each.argument.assessment for each in shown]
    levels = [each.effective for each in assessed if each is not None]
    return out.OriginsAnswer(
        caution=writer.cautions.listing(levels, empty=not shown),
        lang=lang,
        snapshot=writer.snapshot,
        total=len(found.origins),
        truncated=len(shown) < len(found.origins),
        ability=writer.thing(found.ability),
        min_confidence=min_confidence,
        as_of=as_of,
        origins=[_origin(writer, each) for each in shown],
    )


def lineage(
    kb: KnowledgeBase, *, model: str, limit: int = 30, lang: Lang = "en"
) -> out.LineageAnswer:
    """From what a model descends, as claimed."""
    writer = Writer(kb, lang)
    found = kb.lineage(iri_of(kb, Kind.MODEL, model, "lineage"))
    shown = found.edges[:limit]
    return out.LineageAnswer(
        caution=writer.cautions.listing([e.confidence for e in shown], empty=not shown),
        lang=lang,
        snapshot=writer.snapshot,
        total=len(found.edges),
        truncated=len(shown) < len(found.edges),
        model=writer.thing(found.model),
        ancestors=writer.things(found.ancestors[:limit]),
        edges=[_edge(writer, each) for each in shown],
    )


def explain(
    kb: KnowledgeBase,
    *,
    subject: str,
    predicate: str,
    object: str,  # noqa: A002 - the name that triples have for it
    limit: int = 3,
    lang: Lang = "en",
) -> out.ExplainAnswer:
    """How sure a triple is and why, or what it lacks."""
    writer = Writer(kb, lang)
    about, target = (any_iri(kb, each, _EXAMPLE) for each in (subject, object))
    relation = predicate if ":" in predicate else f"llmkg:{predicate}"
    found = kb.explain(about, any_iri(kb, relation, "llmkg:derivedFrom"), target, limit=limit)
    if found.level is None:
        caution = writer.cautions.say("no level")
    else:
        caution = writer.cautions.say("follows", level=writer.cautions.level(found.level))
    return out.ExplainAnswer(
        caution=caution,
        lang=lang,
        snapshot=writer.snapshot,
        fact=writer.fact(found.fact),
        terms=writer.things(map(writer.reader.ref, (about, found.fact.predicate.iri, target))),
        follows=found.level is not None,
        level=writer.maybe(found.level),
        explanations=[_why(writer, each) for each in found.explanations],
        complete=found.whole,
        kept_out=_kept_out(writer, found.against),
        gaps=[_gap(writer, each) for each in found.gaps[:limit]],
    )


def _why(writer: Writer, why: Why) -> out.Why:
    return out.Why(
        level=writer.level(why.level),
        grounds=[
            out.Ground(
                proposition=writer.proposition(each.proposition),
                level=writer.level(each.level),
                claims=writer.claims(each.claims),
                evidence=[writer.evidence(one) for one in each.evidence],
            )
            for each in why.grounds
        ],
        steps=[
            out.Step(
                conclusion=writer.fact(each.conclusion),
                premises=[writer.fact(one) for one in each.premises],
                axiom=each.axiom,
            )
            for each in why.steps
        ],
    )


def _kept_out(writer: Writer, several: Sequence[tuple[Proposition, str]]) -> list[out.KeptOut]:
    return [
        out.KeptOut(proposition=writer.proposition(each), reason=reason) for each, reason in several
    ]


def _gap(writer: Writer, gap: Gap) -> out.Gap:
    return out.Gap(
        missing=writer.fact(gap.missing),
        given=[writer.fact(each) for each in gap.given],
        said=_kept_out(writer, gap.said),
    )


def _origin(writer: Writer, origin: Origin) -> out.Origin:
    found = origin.argument
    sources = {claim.source.iri: claim.source for claim in found.claims}
    return out.Origin(
        factor=writer.thing(origin.factor),
        relation=writer.thing(origin.relation),
        stated=writer.maybe(origin.confidence),
        proposition=writer.proposition(found.proposition, found.assessment, asked=False),
        claims={
            "asserted_by": len(found.asserted),
            "denied_by": len(found.denied),
            "left_open_by": len(found.left_open),
        },
        evidence={name: len(lines) for name, lines in by_direction(found).items()},
        sources=writer.things(sources.values()),
    )


def _edge(writer: Writer, edge: LineageEdge) -> out.Edge:
    denied = writer.cautions.say("denied") if edge.denied else ""
    level = writer.cautions.level(edge.confidence)
    return out.Edge(
        child=writer.thing(edge.child),
        parent=writer.thing(edge.parent),
        relation=local_name(edge.relation),
        via=writer.thing(edge.via) if edge.via else None,
        stated=writer.maybe(edge.confidence),
        effective=writer.maybe(edge.effective),
        denied=edge.denied,
        depth=edge.depth,
        claims=writer.claims(edge.claims),
        caution=writer.cautions.say("edge", level=level, denied=denied),
    )
