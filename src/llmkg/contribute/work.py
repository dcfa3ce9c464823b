"""One write, from a request to a snapshot that serves. Runs only where it may be killed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph as ox

from llmkg import __version__
from llmkg.build import STANDARD_POLICY, empty_graphs, infer, tool_versions, write_beside
from llmkg.check import load_shapes
from llmkg.contribute import faults
from llmkg.contribute.audit import record
from llmkg.contribute.graphs import check_predicates, check_writable
from llmkg.contribute.job import Change, Do, Job, Outcome
from llmkg.contribute.laps import Laps
from llmkg.contribute.report import findings_after, refusal
from llmkg.contribute.state import State
from llmkg.contribute.telling import tell_apart
from llmkg.contribute.wanted import Graphs, digest_of, wanted
from llmkg.errors import LlmkgError, SnapshotDamagedError
from llmkg.export.statistics import beside as statistics
from llmkg.model.finding import Severity
from llmkg.model.manifest import GraphInfo
from llmkg.rdf.canonical import mentions_blank
from llmkg.rdf.corpus import Corpus, Document
from llmkg.rdf.view import Difference
from llmkg.search.documents import touched
from llmkg.search.index import SEARCH_FOLDER, copy_index, is_index, update_index
from llmkg.store.embedded import as_stored
from llmkg.store.journal import Journal
from llmkg.store.records import Written
from llmkg.store.snapshot import Beside, Facts, OpenSnapshot, building, open_current, write_snapshot

PATIENCE: Final = 60.0
"""Longest that a write waits for a build that runs, in seconds."""


def work(state: State, job: Job) -> tuple[Outcome, bytes]:
    """Do a write. Gives with the outcome what was computed anew, as N-Quads."""
    try:
        with building(state.place.out, patience=min(PATIENCE, job.seconds)):
            if not state.is_undisturbed():
                return Outcome(stale=True), b""
            return write(state, job)
    except LlmkgError as error:
        return Outcome(error=faults.to_json(error)), b""


@dataclass(frozen=True, slots=True)
class Plan:
    """A write that was found to be fine.

    before, after  the graphs that it changes
    corpus         everything authored, after it
    computed       assessments and entailments, where they had to be computed anew
    warnings       how many the check gave
    """

    before: Graphs
    after: Graphs
    changes: tuple[Change, ...]
    corpus: Corpus
    computed: tuple[ox.Quad, ...] | None
    warnings: int


def write(state: State, job: Job) -> tuple[Outcome, bytes]:
    """As `work`, for who holds the lock of builds, and raises what becomes of it instead."""
    laps = Laps()
    after = wanted(state, job)
    laps.lap("read")
    plan = _plan(state, job, after, laps)
    digest = _store(state, job, plan)
    laps.lap("store")
    renewed = plan.computed is not None
    body = ox.serialize(plan.computed or (), format=ox.RdfFormat.N_QUADS)
    outcome = Outcome(plan.changes, digest, computed=renewed, timing=laps.end())
    return outcome, body or b""


def _plan(state: State, job: Job, after: Graphs, laps: Laps) -> Plan:
    """Check a write, and compute what follows from it. Raises RefusedByCheckError."""
    before = {graph: state.quads_of(graph) for graph in after}
    changes = tuple(_change(graph, before[graph], new) for graph, new in sorted(after.items()))
    for change in changes:
        check_writable(change.graph)
        check_predicates(after[change.graph] or ())
    touched = not state.current or any(
        state.touching.touches(quads)
        for quads in (*before.values(), *after.values())
        if quads is not None
    )
    warnings = state.manifest.warnings if state.manifest is not None else 0
    computed: tuple[ox.Quad, ...] | None = None
    with TemporaryDirectory(prefix="llmkg-") as folder:
        corpus = state.with_documents(_documents(after, Path(folder)))
        if any(mentions_blank(quad) for quads in after.values() for quad in quads or ()):
            tell_apart(corpus.quads())
        laps.lap("compare")
        if touched:
            warnings = _check(state, corpus, job)
            laps.lap("check")
            rules = state.place.root / STANDARD_POLICY
            computed = tuple(infer(tuple(corpus.quads()), rules, state.policy))
            laps.lap("infer")
    return Plan(before, after, changes, corpus, computed, warnings)


def _change(graph: str, old: Sequence[ox.Quad] | None, new: Sequence[ox.Quad] | None) -> Change:
    before, after = set(as_stored(old or ())), set(as_stored(new or ()))
    return Change(graph, len(after - before), len(before - after), old is not None, new is not None)


def _documents(wanted: Graphs, folder: Path) -> dict[str, Document | None]:
    """The graphs as documents with files, since findings point to lines of files."""
    found: dict[str, Document | None] = {}
    for number, (graph, quads) in enumerate(sorted(wanted.items())):
        if quads is None:
            found[graph] = None
            continue
        path = folder / f"{number}.nt"
        triples = (quad.triple for quad in quads)
        path.write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
        found[graph] = Document(path, str(path), graph, quads)
    return found


def _check(state: State, corpus: Corpus, job: Job) -> int:
    """Raise RefusedByCheckError for violations that are new; gives how many warnings there are."""
    report, new = findings_after(state.corpus, corpus)
    if new:
        raise refusal(new, load_shapes(corpus.shapes).rules, job)
    return len(report.of(Severity.WARNING))


def _store(state: State, job: Job, plan: Plan) -> str:
    """Write journal and snapshot, and make the snapshot the current one; gives its digest."""
    known = _known(state, plan)
    digests = {
        graph: (digest_of(plan.before[graph]), digest_of(quads))
        for graph, quads in plan.after.items()
    }
    sizes = {graph: len(quads) for graph, quads in plan.after.items() if quads}
    number = state.contents.generation + 1
    said = tuple(record(number, job, plan.changes, digests, sizes))
    journal = Journal(state.place.out)
    written = {graph: _written(job, plan.before[graph], now) for graph, now in plan.after.items()}
    contents = journal.prepare(state.contents, written, said, files=state.graphs_of_files())
    known |= {graph: GraphInfo(graph, size, digests[graph][1]) for graph, size in sizes.items()}
    quads = (
        *plan.corpus.quads(),
        *(state.computed if plan.computed is None else plan.computed),
        *journal.audit(contents),
    )
    facts = Facts(__version__, tool_versions(), state.inputs(contents), plan.warnings)
    return write_snapshot(
        state.place.out,
        quads,
        facts,
        keep=state.place.keep,
        beside=_beside(state, plan),
        empty=empty_graphs(plan.corpus),
        known=known,
        commit=lambda: journal.commit(contents),
    ).digest


def _written(job: Job, old: Sequence[ox.Quad] | None, new: Sequence[ox.Quad] | None) -> Written:
    """What the journal is told of a graph, as `revision` tells it."""
    if new is None or old is None or job.do is Do.PUT:
        return new
    change = Difference.between(as_stored(old), as_stored(new))
    return new if any(map(mentions_blank, change.quads)) else change


def _beside(state: State, plan: Plan) -> Beside:
    """What writes the files beside the store.

    The index of texts is that of the current snapshot but for what the write may have touched.
    """
    if not state.current:
        return write_beside

    def write(folder: Path, quads: Sequence[ox.Quad]) -> None:
        with open_current(state.place.out) as old:
            index = old.path / SEARCH_FOLDER
            if not (_is_whole(old) and is_index(index)):
                write_beside(folder, quads)
                return
            copy_index(index, folder / SEARCH_FOLDER)
        store = ox.Store.read_only(str(folder / "store"))
        update_index(folder / SEARCH_FOLDER, store, touched(_changed(state, plan)))
        statistics(folder, quads)

    return write


def _is_whole(snapshot: OpenSnapshot) -> bool:
    """Whether what lies beside its store can be built upon: damage is not handed on."""
    try:
        snapshot.look()
    except SnapshotDamagedError:
        return False
    return True


def _changed(state: State, plan: Plan) -> set[ox.Quad]:
    """The quads that the write adds and takes away, with what was computed."""
    pairs = [(plan.before[graph] or (), quads or ()) for graph, quads in plan.after.items()]
    if plan.computed is not None:
        pairs.append((state.computed, plan.computed))
    return {quad for before, after in pairs for quad in set(before) ^ set(after)}


def _known(state: State, plan: Plan) -> dict[str, GraphInfo]:
    """The graphs that stay as they are, with their digests."""
    if state.manifest is None or not state.current:
        return {}
    stay = state.graphs() - plan.after.keys()
    if plan.computed is None:
        stay |= {str(quad.graph_name)[1:-1] for quad in state.computed}
    return {info.iri: info for info in state.manifest.graphs if info.triples and info.iri in stay}
