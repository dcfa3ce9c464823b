"""What acts on abilities, as it stood on any day: looked up ability by ability, and then known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from llmkg.gather import assessments
from llmkg.gather.reader import Reader
from llmkg.gather.weighing import spans
from llmkg.kb import KnowledgeBase
from llmkg.model.assessment import Assessment
from llmkg.model.claim import Stance
from llmkg.model.level import Level
from llmkg.model.text import Ref
from llmkg.model.weighing import Fate, Span
from llmkg.store.port import GraphStore
from llmkg.vocab import LLMKG, RDF, local_name

HOLDS: Final = "holds"
DENIED: Final = "denied"
OPEN: Final = "open"
_KEPT_EACH: Final = 20_000
_LAST: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Act:
    """A statement that a factor acts on an ability, as it stands on a day.

    stands   holds, denied or open
    status   local name of its status
    level    what to quote it as, or its denial where it is denied
    via      the method of the stage, where it is the method that is spoken of
    """

    ability: str
    factor: str
    relation: str
    proposition: str
    stands: str
    status: str
    level: Level
    asserting: int
    denying: int
    undecided: int
    via: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """That a factor acts on an ability, or goes with it: what a proposition is about."""

    ability: str
    factor: str
    relation: str
    proposition: str


class Acting:
    """What is said to act on abilities; `acting` gives that of a snapshot.

    What is asked for is looked up: that costs what is said of these abilities, and not what there
    is.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self.reader: Final = Reader(kb.store)
        self.terms = lru_cache(maxsize=_KEPT_EACH)(self._terms)
        self.steps = lru_cache(maxsize=_KEPT_EACH)(self._steps)
        self._now = lru_cache(maxsize=_KEPT_EACH)(partial(assessments.current, self.reader))
        self._then = lru_cache(maxsize=_KEPT_EACH)(partial(assessments.timeline, self.reader))
        self._said = lru_cache(maxsize=_KEPT_EACH)(
            partial(said_on, self.reader, spans(self.reader))
        )
        self._causal = frozenset(self.reader.subjects(RDF.type, LLMKG.CausalProperty))
        self.abilities: Final = tuple(self.reader.subjects(RDF.type, LLMKG.Ability))
        broader: dict[str, list[str]] = defaultdict(list)
        for row in kb.rows("kb/hierarchy"):
            above = [_text(row["broader"])] if "broader" in row else []
            broader[_text(row["thing"])].extend(above)
        self.broader: Mapping[str, list[str]] = broader

    def ref(self, iri: str) -> Ref:
        """A thing by its name."""
        return self.reader.ref(iri)

    def on(self, as_of: str | None) -> tuple[Act, ...]:
        """Everything as of a day, what is said of methods also for the stages that used them."""
        terms = [term for ability in self.abilities for term in self.terms(ability)]
        return tuple(self.acts(terms, as_of))

    def acts(self, terms: Iterable[Term], as_of: str | None) -> Iterator[Act]:
        """How these stand on a day, those of methods also for the stages that used them."""
        for term in terms:
            act = self._act(term, as_of)
            if act is not None:
                yield act
                yield from self._by_way_of(act, as_of)

    def _terms(self, ability: str) -> tuple[Term, ...]:
        """What is said to act on an ability."""
        found = set()
        for here, there in ((RDF.object, RDF.subject), (RDF.subject, RDF.object)):
            for iri in self.reader.subjects(here, ability):
                for relation in _values(self.reader.store, iri, RDF.predicate):
                    both = relation == LLMKG.correlatesWith
                    if both or (relation in self._causal and here == RDF.object):
                        for factor in _values(self.reader.store, iri, there):
                            found.add(Term(ability, factor, relation, iri))
        return tuple(sorted(found))

    def _steps(self, method: str) -> tuple[tuple[str, str], ...]:
        """The stages that are said to have used a method, with the proposition that says so."""
        store = self.reader.store
        return tuple(
            sorted(
                (stage, iri)
                for iri in self.reader.subjects(RDF.object, method)
                if LLMKG.method in _values(store, iri, RDF.predicate)
                for stage in _values(store, iri, RDF.subject)
            )
        )

    def _act(self, term: Term, as_of: str | None) -> Act | None:
        point, numbers = self._stood(term.proposition, as_of)
        if point is None or not any(numbers.values()):
            return None
        pro, contra = numbers[Stance.ASSERTS], numbers[Stance.DENIES]
        status = local_name(point.status.iri)
        stands = HOLDS if pro else OPEN
        if status == "Refuted" or (not pro and contra):
            stands = DENIED
        level = point.denied if stands == DENIED and point.denied else point.effective
        return Act(
            term.ability,
            term.factor,
            term.relation,
            term.proposition,
            stands,
            status,
            level,
            pro,
            contra,
            numbers[Stance.LEAVES_OPEN],
        )

    def _by_way_of(self, act: Act, as_of: str | None) -> Iterator[Act]:
        """The same of each stage that used the method: no surer than that it did."""
        for stage, step in self.steps(act.factor):
            point, numbers = self._stood(step, as_of)
            if point is None or not numbers[Stance.ASSERTS]:
                continue
            if local_name(point.status.iri) in ("Refuted", "Open"):
                continue
            level = min(act.level, point.effective, key=lambda each: each.rank)
            yield replace(act, factor=stage, level=level, via=act.factor)

    def _stood(self, iri: str, as_of: str | None) -> tuple[Assessment | None, Mapping[Stance, int]]:
        day = assessments.last_day(as_of) if as_of else _LAST
        there = [stance for stance, while_ in self._said(iri) if while_.at(day) is Fate.CURRENT]
        numbers = {stance: there.count(stance) for stance in Stance}
        return (assessments.at(self._then(iri), as_of) if as_of else self._now(iri)), numbers


def said_on(
    reader: Reader, span_of: Callable[[str], Span], proposition: str
) -> tuple[tuple[Stance, Span], ...]:
    """The stance of each claim on a proposition, and the days in which it counts."""
    return tuple(
        (stance, span_of(claim))
        for stance in Stance
        for claim in reader.subjects(LLMKG[stance.value], proposition)
        if _values(reader.store, claim, LLMKG.statedIn)
    )


_KEPT: WeakKeyDictionary[KnowledgeBase, Acting] = WeakKeyDictionary()


def acting(kb: KnowledgeBase) -> Acting:
    """What acts on abilities in a snapshot, each looked up once for as long as it is open."""
    found = _KEPT.get(kb)
    if found is None:
        found = _KEPT[kb] = Acting(kb)
    return found


def _values(store: GraphStore, iri: str, predicate: str) -> set[str]:
    """The things that are the values of a property."""
    quads = store.quads(ox.NamedNode(iri), ox.NamedNode(predicate))
    return {each.object.value for each in quads if isinstance(each.object, ox.NamedNode)}


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
