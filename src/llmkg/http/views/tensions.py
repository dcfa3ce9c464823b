"""What does not sit together, and what is not known: lists with filters, and single ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from llmkg.gather import statements, things
from llmkg.gather.reader import Reader, labels
from llmkg.http.params import cut
from llmkg.http.sheet import Crumb, Sheet, shown
from llmkg.http.views.thing import downloads
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Claim, Stance
from llmkg.model.page import Page
from llmkg.model.question import OpenQuestion
from llmkg.model.tension import Tension
from llmkg.model.text import Labels, Ref
from llmkg.vocab import LLMKG, SKOS, Kind, local_name, split, thing

TENSIONS_AT_ONCE: Final = 20
_TOPICS: Final = (
    Kind.ABILITY,
    Kind.METHOD,
    Kind.MODEL,
    Kind.FAMILY,
    Kind.STAGE,
    Kind.DATASET,
    Kind.BENCHMARK,
)
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
    """A value of a filter: how many fit it beside the other filters."""

    value: str
    ref: Ref
    count: int


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


@dataclass(frozen=True, slots=True)
class _Entry:
    iri: str
    kinds: frozenset[str]
    sources: frozenset[str]
    topics: frozenset[str]


_KEPT: WeakKeyDictionary[KnowledgeBase, Mapping[bool, tuple[_Entry, ...]]] = WeakKeyDictionary()


def tensions(kb: KnowledgeBase, wanted: Wanted) -> Sheet:
    """The page of all tensions."""
    reader = Reader(kb.store)

    def clash(iri: str) -> Clash:
        return _clash(reader, things.tension(reader, iri))

    view = _list(kb, reader, wanted, clash, questions=False)
    query = shown(
        kb.queries["tensions"],
        kind=LLMKG[wanted.kind] if wanted.kind else None,
        about=_topic(wanted.topic),
        source=thing(Kind.SOURCE, wanted.source) if wanted.source else None,
    )
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
    entries = _index(kb)[questions]
    tests: dict[str, Callable[[_Entry], bool]] = {}
    if wanted.kind:
        kind = LLMKG[wanted.kind]
        tests["kinds"] = lambda each: kind in each.kinds
    if wanted.source:
        source = thing(Kind.SOURCE, wanted.source)
        tests["sources"] = lambda each: source in each.sources
    topic = _topic(wanted.topic)
    if topic:
        tests["topics"] = lambda each: topic in each.topics
    fitting = [each for each in entries if all(test(each) for test in tests.values())]
    page = cut(fitting, wanted.offset, TENSIONS_AT_ONCE)
    items = tuple(make(each.iri) for each in page.items)

    def choices(name: str) -> tuple[Choice, ...]:
        others = [test for key, test in tests.items() if key != name]
        beside = (each for each in entries if all(test(each) for test in others))
        counts = Counter(value for each in beside for value in getattr(each, name))
        return tuple(
            Choice(_value(name, iri), reader.ref(iri), count)
            for iri, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        )

    return ListView(
        wanted,
        Page(items, page.total, page.offset, page.limit),
        choices("kinds"),
        choices("sources"),
        choices("topics"),
        len(entries),
    )


def _index(kb: KnowledgeBase) -> Mapping[bool, tuple[_Entry, ...]]:
    """Tensions under False, questions under True; by slug, which does not change."""
    kept = _KEPT.get(kb)
    if kept is not None:
        return kept
    found: dict[str, tuple[set[str], set[str], set[str]]] = {}
    for row in kb.rows("kb/tension-index"):
        sets = found.setdefault(_text(row["thing"]), (set(), set(), set()))
        for at, name in enumerate(("kind", "source", "topic")):
            value = _text(row[name]) if name in row else ""
            if value and (name != "topic" or _is_topic(value)):
                sets[at].add(value)
    entries: Iterable[_Entry] = [
        _Entry(iri, *map(frozenset, sets)) for iri, sets in sorted(found.items())
    ]
    asks = LLMKG.OpenQuestion
    _KEPT[kb] = kept = {
        which: tuple(each for each in entries if (asks in each.kinds) == which)
        for which in (False, True)
    }
    return kept


def _is_topic(iri: str) -> bool:
    parts = split(iri)
    return parts is not None and parts[0] in _TOPICS


def _topic(topic: str) -> str | None:
    kind, _, slug = topic.partition("/")
    return thing(Kind(kind), slug) if slug and kind in set(_TOPICS) else topic or None


def _value(name: str, iri: str) -> str:
    if name == "kinds":
        return local_name(iri)
    parts = split(iri)
    if parts is None:
        return iri
    return parts[1] if name == "sources" else f"{parts[0].value}/{parts[1]}"


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
