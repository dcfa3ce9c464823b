"""A claim as a text by itself: what it says, how surely, what became of it, and how to cite it.

Nothing of the text of a source is in it but the hedge; where that stands is told by offsets and
digests, to which whoever has the text can hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from llmkg.gather import standing, statements
from llmkg.gather.reader import labels
from llmkg.gather.references import reference
from llmkg.kb import KnowledgeBase
from llmkg.model.anchor import Anchor
from llmkg.model.argument import Argument
from llmkg.model.claim import Claim, Stance
from llmkg.model.standing import Standing, State
from llmkg.model.text import LANGUAGES, Ref
from llmkg.model.weighing import Fate, Span
from llmkg.quote.card import card_of
from llmkg.quote.cautions import text
from llmkg.quote.citing import Cited, cite
from llmkg.quote.marks import bullets, code, document, escaped, fenced, link
from llmkg.quote.saying import GONE, Teller
from llmkg.vocab import BASE, LLMKG, SKOS

_AGAINST: Final = {
    Stance.ASSERTS: ("denied",),
    Stance.DENIES: ("asserted",),
    Stance.LEAVES_OPEN: ("asserted", "denied"),
}


def claim_markdown(
    kb: KnowledgeBase, iri: str, lang: str, *, home: str = BASE, day: str | None = None
) -> str:
    """A claim with its citation, in Markdown.

    lang  "en" or "zh"
    home  the address to which links lead, ending in a slash
    day   the claim as it stood on that day (YYYY-MM-DD); without one as it stands today

    The same snapshot gives the same text. Raises NotFoundError.
    """
    teller = Teller(kb, lang, home)
    found = statements.claim(teller.reader, iri)
    said = escaped(text(found.label, lang) or found.proposition.text(lang, *LANGUAGES))
    about = found.proposition.iri
    span = kb.weighing(about).span(iri)
    fate = span.at(day or datetime.now(UTC).date().isoformat())
    if fate is Fate.UNBORN:
        return card_of(kb, iri, home, day)  # which says so
    argument = kb.proposition(about, as_of=day)
    cited = cite(kb, iri, lang, home=home, accessed=False)
    return document(
        [
            f"# {said}",
            f"> {_caution(teller, found, fate, argument)}",
            escaped(teller.titles("day", day=day)) if day is not None else "",
            f"<{iri}>",
            *_section(teller, "says", _says(teller, found, argument)),
            *_section(teller, "stands", _stands(teller, found, argument, (fate, span))),
            *_section(teller, "rests", _rests(teller, found, argument)),
            *_section(teller, "where", _where(teller, found)),
            *_section(teller, "source", source_lines(teller, found.source.iri)),
            *citation(teller, cited),
        ]
    )


def citation(teller: Teller, cited: Cited) -> list[str]:
    """How to cite a thing: in words and in BibTeX."""
    titles, digest = teller.titles, teller.kb.manifest.digest
    where = link(cited.permalink, cited.permalink)
    return [
        f"## {escaped(titles('cite'))}",
        escaped(titles("cite how" if cited.source else "cite part")),
        f"> {escaped(cited.written)}",
        fenced(cited.bibtex, "bibtex"),
        titles("read", digest=code(digest), link=where),
    ]


def source_lines(teller: Teller, iri: str) -> list[str]:
    """The bibliographic record of a source, line by line."""
    work, said = reference(teller.reader, iri), teller.reader.said(iri)
    authors = [each.text for each in work.authors]
    authors += [] if work.is_whole else [teller.titles("others")]
    rows = [
        ("title", escaped(text(work.title, work.language or teller.lang) or work.slug)),
        ("authors", escaped(teller.titles.comma.join(authors))),
        ("issued", escaped(work.issued or "")),
        ("publisher", escaped(work.publisher or "")),
        ("language", escaped(work.language or "")),
        ("doi", link(work.doi, f"https://doi.org/{work.doi}") if work.doi else ""),
        ("arxiv", link(work.arxiv, f"https://arxiv.org/abs/{work.arxiv}") if work.arxiv else ""),
        ("url", link(work.url, work.url) if work.url else ""),
    ]
    digest = next((getattr(term, "value", "") for term in said.get(LLMKG.textDigest, ())), "")
    rows.append(("text digest", code(digest)))
    return [
        teller.thing(teller.reader.ref(iri)),
        *(teller.item(name, value) for name, value in rows if value),
    ]


def _section(teller: Teller, name: str, lines: Sequence[str]) -> list[str]:
    return [f"## {escaped(teller.titles(name))}", bullets(lines)]


def _caution(teller: Teller, found: Claim, fate: Fate, argument: Argument) -> str:
    """One line that says how it may be quoted."""
    state = State(fate.value) if fate in GONE else State.CURRENT
    return escaped(
        teller.cautions.claim(found, teller.stance(found), Standing(state), argument.assessment)
    )


def _says(teller: Teller, found: Claim, argument: Argument) -> list[str]:
    said = argument.proposition
    hedge = teller.hedge(found.hedge) if found.hedge else escaped(teller.titles("no hedge"))
    lines = [
        teller.item("proposition", teller.thing(found.proposition)),
        teller.item("triple", teller.triple(said)),
        *teller.qualifiers(said),
        teller.item("stance", escaped(teller.stance(found))),
        teller.item("level", teller.level(found.confidence)),
        teller.item("hedge", hedge),
        teller.item("said by", teller.said_by(found)),
    ]
    if found.attributed_to:
        lines.append(teller.item("attributed", teller.things(found.attributed_to)))
    return lines


def _stands(
    teller: Teller, found: Claim, argument: Argument, ended: tuple[Fate, Span]
) -> list[str]:
    titles, (fate, span) = teller.titles, ended
    lines = [escaped(titles("current"))]
    if fate in GONE:
        since = f" {escaped(titles('since', day=span.until))}" if span.until else ""
        lines = [f"**{escaped(titles(fate.value))}**{since}"]
        name = "taken back by" if fate is Fate.RETRACTED else "by"
        lines += [titles(name, things=teller.things(span.by))] if span.by else []
        why = text(labels(teller.reader.said(found.iri), SKOS.changeNote), teller.lang)
        lines += [escaped(why)] if why else []
    lines += [assessed(teller, argument), escaped(_warranted(teller, found, argument))]
    against = [each for name in _AGAINST[found.stance] for each in getattr(argument, name)]
    lines += _listed(teller, "against", "no against", map(teller.claim, against))
    tensions = [
        teller.thing(Ref(each.iri, "tension", each.slug, each.label))
        + f" ({teller.titles.comma.join(map(teller.label, each.kinds))})"
        for each in argument.tensions
        if found.iri in {ref.iri for ref in each.between}
    ]
    return lines + _listed(teller, "tensions", "no tensions", tensions)


def assessed(teller: Teller, argument: Argument) -> str:
    """How the proposition stands."""
    stands = argument.assessment
    if stands is None:
        return escaped(teller.titles("unassessed"))
    return escaped(
        teller.titles(
            "assessed",
            status=stands.status.text(teller.lang, *LANGUAGES),
            level=teller.cautions.level(stands.effective),
            day=stands.as_of,
        )
    )


def _warranted(teller: Teller, found: Claim, argument: Argument) -> str:
    if found.stance is Stance.LEAVES_OPEN:
        return teller.titles("open")
    most = standing.warranted(found.stance, argument.assessment)
    stated = teller.cautions.level(found.confidence)
    if most is None:
        return teller.titles("bare", stated=stated)
    return teller.titles("warranted", stated=stated, warranted=teller.cautions.level(most))


def _rests(teller: Teller, found: Claim, argument: Argument) -> list[str]:
    causal = argument.proposition.causal
    if not found.cites:
        types = {each.iri: each for each in teller.kb.evidence_types()}
        word = types.get(LLMKG.AuthorStatement)
        if word is None:
            return [escaped(teller.titles("word"))]
        level = teller.cautions.level(word.warrants_causal if causal else word.warrants_factual)
        return [escaped(teller.titles("cites nothing", level=level))]
    lines = []
    for ref in found.cites:
        evidence = statements.evidence(teller.reader, ref.iri)
        most = evidence.type.warrants_causal if causal else evidence.type.warrants_factual
        about = found.proposition.iri
        ways = [b.direction.value for b in evidence.bearings if b.proposition.iri == about]
        lines.append(teller.evidence(evidence, most, ways))
    return lines


def _where(teller: Teller, found: Claim) -> list[str]:
    titles, lines = teller.titles, []
    if found.section:
        lines.append(teller.item("in section", escaped(found.section)))
    if found.anchor is not None:
        lines += [
            escaped(_span(teller, "span", found.anchor)),
            teller.item("digest", code(found.anchor.digest)),
        ]
        if found.hedge_anchor is not None:
            lines.append(escaped(_span(teller, "hedge span", found.hedge_anchor)))
        command = f"llmkg anchors verify --source {found.source.slug or ''}=PATH"
        lines.append(teller.item("verify", code(command)))
    elif found.locator is not None:
        place = found.locator
        lines.append(titles("file", file=code(place.file), line=place.line))
        lines += [teller.item("key", code(place.key))] if place.key else []
    else:
        lines.append(escaped(titles("no place")))
    return lines


def _span(teller: Teller, name: str, anchor: Anchor) -> str:
    return teller.titles(name, start=anchor.start, end=anchor.end)


def _listed(teller: Teller, name: str, empty: str, lines: Iterable[str]) -> list[str]:
    """A line with a list below it, or one that says that there is none."""
    found = list(lines)
    if not found:
        return [teller.item(name, escaped(teller.titles(empty)))]
    head = f"**{escaped(teller.titles(name))}**{teller.titles.colon.rstrip()}"
    return ["\n  - ".join([head, *found])]
