"""Where the data is, and what its files say of how they are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from llmkg.build import STANDARD_POLICY
from llmkg.contribute.job import Job
from llmkg.contribute.payload import Published
from llmkg.export.context import load_context
from llmkg.model.manifest import Manifest
from llmkg.store.journal import FOLDER

_OURS: Final = ("ontology/", "claims/", f"{STANDARD_POLICY.as_posix()}/", f"{FOLDER}/")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data is.

    root  folder of the files
    out   folder of snapshots and contributions
    keep  how many snapshots stay
    """

    root: Path
    out: Path
    keep: int


def own_policy(root: Path, manifest: Manifest) -> Path | None:
    """The folder of the policy that a snapshot was built with, besides the standard one."""
    for name in manifest.inputs:
        path = root / name  # an absolute name stays as it is
        if not name.startswith(_OURS) and path.suffix in (".rq", ".ttl") and path.is_file():
            return path.parent
    return None


def published(place: Place, job: Job) -> Published:
    """Our JSON-LD context."""
    context = load_context(place.root)
    return Published((context.iri, *job.contexts), context.document)
