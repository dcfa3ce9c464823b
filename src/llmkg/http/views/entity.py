"""The page of an ability, a method, a stage, a data set …: all that is said about it, grouped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from llmkg.gather import things
from llmkg.http.sheet import Crumb, Sheet, ShownQuery, shown
from llmkg.http.views.figures import Figure, figures
from llmkg.http.views.grouping import Section, sections
from llmkg.http.views.ledger import Ledger, Said, ledger
from llmkg.http.views.pedigree import Pedigree, pedigree
from llmkg.http.views.thing import downloads, offset_of
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Stance
from llmkg.model.level import Level
from llmkg.model.text import Ref
from llmkg.model.thing import Thing
from llmkg.vocab import SKOS, Kind

_TYPES: Final = {
    Kind.MODEL.value: "SoftwareApplication",
    Kind.DATASET.value: "Dataset",
    Kind.AGENT.value: "Thing",
}
_LISTS: Final = {"ability": "abilities", "model": "models", "family": "models"}
_ABOVE_CORRELATION: Final = 4


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure one can be where an ability comes from, or what a factor gives, in numbers.

    statements  how many name an origin (or an effect); `sources` how many sources make them
    best        the best founded one that stands, if any; `level` what to quote it as
    causal      how many that stand are warranted above mere correlation
    contested, denied, open   how many are so
    """

    statements: int
    sources: int
    best: Said | None
    level: Level | None
    causal: int
    contested: int
    denied: int
    open: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All claims on a thing by stance, and the statements that they are on."""

    statements: int
    asserts: int
    denies: int
    leaves_open: int


@dataclass(frozen=True, slots=True)
class EntityView:
    """Everything that the page shows.

    sure      about the section named by `sure_of`: origins or gives
    speakers  sources with their number of claims, most first
    pedigree  of a model; figures are quantities and dates as claimed
    """

    thing: Thing
    tally: Tally
    sections: tuple[Section, ...]
    sure: Sureness | None
    sure_of: str
    broader: tuple[Ref, ...]
    narrower: tuple[Ref, ...]
    related: tuple[Ref, ...]
    questions: tuple[Ref, ...]
    tensions: tuple[Ref, ...]
    speakers: tuple[tuple[Ref, int], ...]
    figures: tuple[Figure, ...]
    pedigree: Pedigree | None


def entity(kb: KnowledgeBase, iri: str, asked: Mapping[str, str]) -> Sheet:
    """The page of a thing that claims speak about. Raises NotFoundError, ParameterError."""
    book = ledger(kb)
    down = offset_of(asked.get("down", "0"), "down")
    thing = things.thing(book.reader, iri, {})
    said = book.reader.existing(iri)
    parts = sections(book, iri, thing.kind)
    sure_of = next((each.name for each in parts if each.name in ("origins", "gives")), "")
    lines = [*book.about.get(iri, ()), *book.within.get(iri, ())]
    view = EntityView(
        thing=thing,
        tally=_tally(book, lines),
        sections=tuple(each for each in parts if each.name != "figures"),
        sure=_sureness(next(each for each in parts if each.name == sure_of)) if sure_of else None,
        sure_of=sure_of,
        broader=book.reader.refs(said.get(SKOS.broader, ())),
        narrower=book.refs(book.reader.subjects(SKOS.broader, iri)),
        related=book.reader.refs(said.get(SKOS.related, ())),
        questions=book.questions_about([iri, *book.about.get(iri, ())]),
        tensions=book.tensions_of(lines),
        speakers=book.speakers(lines),
        figures=figures(book, parts),
        pedigree=pedigree(kb, iri, down) if thing.kind == Kind.MODEL else None,
    )
    return Sheet(
        template="entity.html",
        view=view,
        title=thing.label or {"en": thing.slug},
        description=thing.definition or "entity-description",
        iri=iri,
        kind=_TYPES.get(thing.kind, "DefinedTerm"),
        facts=_facts(thing),
        crumbs=_crumbs(thing),
        downloads=downloads(iri),
        queries=_queries(kb, thing),
    )


def _sureness(section: Section) -> Sureness:
    rows = section.rows
    standing = [row for row in rows if not row.standing.is_denied and not row.standing.is_open]
    # That two things go together is no origin: it counts only where nothing else is there.
    best = min(
        standing,
        key=lambda row: (not row.proposition.causal, row.standing.best_first),
        default=None,
    )
    level = best.standing.effective if best else None
    return Sureness(
        statements=len(rows),
        sources=len({source for row in rows for source in row.standing.sources}),
        best=best,
        level=level,
        causal=sum(
            row.proposition.causal
            and row.standing.effective is not None
            and row.standing.effective.rank >= _ABOVE_CORRELATION
            for row in standing
        ),
        contested=sum(row.standing.state == "contested" for row in rows),
        denied=sum(row.standing.is_denied for row in rows),
        open=sum(row.standing.is_open for row in rows),
    )


def _tally(book: Ledger, lines: list[str]) -> Tally:
    standings = [book.standings[iri] for iri in lines]
    return Tally(
        len(standings),
        *(sum(each.count(stance) for each in standings) for stance in Stance),
    )


def _facts(thing: Thing) -> Mapping[str, Any]:
    names = tuple(dict.fromkeys([*thing.label.values(), *thing.alternatives]))
    return {
        **({"alternateName": list(names)} if names else {}),
        **({"sameAs": list(thing.same_as)} if thing.same_as else {}),
    }


def _crumbs(thing: Thing) -> tuple[Crumb, ...]:
    name = _LISTS.get(thing.kind)
    home = (Crumb("nav-home", "/"),)
    return (*home, Crumb(f"nav-{name}", f"/{name}")) if name else home


def _queries(kb: KnowledgeBase, thing: Thing) -> tuple[ShownQuery, ...]:
    found = kb.queries
    names = ["claims-about-entity"]
    queries = []
    if thing.kind == Kind.ABILITY:
        queries.append(shown(found["origins-of-ability"], ability=thing.iri))
    if thing.kind == Kind.MODEL:
        queries.append(shown(found["model-ancestry"], model=thing.iri))
        queries.append(shown(found["entailed-abilities"], model=thing.iri))
        names.append("quantities-of-entity")
    for name in names:
        (about,) = (key for key, param in found[name].params.items() if param.required)
        queries.append(shown(found[name], **{about: thing.iri}))
    return tuple(queries)
