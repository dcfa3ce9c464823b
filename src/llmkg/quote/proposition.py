"""A proposition as a text by itself: who says it, who denies it, on what, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable

from llmkg.kb import KnowledgeBase
from llmkg.model.argument import Argument
from llmkg.model.assessment import Assessment
from llmkg.model.proposition import Proposition
from llmkg.model.text import LANGUAGES, Ref
from llmkg.quote.card import card_of
from llmkg.quote.cautions import text
from llmkg.quote.citing import cite
from llmkg.quote.claim import assessed, citation
from llmkg.quote.marks import bullets, document, escaped
from llmkg.quote.saying import Teller
from llmkg.vocab import BASE


def proposition_markdown(
    kb: KnowledgeBase, iri: str, lang: str, *, home: str = BASE, day: str | None = None
) -> str:
    """A proposition with the whole argument about it, in Markdown.

    Arguments as of `claim_markdown`. Raises NotFoundError.
    """
    teller = Teller(kb, lang, home)
    found = kb.proposition(iri, as_of=day)
    if day is not None and not found.claims and not found.evidence:
        return card_of(kb, iri, home, day)  # which says that nobody had said anything
    said = found.proposition
    caution = teller.cautions.proposition(found.assessment, causal=said.causal)
    scopes = [_scope(teller, other, stands) for other, stands in found.other_scopes]
    return document(
        [
            f"# {escaped(text(said.label, lang) or said.slug)}",
            f"> {escaped(caution)}",
            escaped(teller.titles("day", day=day)) if day is not None else "",
            f"<{iri}>",
            *_section(teller, "says", [teller.triple(said)]),
            *_section(teller, "qualifiers", teller.qualifiers(said), optional=True),
            *_section(teller, "stands", [assessed(teller, found)]),
            *_section(teller, "for", map(teller.claim, found.asserted)),
            *_section(teller, "denied", map(teller.claim, found.denied)),
            *_section(teller, "left open", map(teller.claim, found.left_open), optional=True),
            *_section(teller, "evidence", _evidence(teller, found)),
            *_section(teller, "tensions", _tensions(teller, found), optional=True),
            *_section(teller, "timeline", _timeline(teller, found), optional=True),
            *_section(teller, "scopes", scopes, optional=True),
            *citation(teller, cite(kb, iri, lang, home=home, accessed=False)),
        ]
    )


def _section(
    teller: Teller, name: str, lines: Iterable[str], *, optional: bool = False
) -> list[str]:
    found = list(lines)
    if not found and optional:
        return []
    none = [escaped(teller.titles("none"))]
    return [f"## {escaped(teller.titles(name))}", bullets(found or none)]


def _evidence(teller: Teller, found: Argument) -> Iterable[str]:
    for line in found.evidence:
        yield teller.evidence(line.evidence, line.ceiling, [line.direction.value])


def _tensions(teller: Teller, found: Argument) -> Iterable[str]:
    for each in found.tensions:
        kinds = teller.titles.comma.join(map(teller.label, each.kinds))
        yield f"{teller.thing(Ref(each.iri, 'tension', each.slug, each.label))} ({kinds})"


def _timeline(teller: Teller, found: Argument) -> Iterable[str]:
    for point in found.timeline:
        yield f"{escaped(point.as_of)}{teller.titles.colon}{_stood(teller, point)}"


def _scope(teller: Teller, other: Proposition, stands: Assessment | None) -> str:
    shown = teller.thing(Ref(other.iri, "proposition", other.slug, other.label))
    return f"{shown}{teller.titles.colon}{_stood(teller, stands)}" if stands else shown


def _stood(teller: Teller, stands: Assessment) -> str:
    status = stands.status.text(teller.lang, *LANGUAGES)
    return escaped(f"{status}; {teller.cautions.level(stands.effective)}")
