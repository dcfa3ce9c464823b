"""`llmkg export network`: the graph as nodes and edges."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llmkg.cli.options import open_kb, settings_of
from llmkg.cli.written import made, write
from llmkg.errors import ParameterError

GRAPHML = ".graphml"


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

    is_file = output.suffix == GRAPHML
    if output.suffix and not is_file and not output.is_dir():
        raise ParameterError(
            f"A network does not come as {output.suffix}",
            mend=f"Name a file ending in {GRAPHML}, or a folder for nodes.csv and edges.csv.",
        )
    settings = settings_of(context)
    with open_kb(settings) as kb:
        found = read(kb.store)
    if is_file:
        write(output, graphml(found))
    else:
        folder = made(output)
        write(folder / "nodes.csv", node_table(found))
        write(folder / "edges.csv", edge_table(found))
    typer.echo(f"{output}: {len(found.nodes)} nodes, {len(found.edges)} edges", err=True)
