"""From files to a snapshot: load, check, write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from llmkg.model.manifest import Manifest
from llmkg.rdf.turtle import DEFAULT_LIMIT

Progress = Callable[[str], None]
"""Is told what begins, in a few words."""


def build(
    root: Path,
    out: Path,
    *,
    force: bool = False,
    keep: int = 3,
    limit_bytes: int = DEFAULT_LIMIT,
    progress: Progress = lambda _step: None,
) -> Manifest:
    """Make the snapshot of the files below `root` the current one of `out`, and give its manifest.

    Nothing is rebuilt while the inputs (and llmkg's version) are those of the current snapshot,
    unless `force`. Whatever fails, the old snapshot stays. Raises LoadFailed, CheckFailed,
    LayoutError, SnapshotLockedError, OutsideError.
    """
    raise NotImplementedError
