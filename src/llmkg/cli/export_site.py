"""`llmkg export site`: the site as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llmkg.cli.options import settings_of
from llmkg.cli.written import made


def site(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where the files go; it is made.")],
    base: Annotated[
        str, typer.Option(help="Address at which it will stand, for canonical links.")
    ] = "",
) -> None:
    """Write every page in both languages and its data as files for any host, or none."""
    from rich.console import Console
    from rich.progress import Progress

    from llmkg.http.still import write_site

    made(folder)  # before any work is done
    with Progress(console=Console(stderr=True), transient=True) as shown:
        row = shown.add_task("pages", total=None)
        done = write_site(
            settings_of(context),
            folder,
            base=base,
            progress=lambda at, of: shown.update(row, completed=at, total=of),
        )
    typer.echo(f"{folder}: {done.pages} pages, {done.files} files", err=True)
