"""`llmkg mcp`: tools for assistants, over standard input and output."""

from __future__ import annotations

import typer

from llmkg.cli.options import settings_of


def mcp(context: typer.Context) -> None:
    """Serve assistants over stdin and stdout (Model Context Protocol), until stdin ends.

    Builds first when there is no snapshot. Only the protocol goes to stdout.
    """
    from llmkg.cli.serve import ensure_snapshot
    from llmkg.mcp.stdio import run

    settings = settings_of(context)
    run(settings, lambda: ensure_snapshot(settings))
