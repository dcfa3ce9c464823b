"""`llmkg snapshot`: from where it is built to the machines that serve it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from llmkg.cli.faults import show, translated
from llmkg.cli.options import AsJson, settings_of
from llmkg.cli.progress import steps
from llmkg.errors import LlmkgError

if TYPE_CHECKING:
    from llmkg.model.manifest import Manifest
    from llmkg.settings import Settings

PlaceArgument = Annotated[
    str,
    typer.Argument(
        metavar="PLACE", help="Folder, s3://bucket/…, gs://…, az://…, or https://… to pull from."
    ),
]
_PATIENCE: Final = 10.0
"""Seconds for which servers are waited for; one that is busy for longer switches later."""

_LOOK: Final = 0.01


def snapshot_app() -> typer.Typer:
    """The group of commands."""
    app = typer.Typer(
        name="snapshot", help="Snapshots for servers on other machines.", no_args_is_help=True
    )
    for name, command in (
        ("push", push),
        ("pull", pull),
        ("list", list_),
        ("rollback", rollback),
    ):
        app.command(name)(translated()(command))
    return app


def push(
    context: typer.Context,
    place: PlaceArgument,
    serve: Annotated[
        bool, typer.Option("--serve/--hold", help="Whether replicas are to take it now.")
    ] = True,
) -> None:
    """Bring the current snapshot there: files that are there already are not sent."""
    from llmkg.replicas.place import Place
    from llmkg.replicas.push import push as bring

    settings = settings_of(context)
    with steps() as progress:
        done = bring(settings.out, Place(place), keep=settings.keep, serve=serve, progress=progress)
    typer.echo(f"snapshot {done.digest[:16]} {'serves' if serve else 'lies'} at {place}")


def pull(
    context: typer.Context,
    place: PlaceArgument,
    digest: Annotated[
        str, typer.Option("--snapshot", help="Another than the one that serves there: its digest.")
    ] = "",
    hold: Annotated[bool, typer.Option("--hold", help="Fetch it; do not serve it yet.")] = False,
    every: Annotated[
        float,
        typer.Option(min=0, help="Look again after so many seconds, until stopped; 0: once."),
    ] = 0,
) -> None:
    """Fetch what serves there, compare each file with its digest, and let servers here switch."""
    from llmkg.replicas.place import Place
    from llmkg.replicas.pull import pull as fetch

    settings, at = settings_of(context), Place(place)

    def once() -> None:
        with steps() as progress:
            manifest, changed = fetch(
                settings.out, at, keep=settings.keep, digest=digest, hold=hold, progress=progress
            )
        if changed:
            _switched(settings.out)
        if changed or not every:
            typer.echo(_told(manifest, changed=changed, hold=hold))

    if not every:
        once()
        return
    while True:
        try:
            once()
        except LlmkgError as error:
            show(error)  # what serves goes on; it may be better the next time
        time.sleep(every)


def list_(
    context: typer.Context,
    place: Annotated[
        str, typer.Argument(metavar="[PLACE]", help="As for `pull`; none: those on this disk.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show the snapshots that are there, the newest first; `*` marks the one that serves."""
    found = _at(place) if place else _here(settings_of(context))
    if as_json:
        import json

        names = ("digest", "built", "version", "quads", "serves")
        typer.echo(json.dumps([dict(zip(names, row, strict=True)) for row in found], indent=2))
        return
    for digest, built, version, quads, serves in found:
        typer.echo(
            f"{'*' if serves else ' '} {digest[:16]}  {built}  {quads:>12,} quads  {version}"
        )
    if not found:
        typer.echo("No snapshot is there.", err=True)


def rollback(
    place: PlaceArgument,
    to: Annotated[str, typer.Option(help="Digest, or its beginning; else the one before.")] = "",
) -> None:
    """Let an older snapshot serve there: replicas take it at their next pull."""
    from llmkg.replicas.place import Place
    from llmkg.replicas.push import roll_back

    typer.echo(f"snapshot {roll_back(Place(place), to).serves[:16]} serves at {place}")


def _at(place: str) -> list[tuple[str, str, str, int, bool]]:
    from llmkg.replicas.place import Place
    from llmkg.replicas.push import listed, standing

    at = Place(place)
    found = standing(at)
    if found is None:
        return []
    rows = [listed(at, digest) for digest in found.digests]
    return [(r.digest, r.built, r.version, r.quads, r.digest == found.serves) for r in rows]


def _here(settings: Settings) -> list[tuple[str, str, str, int, bool]]:
    from contextlib import suppress

    from llmkg.store.snapshot import snapshot_at

    current = (settings.out / "current").resolve()
    found = []
    for path in (settings.out / "snapshots").glob("[!.]*"):
        with suppress(LlmkgError):  # what is damaged is none
            made = snapshot_at(path).manifest
            found.append((made.digest, made.built, made.version, made.quads, path == current))
    return sorted(found, key=lambda row: (row[1], row[4]), reverse=True)


def _switched(out: Path) -> None:
    """Tell the servers of this folder, and wait until all of them read it."""
    from llmkg.contribute.serving import Serving

    serving = Serving(out)
    try:
        number = serving.tell()
        end = time.monotonic() + _PATIENCE
        while serving.behind(number) and time.monotonic() < end:
            time.sleep(_LOOK)
        serving.answer(number)
    finally:
        serving.close()


def _told(manifest: Manifest, *, changed: bool, hold: bool) -> str:
    what = "is here" if hold else "serves" if changed else "serves already"
    return f"snapshot {manifest.digest[:16]} of {manifest.built} {what}"
