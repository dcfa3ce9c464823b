"""The `llmkg` command: global options and the list of commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llmkg import __version__
from llmkg.cli.anchors import anchors_app
from llmkg.cli.bench import bench_app
from llmkg.cli.build import build
from llmkg.cli.check import check
from llmkg.cli.explain import explain
from llmkg.cli.export import export_app
from llmkg.cli.fair import fair
from llmkg.cli.faults import Exit, show, translated
from llmkg.cli.import_ import import_
from llmkg.cli.link import link
from llmkg.cli.load import load
from llmkg.cli.mcp import mcp
from llmkg.cli.options import read_settings
from llmkg.cli.queries import queries
from llmkg.cli.query import query
from llmkg.cli.serve import serve
from llmkg.cli.snapshot import snapshot_app
from llmkg.cli.token import token_app
from llmkg.errors import LlmkgError


def make_app() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="llmkg",
        help="Where an ability of a language model comes from, who says so, on what evidence.\n\n"
        "Exit codes: 0 fine; 1 findings; 2 wrong usage; 3 something outside failed.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(prepare)
    for command in (serve, build, load, check, query, queries, explain, link, mcp, fair):
        app.command()(translated()(command))
    app.add_typer(export_app(), name="export")
    app.command("import")(translated()(import_))
    app.add_typer(anchors_app(), name="anchors")
    app.add_typer(token_app(), name="token")
    app.add_typer(snapshot_app(), name="snapshot")
    app.add_typer(bench_app(), name="bench")
    return app


def prepare(
    context: typer.Context,
    root: Annotated[
        Path | None,
        typer.Option(help="Folder with ontology/, claims/ and queries/.", show_default="found"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the snapshots.", show_default="ROOT/.llmkg")
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(help="SPARQL endpoint that is read instead of the snapshot, or loaded."),
    ] = None,
    version: Annotated[  # noqa: ARG001 - acted on by its callback
        bool,
        typer.Option("--version", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Read the settings once, before any command."""
    try:
        context.obj = read_settings(root, out, store)
    except LlmkgError as error:
        show(error)
        raise typer.Exit(Exit.USAGE) from None


def _version(given: bool) -> None:
    if given:
        typer.echo(f"llmkg {__version__}")
        raise typer.Exit


def main() -> None:
    """The entry point of the console script."""
    make_app()()
