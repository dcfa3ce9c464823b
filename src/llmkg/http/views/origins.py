"""The matrix of origins: abilities by what is said to act on them."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llmkg.errors import NotFoundError, ParameterError
from llmkg.http.sheet import Crumb, Download, Sheet, shown
from llmkg.http.views.acting import DENIED, HOLDS, OPEN, Act, Acting, Term, acting
from llmkg.http.views.excerpt import Excerpt, excerpt, kind, within
from llmkg.kb import KnowledgeBase
from llmkg.model.level import Level
from llmkg.model.text import Ref
from llmkg.queries import Param, ParamType
from llmkg.vocab import BASE, Kind, local_name, thing

BY: Final = (Kind.METHOD, Kind.STAGE, Kind.DATASET, Kind.CONCEPT)
SHOW: Final = "show"
RELATIONS: Final = (
    "givesRiseTo",
    "injects",
    "unlocks",
    "improves",
    "recovers",
    "weakens",
    "affectsAbility",
    "correlatesWith",
)
_STANDS: Final = (HOLDS, DENIED, OPEN)
_DATE: Final = Param("as_of", ParamType.DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the matrix is asked for; empty means any.

    by      the kind of the columns: method, stage, dataset or concept
    empty   "show": also abilities and factors of which nothing is said
    cell    an ability and a factor, as ``ability~factor``, whose statements are listed
    offset  how many abilities are skipped in a large matrix; `column`: how many factors
    """

    by: str = Kind.METHOD.value
    least: str = ""
    as_of: str = ""
    family: str = ""
    empty: str = ""
    cell: str = ""
    offset: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """What a cell says in one direction: the surest statement, and the claims on all of them."""

    relation: str
    stands: str
    level: Level
    asserting: int
    denying: int
    undecided: int
    contested: bool
    via: tuple[Ref, ...] = ()
    propositions: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """An ability and a factor: the directions, and the statements behind them."""

    key: str
    factor: Ref
    signs: tuple[Sign, ...] = ()
    propositions: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """An ability at its depth in its family, with a cell for every column, in a file some."""

    ability: Ref
    depth: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Abilities under one that has narrower ones; `head` is None for those that stand alone."""

    head: Ref | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A cell with its statements, the surest first."""

    ability: Ref
    factor: Ref
    statements: tuple[tuple[Act, Ref, Ref | None], ...]


@dataclass(frozen=True, slots=True)
class OriginsView:
    """Everything that the page shows.

    hidden  rows and columns left out for being empty; `part` is of which ones this is
    """

    wanted: Wanted
    columns: tuple[Ref, ...]
    families: tuple[Family, ...]
    choices: tuple[Ref, ...]
    levels: tuple[Level, ...]
    opened: Opened | None
    signs: tuple[tuple[str, str], ...]
    statements: int
    hidden: tuple[int, int]
    part: Excerpt

    @property
    def as_of(self) -> str | None:
        """The day, where one is named."""
        return self.wanted.as_of or None


def origins(kb: KnowledgeBase, wanted: Wanted) -> Sheet:
    """The page. Raises ParameterError, NotFoundError."""
    params = {
        "min_confidence": wanted.least or None,
        "as_of": wanted.as_of or None,
        "family": thing(Kind.ABILITY, wanted.family) if wanted.family else None,
    }
    view = origins_view(kb, wanted)
    kinds = [wanted.by, *([Kind.METHOD.value] if wanted.by == Kind.STAGE else [])]
    given = {"by": wanted.by, "min_confidence": wanted.least, "as_of": wanted.as_of}
    given["family"] = wanted.family
    query = "&".join(f"{name}={value}" for name, value in given.items() if value)
    return Sheet(
        template="origins.html",
        view=view,
        title="origins-title",
        description="origins-description",
        crumbs=(Crumb("nav-home", "/"),),
        downloads=(Download("CSV", f"/origins.csv?{query}", "text/csv"),),
        queries=tuple(shown(kb.queries["origins-matrix"], by=each, **params) for each in kinds),
    )


def origins_view(kb: KnowledgeBase, wanted: Wanted, *, whole: bool = False) -> OriginsView:
    """A part of the matrix, or the `whole` with no empty cells. ParameterError, NotFoundError."""
    if wanted.by not in [each.value for each in BY]:
        choices = ", ".join(each.value for each in BY)
        raise ParameterError(f"There is no matrix by {wanted.by!r}", mend=f"Choose from: {choices}")
    if wanted.as_of:
        _DATE.term(wanted.as_of)
    book = acting(kb)
    if wanted.family and thing(Kind.ABILITY, wanted.family) not in book.broader:
        raise NotFoundError(f"There is no ability {wanted.family!r}")
    silent = wanted.empty == SHOW
    at = None if whole else (wanted.offset, wanted.column)
    part = excerpt(kb, book, wanted.by, wanted.family, silent=silent, at=at)
    acts = _fitting(kb, book, wanted, part.terms, set(part.factors.items))
    by_cell: dict[tuple[str, str], list[Act]] = defaultdict(list)
    for act in acts:
        by_cell[act.ability, act.factor].append(act)
    counts = Counter(act.factor for act in acts) + Counter(act.ability for act in acts)
    columns = _columns(
        book, set(part.factors.items) if silent else {act.factor for act in acts}, counts
    )
    rows = set(part.abilities.items) if silent else {act.ability for act in acts}
    unsaid = {iri for iri in book.broader if kind(iri) == wanted.by}.difference(columns)
    hidden = (part.abilities.total - len(rows), len(unsaid)) if part.is_all else (0, 0)
    return OriginsView(
        wanted=wanted,
        columns=tuple(map(book.ref, columns)),
        families=tuple(_families(book, rows, columns, by_cell, counts, sparse=whole)),
        choices=_choices(book),
        levels=kb.levels(),
        opened=_opened(kb, book, wanted),
        signs=tuple(
            (stands, relation)
            for stands in _STANDS
            for relation in RELATIONS
            if any((act.stands, local_name(act.relation)) == (stands, relation) for act in acts)
        ),
        statements=len({act.proposition for act in acts}),
        hidden=hidden,
        part=part,
    )


def as_csv(view: OriginsView, lang: str) -> bytes:
    """A row for each statement that the matrix shows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        (
            "ability",
            "abilityLabel",
            "factor",
            "factorLabel",
            "relation",
            "stands",
            "confidence",
            "asserting",
            "denying",
            "undecided",
            "contested",
            "via",
            "propositions",
        )
    )
    for family in view.families:
        for row in family.rows:
            for cell in row.cells:
                for sign in cell.signs:
                    writer.writerow(
                        (
                            row.ability.iri,
                            row.ability.text(lang, "en"),
                            cell.factor.iri,
                            cell.factor.text(lang, "en"),
                            sign.relation,
                            sign.stands,
                            sign.level.name,
                            sign.asserting,
                            sign.denying,
                            sign.undecided,
                            str(sign.contested).lower(),
                            " ".join(each.iri for each in sign.via),
                            " ".join(each.iri for each in sign.propositions),
                        )
                    )
    return out.getvalue().encode()


def _fitting(
    kb: KnowledgeBase, book: Acting, wanted: Wanted, terms: Iterable[Term], factors: set[str]
) -> list[Act]:
    """How these stand on the day, where it is sure enough."""
    least = kb.level(wanted.least).rank if wanted.least else 0
    return [
        act
        for act in book.acts(terms, wanted.as_of or None)
        if act.factor in factors and act.level.rank >= least
    ]


def _columns(book: Acting, factors: set[str], counts: Mapping[str, int]) -> list[str]:
    """What is narrower beside what is broader, the most spoken of first."""
    return [iri for iri, _ in _walk(book, factors, counts)]


def _families(
    book: Acting,
    abilities: set[str],
    columns: Sequence[str],
    by_cell: Mapping[tuple[str, str], list[Act]],
    counts: Mapping[str, int],
    *,
    sparse: bool,
) -> Iterator[Family]:
    heads = {iri for above in book.broader.values() for iri in above}
    groups: dict[str | None, list[Row]] = {}
    for iri, depth in _walk(book, abilities, counts):
        root = _root(book, iri)
        cells = tuple(
            _cell(book, iri, factor, by_cell.get((iri, factor), ()))
            for factor in columns
            if not sparse or (iri, factor) in by_cell
        )
        groups.setdefault(root if root in heads else None, []).append(
            Row(book.ref(iri), depth, cells)
        )
    alone = groups.pop(None, None)
    for head, rows in groups.items():
        yield Family(book.ref(head) if head else None, tuple(rows))
    if alone:
        yield Family(None, tuple(alone))


def _cell(book: Acting, ability: str, factor: str, acts: Iterable[Act]) -> Cell:
    found: dict[tuple[str, str], list[Act]] = defaultdict(list)
    for act in acts:
        found[act.stands, local_name(act.relation)].append(act)
    signs = [
        Sign(
            relation,
            stands,
            max((act.level for act in several), key=lambda each: each.rank),
            sum(act.asserting for act in several),
            sum(act.denying for act in several),
            sum(act.undecided for act in several),
            any(act.status == "Contested" for act in several),
            tuple(book.ref(iri) for iri in sorted({act.via for act in several if act.via})),
            tuple(book.ref(iri) for iri in sorted({act.proposition for act in several})),
        )
        for (stands, relation), several in found.items()
    ]
    signs.sort(
        key=lambda each: (
            _STANDS.index(each.stands),
            -each.level.rank,
            RELATIONS.index(each.relation) if each.relation in RELATIONS else len(RELATIONS),
        )
    )
    propositions = sorted({act.proposition for several in found.values() for act in several})
    key = f"{_slug(ability)}~{_slug(factor)}"
    return Cell(key, book.ref(factor), tuple(signs), tuple(map(book.ref, propositions)))


def _opened(kb: KnowledgeBase, book: Acting, wanted: Wanted) -> Opened | None:
    """The statements of the cell that is asked for, whichever part it is in."""
    if not wanted.cell:
        return None
    row, _, column = wanted.cell.partition("~")
    ability = next((iri for iri in book.abilities if _slug(iri) == row), None)
    terms = book.terms(ability) if ability and within(book, ability, wanted.family) else ()
    factor = f"{BASE}{wanted.by}/{column}"
    acts = _fitting(kb, book, wanted, terms, {factor})
    if not ability or not acts:
        known = kb.manifest.digest[:12]
        raise NotFoundError(
            f"The matrix of snapshot {known} says nothing in the cell {wanted.cell!r}"
        )
    ordered = sorted(acts, key=lambda each: (_STANDS.index(each.stands), -each.level.rank))
    statements = tuple(
        (act, book.ref(act.proposition), book.ref(act.via) if act.via else None) for act in ordered
    )
    return Opened(book.ref(ability), book.ref(factor), statements)


def _choices(book: Acting) -> tuple[Ref, ...]:
    """Abilities that have narrower ones."""
    heads = {
        above
        for iri, several in book.broader.items()
        if kind(iri) == Kind.ABILITY
        for above in several
    }
    return tuple(book.ref(iri) for iri in sorted(heads))


def _walk(book: Acting, iris: set[str], counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Each with its depth below what is broader and here, too; what weighs most comes first."""
    below: dict[str | None, list[str]] = defaultdict(list)
    for iri in iris:
        below[_above(book, iri, iris)].append(iri)

    def weight(iri: str) -> int:
        return counts.get(iri, 0) + sum(map(weight, below.get(iri, ())))

    def down(above: str | None, depth: int) -> Iterator[tuple[str, int]]:
        for iri in sorted(below.get(above, ()), key=lambda each: (-weight(each), each)):
            yield iri, depth
            yield from down(iri, depth + 1)

    yield from down(None, 0)


def _above(book: Acting, iri: str, iris: set[str]) -> str | None:
    """The nearest broader thing that is among these."""
    for each in _chain(book, iri)[1:]:
        if each in iris:
            return each
    return None


def _chain(book: Acting, iri: str) -> list[str]:
    """The thing and what is broader, nearest first; the first where there are several."""
    found = [iri]
    while (above := book.broader.get(found[-1], [])) and above[0] not in found:
        found.append(above[0])
    return found


def _root(book: Acting, iri: str) -> str:
    return _chain(book, iri)[-1]


def _slug(iri: str) -> str:
    return iri.removeprefix(BASE).partition("/")[2]
