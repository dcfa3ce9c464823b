"""The page of an ability, a method, a stage, a data set …: all that is said about it, grouped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from llmkg.gather import things
from llmkg.http.sheet import Crumb, Sheet, ShownQuery, shown
from llmkg.http.views.figures import Figure, figures
from llmkg.http.views.grouping import FIGURES, WHOLE, WINDOW, Group, Section, opened, sections
from llmkg.http.views.ledger import Ledger, Said, ledger, shelves_of
from llmkg.http.views.lines import SCOPE, Line
from llmkg.http.views.pedigree import Pedigree, pedigree
from llmkg.http.views.thing import downloads, offset_of
from llmkg.http.views.troubles import Filters, Index
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Stance
from llmkg.model.level import Level
from llmkg.model.page import Page
from llmkg.model.text import Ref
from llmkg.model.thing import Thing
from llmkg.reason.troubles import TOPICS
from llmkg.vocab import SKOS, Kind, split

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
    pedigree  of a model; figures are quantities and dates as claimed, `more_figures` the groups of
              which the page has a part
    """

    thing: Thing
    tally: Tally
    sections: tuple[Section, ...]
    sure: Sureness | None
    sure_of: str
    broader: tuple[Ref, ...]
    narrower: tuple[Ref, ...]
    related: tuple[Ref, ...]
    questions: Page[Ref]
    tensions: Page[Ref]
    speakers: Page[tuple[Ref, int]]
    figures: tuple[Figure, ...]
    more_figures: tuple[Group, ...]
    pedigree: Pedigree | None


def entity(kb: KnowledgeBase, iri: str, asked: Mapping[str, str]) -> Sheet:
    """The page of a thing that claims speak about. Raises NotFoundError, ParameterError."""
    book = ledger(kb)
    down = offset_of(asked.get("down", "0"), "down")
    thing = things.thing(book.reader, iri, {})
    said = book.reader.existing(iri)
    parts = sections(book, iri, thing.kind, opened(asked))
    sure_of = next((each for each in parts if each.name in ("origins", "gives")), None)
    lines = book.lines(iri)
    view = EntityView(
        thing=thing,
        tally=_tally(lines),
        sections=tuple(each for each in parts if each.name != FIGURES),
        sure=_sureness(book, sure_of) if sure_of else None,
        sure_of=sure_of.name if sure_of else "",
        broader=book.reader.refs(said.get(SKOS.broader, ())),
        narrower=book.refs(book.reader.subjects(SKOS.broader, iri)),
        related=book.reader.refs(said.get(SKOS.related, ())),
        questions=_listed(kb, book, iri, lines, questions=True),
        tensions=_listed(kb, book, iri, lines, questions=False),
        speakers=_speakers(book, lines),
        figures=figures(book, parts),
        more_figures=tuple(
            group
            for each in parts
            if each.name == FIGURES
            for group in each.groups
            if group.is_part
        ),
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


def _sureness(book: Ledger, section: Section) -> Sureness:
    lines = section.lines
    standing = [each for each in lines if not each.is_denied and not each.is_open]
    causal = {each.relation: book.reader.is_causal(each.relation) for each in standing}
    # That two things go together is no origin: it counts only where nothing else is there.
    best = min(
        standing, key=lambda each: (not causal[each.relation], each.best_first), default=None
    )
    return Sureness(
        statements=len(lines),
        sources=len(_sources(book, lines)),
        best=book.said(best.iri) if best else None,
        level=best.effective if best else None,
        causal=sum(
            causal[each.relation]
            and each.effective is not None
            and each.effective.rank >= _ABOVE_CORRELATION
            for each in standing
        ),
        contested=sum(each.status == "contested" for each in lines),
        denied=sum(each.is_denied for each in lines),
        open=sum(each.is_open for each in lines),
    )


def _tally(lines: Sequence[Line]) -> Tally:
    return Tally(len(lines), *(sum(each.count(stance) for each in lines) for stance in Stance))


def _sources(book: Ledger, lines: Iterable[Line]) -> Counter[str]:
    """Who speaks on these statements, each with the number of its claims."""
    found = Counter(book.source_of(claim) for line in lines for claim in line.speaking)
    del found[""]
    return found


def _speakers(book: Ledger, lines: Iterable[Line]) -> Page[tuple[Ref, int]]:
    said = sorted(_sources(book, lines).items(), key=lambda pair: (-pair[1], pair[0]))
    shown = tuple((book.reader.ref(iri), count) for iri, count in said[:WINDOW])
    return Page(shown, len(said), 0, WINDOW)


def _listed(
    kb: KnowledgeBase, book: Ledger, iri: str, lines: Sequence[Line], *, questions: bool
) -> Page[Ref]:
    """The first tensions or open questions about a thing.

    Of a thing of which much is said they are those of the page that the rest is on: about
    statements with it as subject or object.
    """
    named = split(iri)
    if len(lines) > WHOLE and named is not None and named[0] in TOPICS:
        index = Index(shelves_of(kb), "questions" if questions else "tensions")
        found, total = index.page(Filters("", "", iri), 0, WINDOW)
        return Page(book.refs(found), total, 0, WINDOW)
    if questions:
        every = book.questions_about([iri, *(e.iri for e in lines if e.side != SCOPE)])
    else:
        every = book.tensions_of(claim for line in lines for claim in line.speaking)
    return Page(book.refs(every[:WINDOW]), len(every), 0, WINDOW)


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
