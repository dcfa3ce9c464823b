"""One write in time of what it changes. Runs only where it may be killed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg import __version__
from llmkg.contribute.asked import asked
from llmkg.contribute.audit import record
from llmkg.contribute.effect import Effect, Unbounded
from llmkg.contribute.following import breaches, finding, follow
from llmkg.contribute.footing import ALL, Footing
from llmkg.contribute.job import Change, Do, Job, Outcome
from llmkg.contribute.laps import Laps
from llmkg.contribute.report import refusal
from llmkg.contribute.telling import tell_apart
from llmkg.model.finding import Severity
from llmkg.model.manifest import GraphInfo
from llmkg.rdf.canonical import mentions_blank
from llmkg.rdf.graphdigest import following
from llmkg.rdf.view import Difference, Overlay, Remembered, View
from llmkg.search.index import SEARCH_FOLDER
from llmkg.store.contents import Contents
from llmkg.store.journal import MANIFEST, Journal
from llmkg.store.records import Written
from llmkg.store.refusal import is_full
from llmkg.store.snapshot import refused
from llmkg.store.working import News, Working
from llmkg.vocab import AUDIT_GRAPH

_AUDIT: Final = ox.NamedNode(AUDIT_GRAPH)


def revise(footing: Footing, job: Job, laps: Laps) -> Outcome:
    """Do a write, and make the snapshot that has it the current one.

    To be called while `building`. Raises what becomes of it instead, and `Everything` where it may
    change more than can be told by looking at what it changes; then nothing was stored.
    """
    found = asked(footing, job)
    if footing.files.changed(found.exists):
        raise Unbounded  # what was written would hide what the files say now
    changed = found.changed
    before = Remembered(footing.store)  # which is changed when all has been looked up
    after = Overlay(before, changed)
    _tell_apart(after, changed)
    laps.lap("read")
    warnings = _check(footing, before, after, changed, job)
    laps.lap("check")

    def told(then: View, total: Difference) -> None:
        _index(footing, then, total)

    computed = follow(footing.law, before, changed, laps.lap, told)
    changes = _changes(footing, found)
    infos = _infos(footing, after, found)
    written = {graph: _written(job, after, graph, info, found) for graph, info in infos.items()}
    contents, recorded = _journal(footing, job, changes, infos, written)
    laps.lap("journal")
    footing.apply(changed | computed | recorded)
    laps.lap("apply")
    news = News(
        version=__version__,
        tools=footing.tools,
        warnings=footing.manifest.warnings + warnings,
        inputs=Journal.inputs_of(contents),
        exists=found.exists,
        known=infos,
    )
    digest = _publish(footing, contents, news)
    footing.sound = True
    laps.lap("publish")
    return Outcome(changes, digest, computed=bool(computed), timing=laps.end())


def _index(footing: Footing, after: View, changed: Difference) -> None:
    """Begin to index what there will be; the engine does its part beside what is left to do."""
    footing.sound = False  # the index is ahead of all else from now on
    try:
        footing.desk().amend(after, changed)
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, OSError) or is_full(error):  # engines have their own
            raise refused(footing.place.out, error) from error
        raise


def _changes(footing: Footing, found: Effect) -> tuple[Change, ...]:
    added, removed = (_by_graph(quads) for quads in (found.changed.added, found.changed.removed))
    return tuple(
        Change(graph, len(added[graph]), len(removed[graph]), footing.exists(graph), exists)
        for graph, exists in sorted(found.exists.items())
    )


def _by_graph(quads: frozenset[ox.Quad]) -> defaultdict[str, set[ox.Quad]]:
    found: defaultdict[str, set[ox.Quad]] = defaultdict(set)
    for quad in quads:
        found[str(quad.graph_name)[1:-1]].add(quad)
    return found


def _tell_apart(after: View, changed: Difference) -> None:
    """See that blank nodes get canonical labels in time, in the graphs where any come."""
    graphs = {quad.graph_name for quad in changed.added if mentions_blank(quad)}
    for graph in graphs:
        tell_apart(after.quads_for_pattern(None, None, None, graph))


def _check(footing: Footing, before: View, after: View, changed: Difference, job: Job) -> int:
    """Raise RefusedByCheckError for violations that are new; gives how many more warnings."""
    shapes = footing.law.shapes
    found = breaches(footing.law, before, after, changed)
    violations = [
        finding(each, shapes.rules[each.rule], after)
        for each in found.come
        if shapes.rules[each.rule].severity is Severity.VIOLATION
    ]
    if violations:
        violations.sort(key=lambda each: (each.rule, each.focus, each.path or "", each.value or ""))
        raise refusal(violations, shapes.rules, job)
    return found.warnings(shapes)


def _infos(footing: Footing, after: View, found: Effect) -> dict[str, GraphInfo | None]:
    """What the manifest will say of the graphs that are changed; None of those that are gone."""
    infos: dict[str, GraphInfo | None] = {}
    added, removed = (_by_graph(quads) for quads in (found.changed.added, found.changed.removed))
    for graph, exists in found.exists.items():
        if not exists:
            infos[graph] = None
            continue
        mine = Difference(frozenset(added[graph]), frozenset(removed[graph]))
        old = footing.info(graph)
        infos[graph] = old if old and not mine else _after(old, after, graph, mine)
    return infos


def _after(old: GraphInfo | None, after: View, graph: str, mine: Difference) -> GraphInfo:
    return following(old, after, ox.NamedNode(graph), mine)


def _journal(
    footing: Footing,
    job: Job,
    changes: tuple[Change, ...],
    infos: Mapping[str, GraphInfo | None],
    written: Mapping[str, Written],
) -> tuple[Contents, Difference]:
    """What the journal will hold; and what comes into the record of writes."""
    said = tuple(
        record(
            footing.contents.generation + 1,
            job,
            changes,
            {
                graph: (footing.digest_of(graph), info.digest if info else "")
                for graph, info in infos.items()
            },
            {graph: info.triples for graph, info in infos.items() if info and info.triples},
        )
    )
    journal = Journal(footing.place.out)
    contents = journal.prepare(footing.contents, written, said, files=_Filed(footing))
    quads = (ox.Quad(each.subject, each.predicate, each.object, _AUDIT) for each in said)
    return contents, Difference(frozenset(quad for quad in quads if quad not in footing.store))


def _written(job: Job, after: View, graph: str, info: GraphInfo | None, found: Effect) -> Written:
    """What the journal is told of a graph: what comes and goes, unless it was sent as a whole.

    Labels of blank nodes are those of the store, and others where it is built anew.
    """
    if info is None:
        return None
    name = ox.NamedNode(graph)
    mine = found.changed.within(name)
    if job.do is Do.PUT or any(map(mentions_blank, mine.quads)):
        return tuple(after.quads_for_pattern(None, None, None, name))
    return mine


class _Filed:
    """The graphs that files have, without a list of them."""

    def __init__(self, footing: Footing) -> None:
        self._files = footing.files

    def __contains__(self, graph: object) -> bool:
        return isinstance(graph, str) and self._files.has(graph)


def _publish(footing: Footing, contents: Contents, news: News) -> str:
    """Make a snapshot of the store, and let it serve; what was journaled counts from then on."""
    journal = Journal(footing.place.out)

    def beside(folder: Path, working: Working) -> None:
        footing.recount.follow(folder, working.snapshot, working.store, working.pending)
        footing.desk().put(folder / SEARCH_FOLDER)

    manifest = footing.working.publish(
        news,
        keep=ALL,
        # Who begins to serve knows by a snapshot on the disk that there is a journal to compare.
        settled=MANIFEST not in footing.manifest.inputs,
        beside=beside,
        commit=lambda: journal.commit(contents),
    )
    footing.wrote(contents)
    return manifest.digest
