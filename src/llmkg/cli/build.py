"""`llmkg build`: from files to a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.load import run_load
from llmkg.cli.options import AsJson, settings_of
from llmkg.cli.progress import steps

if TYPE_CHECKING:
    from llmkg.model.manifest import Manifest
    from llmkg.settings import Settings


def build(
    context: typer.Context,
    force: Annotated[bool, typer.Option(help="Build even when nothing has changed.")] = False,
    policy: Annotated[
        Path | None,
        typer.Option(help="Folder of rules (.rq) and ceilings (.ttl) laid over the standard ones."),
    ] = None,
    contributions: Annotated[
        bool,
        typer.Option(
            "--contributions/--without-contributions", help="Count what was sent over HTTP."
        ),
    ] = True,
    processes: Annotated[
        int | None,
        typer.Option(help="For large roots; else as many as there are processors.", min=1),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Load and check every file, then write the snapshot (nothing to do: nothing done).

    With --store, load it there afterwards.
    """
    manifest = run_build(
        settings_of(context),
        force=force,
        policy=policy,
        contributions=contributions,
        processes=processes,
    )
    if settings_of(context).store:
        run_load(settings_of(context))
    if as_json:
        import json

        from llmkg.store.manifest import as_dict

        typer.echo(json.dumps(as_dict(manifest), ensure_ascii=False, indent=2))
        return
    typer.echo(summary(manifest))


def run_build(
    settings: Settings,
    *,
    force: bool = False,
    policy: Path | None = None,
    contributions: bool = True,
    processes: int | None = None,
) -> Manifest:
    """Build by these settings, showing each step on a terminal."""
    from llmkg.build import build as make
    from llmkg.store.replica import no_replica

    no_replica(settings.out)
    with steps() as progress:
        return make(
            settings.root,
            settings.out,
            force=force,
            keep=settings.keep,
            policy=policy,
            contributions=contributions,
            processes=processes,
            progress=progress,
        )


def summary(manifest: Manifest) -> str:
    """One line on what a snapshot holds."""
    claims = manifest.counts.get("Claim", 0)
    warned = f", {manifest.warnings} warnings" if manifest.warnings else ""
    return (
        f"snapshot {manifest.digest[:12]} of {manifest.built}: "
        f"{claims} claims, {manifest.quads} quads in {len(manifest.graphs)} graphs{warned}"
    )
