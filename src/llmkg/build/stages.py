"""What a large build makes of what was authored: assessments and entailments.

Each stage is given where the lines are, and gives parts of lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg.build.apart import Known
from llmkg.build.crew import Crew
from llmkg.build.place import Place, Spread, write_without
from llmkg.build.progress import Meter
from llmkg.rdf.links import Links, Numbers, write_links
from llmkg.rdf.part import Part
from llmkg.reason.dependence import LINKING, STANCES, Dependence
from llmkg.reason.entail import follow_parts
from llmkg.reason.judge import Judge
from llmkg.reason.policy import load_policy
from llmkg.reason.theory import Theory
from llmkg.reason.timeline import assess as assess_all
from llmkg.reason.timeline import assessed_lines, fates
from llmkg.store.embedded import as_stored
from llmkg.vocab import ONTOLOGY_GRAPH

_IN_A_PART: Final = 250_000
"""Triples that follow, in a part: that many lines are in memory at once."""


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
        yield _new(work, "assessed", lambda: as_lines(assess_all(tuple(quads), policy)))
        return
    parts = [Part.at(folder) for folder in work.authored.parts]
    links = work.place.once("links", lambda folder: write_links(folder, parts, LINKING))
    jobs = [
        Judged(work.place, work.authored, links, work.marks, work.rules, number, claimed)
        for number, claimed in Links(links).values(STANCES)
    ]
    work.meter.done(len(parts) - len(jobs))
    for part in work.crew.each(_judge, jobs):
        yield part
        work.meter.done(1)
    view = work.authored.open()
    yield _new(work, "fates", lambda: as_lines(fates(view, Dependence(view, Links(links)))))


@dataclass(frozen=True, slots=True)
class Judged:
    """Propositions that are assessed together, by their numbers among the links."""

    place: Place
    authored: Spread
    links: Path
    marks: Path
    rules: tuple[Path, Path | None]
    number: int
    claimed: Numbers


def _judge(job: Judged) -> Part:
    looks, judge = _court(job.authored, job.links, job.rules)

    def lines() -> list[bytes]:
        propositions = Links(job.links).names(job.claimed.tolist())
        text = "".join(assessed_lines(looks, propositions, judge))
        looks.forget()
        return text.encode().splitlines(keepends=True)

    known = Known(job.marks, job.authored.open())
    return job.place.part(f"assessed-{job.number}", lines, known.again)


@lru_cache(maxsize=1)
def _court(
    authored: Spread, links: Path, rules: tuple[Path, Path | None]
) -> tuple[Dependence, Judge]:
    """What a process assesses with, part after part."""
    looks = Dependence(authored.open(), Links(links))
    judge = Judge.of(looks, load_policy(*rules))
    return looks, judge


def entail(work: Work, assessed: Sequence[Part]) -> Entailed:
    """What follows from that at each level, and the contradictions."""

    def write(folder: Path) -> None:
        known = Known(work.marks, work.authored.open()).again
        theory = Theory.of(work.authored.open().of_graph(ONTOLOGY_GRAPH))
        following = follow_parts(theory, [*map(Part.at, work.authored.parts), *assessed])
        lines = following.lines()
        number = 0
        while some := list(islice(lines, _IN_A_PART)):
            write_without(folder / f"entailed-{number}", some, known)
            number += 1
        write_without(folder / "told", as_lines(following.told()), known)

    folder = work.place.once("following", write)
    graphs = [Part.at(each) for each in sorted(folder.glob("entailed-*"))]
    return Entailed(tuple(graphs), (Part.at(folder / "told"),))


def _new(work: Work, name: str, lines: Callable[[], list[bytes]]) -> Part:
    """What was computed, without what somebody wrote anyway."""
    return work.place.part(name, lines, Known(work.marks, work.authored.open()).again)


def as_lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """Quads as they will be stored."""
    text = ox.serialize(as_stored(quads), format=ox.RdfFormat.N_QUADS) or b""
    return text.splitlines(keepends=True)
