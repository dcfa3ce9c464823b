"""Made-up claims as Turtle, as curators write it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from llmkg.bench.make.blocks import Blocks, Source
from llmkg.bench.make.chance import Chance
from llmkg.bench.make.claims import Claim, Evidence, Question, Tension, Told
from llmkg.bench.make.profile import between
from llmkg.bench.make.propositions import issued
from llmkg.bench.make.words import Words
from llmkg.vocab import PREFIXES

_NEWER: Final = {
    "supersedes": "<http://purl.org/nanopub/x/supersedes>",
    "retracts": "<http://purl.org/nanopub/x/retracts>",
    "wasRevisionOf": "prov:wasRevisionOf",
}
_CONTEXT: Final = 12  # characters beside a passage
_SECTIONS: Final = 8
HEAD: Final = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


class Turtle:
    """Writes what is told."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._profile = blocks.profile
        self._seed = blocks.seed
        self._words = Words(blocks.profile)

    # -- the catalogue --------------------------------------------------------------------------

    def catalogue(self, block: int) -> Iterator[str]:
        """The things that a block brings with it, its sources included."""
        yield HEAD
        yield from self._blocks.things.catalogue(block)
        speaking = {source.thing.number: source for source in self._blocks.sources(block)}
        older: list[str] = []
        for number in self._blocks.things.own("Source", block):
            yield self._source(block, number, speaking.get(number), older)

    def _source(self, block: int, number: int, source: Source | None, older: list[str]) -> str:
        chance = Chance(self._seed, "source", number)
        kind = self._profile.types.draw(chance)
        types = f"llmkg:Source , fabio:{kind}" if kind else "llmkg:Source"
        rows = [
            f"a {types}",
            f"rdfs:label {self._words.named(chance, 'Source', number)}",
            f"dcterms:issued {issued(chance, self._profile)}",
        ]
        if kind == "Preprint":
            arxiv = f"{chance.below(9000) + 1000}.{number:05}"
            rows.append(f'dcterms:identifier "arXiv:{arxiv}" ; fabio:hasArXivId "{arxiv}"')
            rows.append(f"schema:sameAs <https://doi.org/10.48550/arXiv.{arxiv}>")
        creators = int(self._profile.creators.draw(chance)) if source else 0
        persons = {
            self._blocks.things.some(chance, "Person", block).name: None for _ in range(creators)
        }
        if persons:
            rows.append(f"dcterms:creator {' , '.join(persons)}")
        if source:
            title = self._words.sentence(chance, "Source", "en")
            rows.append(f'dcterms:title "{title}"@en ; dcterms:language "en"')
        if source and source.text:
            rows.append(f'llmkg:textDigest "{chance.hexadecimal(64)}"')
            rows.append(f"llmkg:textLength {self._length(source)}")
        if source and (source.text or source.edition):
            rows += [f"<http://purl.org/pav/previousVersion> {older[-1]}"] if older else []
            older.append(f"source:source-{number}")
        return f"source:source-{number} " + " ;\n    ".join(rows) + " .\n"

    def _length(self, source: Source) -> int:
        characters, claims = self._profile.characters
        return self._profile.spans[-1] + source.count * characters // claims

    # -- what a source says ---------------------------------------------------------------------

    def told(self, told: Told) -> Iterator[str]:
        """Everything that a source says."""
        yield HEAD
        for claim in told.claims:
            if claim.new:
                yield claim.proposition.turtle
            yield self._claim(told, claim)
        for each in told.evidence:
            yield self._evidence(told, each)
        for tension in told.tensions:
            yield self._tension(told, tension)
        for question in told.questions:
            yield self._question(told, question)

    def _claim(self, told: Told, claim: Claim) -> str:
        source, row = told.source, claim.row
        chance = Chance(self._seed, "words", claim.number)
        rows = [
            f"rdfs:label {self._words.labels(chance, 'Claim')}",
            f"llmkg:{row.stance} {claim.proposition.name}",
            f"llmkg:confidence llmkg:{row.level}",
        ]
        hedges = self._hedges(chance, claim)
        rows += [f"llmkg:hedge {' , '.join(hedges)}"] if hedges else []
        rows.append(
            f'llmkg:statedIn {source.thing.name} ; llmkg:section "{self._section(source, claim)}"'
        )
        if source.text:
            rows.append(f"llmkg:anchor {self._anchor(chance, source, claim.place)}")
            if row.lead:
                lead = max(0, claim.place - 1 - chance.below(5))
                rows.append(f"llmkg:hedgeAnchor {self._anchor(chance, source, lead)}")
        else:
            rows.append("llmkg:readAs llmkg:Abstract")
        if claim.cites:
            cited = " , ".join(_piece(source, place) for place in claim.cites)
            rows.append(f"llmkg:citesEvidence {cited}")
        if row.attributed:
            who = self._blocks.things.some(chance, "Person", self._block(source))
            rows.append(f"llmkg:attributedTo {who.name}")
        if claim.takes_back:
            how, older = claim.takes_back
            rows.append(f"{_NEWER[how]} {' , '.join(map(self._name, older))}")
        return f"{self._name(claim.number)} a llmkg:Claim ;\n    " + " ;\n    ".join(rows) + " .\n"

    def _hedges(self, chance: Chance, claim: Claim) -> list[str]:
        tables = self._profile.hedges.get(claim.row.level, {})
        found: dict[str, None] = {}
        for at in range(claim.row.hedges):
            language = "en" if at % 2 == 0 else "zh"
            table = tables.get(language)
            if table:
                word = table.draw(chance).replace("\\", "\\\\").replace('"', '\\"')
                found[f'"{word}"@{language}'] = None
        return list(found)

    def _anchor(self, chance: Chance, source: Source, place: int) -> str:
        span = max(1, between(chance, self._profile.spans))
        start = (self._length(source) - self._profile.spans[-1]) * place // max(1, source.count)
        before, after = (self._words.passage(chance, _CONTEXT) for _ in range(2))
        return (
            f"[ a llmkg:Anchor ; oa:start {start} ; oa:end {start + span} ;\n"
            f'        llmkg:digest "{chance.hexadecimal(64)}" ;\n'
            f'        oa:prefix "{before}" ; oa:suffix "{after}" ]'
        )

    def _evidence(self, told: Told, each: Evidence) -> str:
        source = told.source
        reading = self._profile.reading(text=source.text)
        chance = Chance(self._seed, "evidence", source.thing.number, each.place)
        rows = [f"rdfs:label {self._words.labels(chance, 'Evidence')}"]
        for way in ("supports", "disputes", "qualifies"):
            names = [f"p:{slug}" for slug, how in each.bears.items() if how == way]
            rows += [f"llmkg:{way} {' , '.join(names)}"] if names else []
        rows.append(f"llmkg:evidenceType llmkg:{each.kind}")
        reports = {source.thing.name: None}
        for _ in range(int(reading.reported_in.draw(chance)) - 1):
            reports[self._blocks.things.some(chance, "Source", self._block(source)).name] = None
        rows.append(f"llmkg:reportedIn {' , '.join(reports)}")
        if each.based_on:
            rows.append(f"llmkg:basedOn {' , '.join(map(self._name, each.based_on))}")
        if source.text and chance.happens(*reading.anchored):
            place = each.number - source.first
            section = 1 + place * _SECTIONS // max(1, source.count)
            rows.append(f'llmkg:statedIn {source.thing.name} ; llmkg:section "{section}"')
            rows.append(f"llmkg:anchor {self._anchor(chance, source, place)}")
        name = _piece(source, each.place)
        return f"{name} a llmkg:Evidence ;\n    " + " ;\n    ".join(rows) + " .\n"

    def _tension(self, told: Told, tension: Tension) -> str:
        number = told.source.thing.number
        chance = Chance(self._seed, "tension", number, tension.number)
        rows = [
            f"rdfs:label {self._words.labels(chance, 'Tension')}",
            f"skos:definition {self._words.labels(chance, 'Evidence')}",
            f"llmkg:tensionKind llmkg:{tension.kind}",
            f"llmkg:between {' , '.join(map(self._name, tension.between))}",
        ]
        if tension.intended:
            rows.append(f"llmkg:intended {self._words.labels(chance, 'Tension')}")
        name = f"tension:source-{number}-{tension.number}"
        return f"{name} a llmkg:Tension ;\n    " + " ;\n    ".join(rows) + " .\n"

    def _question(self, told: Told, question: Question) -> str:
        source = told.source
        chance = Chance(self._seed, "question", source.thing.number, question.number)
        place = min(question.number * 50, source.count - 1)
        rows = [
            f"rdfs:label {self._words.labels(chance, 'OpenQuestion')}",
            f"llmkg:asksAbout {' , '.join(question.about)}",
            f'llmkg:statedIn {source.thing.name} ; llmkg:section "{1 + place // 100}"',
            f"llmkg:anchor {self._anchor(chance, source, place)}",
        ]
        if question.settled:
            rows.append(f"llmkg:wouldBeSettledBy {self._words.labels(chance, 'Evidence')}")
        name = f"q:source-{source.thing.number}-{question.number}"
        return f"{name} a llmkg:OpenQuestion ;\n    " + " ;\n    ".join(rows) + " .\n"

    # -- names ----------------------------------------------------------------------------------

    def _name(self, number: int) -> str:
        """The name of a claim: it tells the source and place, and two words of what it says."""
        block = number // self._profile.block
        source = next(
            s for s in self._blocks.sources(block) if s.first <= number < s.first + s.count
        )
        words = self._words.some(Chance(self._seed, "slug", number), 2)
        return f"c:{source.thing.slug}-{number - source.first}-{words}"

    def _section(self, source: Source, claim: Claim) -> str:
        if not source.text:
            return "abstract"
        return str(1 + claim.place * _SECTIONS // max(1, source.count))

    def _block(self, source: Source) -> int:
        return source.first // self._profile.block


def _piece(source: Source, place: int) -> str:
    return f"e:{source.thing.slug}-{place}"
