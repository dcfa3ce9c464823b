"""Statements as lines of Markdown: what a claim, evidence and a proposition are shown with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from llmkg.gather import standing
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Claim
from llmkg.model.evidence import Evidence
from llmkg.model.level import Level
from llmkg.model.proposition import Object, Proposition, Quantity, Value
from llmkg.model.text import LANGUAGES, LangText, Ref
from llmkg.model.weighing import Fate
from llmkg.quote.cautions import Cautions, text
from llmkg.quote.marks import escaped, link
from llmkg.quote.reading import reader_of
from llmkg.quote.titles import Titles
from llmkg.vocab import BASE, LLMKG

GONE: Final = (Fate.RETRACTED, Fate.SUPERSEDED)


class Teller:
    """Tells in one language; `home` is the address to which links lead, ending in a slash."""

    def __init__(self, kb: KnowledgeBase, lang: str, home: str) -> None:
        self.kb = kb
        self.lang = lang
        self.home = home
        self.reader = reader_of(kb)
        self.titles = Titles(lang)
        self.cautions = Cautions(lang)

    def item(self, name: str, value: str, **parts: object) -> str:
        """A line of a list: what it is called, and its value, which is Markdown already."""
        return f"**{escaped(self.titles(name, **parts))}**{self.titles.colon}{value}"

    def label(self, ref: Ref) -> str:
        """What something is called, as Markdown."""
        return escaped(ref.text(self.lang, *LANGUAGES))

    def thing(self, ref: Ref, file: str = "") -> str:
        """A link to something; claims and evidence say what became of them."""
        address = ref.iri
        if ref.iri.startswith(BASE):
            address = self.home + ref.iri.removeprefix(BASE)
        words = ref.text(self.lang, *LANGUAGES)
        shown = f"[{escaped(words)}](<{file}>)" if file else link(words, address)
        if ref.kind in ("claim", "evidence"):
            state = standing.standing(self.reader, ref.iri).state.value
            return f"{shown} ({self.titles(state)})" if Fate(state) in GONE else shown
        return shown

    def things(self, refs: Iterable[Ref]) -> str:
        """Links in a row."""
        return self.titles.comma.join(self.thing(each) for each in refs)

    def level(self, level: Level) -> str:
        """A level by word and number."""
        return escaped(self.titles("rank", level=self.cautions.level(level), rank=level.rank))

    def object(self, value: Object) -> str:
        """What may stand as an object."""
        match value:
            case Ref():
                return self.thing(value)
            case Value():
                return escaped(value.value)
            case Quantity():
                return self._quantity(value)

    def _quantity(self, value: Quantity) -> str:
        if value.amount is None:
            return escaped(value.as_printed or "")
        amount = f"{value.amount:,f}" + (f"–{value.up_to:,f}" if value.up_to is not None else "")
        parts = [escaped(amount)]
        parts += [self.label(value.unit)] if value.unit else []
        parts += [f"({self.label(value.measure)})"] if value.measure else []
        return " ".join(parts)

    def triple(self, said: Proposition) -> str:
        """Subject, predicate and object."""
        parts = (self.thing(said.subject), self.label(said.predicate), self.object(said.object))
        return " – ".join(parts)

    def qualifiers(self, said: Proposition) -> list[str]:
        """What limits a proposition, line by line; a text in a language only in the reader's."""
        given = [(each.property, each.value) for each in said.qualifiers]
        texts = {p.iri for p, v in given if isinstance(v, Value) and v.language == self.lang}
        return [
            f"{self.label(property_)}{self.titles.colon}{self.object(value)}"
            for property_, value in given
            if property_.iri not in texts
            or not isinstance(value, Value)
            or value.language in (None, "", self.lang)
        ]

    def stance(self, claim: Claim) -> str:
        """The stance of a claim in words."""
        return self.reader.ref(LLMKG[claim.stance.value]).text(self.lang, *LANGUAGES)

    def hedge(self, words: Iterable[LangText]) -> str:
        """Hedging words, each with its language."""
        return self.titles.comma.join(
            self.titles("quoted", words=escaped(each.value))
            + (f" ({escaped(each.language)})" if each.language else "")
            for each in words
        )

    def said_by(self, claim: Claim) -> str:
        """The source of a claim, and where in it."""
        shown = self.thing(claim.source)
        if claim.section:
            name = "section" if claim.section[:1].isdigit() else "part"
            section = escaped(self.titles(name, section=claim.section))
            return f"{shown}{self.titles.comma}{section}"
        return shown

    def claim(self, claim: Claim, address: str = "") -> str:
        """A claim on one line: never without stance, level, hedge and fate.

        It leads to `address`, a file beside this text, where one is given.
        """
        ref = Ref(claim.iri, "claim", claim.slug, claim.label or claim.proposition.label)
        parts = [escaped(self.stance(claim)), self.level(claim.confidence)]
        if claim.hedge:
            parts.append(self.hedge(claim.hedge))
        parts.append(self.said_by(claim))
        return f"{self.thing(ref, address)} — {self.titles.then.join(parts)}"

    def evidence(self, found: Evidence, ceiling: Level, directions: Iterable[str]) -> str:
        """Evidence on one line, with its type, and the most that it warrants here."""
        ref = Ref(found.iri, "evidence", found.slug, found.label)
        type_ = text(found.type.label, self.lang, found.type.name)
        level = self.cautions.level(ceiling)
        bearing = self.titles.comma.join(map(self.titles, directions)) or self.titles("elsewhere")
        parts = [escaped(bearing), escaped(self.titles("type", type=type_, level=level))]
        if found.reported_in:
            parts.append(self.titles("reported", things=self.things(found.reported_in)))
        if found.based_on:
            parts.append(self.titles("based", things=self.things(found.based_on)))
        return f"{self.thing(ref)} — {self.titles.then.join(parts)}"
