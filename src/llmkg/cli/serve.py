"""`llmkg serve`: the snapshot over HTTP."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Final

import typer

from llmkg.cli.build import run_build, summary
from llmkg.cli.options import open_kb, pairs, settings_of
from llmkg.errors import NoSnapshotError, OutsideError, SnapshotDamagedError

if TYPE_CHECKING:
    from pathlib import Path

    from llmkg.settings import Settings

_PATIENCE: Final = 60.0
"""Seconds for which a write or a build of somebody else is waited for."""


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            help="Server processes.", min=1, max=64, show_default="one for every two processors"
        ),
    ] = None,
    cache: Annotated[
        int,
        typer.Option(help="Megabytes of answers that each process keeps.", min=0, max=65_536),
    ] = 64,
    text: Annotated[
        list[str] | None,
        typer.Option(
            help="SLUG=PATH of a source's text, to show its passages; may be repeated. Whoever "
            "reaches the server can read it."
        ),
    ] = None,
    log_requests: Annotated[
        bool, typer.Option("--log-requests", help="A line of JSON for each request.")
    ] = False,
    log_queries: Annotated[
        bool, typer.Option("--log-queries", help="The same, with the text of each query.")
    ] = False,
) -> None:
    """Serve SPARQL, REST and pages; builds first when there is no snapshot."""
    from dataclasses import replace

    settings = settings_of(context)
    settings = replace(
        settings,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
    )
    # The port first: nobody should wait for a build to learn that it is taken.
    paths = pairs(text or [], "--text")
    with listen(settings.host, settings.port) as listening:
        ensure_snapshot(settings)
        logs = {"log_requests": log_requests, "log_queries": log_queries}
        run(settings, listening, workers, cache, logs, verified(settings, paths))


def verified(settings: Settings, paths: Mapping[str, str]) -> Mapping[str, str]:
    """Whole paths of texts that are what their sources name; ParameterError for others."""
    if not paths:
        return {}
    from llmkg.http.texts import Texts

    texts = Texts.read(paths)
    with open_kb(settings) as kb:
        texts.verify(kb)
    return texts.paths


def ensure_snapshot(settings: Settings) -> None:
    """Build when nothing has been built yet, or a write was cut short, and say so."""
    if settings.store:
        return  # it is loaded by whoever builds
    from llmkg.store.replica import origin

    if origin(settings.out):
        return  # it is pulled from where it was built; nothing is built over it
    try:
        if _is_cut_short(settings.out):
            typer.echo("A write was cut short: finishing it.", err=True)
            typer.echo(summary(run_build(settings)), err=True)
    except NoSnapshotError:
        typer.echo("No snapshot yet: building it.", err=True)
        typer.echo(summary(run_build(settings)), err=True)
    except SnapshotDamagedError as error:
        typer.echo(f"{error.what}: building it anew.", err=True)
        typer.echo(summary(run_build(settings)), err=True)


def _is_cut_short(out: Path) -> bool:
    """Whether something was written that the current snapshot has not, and nobody is at it.

    Raises NoSnapshotError, SnapshotDamagedError, SnapshotLockedError.
    """
    from llmkg.store.journal import MANIFEST, Journal
    from llmkg.store.snapshot import building, read_manifest

    def differs() -> bool:
        built = read_manifest(out).inputs
        return MANIFEST in built and built[MANIFEST] != Journal(out).inputs().get(MANIFEST)

    if not differs():
        return False
    with building(out, patience=_PATIENCE):  # another server may just be writing
        return differs()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; OutsideError when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(2048)
    except (OSError, OverflowError) as error:
        found.close()
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise OutsideError(
                f"Port {port} of {host} is in use",
                mend=f"Stop what listens there, or take another: llmkg serve --port {port + 1}.",
            ) from None
        raise OutsideError(
            f"Cannot listen on {host}, port {port}: {error}", mend="Give another --host or --port."
        ) from None
    return found


def run(
    settings: Settings,
    listening: socket.socket,
    workers: int | None,
    cache: int,
    logs: Mapping[str, bool],
    texts: Mapping[str, str],
) -> None:
    """Serve on the socket until told to stop; `cache` in megabytes."""
    from dataclasses import replace

    from llmkg.engine import logs as lines
    from llmkg.engine.limits import MEGABYTE, for_machine, servers
    from llmkg.engine.supervisor import Supervisor
    from llmkg.http.process import Given

    count = workers or servers()
    limits = for_machine(settings.query_seconds, count)
    limits = replace(limits, cache_bytes=cache * MEGABYTE)
    number = listening.fileno()

    def command(pipe: int) -> list[str]:
        given = Given(
            settings=settings, limits=limits, listening=number, pipe=pipe, texts=texts, **logs
        )
        return given.command()

    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"llmkg answers at http://{shown}:{port}/ (stop with Ctrl-C)", err=True)
    lines.set_up()  # as its servers do
    Supervisor(command, count, inherited=[number]).run()
