"""The files that an import writes: identities into the catalogue, claims beside those of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from llmkg.exchange.conflicts import Conflict
from llmkg.exchange.reading import slug
from llmkg.exchange.said import Amount, Draft, Name, Origin, Place, Sort
from llmkg.exchange.settle import Made, Settled, Stated, slug_of
from llmkg.exchange.turtle import block, both, document, iri, literal, number, part
from llmkg.vocab import LLMKG, Kind, thing

WRITTEN: Final = "Written by `llmkg import`; another import of the same records writes it anew."
"""The line of a comment that marks a file as one that an import may write over, or take away."""
_HEADING: Final = (
    "Imported from {origin}: what its records say, each claim with the file, line and key of it.\n"
    + WRITTEN
)
_THINGS: Final = (
    "Things that records of {origin} name and nobody had named before: identity only.\n" + WRITTEN
)


def stem_of(file: str) -> str:
    """The name that what comes from a file gets, without its ending."""
    path = PurePosixPath(file)
    parts = [part for part in (*path.parent.parts, path.stem) if part not in ("assets", "README")]
    return slug("--".join(parts)) if parts else "records"


def names_of(draft: Draft) -> set[str]:
    """The files, below ``claims/``, that an import of these records writes."""
    source = draft.origin.slug
    stems = {stem_of(file) for file in draft.files}
    return {
        f"catalogue/{source}/source.ttl",
        *(f"catalogue/{source}/{stem}.ttl" for stem in stems),
        *(f"{source}/{stem}.ttl" for stem in stems),
    }


def written(draft: Draft, settled: Settled, found: Sequence[Conflict]) -> dict[str, str]:
    """Every file with its text, by its path below ``claims/``."""
    origin = draft.origin
    files = {f"catalogue/{origin.slug}/source.ttl": _source_file(origin, settled)}
    things: dict[str, list[str]] = defaultdict(list)
    for made in settled.made:
        things[stem_of(made.place.file)].append(_thing(made))
    claims: dict[str, list[str]] = defaultdict(list)
    for each in settled.stated:
        claims[stem_of(each.statement.place.file)] += _statement(each, settled, origin)
    for conflict in found:
        claims[stem_of(conflict.stated.statement.place.file)].append(_tension(conflict))
    label = origin.label[0]
    for stem, blocks in things.items():
        files[f"catalogue/{origin.slug}/{stem}.ttl"] = document(
            _THINGS.format(origin=label), blocks
        )
    for stem, blocks in claims.items():
        files[f"{origin.slug}/{stem}.ttl"] = document(_HEADING.format(origin=label), blocks)
    return files


def _source_file(origin: Origin, settled: Settled) -> str:
    keeper = thing(Kind.AGENT, origin.creator[0])
    own = thing(Kind.SOURCE, origin.slug)
    blocks = [
        block(
            own,
            [
                ("a", ["llmkg:Source", "fabio:Database"]),
                ("rdfs:label", both(*origin.label)),
                ("dcterms:title", [literal(origin.title)]),
                ("dcterms:creator", [iri(keeper)]),
                (
                    "dcterms:issued",
                    [literal(origin.issued, "^date")]
                    if len(origin.issued) == len("2023-03-28")
                    else [],
                ),
                ("dcterms:language", [literal("en")]),
                ("schema:url", [iri(origin.url)] if origin.url else []),
            ],
        )
    ]
    if keeper not in settled.known.classes:
        blocks.append(
            block(
                keeper,
                [("a", ["llmkg:Organisation"]), ("rdfs:label", both(*[origin.creator[1]] * 2))],
            )
        )
    return document(_THINGS.format(origin=origin.label[0]), blocks)


def _thing(made: Made) -> str:
    name = made.name
    label = f"{name.publisher}/{name.text}" if name.publisher else name.text
    aliases = [each for each in (name.text, *name.aliases) if each != label]
    facts: dict[str, list[str]] = defaultdict(list)
    for relation, value, kind in name.facts:
        facts[relation].append(iri(value) if kind == "iri" else literal(value, kind))
    return block(
        made.iri,
        [
            ("a", [f"llmkg:{made.kind}"]),
            ("rdfs:label", both(label, label)),
            ("skos:altLabel", [literal(each, "en") for each in dict.fromkeys(aliases)]),
            *facts.items(),
            (
                "schema:sameAs" if made.kind != Sort.SOURCE else "schema:url",
                [iri(each) for each in name.ids if each.startswith("http")],
            ),
        ],
    )


def _statement(each: Stated, settled: Settled, origin: Origin) -> Iterable[str]:
    said, labels = each.statement, settled.known.labels[each.proposition]
    if each.first:
        yield block(
            each.proposition,
            [
                ("a", ["llmkg:Proposition"]),
                ("rdfs:label", both(*labels)),
                ("rdf:subject", [iri(each.subject)]),
                ("rdf:predicate", [f"llmkg:{said.predicate}"]),
                ("rdf:object", [_object(said.object, each.object, each.parts)]),
                *(
                    (f"llmkg:{name}", [_object(value, term, each.parts)])
                    for (name, value), (_, term) in zip(
                        said.qualifiers, each.qualifiers, strict=True
                    )
                ),
            ],
        )
    evidence = thing(Kind.EVIDENCE, slug_of(each.claim)) if said.measured else ""
    source = thing(Kind.SOURCE, origin.slug)
    says = (f"{origin.label[0]} says: {labels[0]}", f"{origin.label[1]}称：{labels[1]}")
    yield block(
        each.claim,
        [
            ("a", ["llmkg:Claim"]),
            ("rdfs:label", both(*says)),
            ("llmkg:asserts", [iri(each.proposition)]),
            ("llmkg:confidence", ["llmkg:Conjectural" if said.hedge else "llmkg:WellSupported"]),
            ("llmkg:hedge", [literal(said.hedge, "en")] if said.hedge else []),
            ("llmkg:statedIn", [iri(source)]),
            ("llmkg:locator", [_locator(said.place)]),
            ("skos:note", [literal(said.note, "en")] if said.note else []),
            ("llmkg:citesEvidence", [iri(evidence)] if evidence else []),
        ],
    )
    if evidence:
        yield _evidence(evidence, each, says, source)


def _evidence(name: str, each: Stated, says: tuple[str, str], source: str) -> str:
    return block(
        name,
        [
            ("a", ["llmkg:Evidence"]),
            ("rdfs:label", both(f"Result of a test: {says[0]}", f"测试结果：{says[1]}")),
            ("llmkg:supports", [iri(each.proposition)]),
            ("llmkg:evidenceType", ["llmkg:BenchmarkResult"]),
            ("llmkg:reportedIn", [iri(source)]),
            ("llmkg:statedIn", [iri(source)]),
            ("llmkg:locator", [_locator(each.statement.place)]),
        ],
    )


def _object(value: object, term: str, parts: Mapping[str, str]) -> str:
    if isinstance(value, Name):
        return iri(term)
    if isinstance(value, Amount):
        return part(
            [
                ("a", ["llmkg:Quantity"]),
                ("llmkg:amount", [number(value.number)]),
                ("llmkg:unit", [iri(parts["unit"])] if parts["unit"] else []),
                ("llmkg:measure", [iri(parts["measure"])]),
                ("llmkg:asPrinted", [literal(value.printed)]),
            ]
        )
    text, datatype = getattr(value, "text", ""), getattr(value, "datatype", "string")
    return literal(text, f"^{datatype}")


def _locator(place: Place) -> str:
    return part(
        [
            ("a", ["llmkg:Locator"]),
            ("llmkg:inFile", [literal(place.file)]),
            ("llmkg:atLine", [str(place.line)]),
            ("llmkg:atKey", [literal(place.key)] if place.key else []),
        ]
    )


def _tension(conflict: Conflict) -> str:
    about = conflict.about
    return block(
        conflict.iri,
        [
            ("a", ["llmkg:Tension"]),
            (
                "rdfs:label",
                both(f"{about[0]}: sources do not agree.", f"{about[1]}：来源说法不一。"),
            ),
            (
                "skos:definition",
                both(
                    f"{about[0]}: these claims do not sit together. "
                    "Which of them holds is not decided here.",
                    f"{about[1]}：这些主张彼此不相容。孰是孰非，此处不作判定。",
                ),
            ),
            ("llmkg:between", [iri(claim) for claim in conflict.claims]),
            ("llmkg:tensionKind", [iri(LLMKG[conflict.kind])]),
        ],
    )
