"""What a large build makes of what was authored: findings, assessments, entailments.

Each stage is given where the lines are, and gives parts of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from llmkg.build.apart import Known
from llmkg.build.crew import Crew
from llmkg.build.place import Place, Spread
from llmkg.build.progress import Meter
from llmkg.errors import CheckFailed
from llmkg.model.finding import Severity
from llmkg.rdf.corpus import load_corpus
from llmkg.rdf.lines import Part
from llmkg.store.embedded import as_stored
from llmkg.store.journal import Journal
from llmkg.vocab import ENTAILED_GRAPHS


@dataclass(frozen=True, slots=True)
class Work:
    """What stages work with.

    out       the folder of snapshots, with what was contributed, if that counts
    rules     folders of the policy: the standard one, and a group's own
    authored  everything authored
    marks     of its triples, see `Known`
    """

    crew: Crew
    place: Place
    root: Path
    out: Path | None
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


def check(work: Work) -> int:
    """How many warnings there are; raises CheckFailed where there is more."""
    from llmkg.check import check_corpus  # noqa: PLC0415 - takes a while to import

    corpus = load_corpus(work.root)
    if work.out is not None:
        corpus = Journal(work.out).overlay(corpus)
    report = check_corpus(corpus)
    if not report.conforms:
        raise CheckFailed(report)
    return len(report.of(Severity.WARNING))


def assess(work: Work) -> Iterator[Part]:
    """How each proposition stands, as it comes."""
    from llmkg.reason.policy import load_policy  # noqa: PLC0415 - not needed by small builds
    from llmkg.reason.timeline import assess as all_of  # noqa: PLC0415

    def lines() -> list[bytes]:
        quads = tuple(work.authored.open().all())
        return new_lines(work, all_of(quads, load_policy(*work.rules)))

    yield work.place.part("assessed", lines)


def entail(work: Work, assessed: Sequence[Part]) -> Entailed:
    """What follows from that at each level, and the contradictions."""
    computed: list[bytes] = []

    def everything() -> list[bytes]:
        if not computed:
            computed.extend(_entail(work, assessed))
        return computed

    def lines(*, told: bool) -> list[bytes]:
        graphs = f" <{ENTAILED_GRAPHS}".encode()
        return [
            line
            for line in everything()
            if line.startswith(graphs, line.rindex(b" ", 0, -3)) is not told
        ]

    graphs = work.place.part("entailed", lambda: lines(told=False))
    told = work.place.part("told", lambda: lines(told=True))
    return Entailed((graphs,), (told,))


def _entail(work: Work, assessed: Sequence[Part]) -> list[bytes]:
    from llmkg.reason.entail import entail as all_of  # noqa: PLC0415 - as above

    quads = [*work.authored.open().all()]
    for part in assessed:
        quads += ox.parse(b"".join(part.lines()), ox.RdfFormat.N_QUADS)
    return new_lines(work, all_of(quads).quads)


def new_lines(work: Work, quads: Iterable[ox.Quad]) -> list[bytes]:
    """What was computed, as it will be stored, without what somebody wrote anyway.

    Twice in the union it would be counted twice.
    """
    text = ox.serialize(as_stored(quads), format=ox.RdfFormat.N_QUADS) or b""
    return Known(work.marks, work.authored.open()).new(text.splitlines(keepends=True))
