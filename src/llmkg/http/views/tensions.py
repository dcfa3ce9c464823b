"""What does not sit together, and what is not known: lists with filters, and single ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llmkg.gather import statements, things
from llmkg.gather.reader import Reader, labels
from llmkg.http.sheet import Crumb, Sheet, shown
from llmkg.http.views.ledger import shelves_of
from llmkg.http.views.thing import downloads
from llmkg.http.views.troubles import Filters, Index
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Claim, Stance
from llmkg.model.page import Page
from llmkg.model.question import OpenQuestion
from llmkg.model.tension import Tension
from llmkg.model.text import Labels, Ref
from llmkg.reason.troubles import TOPICS
from llmkg.vocab import LLMKG, SKOS, Kind, local_name, split, thing

TENSIONS_AT_ONCE: Final = 20
_SIDES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which are asked for; empty means any. `topic` is a kind and a slug, as in an address."""

    kind: str = ""
    source: str = ""
    topic: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter: how many fit it beside the other filters, unless they are too many."""

    value: str
    ref: Ref
    count: int | None


@dataclass(frozen=True, slots=True)
class Side:
    """Claims that say the same in the respect in which the sides differ.

    by  what tells the sides apart: stance, level, source, statement; "" where each stands alone
    """

    by: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A tension as it is shown. `means` says what its kind is."""

    tension: Tension
    kinds: tuple[tuple[Ref, Labels], ...]
    sides: tuple[Side, ...]
    propositions: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """A page of a list, and the filters over it."""

    wanted: Wanted
    shown: Page[Clash | OpenQuestion]
    kinds: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    topics: tuple[Choice, ...]
    total: int


def tensions(kb: KnowledgeBase, wanted: Wanted) -> Sheet:
    """The page of all tensions."""
    reader = Reader(kb.store)
    query = shown(
        kb.queries["tensions"],
        kind=LLMKG[wanted.kind] if wanted.kind else None,
        about=_topic(wanted.topic),
        source=thing(Kind.SOURCE, wanted.source) if wanted.source else None,
    )

    def clash(iri: str) -> Clash:
        return _clash(reader, things.tension(reader, iri))

    view = _list(kb, reader, wanted, clash, questions=False)
    return Sheet(
        template="tensions.html",
        view=view,
        title="tensions-title",
        description="tensions-description",
        crumbs=(Crumb("nav-home", "/"),),
        queries=(query, shown(kb.queries["tension-counts"])),
    )


def questions(kb: KnowledgeBase, wanted: Wanted) -> Sheet:
    """The page of all open questions."""
    reader = Reader(kb.store)
    view = _list(kb, reader, wanted, lambda iri: things.question(reader, iri), questions=True)
    query = shown(
        kb.queries["open-questions"],
        source=thing(Kind.SOURCE, wanted.source) if wanted.source else None,
    )
    return Sheet(
        template="questions.html",
        view=view,
        title="questions-title",
        description="questions-description",
        crumbs=(Crumb("nav-home", "/"),),
        queries=(query,),
    )


def tension(kb: KnowledgeBase, iri: str, _asked: Mapping[str, str]) -> Sheet:
    """The page of a tension. Raises NotFoundError."""
    reader = Reader(kb.store)
    found = things.tension(reader, iri)
    return Sheet(
        template="tension.html",
        view=_clash(reader, found),
        title=found.label or {"en": found.slug},
        description=found.definition or "tensions-description",
        iri=iri,
        crumbs=(Crumb("nav-home", "/"), Crumb("nav-tensions", "/tensions")),
        downloads=downloads(iri),
        queries=(shown(kb.queries["tensions"], kind=found.kinds[0].iri),) if found.kinds else (),
    )


def question(kb: KnowledgeBase, iri: str, _asked: Mapping[str, str]) -> Sheet:
    """The page of an open question. Raises NotFoundError."""
    found = things.question(Reader(kb.store), iri)
    return Sheet(
        template="question.html",
        view=found,
        title=found.label or {"en": found.slug},
        description="questions-description",
        iri=iri,
        kind="Question",
        crumbs=(Crumb("nav-home", "/"), Crumb("nav-questions", "/questions")),
        downloads=downloads(iri),
        queries=(shown(kb.queries["said-on-open-questions"], question=iri),),
    )


def sides(claims: Sequence[Claim], *, drift: bool = False) -> tuple[Side, ...]:
    """The sides of a tension, by the first respect in which its claims differ.

    `drift`: it is how sure they are that matters, whatever their stances.
    """
    respects: tuple[tuple[str, Callable[[Claim], str]], ...] = (
        ("stance", lambda each: each.stance.value),
        ("level", lambda each: f"{9 - each.confidence.rank}"),
        ("source", lambda each: each.source.iri),
        ("statement", lambda each: each.proposition.iri),
    )
    stances = {each.stance for each in claims}
    for name, key in respects:
        if name == "stance" and (drift or not {Stance.ASSERTS, Stance.DENIES} <= stances):
            continue
        groups: dict[str, list[Claim]] = defaultdict(list)
        for each in claims:
            groups[key(each)].append(each)
        if len(groups) >= _SIDES:
            order = sorted(groups) if name in ("level", "stance") else list(groups)
            return tuple(Side(name, tuple(groups[each])) for each in order)
    return tuple(Side("", (each,)) for each in claims)


def _clash(reader: Reader, found: Tension) -> Clash:
    claims = [statements.claim(reader, ref.iri) for ref in found.between if ref.kind == Kind.CLAIM]
    claims.sort(key=_place)
    propositions = {each.proposition.iri: each.proposition for each in claims}
    return Clash(
        found,
        tuple((kind, labels(reader.said(kind.iri), SKOS.definition)) for kind in found.kinds),
        sides(claims, drift=any(kind.iri == LLMKG.HedgeDrift for kind in found.kinds)),
        tuple(propositions.values()),
    )


def _place(claim: Claim) -> tuple[str, int, str]:
    return (claim.source.iri, claim.anchor.start if claim.anchor else 0, claim.iri)


def _list(
    kb: KnowledgeBase,
    reader: Reader,
    wanted: Wanted,
    make: Callable[[str], Clash | OpenQuestion],
    *,
    questions: bool,
) -> ListView:
    index = Index(shelves_of(kb), "questions" if questions else "tensions")
    filters = Filters(
        wanted.kind,
        thing(Kind.SOURCE, wanted.source) if wanted.source else "",
        _topic(wanted.topic) or "",
    )
    found, total = index.page(filters, wanted.offset, TENSIONS_AT_ONCE)

    def choices(facet: str) -> tuple[Choice, ...]:
        return tuple(
            Choice(_value(facet, iri), reader.ref(iri), count)
            for iri, count in index.choices(filters, facet)
        )

    return ListView(
        wanted,
        Page(tuple(map(make, found)), total, wanted.offset, TENSIONS_AT_ONCE),
        choices("kinds"),
        choices("sources"),
        choices("topics"),
        index.total,
    )


def _topic(topic: str) -> str | None:
    kind, _, slug = topic.partition("/")
    return thing(Kind(kind), slug) if slug and kind in set(TOPICS) else topic or None


def _value(name: str, iri: str) -> str:
    if name == "kinds":
        return local_name(iri)
    parts = split(iri)
    if parts is None:
        return iri
    return parts[1] if name == "sources" else f"{parts[0].value}/{parts[1]}"
