"""The assessments graph: how each proposition stands, and the dates on which it moved.

Propositions hang together where evidence on one rests on claims about another, or one claim
supersedes another. Where all that hangs together was said on one day, there is one point. Where it
was said over several days, the rules are run again for each proposition on the days on which
something came that it looks at (see `dependence`), in a small world of what it looks at, so that
the work grows with what was said and not with the days as well. Rules of a group's own may look at
anything: with them all that hangs together is assessed anew on each day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

import pyoxigraph as ox

from llmkg.reason.assess import Assessed, assess_at
from llmkg.reason.dependence import BEARINGS, NEWER, RETRACTS, STANCES, Dependence
from llmkg.reason.policy import Policy
from llmkg.vocab import ASSESSMENTS_GRAPH, DCTERMS, LLMKG, OA, PROV, RDF, RDFS, SKOS, XSD

_ASSESSMENTS: Final = ox.NamedNode(ASSESSMENTS_GRAPH)
# What no rule about confidence reads: it is most of the data.
_WORDS: Final = frozenset(
    (RDFS.label, SKOS.definition, SKOS.altLabel, OA.start, OA.end, OA.prefix, OA.suffix,
     LLMKG.digest, LLMKG.anchor, LLMKG.hedgeAnchor, LLMKG.inverseLabel)
)  # fmt: skip
_Said: TypeAlias = dict[str, ox.NamedNode | ox.Literal]
# What moves when any of these changes: a point of the timeline.
_MOVING: Final = tuple(
    LLMKG[name]
    for name in ("status", "warrant", "warrantAgainst", "effectiveConfidence", "deniedConfidence")
)


def assess(quads: Sequence[ox.Quad], policy: Policy) -> tuple[ox.Quad, ...]:
    """Each proposition as it stands, and the points at which it moved.

    A point is made for each date on which a source was issued and the status, a warrant or an
    effective confidence changed; it names the sources of that date that speak of the proposition.
    A date counts from its first day: what came later in a month or year does not yet.

    Args:
        quads: ontology, catalogue and claims.
        policy: rules and ceilings. The rules see no labels, definitions and anchors.
    """
    working = [quad for quad in quads if quad.predicate.value not in _WORDS]
    threads = _Threads.read(working)
    dates = threads.dates()
    if not dates:
        return ()
    kind = _Whole if policy.own else _Worlds
    assessor: _Assessor = kind(working, policy, threads)
    last = assessor.last(_first_day(dates[-1][0]))
    at_once: dict[str, dict[str, _Said]] = defaultdict(dict)
    for proposition, said in last.of.items():
        date = threads.only_date(proposition)
        if date is not None:
            at_once[date][proposition] = said
    out: list[ox.Quad] = []
    before: dict[str, tuple[object, ...]] = {}
    for date, sources in dates:
        now = assessor.moving(date)
        for proposition, said in sorted({**now, **at_once.get(date, {})}.items()):
            moving = tuple(said.get(predicate) for predicate in _MOVING)
            if before.get(proposition) == moving:
                continue
            before[proposition] = moving
            node = ox.NamedNode(f"{proposition}#assessment-{date}")
            out += _describe(node, said, date)
            out += _movers(node, sources, threads.speakers[proposition])
    for proposition, said in sorted(last.of.items()):
        out += _describe(ox.NamedNode(f"{proposition}#assessment"), said, dates[-1][0])
    compared = ox.NamedNode(LLMKG.comparedWithEvidence)
    for claim, outcome in sorted(last.outcomes.items()):
        out.append(ox.Quad(ox.NamedNode(claim), compared, ox.NamedNode(outcome), _ASSESSMENTS))
    return (*out, *threads.replacements())


class _Assessor(Protocol):
    """Assesses all there is, and what may have moved on a date."""

    def last(self, as_of: str) -> Assessed: ...

    def moving(self, date: str) -> dict[str, _Said]: ...


class _Whole:
    """All that hangs together and was said on several dates, anew on each: for any rules."""

    def __init__(self, working: Sequence[ox.Quad], policy: Policy, threads: _Threads) -> None:
        self._working, self._policy, self._threads = working, policy, threads
        self._shared, self._by_thread = threads.divide(working)

    def last(self, as_of: str) -> Assessed:
        return assess_at(self._working, self._policy, as_of)

    def moving(self, date: str) -> dict[str, _Said]:
        threads = self._threads.of_several_dates(date)
        part = [quad for thread in threads for quad in self._by_thread[thread]]
        if not part:  # only what something was said about on this date can have moved
            return {}
        return assess_at([*self._shared, *part], self._policy, _first_day(date)).of


class _Worlds:
    """What may have moved, and nothing else, in small worlds: for the standard rules."""

    def __init__(self, working: Sequence[ox.Quad], policy: Policy, threads: _Threads) -> None:
        self._policy = policy
        self._looks = Dependence.read(working)
        self._due = self._schedule(threads)

    def last(self, as_of: str) -> Assessed:
        claims = self._looks.claims
        found = Assessed(as_of, {}, {})
        for wanted, assessed in self._assess(claims, as_of):
            found.of.update((p, said) for p, said in assessed.of.items() if p in wanted)
            for proposition in wanted:
                for claim in claims[proposition]:
                    if claim in assessed.outcomes:
                        found.outcomes[claim] = assessed.outcomes[claim]
        return found

    def moving(self, date: str) -> dict[str, _Said]:
        due = self._due.get(date, {})
        return {
            proposition: said
            for wanted, assessed in self._assess(due, _first_day(date))
            for proposition, said in assessed.of.items()
            if proposition in wanted
        }

    def _assess(
        self, propositions: Iterable[str], as_of: str
    ) -> Iterator[tuple[set[str], Assessed]]:
        for wanted, quads in self._looks.worlds(propositions):
            yield wanted, assess_at(quads, self._policy, as_of)

    def _schedule(self, threads: _Threads) -> dict[str, dict[str, None]]:
        """By date the propositions that may have moved, where that is not told by the last day.

        What was said on a day is seen at the first date after it at which the thread is looked at.
        """
        due: dict[str, dict[str, None]] = defaultdict(dict)
        dates = {date for date, _ in threads.dates()}
        looked: dict[str, list[str]] = {}
        for statement in threads.about:
            thread = threads.of(statement)
            if thread not in looked:
                days = threads.days[thread]
                looked[thread] = sorted(days & dates, key=_by_day) if len(days) > 1 else []
            if not looked[thread]:
                continue
            moved = self._looks.moved(statement)
            for day in threads.days_of(statement):
                at = bisect_left(looked[thread], _first_day(day), key=_first_day)
                if at < len(looked[thread]):
                    due[looked[thread][at]].update(dict.fromkeys(moved))
        return due


@dataclass(slots=True)
class _Threads:
    """What hangs together, by when and by whom it was said."""

    about: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The propositions of each claim and each piece of evidence."""
    stated: dict[str, str] = field(default_factory=dict)
    cites: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    reports: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    links: list[tuple[str, str]] = field(default_factory=list)
    newer: list[tuple[str, str, str]] = field(default_factory=list)
    issued: dict[str, str] = field(default_factory=dict)
    speakers: dict[str, dict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    """For each proposition, by source: the evidence that its claims cite, or the bare claims."""
    root: dict[str, str] = field(default_factory=dict)
    days: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def read(cls, quads: Iterable[ox.Quad]) -> _Threads:
        threads = cls()
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode):
                threads._take(quad.subject.value, quad.predicate.value, quad.object)
        threads._tie()
        return threads

    def _take(self, subject: str, predicate: str, obj: object) -> None:
        value = str(getattr(obj, "value", obj))
        if predicate in STANCES or predicate in BEARINGS:
            self.about[subject].add(value)
        elif predicate == LLMKG.statedIn:
            self.stated[subject] = value
        elif predicate == LLMKG.citesEvidence:
            self.cites[subject].add(value)
            self.links.append((subject, value))
        elif predicate == LLMKG.reportedIn:
            self.reports[subject].add(value)
        elif predicate == LLMKG.basedOn or predicate in NEWER:
            self.links.append((subject, value))
            if predicate in NEWER:
                self.newer.append((subject, predicate, value))
        elif predicate == DCTERMS.issued:
            self.issued[subject] = value

    def _tie(self) -> None:
        for statement, propositions in self.about.items():
            for proposition in propositions:
                self._join(statement, proposition)
        for one, other in self.links:
            if one in self.about and other in self.about:  # sources revise each other too
                self._join(one, other)
        for claim, source in self.stated.items():
            for proposition in self.about.get(claim, ()):
                self.speakers[proposition][source] |= self.cites.get(claim) or {claim}
        for statement in self.about:
            self.days[self._find(statement)] |= self.days_of(statement)

    def days_of(self, statement: str) -> set[str]:
        """When a claim was stated, or evidence stated or reported."""
        sources = self.reports.get(statement, set()) | {self.stated.get(statement, "")}
        return {self.issued[source] for source in sources if source in self.issued}

    def of(self, statement: str) -> str:
        """The thread of a claim, a piece of evidence or a proposition."""
        return self._find(statement)

    def _find(self, node: str) -> str:
        root = node
        while (above := self.root.get(root, root)) != root:
            root = above
        while (above := self.root.get(node, node)) != root:
            self.root[node], node = root, above
        return root

    def _join(self, one: str, other: str) -> None:
        a, b = sorted((self._find(one), self._find(other)))
        self.root[a] = self.root[b] = a

    def dates(self) -> list[tuple[str, list[str]]]:
        """The dates on which a source that makes claims was issued, in order, with those."""
        by_date: dict[str, list[str]] = defaultdict(list)
        for source in sorted(set(self.stated.values()) & self.issued.keys()):
            by_date[self.issued[source]].append(source)
        return sorted(by_date.items(), key=lambda item: _by_day(item[0]))

    def of_several_dates(self, date: str) -> list[str]:
        """What hangs together and was said on more than one date, this one among them."""
        return sorted(r for r, days in self.days.items() if len(days) > 1 and date in days)

    def only_date(self, proposition: str) -> str | None:
        """The one date on which all that hangs together with a proposition was said."""
        days = self.days.get(self._find(proposition), set())
        return next(iter(days)) if len(days) == 1 else None

    def replacements(self) -> Iterator[ox.Quad]:
        """What became of claims, said of the claims themselves, so that it shows wherever they do.

        A claim that another retracts was invalidated by it; one that another supersedes or revises
        is replaced by it.
        """
        for newer, predicate, older in sorted(self.newer):
            if newer in self.stated and older in self.stated:
                fate = PROV.wasInvalidatedBy if predicate == RETRACTS else DCTERMS.isReplacedBy
                triple = (ox.NamedNode(older), ox.NamedNode(fate), ox.NamedNode(newer))
                yield ox.Quad(*triple, _ASSESSMENTS)

    def divide(self, quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], Mapping[str, list[ox.Quad]]]:
        """Quads about no claim, evidence or proposition, and the others by what hangs together."""
        shared: list[ox.Quad] = []
        by_thread: dict[str, list[ox.Quad]] = defaultdict(list)
        for quad in quads:
            subject = str(getattr(quad.subject, "value", quad.subject))
            (by_thread[self._find(subject)] if subject in self.root else shared).append(quad)
        return shared, by_thread


def _first_day(date: str) -> str:
    return f"{date}-01-01"[:10]


def _by_day(date: str) -> tuple[str, str]:
    return _first_day(date), date


def _describe(
    node: ox.NamedNode, said: dict[str, ox.NamedNode | ox.Literal], date: str
) -> Iterator[ox.Quad]:
    kind = {10: "date", 7: "gYearMonth", 4: "gYear"}[len(date)]
    as_of = ox.Literal(date, datatype=ox.NamedNode(XSD[kind]))
    yield ox.Quad(node, ox.NamedNode(RDF.type), ox.NamedNode(LLMKG.Assessment), _ASSESSMENTS)
    yield ox.Quad(node, ox.NamedNode(LLMKG.asOf), as_of, _ASSESSMENTS)
    for predicate, value in sorted(said.items()):
        yield ox.Quad(node, ox.NamedNode(predicate), value, _ASSESSMENTS)


def _movers(
    node: ox.NamedNode, sources: Iterable[str], said_by: Mapping[str, set[str]]
) -> Iterator[ox.Quad]:
    """The sources of a date that speak of the proposition, and what they brought.

    A proposition may move because evidence that it rests on moved; then all sources of the date
    may have done it.
    """
    sources = list(sources)
    speaking = [source for source in sources if source in said_by]
    for source in speaking or sources:
        yield ox.Quad(node, ox.NamedNode(LLMKG.movedBySource), ox.NamedNode(source), _ASSESSMENTS)
        for statement in sorted(said_by.get(source, ())):
            yield ox.Quad(node, ox.NamedNode(LLMKG.movedBy), ox.NamedNode(statement), _ASSESSMENTS)
