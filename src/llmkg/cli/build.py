"""`llmkg build`: from files to a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.options import AsJson, settings_of

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
    as_json: AsJson = False,
) -> None:
    """Load and check every file, then write the snapshot (nothing to do: nothing done)."""
    manifest = run_build(
        settings_of(context), force=force, policy=policy, contributions=contributions
    )
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps(asdict(manifest), ensure_ascii=False, indent=2))
        return
    typer.echo(summary(manifest))


def run_build(
    settings: Settings,
    *,
    force: bool = False,
    policy: Path | None = None,
    contributions: bool = True,
) -> Manifest:
    """Build by these settings, showing each step on a terminal."""
    from llmkg.build import build as make

    with steps() as progress:
        return make(
            settings.root,
            settings.out,
            force=force,
            keep=settings.keep,
            policy=policy,
            contributions=contributions,
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


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Tells on stderr what is going on: a spinner on a terminal, nothing elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _step: None
        return
    with console.status("starting") as status:
        yield status.update
