"""A thing as it was believed on a day: without what only later sources say.

What a source says is there from the first day of its date of issue on (a source that gives no date
was always there), what was computed is taken as of that day, and identities are there at any time:
they are names, which no source claims. What became of a claim later is no mark on it yet, and is
told in words as what came later. A date that is a month or a year counts from its first day,
as the policy of confidence has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from llmkg.export.neighbourhood import ASSESSED, CARD, things_of
from llmkg.gather.reader import Reader
from llmkg.gather.weighing import span
from llmkg.model.standing import ENDS
from llmkg.model.weighing import Fate
from llmkg.store.port import GraphStore
from llmkg.vocab import DCTERMS, LLMKG, RDF, RDFS, Kind, split

_ISSUED: Final = ox.NamedNode(DCTERMS["issued"])
_AS_OF: Final = ox.NamedNode(LLMKG["asOf"])
_STATED_IN: Final = ox.NamedNode(LLMKG["statedIn"])
_REPORTED_IN: Final = ox.NamedNode(LLMKG["reportedIn"])
_BETWEEN: Final = ox.NamedNode(LLMKG["between"])
_COMMENT: Final = ox.NamedNode(RDFS["comment"])
_SPEAKING: Final = tuple(
    ox.NamedNode(LLMKG[name])
    for name in ("asserts", "denies", "leavesOpen", "supports", "disputes", "qualifies")
)
_SAYING: Final = frozenset((Kind.CLAIM, Kind.EVIDENCE, Kind.QUESTION))
_FATES: Final = frozenset(map(ox.NamedNode, ENDS))
_LATER: Final = {
    Fate.RETRACTED: {
        "en": "It stood on {day}. It was retracted on {later}.",
        "zh": "截至 {day} 仍然有效；后于 {later} 撤回。",
    },
    Fate.SUPERSEDED: {
        "en": "It stood on {day}. A later version took its place on {later}.",
        "zh": "截至 {day} 仍然有效；后于 {later} 被新版本取代。",
    },
}
_ENDING: Final = frozenset((Kind.CLAIM, Kind.EVIDENCE, Kind.SOURCE))
_NONE: Final = ox.NamedNode("urn:none")
_LEAST: Final = 2
_KEPT: Final = 20_000


class Moment:
    """A day (YYYY-MM-DD) in the life of a store."""

    def __init__(self, store: GraphStore, day: str) -> None:
        self.store = store
        self.day = day
        self.has = lru_cache(maxsize=_KEPT)(self._has)
        self._reader = Reader(store)
        self._tests: Mapping[Kind, Callable[[ox.NamedNode], bool]] = {
            Kind.SOURCE: self._issued,
            Kind.CLAIM: lambda node: self._any(node, _STATED_IN),
            Kind.QUESTION: lambda node: self._any(node, _STATED_IN),
            Kind.EVIDENCE: self._reported,
            Kind.TENSION: self._still_two,
            Kind.PROPOSITION: self._spoken_of,
        }

    def of(self, iri: str, quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
        """What of the quads around a thing was there by then, in words where that is nothing."""
        root = ox.NamedNode(iri)
        if not self.has(root):
            return frozenset({q for q in quads if _names(q, root)} | self._silence(root))
        found = {
            quad
            for quad in quads
            if self._stays(quad.subject, root) and self._stays(quad.object, root)
        }
        for thing in things_of(found):
            point = self._assessment(thing)
            if point is not None:
                found.add(point)
                for term in CARD:
                    found.update(self.store.quads(ox.NamedNode(_iri(point.subject)), term))
        if not _speaks(found):
            found |= self._silence(root)
        return self._before_its_end(found)

    def _before_its_end(self, quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
        """The quads without the marks of what became of anything after this day.

        What was taken back nobody knows when keeps its marks: it counted on no day.
        """
        found = set(quads)
        for term in {each.subject for each in found if _kind(each.subject) in _ENDING}:
            end = span(self._reader, _iri(term))
            if term != _whole(term) or end.until is None or end.until <= self.day:
                continue
            found = {each for each in found if each.subject != term or each.predicate not in _FATES}
            for tag, text in _LATER[end.fate].items():
                said = ox.Literal(text.format(day=self.day, later=end.until), language=tag)
                found.add(ox.Quad(term, _COMMENT, said))
        return frozenset(found)

    def _stays(self, term: object, root: ox.NamedNode) -> bool:
        """Whether it was there, or names the thing that is asked for, which is shown anyway."""
        return term == root or self.has(term)

    def _has(self, term: object) -> bool:
        if not isinstance(term, ox.NamedNode):
            return True
        if "#assessment" in term.value:
            # as of another day; the one of this day is put in its place
            return False
        whole = _whole(term)
        named = split(whole.value)
        test = self._tests.get(named[0]) if named else None
        return test is None or test(whole)

    def _any(self, node: ox.NamedNode, predicate: ox.NamedNode) -> bool:
        """Whether the thing names no source, or one that was issued by then."""
        sources = [quad.object for quad in self.store.quads(node, predicate)]
        return not sources or any(map(self.has, sources))

    def _reported(self, evidence: ox.NamedNode) -> bool:
        """Where no report has a date, the source that tells of the evidence decides."""
        reports = [quad.object for quad in self.store.quads(evidence, _REPORTED_IN)]
        dated = [each for each in reports if self._dates(each)]
        return any(map(self.has, dated)) if dated else self._any(evidence, _STATED_IN)

    def _still_two(self, tension: ox.NamedNode) -> bool:
        claims = [quad.object for quad in self.store.quads(tension, _BETWEEN)]
        return sum(map(self.has, claims)) >= min(_LEAST, len(claims))

    def _spoken_of(self, proposition: ox.NamedNode) -> bool:
        here = self.store.quads
        said = [quad.subject for by in _SPEAKING for quad in here(None, by, proposition)]
        return not said or any(map(self.has, said))

    def _issued(self, source: ox.NamedNode) -> bool:
        dates = self._dates(source)
        return not dates or min(dates) <= self.day

    def _dates(self, source: object) -> list[str]:
        if not isinstance(source, ox.NamedNode):
            return []
        return [first_day(_text(quad.object)) for quad in self.store.quads(source, _ISSUED)]

    def _assessment(self, proposition: ox.NamedNode) -> ox.Quad | None:
        """The assessment that held on the day, by the quad that ties it to its proposition."""
        points = [
            (first_day(_text(date.object)), quad)
            for quad in self.store.quads(None, ASSESSED, proposition)
            if "#assessment-" in _iri(quad.subject)
            for date in self.store.quads(quad.subject, _AS_OF)
        ]
        by_then = [point for point in points if point[0] <= self.day]
        return max(by_then, key=lambda point: point[0])[1] if by_then else None

    def _silence(self, root: ox.NamedNode) -> set[ox.Quad]:
        texts = {
            "en": f"No source that is here had said anything of it by {self.day}.",
            "zh": f"截至 {self.day}，本库所收来源中尚无任何来源谈及它。",
        }
        return {ox.Quad(root, _COMMENT, ox.Literal(of, language=tag)) for tag, of in texts.items()}


def days_of_change(store: GraphStore, quads: Iterable[ox.Quad]) -> tuple[str, ...]:
    """The days (YYYY-MM-DD), oldest first, on which something was said that the quads mention."""
    sources: set[ox.NamedNode] = set()
    for thing in things_of(quads):
        for by in (_STATED_IN, _REPORTED_IN):
            for quad in store.quads(thing, by):
                if isinstance(quad.object, ox.NamedNode):
                    sources.add(quad.object)
    return tuple(
        sorted({first_day(_text(q.object)) for each in sources for q in store.quads(each, _ISSUED)})
    )


def first_day(date: str) -> str:
    """The first day of a year, a month or a day."""
    return f"{date}-01-01"[:10]


def _names(quad: ox.Quad, root: ox.NamedNode) -> bool:
    """Whether a quad only names the thing and says what kind of thing it is."""
    return quad.subject == root and quad.predicate.value in (RDF["type"], RDFS["label"])


def _speaks(quads: Iterable[ox.Quad]) -> bool:
    """Whether any claim or evidence is among the quads."""
    return any(_kind(quad.subject) in _SAYING for quad in quads)


def _kind(term: object) -> Kind | None:
    named = split(_iri(term)) if isinstance(term, ox.NamedNode) else None
    return named[0] if named else None


def _whole(term: object) -> ox.NamedNode:
    """The thing that a part (``…/claim/x#anchor``) belongs to."""
    return ox.NamedNode(_iri(term).partition("#")[0]) if isinstance(term, ox.NamedNode) else _NONE


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.Literal) else ""
