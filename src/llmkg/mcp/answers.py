"""What is found and what is said: answers as plain functions over the knowledge base."""

from __future__ import annotations

from collections.abc import Sequence

from llmkg.errors import ParameterError
from llmkg.gather.standing import standing
from llmkg.kb import KnowledgeBase
from llmkg.mcp import shapes_of_answers as out
from llmkg.mcp.lookup import any_iri, iri_of, nearest
from llmkg.mcp.shapes import Lang
from llmkg.mcp.writer import Writer
from llmkg.model.argument import Argument, EvidenceLine
from llmkg.model.found import Hit
from llmkg.model.tension import Tension
from llmkg.quote.cautions import hedges, text
from llmkg.vocab import Kind, local_name, split


def search(
    kb: KnowledgeBase,
    *,
    query: str,
    kinds: Sequence[str] = (),
    levels: Sequence[str] = (),
    statuses: Sequence[str] = (),
    limit: int = 10,
    offset: int = 0,
    lang: Lang = "en",
) -> out.SearchAnswer:
    """Things by the words of their names and definitions."""
    writer = Writer(kb, lang)
    found = kb.search(
        query, kinds=kinds, levels=levels, statuses=statuses, offset=offset, limit=limit
    )
    items = [_hit(writer, hit) for hit in found.page.items]
    used = [kb.level(each.level.name) for each in items if each.level]
    return out.SearchAnswer(
        caution=writer.cautions.listing(used, empty=not items),
        lang=lang,
        snapshot=writer.snapshot,
        total=found.page.total,
        truncated=found.page.next_offset is not None,
        items=items,
        exact=found.exact,
        kinds=dict(found.kinds),
        unknown_words=list(found.unknown),
    )


def get_claim(kb: KnowledgeBase, *, claim: str, lang: Lang = "en") -> out.ClaimAnswer:
    """One claim."""
    writer = Writer(kb, lang)
    iri = iri_of(kb, Kind.CLAIM, claim, "get_claim")
    found = kb.claim(iri)
    shown = writer.claim(found)
    about = kb.proposition(found.proposition.iri)
    return out.ClaimAnswer(
        caution=shown.caution,
        lang=lang,
        snapshot=writer.snapshot,
        claim=shown,
        about=writer.proposition(about.proposition, about.assessment),
        evidence=[writer.evidence(kb.evidence(ref.iri)) for ref in found.cites],
    )


def argument(
    kb: KnowledgeBase,
    *,
    proposition: str,
    as_of: str | None = None,
    limit: int = 10,
    lang: Lang = "en",
) -> out.ArgumentAnswer:
    """A proposition (or that of a claim) with all for and against it."""
    writer = Writer(kb, lang)
    found = kb.proposition(_proposition_of(kb, proposition), as_of=as_of)
    shown = writer.proposition(found.proposition, found.assessment, asked=as_of is None)
    lines_by = by_direction(found)
    counts = {
        "asserted_by": len(found.asserted),
        "denied_by": len(found.denied),
        "left_open_by": len(found.left_open),
        **{name: len(lines) for name, lines in lines_by.items()},
        "tensions": len(found.tensions),
        "other_scopes": len(found.other_scopes),
    }
    evidence = {
        name: [writer.evidence(each.evidence, each.direction, each.ceiling) for each in lines]
        for name, lines in ((name, lines[:limit]) for name, lines in lines_by.items())
    }
    return out.ArgumentAnswer(
        caution=shown.caution,
        lang=lang,
        snapshot=writer.snapshot,
        proposition=shown,
        asserted_by=writer.claims(found.asserted[:limit]),
        denied_by=writer.claims(found.denied[:limit]),
        left_open_by=writer.claims(found.left_open[:limit]),
        **evidence,
        tensions=[tension_of(writer, each, limit) for each in found.tensions[:limit]],
        timeline=[
            out.Change(
                as_of=each.as_of,
                label=each.status.text(lang, "en"),
                effective=writer.level(each.effective),
            )
            for each in found.timeline[-limit:]
        ],
        other_scopes=[
            writer.proposition(other, assessed) for other, assessed in found.other_scopes[:limit]
        ],
        counts=counts,
        truncated=max(counts.values()) > limit,
    )


def tensions(
    kb: KnowledgeBase,
    *,
    kind: str | None = None,
    about: str | None = None,
    limit: int = 5,
    offset: int = 0,
    lang: Lang = "en",
) -> out.TensionsAnswer:
    """What does not sit together."""
    writer = Writer(kb, lang)
    found = kb.tensions()
    if kind is not None:
        found = _of_kind(found, kind)
    if about is not None:
        iri = any_iri(kb, about, "model:chatgpt")
        near = _claims_near(kb, iri)
        found = tuple(t for t in found if near & {ref.iri for ref in t.between})
    shown = found[offset : offset + limit]
    return out.TensionsAnswer(
        caution=writer.cautions.say("tensions" if shown else "nothing"),
        lang=lang,
        snapshot=writer.snapshot,
        total=len(found),
        truncated=offset + len(shown) < len(found),
        items=[tension_of(writer, each, limit) for each in shown],
    )


def open_questions(
    kb: KnowledgeBase,
    *,
    about: str | None = None,
    limit: int = 10,
    offset: int = 0,
    lang: Lang = "en",
) -> out.QuestionsAnswer:
    """What sources say is unknown, and what would settle it."""
    writer = Writer(kb, lang)
    found = kb.open_questions()
    if about is not None:
        near = _said_of(kb, any_iri(kb, about, "ability:chain-of-thought"))
        found = tuple(each for each in found if near & {ref.iri for ref in each.asks_about})
    shown = found[offset : offset + limit]
    return out.QuestionsAnswer(
        caution=writer.cautions.say("questions" if shown else "nothing"),
        lang=lang,
        snapshot=writer.snapshot,
        total=len(found),
        truncated=offset + len(shown) < len(found),
        items=[
            out.Question(
                iri=each.iri,
                label=text(each.label, lang, each.slug),
                asks_about=writer.things(each.asks_about),
                would_be_settled_by=text(each.would_be_settled_by, lang),
                source=writer.thing(each.source) if each.source else None,
                section=each.section,
            )
            for each in shown
        ],
    )


def mentions(kb: KnowledgeBase, iris: Sequence[str], lang: Lang) -> list[out.Mention]:
    """Claims and propositions among these IRIs, with their levels and hedges."""
    writer = Writer(kb, lang)
    found = []
    for iri in iris:
        hit = _hit(writer, Hit(writer.reader.ref(iri), "", {}, 0.0))
        if hit.level is not None:
            found.append(out.Mention(**hit.model_dump(exclude={"kind", "definition"})))
    return found


def _hit(writer: Writer, hit: Hit) -> out.Hit:
    """A thing that was found; a claim never without its hedge, a proposition never bare."""
    ref = hit.thing
    shown = out.Hit(
        iri=ref.iri,
        kind=hit.kind or ref.kind or "",
        label=ref.text(writer.lang, "en"),
        definition=text(hit.definition, writer.lang),
        state=hit.state.value,
    )
    if ref.kind == Kind.CLAIM:
        claim = writer.kb.claim(ref.iri)
        assessed = writer.assessed(claim.proposition.iri)
        more = {
            "level": writer.level(claim.confidence),
            "status": assessed.status.text(writer.lang, "en") if assessed else None,
            "hedge": hedges(claim),
            "state": standing(writer.reader, ref.iri).state.value,
        }
        return shown.model_copy(update=more)
    if ref.kind == Kind.PROPOSITION:
        assessed = writer.assessed(ref.iri)
        if assessed is not None:
            status = assessed.status.text(writer.lang, "en")
            level = writer.level(assessed.effective)
            return shown.model_copy(update={"level": level, "status": status})
    return shown


def _proposition_of(kb: KnowledgeBase, given: str) -> str:
    """The IRI of a proposition, also by one of its claims."""
    for mark in ("c:", "claim/", "claim:"):
        if given.strip().startswith(mark) or f"/{mark}" in given:
            iri = iri_of(kb, Kind.CLAIM, given, "argument")
            return kb.claim(iri).proposition.iri
    return iri_of(kb, Kind.PROPOSITION, given, "argument")


def by_direction(found: Argument) -> dict[str, list[EvidenceLine]]:
    """The evidence of an argument by what it does to the proposition."""
    named = {"supports": "supported_by", "disputes": "disputed_by", "qualifies": "qualified_by"}
    lines: dict[str, list[EvidenceLine]] = {name: [] for name in named.values()}
    for line in found.evidence:
        lines[named[line.direction.value]].append(line)
    return lines


def tension_of(writer: Writer, found: Tension, limit: int) -> out.TensionOut:
    """A tension with the claims between which it is."""
    return out.TensionOut(
        iri=found.iri,
        label=text(found.label, writer.lang, found.slug),
        kinds=writer.kinds(found),
        explanation=text(found.definition, writer.lang),
        intended=[each.value for each in found.intended],
        between=writer.claims_of(found.between[:limit]),
    )


def _of_kind(found: Sequence[Tension], kind: str) -> tuple[Tension, ...]:
    wanted = kind.rpartition(":")[2].rpartition("#")[2].lower()
    fitting = tuple(
        each for each in found if wanted in {local_name(ref.iri).lower() for ref in each.kinds}
    )
    names = sorted({local_name(ref.iri) for each in found for ref in each.kinds})
    if not fitting:
        near = nearest(kind, names)
        raise ParameterError(
            f"There is no tension of the kind {kind!r}",
            mend=f"{f'Nearest: {near[0]}. ' if near else ''}There are: {', '.join(names)}.",
        )
    return fitting


def _said_of(kb: KnowledgeBase, iri: str) -> set[str]:
    """The thing itself, and the propositions in which it occurs."""
    named = split(iri)
    if named is None or named[0] is Kind.PROPOSITION:
        return {iri}
    return {iri, *(each.proposition.iri for each in kb.thing(*named).statements)}


def _claims_near(kb: KnowledgeBase, iri: str) -> set[str]:
    """The claims about a thing, or on a proposition, or the claim itself."""
    if "/claim/" in iri:
        return {iri}
    if "/proposition/" in iri:
        return {each.iri for each in kb.proposition(iri).claims}
    named = split(iri)
    if named is None:
        return set()
    card = kb.thing(*named)
    return {claim.iri for each in card.statements for claim in each.claims}
