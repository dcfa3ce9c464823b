"""`llmkg import`: what others keep, as claims of theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llmkg.cli.faults import exit_code
from llmkg.cli.options import AsJson, settings_of
from llmkg.errors import CheckFailed, InputError, LlmkgError, LoadFailed
from llmkg.vocab import compact

if TYPE_CHECKING:
    from llmkg.exchange.importing import Imported
    from llmkg.settings import Settings

_SHOWN = 10


class ImportKind(StrEnum):
    """What can be imported."""

    ECOSYSTEM_GRAPHS = "ecosystem-graphs"
    MODEL_CARDS = "model-cards"
    BIBLIOGRAPHY = "bibliography"
    ORKG_COMPARISON = "orkg-comparison"
    NANOPUB = "nanopub"


def import_(
    context: typer.Context,
    kind: Annotated[ImportKind, typer.Argument(help="Whose records they are.")],
    path: Annotated[Path, typer.Argument(help="A file, a folder, or a .zip or .tar of one.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would come; write nothing.")
    ] = False,
    into: Annotated[
        Path | None,
        typer.Option(help="Folder of claims to write to.", show_default="ROOT/claims"),
    ] = None,
    issued: Annotated[
        str | None,
        typer.Option(
            help="Day (YYYY-MM-DD) from which the claims count.",
            show_default="the latest in the records, or that of the last import, or today",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in what a registry says, as claims of that registry; a second time changes nothing."""
    try:
        found = _run(settings_of(context), kind, path, into, issued, dry_run=dry_run)
    except LlmkgError as error:
        if as_json:
            typer.echo(json.dumps({"findings": list(_faults(error))}, ensure_ascii=False, indent=2))
            raise typer.Exit(exit_code(error)) from None
        if isinstance(error, CheckFailed):
            from llmkg.check import as_text

            typer.echo(as_text(error.report), err=True, nl=False)
        raise
    if as_json:
        typer.echo(json.dumps(_as_dict(found, dry_run=dry_run), ensure_ascii=False, indent=2))
    else:
        _show(found, dry_run=dry_run)


def _run(
    settings: Settings,
    kind: str,
    path: Path,
    into: Path | None,
    issued: str | None,
    *,
    dry_run: bool,
) -> Imported:
    from llmkg.exchange.importing import run_import
    from llmkg.exchange.returning import run_nanopubs

    with _progress() as progress:
        if kind == ImportKind.NANOPUB:
            return run_nanopubs(
                path,
                root=settings.root,
                out=settings.out,
                into=into,
                dry_run=dry_run,
                progress=progress,
            )
        return run_import(
            kind,
            path,
            root=settings.root,
            out=settings.out,
            into=into,
            issued=issued,
            dry_run=dry_run,
            progress=progress,
        )


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, on stderr; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _step, _done, _all: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda step, done, total: bar.update(
            task, description=step, completed=done, total=total or None
        )


def _show(found: Imported, *, dry_run: bool) -> None:
    counts = found.counts
    new = ", ".join(f"{len(iris)} {kind}" for kind, iris in found.new.items()) or "none"
    written = f"{len(found.changed)} of {len(found.files)} files "
    told = (
        f"{counts['records']} records, {counts['claims']} claims, "
        f"{counts['propositions']} new propositions, {counts['evidence']} results of tests"
    )
    lines = [
        f"source {compact(found.source)}: {told}",
        f"new things: {new}",
        f"linked to known things: {len(found.linked)}",
        *_some([f"{name!r} is {compact(iri)}" for iri, name in found.linked.items()]),
        f"conflicts: {counts['tensions']}",
        *_some([f"{each.kind}: {each.about[0]}" for each in found.conflicts]),
        f"taken back: {len(found.withdrawn)}",
        *_some([f"{compact(each)} is said no more" for each in found.withdrawn]),
        f"remarks: {len(found.remarks)}",
        *_some([f"{each.where}: {each.what}" for each in found.remarks]),
        written + ("would change (dry run: nothing was written)" if dry_run else "changed"),
    ]
    typer.echo("\n".join(lines))


def _some(lines: list[str]) -> list[str]:
    left = len(lines) - _SHOWN
    more = [f"  … and {left} more (--json lists all)"] if left > 0 else []
    return [f"  {line}" for line in lines[:_SHOWN]] + more


def _as_dict(found: Imported, *, dry_run: bool) -> dict[str, Any]:
    return {
        "source": found.source,
        "dryRun": dry_run,
        "counts": dict(found.counts),
        "new": {kind: list(iris) for kind, iris in found.new.items()},
        "linked": dict(found.linked),
        "conflicts": [
            {
                "tension": each.iri,
                "kind": each.kind,
                "about": {"en": each.about[0], "zh": each.about[1]},
                "claims": list(each.claims),
                "file": each.stated.statement.place.file,
                "line": each.stated.statement.place.line,
                "key": each.stated.statement.place.key,
            }
            for each in found.conflicts
        ],
        "remarks": [
            {
                "severity": each.weight.value,
                "message": each.what,
                "file": each.where.file,
                "line": each.where.line,
                "mend": each.mend,
            }
            for each in found.remarks
        ],
        "withdrawn": list(found.withdrawn),
        "files": list(found.files),
        "changed": list(found.changed),
    }


def _faults(error: LlmkgError) -> Iterator[dict[str, Any]]:
    """The findings of a failed import, each with file, line and what to do."""
    if isinstance(error, CheckFailed):
        for each in error.report.violations:
            place = each.location
            yield {
                "rule": each.rule,
                "message": each.messages.get("en", ""),
                "focus": each.focus,
                "file": place.file if place else None,
                "line": place.line if place else None,
                "mend": each.mend.get("en", ""),
            }
        return
    faults = error.errors if isinstance(error, LoadFailed) else (error,)
    for fault in faults:
        yield {
            "rule": type(fault).__name__ if isinstance(fault, InputError) else None,
            "message": fault.what,
            "file": fault.where.file if fault.where else None,
            "line": fault.where.line if fault.where else None,
            "mend": fault.mend,
        }
