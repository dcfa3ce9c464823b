"""The dataset's files, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from llmkg.export.dump import SUMS, Dump
from llmkg.http.sheet import Crumb, Sheet
from llmkg.vocab import BASE


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file: its name, where it is, what it holds, how large it is."""

    name: str
    path: str
    holds: str
    format: str
    triples: int
    kilobytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DumpsView:
    """All files of a snapshot."""

    digest: str
    sums: str
    files: tuple[FileRow, ...]


def dumps(digest: str, files: Iterable[Dump]) -> Sheet:
    """The page of the files."""
    rows = tuple(
        FileRow(
            each.name,
            f"/dumps/{digest}/{each.name}",
            each.iri.removeprefix(BASE),
            each.format,
            each.triples,
            -(-each.bytes // 1_000),
            each.sha256,
        )
        for each in files
    )
    return Sheet(
        template="dumps.html",
        view=DumpsView(digest, f"/dumps/{digest}/{SUMS}", rows),
        title="dumps-title",
        description="dumps-lead",
        iri=BASE,
        kind="Dataset",
        crumbs=(Crumb("nav-home", "/"),),
    )
