"""From files to a snapshot: load, check, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypeAlias

from llmkg import __version__
from llmkg.errors import CheckFailed, SnapshotError
from llmkg.model.finding import Severity
from llmkg.model.manifest import Manifest
from llmkg.rdf.corpus import digest_inputs, load_corpus
from llmkg.rdf.turtle import DEFAULT_LIMIT
from llmkg.store.snapshot import Facts, building, open_current, write_snapshot

Progress: TypeAlias = Callable[[str], None]
"""Is told what begins, in a few words."""

_TOOLS: Final = ("pyoxigraph", "pyshacl", "rdflib")


def build(  # noqa: PLR0913 - each is a setting of its own
    root: Path,
    out: Path,
    *,
    force: bool = False,
    keep: int = 3,
    limit_bytes: int = DEFAULT_LIMIT,
    progress: Progress = lambda _step: None,
) -> Manifest:
    """Make the snapshot of the files below `root` the current one of `out`; give its manifest.

    Nothing is rebuilt while the inputs, llmkg and its tools are those of the current snapshot,
    unless `force`. Whatever fails, the old snapshot stays. Raises LoadFailed, CheckFailed,
    LayoutError, SnapshotLockedError, OutsideError.
    """
    tools = {name: version(name) for name in _TOOLS}
    if not force:
        progress("comparing files with the snapshot")
        manifest = _up_to_date(out, digest_inputs(root), tools)
        if manifest is not None:
            return manifest
    with building(out):
        progress("reading files")
        corpus = load_corpus(root, limit_bytes=limit_bytes)
        progress("checking")
        # SHACL takes a quarter of a second to import, which a build that has nothing to do saves.
        from llmkg.check import check_corpus  # noqa: PLC0415

        report = check_corpus(corpus)
        if not report.conforms:
            raise CheckFailed(report)
        progress("writing the snapshot")
        facts = Facts(__version__, tools, corpus.inputs, len(report.of(Severity.WARNING)))
        return write_snapshot(out, corpus.quads(), facts, keep=keep)


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
                snapshot.store().close()
            return manifest if same else None
    except SnapshotError:
        return None
