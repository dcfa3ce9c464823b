"""Assessments by rules of a group's own, which may look at anything.

They are asked of all that hangs together: propositions where evidence on one rests on claims about
another, or where one claim supersedes another. Where that was said on one day, they are asked once
about everything; where it was said over several, anew on each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from llmkg.reason.assess import LAST, Assessed, Term, assess_at
from llmkg.reason.cone import Cone, first_day, printed
from llmkg.reason.course import as_quads, compared, told
from llmkg.reason.dependence import BEARINGS, BY, NEWER, STANCES, Dependence
from llmkg.reason.policy import Policy
from llmkg.vocab import DCTERMS, LLMKG, OA, RDFS, SKOS

# What no rule about confidence reads: it is most of the data.
_WORDS: Final = frozenset(
    (RDFS.label, SKOS.definition, SKOS.altLabel, OA.start, OA.end, OA.prefix, OA.suffix,
     LLMKG.digest, LLMKG.anchor, LLMKG.hedgeAnchor, LLMKG.inverseLabel)
)  # fmt: skip
_SAYS: Final = {
    **dict.fromkeys((*STANCES, *BEARINGS), "about"),
    **dict.fromkeys((LLMKG.citesEvidence, LLMKG.basedOn, *NEWER, *BY), "link"),
    **dict.fromkeys((LLMKG.statedIn, LLMKG.reportedIn), "from"),
    DCTERMS.issued: "issued",
}


def assess_whole(
    quads: Sequence[ox.Quad], policy: Policy, looks: Dependence, propositions: Iterable[str]
) -> Iterator[ox.Quad]:
    """The assessments by any rules; takes as long as there are claims and days.

    Args:
        quads: ontology, catalogue and claims.
        policy: rules and ceilings.
        looks: finds the links among the quads.
        propositions: those that claims are about.
    """
    working = [quad for quad in quads if quad.predicate.value not in _WORDS]
    cones = {each: Cone(looks, each, {}) for each in propositions}
    threads = _Threads.read(working)
    for proposition, cone in cones.items():
        for day, sources in cone.came.items():
            threads.came[threads.find(proposition)].setdefault(day, {}).update(sources)
    last = assess_at(working, policy, LAST)
    stood = _days(working, policy, threads)
    for proposition, said in sorted(last.of.items()):
        cone = cones.get(proposition) or Cone(looks, proposition, {})
        came = threads.came.get(threads.find(proposition), {})
        at_days = stood.get(proposition, {}) if len(came) > 1 else dict.fromkeys(came, said)
        course = [
            (day, _texts(at_days[day]), cone.came.get(day, came[day])) for day in sorted(at_days)
        ]
        yield from as_quads(told(looks, cone, course))
    yield from as_quads(compared(last.outcomes.items()))


def _texts(said: Mapping[str, Term]) -> dict[str, str]:
    return {predicate: str(value) for predicate, value in said.items()}


def _days(
    working: Sequence[ox.Quad], policy: Policy, threads: _Threads
) -> Mapping[str, dict[str, dict[str, Term]]]:
    """By proposition and day how those stood of which something was said on several days."""
    shared, by_thread = threads.divide(working)
    stood: dict[str, dict[str, dict[str, Term]]] = defaultdict(dict)
    for day in sorted({day for came in threads.came.values() for day in came}):
        roots = [root for root, came in threads.came.items() if len(came) > 1 and day in came]
        part = [quad for root in sorted(roots) for quad in by_thread.get(root, ())]
        if part:  # only what something was said about on this day can have moved
            now: Assessed = assess_at([*shared, *part], policy, day)
            for proposition, said in now.of.items():
                stood[proposition][day] = said
    return stood


@dataclass(slots=True)
class _Threads:
    """What hangs together, and when of which sources it was said."""

    root: dict[str, str] = field(default_factory=dict)
    came: dict[str, dict[str, dict[str, str]]] = field(default_factory=lambda: defaultdict(dict))
    """By root and day the sources that were issued then, with their dates as printed."""

    @classmethod
    def read(cls, quads: Iterable[ox.Quad]) -> _Threads:
        threads = cls()
        said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for quad in quads:
            what = _SAYS.get(quad.predicate.value)
            if what and isinstance(quad.subject, ox.NamedNode):
                value = str(getattr(quad.object, "value", quad.object))
                said[what][quad.subject.value].add(value)
        statements = said["about"]
        for statement, propositions in statements.items():
            for proposition in propositions:
                threads._join(statement, proposition)
        for one, others in said["link"].items():
            for other in others:
                if one in statements and other in statements:  # sources revise each other, too
                    threads._join(one, other)
        for statement in statements:
            for source in said["from"].get(statement, ()):
                threads._date(statement, source, said["issued"].get(source, ()))
        return threads

    def _date(self, statement: str, source: str, dates: Iterable[str]) -> None:
        if dated := min(((first_day(date), printed(date)) for date in dates), default=None):
            self.came[self.find(statement)].setdefault(dated[0], {})[source] = dated[1]

    def find(self, node: str) -> str:
        """The one that stands for all that hangs together with a thing."""
        root = node
        while (above := self.root.get(root, root)) != root:
            root = above
        while (above := self.root.get(node, node)) != root:
            self.root[node], node = root, above
        return root

    def _join(self, one: str, other: str) -> None:
        a, b = sorted((self.find(one), self.find(other)))
        self.root[a] = self.root[b] = a

    def divide(self, quads: Iterable[ox.Quad]) -> tuple[list[ox.Quad], Mapping[str, list[ox.Quad]]]:
        """Quads about no claim, evidence or proposition, and the others by what hangs together."""
        shared: list[ox.Quad] = []
        by_thread: dict[str, list[ox.Quad]] = defaultdict(list)
        for quad in quads:
            subject = str(getattr(quad.subject, "value", quad.subject))
            (by_thread[self.find(subject)] if subject in self.root else shared).append(quad)
        return shared, by_thread
