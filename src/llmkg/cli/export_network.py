"""`llmkg export network`: the graph as nodes and edges."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llmkg.cli.options import open_kb, settings_of
from llmkg.errors import OutsideError
from llmkg.model.location import Location


def network(
    context: typer.Context,
    output: Annotated[
        Path,
        typer.Argument(help="A file NAME.graphml, or a folder for nodes.csv and edges.csv."),
    ],
) -> None:
    """Write who says what of what as a network with levels, for Gephi, Cytoscape, networkx."""
    from llmkg.export.network import edge_table, graphml, node_table
    from llmkg.export.network import network as read

    settings = settings_of(context)
    with open_kb(settings) as kb:
        found = read(kb.store)
    try:
        if output.suffix == ".graphml":
            output.write_bytes(graphml(found))
        else:
            output.mkdir(parents=True, exist_ok=True)
            (output / "nodes.csv").write_bytes(node_table(found))
            (output / "edges.csv").write_bytes(edge_table(found))
    except OSError as error:
        raise OutsideError(
            f"It cannot be written: {error.strerror}", where=Location(str(output))
        ) from error
    typer.echo(f"{output}: {len(found.nodes)} nodes, {len(found.edges)} edges", err=True)
