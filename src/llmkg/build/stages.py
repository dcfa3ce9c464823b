"""What a large build makes of what was authored: assessments and entailments.

Each stage is given where the lines are, and gives parts of lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from llmkg.build.apart import Known
from llmkg.build.crew import Crew
from llmkg.build.place import Place, Spread
from llmkg.build.progress import Meter
from llmkg.rdf.lines import Lines
from llmkg.rdf.part import Part
from llmkg.reason.dependence import STANCES, Dependence
from llmkg.reason.entail import entail_stream, read_by
from llmkg.reason.judge import Judge
from llmkg.reason.policy import load_policy
from llmkg.reason.theory import Theory
from llmkg.reason.timeline import assess as assess_all
from llmkg.reason.timeline import assess_part, fates
from llmkg.store.embedded import as_stored
from llmkg.vocab import ENTAILED_GRAPHS, ONTOLOGY_GRAPH


@dataclass(frozen=True, slots=True)
class Work:
    """What stages work with.

    rules     folders of the policy: the standard one, and a group's own
    authored  everything authored
    marks     of its triples, see `Known`
    """

    crew: Crew
    place: Place
    root: Path
    rules: tuple[Path, Path | None]
    authored: Spread
    marks: Path
    meter: Meter


@dataclass(frozen=True, slots=True)
class Entailed:
    """What follows.

    graphs  the entailed triples
    told    what is said of that: tensions, and how sure each graph is
    """

    graphs: tuple[Part, ...]
    told: tuple[Part, ...]


def assess(work: Work) -> Iterator[Part]:
    """How each proposition stands, as it comes."""
    policy = load_policy(*work.rules)
    if policy.own:
        # Rules of a group's own may look at anything, so they are asked about everything at once.
        quads = work.authored.open().all()
        yield work.place.part("assessed", lambda: new_lines(work, assess_all(tuple(quads), policy)))
        return
    jobs = (
        Judged(work.place, work.authored, work.marks, work.rules, number, claimed)
        for number, claimed in enumerate(_by_part(work))
    )
    for part in work.crew.each(_judge, jobs):
        yield part
        work.meter.done(1)
    view = work.authored.open()
    yield work.place.part("fates", lambda: new_lines(work, fates(view)))


def _by_part(work: Work) -> list[list[str]]:
    """The propositions that claims are about, each with the first part that says what it is."""
    by_part: list[set[str]] = [set() for _ in work.authored.parts]
    jobs = ((work.authored, number) for number in range(len(by_part)))
    for found in work.crew.each(_claimed, jobs):
        for number, propositions in found.items():
            by_part[number].update(propositions)
    return [sorted(some) for some in by_part]


def _claimed(job: tuple[Spread, int]) -> dict[int, set[str]]:
    spread, number = job
    lines = spread.open()
    found: dict[int, set[str]] = defaultdict(set)
    for quad in lines.having(frozenset(STANCES), number):
        if isinstance(quad.object, ox.NamedNode):
            # What nobody describes is no proposition, says the check: the first part takes it.
            first = max(lines.first(str(quad.object).encode()), 0)
            found[first].add(quad.object.value)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Judged:
    """Propositions that are assessed together."""

    place: Place
    authored: Spread
    marks: Path
    rules: tuple[Path, Path | None]
    number: int
    propositions: Sequence[str]


def _judge(job: Judged) -> Part:
    def lines() -> list[bytes]:
        view = job.authored.open()
        policy = load_policy(*job.rules)
        found = assess_part(view, job.propositions, policy, _judge_of(job.authored, job.rules))
        new = _new(job.marks, view, found)
        view.let_go()
        return new

    return job.place.part(f"assessed-{job.number}", lines)


@lru_cache(maxsize=1)
def _judge_of(authored: Spread, rules: tuple[Path, Path | None]) -> Judge:
    return Judge.of(Dependence(authored.open()), load_policy(*rules))


def entail(work: Work, assessed: Sequence[Part]) -> Entailed:
    """What follows from that at each level, and the contradictions."""
    computed: list[bytes] = []

    def lines(*, told: bool) -> list[bytes]:
        if not computed:
            computed.extend(_entail(work, assessed))
        graphs = f" <{ENTAILED_GRAPHS}".encode()
        return [
            line
            for line in computed
            if line.startswith(graphs, line.rindex(b" ", 0, -3)) is not told
        ]

    graphs = work.place.part("entailed", lambda: lines(told=False))
    told = work.place.part("told", lambda: lines(told=True))
    return Entailed((graphs,), (told,))


def _entail(work: Work, assessed: Sequence[Part]) -> list[bytes]:
    view = work.authored.open()
    theory = Theory.of(view.of_graph(ONTOLOGY_GRAPH))

    def quads() -> Iterator[ox.Quad]:
        read = read_by(theory)
        yield from view.having(read)
        for part in assessed:
            yield from ox.parse(b"".join(part.having(read)), ox.RdfFormat.N_QUADS, lenient=True)

    return new_lines(work, entail_stream(theory, quads()).quads)


def new_lines(work: Work, quads: Iterable[ox.Quad]) -> list[bytes]:
    """What was computed, as it will be stored, without what somebody wrote anyway.

    Twice in the union it would be counted twice.
    """
    return _new(work.marks, work.authored.open(), quads)


def _new(marks: Path, view: Lines, quads: Iterable[ox.Quad]) -> list[bytes]:
    text = ox.serialize(as_stored(quads), format=ox.RdfFormat.N_QUADS) or b""
    return Known(marks, view).new(text.splitlines(keepends=True))
