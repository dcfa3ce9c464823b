"""From files to a snapshot: load, check, assess, entail, write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg import __version__
from llmkg.build.progress import Meter, Progress
from llmkg.errors import CheckFailed, SnapshotError
from llmkg.model.finding import Severity
from llmkg.model.manifest import Manifest
from llmkg.rdf.corpus import Corpus, digest_inputs, load_corpus
from llmkg.rdf.turtle import DEFAULT_LIMIT
from llmkg.store.contents import Contents
from llmkg.store.journal import Journal
from llmkg.store.snapshot import Facts, building, open_current, write_snapshot

_TOOLS: Final = ("pyoxigraph", "pyshacl", "rdflib", "tantivy")
INDEX_FORMAT: Final = "2"
"""Of the index of texts: another one where its fields change, or how words are cut."""

KEPT_FORMAT: Final = "4"
"""Of the answers that are kept: another one where there are others (`reason/kept.py`)."""

LARGE: Final = 5_000_000
"""Bytes of Turtle from which on a build is made in parts."""

STANDARD_POLICY: Final = Path("queries", "policy")


def build(  # noqa: PLR0913 - each is a setting of its own
    root: Path,
    out: Path,
    *,
    force: bool = False,
    keep: int = 3,
    limit_bytes: int = DEFAULT_LIMIT,
    policy: Path | None = None,
    contributions: bool = True,
    processes: int | None = None,
    in_parts: bool | None = None,
    progress: Progress = lambda _step: None,
) -> Manifest:
    """Make the snapshot of the files below `root` the current one of `out`; give its manifest.

    `policy` is a folder of rules and ceilings that are laid over the standard ones. What was
    contributed to `out` counts as well, unless `contributions` is false. Nothing is
    rebuilt while the inputs, llmkg and its tools are those of the current snapshot, unless `force`.
    Files of more than `LARGE` bytes are built `in_parts` (see `bulk`), by as many `processes` as
    there are processors: the snapshot is the same.
    Whatever fails, the old snapshot stays. Raises LoadFailed, CheckFailed, LayoutError,
    PolicyError, SnapshotLockedError, OutsideError.
    """
    rules = root / STANDARD_POLICY
    tools = tool_versions()
    journal = Journal(out)
    large = _size(root) > LARGE if in_parts is None else in_parts
    if not force:
        progress("comparing files with the snapshot")
        now = {**digest_inputs(root), **policy_inputs(root, rules, policy)}
        contributed = journal.inputs() if contributions else {}
        manifest = _up_to_date(out, {**now, **contributed}, tools)
        if manifest is not None:
            return manifest
    if large:
        from llmkg.build.bulk import Given, build_in_parts  # noqa: PLC0415 - small ones need it not
        from llmkg.build.crew import Crew, processors  # noqa: PLC0415 - as above

        with building(out), Crew(processes or processors()) as crew:
            inputs = digest_inputs(root)
            contents = journal.contents() if contributions else Contents()
            every = {**inputs, **policy_inputs(root, rules, policy)}
            if contributions:
                every |= journal.inputs()
            facts = Facts(__version__, tools, every)
            given = Given(root, out, inputs, facts, (rules, policy), contents, limit_bytes, keep)
            return build_in_parts(given, crew, Meter(progress))
    with building(out):
        progress("reading files")
        corpus = load_corpus(root, limit_bytes=limit_bytes)
        contents = Contents()
        if contributions:
            contents = journal.contents()
            corpus = journal.overlay(corpus)
        progress("checking")
        # SHACL takes a quarter of a second to import, which a build that has nothing to do saves.
        from llmkg.check import check_corpus  # noqa: PLC0415

        report = check_corpus(corpus)
        if not report.conforms:
            raise CheckFailed(report)
        authored = tuple(corpus.quads())
        inferred = infer(authored, rules, policy, progress)
        quads = [*authored, *inferred, *journal.audit(contents)]
        progress("writing the snapshot")
        inputs = {**corpus.inputs, **policy_inputs(root, rules, policy)}
        facts = Facts(__version__, tools, inputs, len(report.of(Severity.WARNING)))
        empty = empty_graphs(corpus)
        return write_snapshot(out, quads, facts, keep=keep, beside=write_beside, empty=empty)


def write_beside(folder: Path, quads: Sequence[ox.Quad]) -> None:
    """Write what lies beside the store of every snapshot: the index of texts, and statistics."""
    from llmkg.export.statistics import beside  # noqa: PLC0415 - as below
    from llmkg.search.index import SEARCH_FOLDER, write_index_of  # noqa: PLC0415 - as below

    write_index_of(folder / SEARCH_FOLDER, folder / "store")
    beside(folder, quads)


def tool_versions() -> Mapping[str, str]:
    """The versions of what takes part in a build: the libraries, and our index of texts."""
    return {**{name: version(name) for name in _TOOLS}, "search": INDEX_FORMAT, "kept": KEPT_FORMAT}


def empty_graphs(corpus: Corpus) -> tuple[str, ...]:
    """The graphs that were contributed with nothing in them."""
    return tuple(each.graph for each in corpus.documents if not each.quads)


def infer(
    authored: Sequence[ox.Quad],
    rules: Path,
    own: Path | None = None,
    progress: Progress = lambda _step: None,
) -> Iterator[ox.Quad]:
    """What the evidence warrants, what follows from it, and the answers that are kept of both.

    By the policy of these folders. What somebody wrote needs no inference: twice in the union it
    would be counted twice.
    """
    from llmkg.reason.kept import keep_all  # noqa: PLC0415 - as below

    stated = {quad.triple for quad in authored}
    inferred = _inferred(authored, rules, own, progress)
    found = [quad for quad in inferred if quad.triple not in stated]
    yield from found
    progress("keeping answers")
    store = ox.Store()
    store.bulk_extend(authored)
    store.bulk_extend(found)
    yield from keep_all(store)


def _inferred(
    quads: Sequence[ox.Quad], rules: Path, own: Path | None, progress: Progress
) -> Iterator[ox.Quad]:
    """What the evidence warrants, and what follows from it."""
    # numpy and the reasoner are not needed by a build that has nothing to do.
    from llmkg.reason.entail import entail  # noqa: PLC0415
    from llmkg.reason.policy import load_policy  # noqa: PLC0415
    from llmkg.reason.timeline import assess  # noqa: PLC0415

    progress("assessing")
    assessments = assess(quads, load_policy(rules, own))
    yield from assessments
    progress("entailing")
    entailment = entail([*quads, *assessments])
    if entailment.unsupported:
        progress(f"entailed by owlrl, slowly, for: {', '.join(entailment.unsupported)}")
    yield from entailment.quads


def policy_inputs(root: Path, standard: Path, own: Path | None = None) -> dict[str, str]:
    """sha256 (hex) of the files of the policy, by name."""
    digests = {}
    for folder in (standard, own):
        for path in sorted(folder.glob("*")) if folder is not None else ():
            if path.suffix in (".rq", ".ttl"):
                inside = path.is_relative_to(root)
                name = path.relative_to(root).as_posix() if inside else str(path)
                digests[name] = sha256(path.read_bytes()).hexdigest()
    return digests


def _size(root: Path) -> int:
    """Bytes of the Turtle below a root."""
    return sum(path.stat().st_size for path in (root / "claims").rglob("*.ttl"))


def _up_to_date(out: Path, inputs: Mapping[str, str], tools: Mapping[str, str]) -> Manifest | None:
    """The manifest of the current snapshot when it is what would be built, and can be opened."""
    try:
        with open_current(out) as snapshot:
            manifest = snapshot.manifest
            same = (manifest.version, manifest.tools, manifest.inputs) == (
                __version__,
                dict(tools),
                dict(inputs),
            )
            if same:
                snapshot.look()
                snapshot.store().close()
            return manifest if same else None
    except SnapshotError:
        return None
