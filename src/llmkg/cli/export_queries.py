"""`llmkg export queries`: the stored queries as SHACL executables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llmkg.cli.options import settings_of
from llmkg.cli.written import write as write_file
from llmkg.vocab import BASE


def queries(
    context: typer.Context,
    form: Annotated[
        str,
        typer.Option("--format", "-f", help="turtle, trig, ntriples, nquads, rdfxml or jsonld."),
    ] = "turtle",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write.", show_default="stdout")
    ] = None,
) -> None:
    """Write the stored queries as sh:SPARQLExecutable, with their endpoint under LLMKG_BASE."""
    from llmkg.export.context import load_context
    from llmkg.export.executables import NAMES, listed
    from llmkg.export.formats import GRAPH_FORMATS, find_format
    from llmkg.export.write import write
    from llmkg.queries import load_queries

    settings = settings_of(context)
    chosen = find_format(form, GRAPH_FORMATS)
    found = load_queries(settings.root / "queries")
    home = f"{settings.base}/" if settings.base else BASE
    body = write(listed(found.values(), home), chosen, load_context(settings.root), also=NAMES)
    if output is None:
        typer.echo(body, nl=False)
        return
    write_file(output, body)
    typer.echo(f"{output}: {len(body)} bytes of {chosen.media_type}", err=True)
