"""Snapshots on disk: written atomically, opened read-only, old ones removed when nobody reads them.

``{out}/snapshots/{start of the digest}/`` holds ``store/`` and ``manifest.json``;
``{out}/current`` is a link to the snapshot that serves.
"""

from __future__ import annotations

from pathlib import Path

from llmkg.model.manifest import Manifest


def read_manifest(out: Path) -> Manifest:
    """The manifest of the current snapshot; NoSnapshotError, SnapshotDamagedError."""
    raise NotImplementedError
