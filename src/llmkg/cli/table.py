"""Rows of a SPARQL answer as a table for people."""

from __future__ import annotations

import json
from typing import Any

from llmkg.vocab import compact


def draw(body: bytes, on_terminal: bool) -> str:
    """A table from SPARQL JSON results; cells wrap on a terminal, elsewhere a row is one line."""
    answer = json.loads(body)
    if "boolean" in answer:
        return "yes" if answer["boolean"] else "no"
    names: list[str] = answer["head"]["vars"]
    rows = [
        [cell(row[name]) if name in row else "" for name in names]
        for row in answer["results"]["bindings"]
    ]
    if on_terminal:
        return _wrapped(names, rows)
    return _aligned(names, rows)


def cell(term: dict[str, Any]) -> str:
    """A term as people read it: a CURIE, or what a literal says."""
    if term["type"] == "uri":
        return compact(term["value"])
    if term["type"] == "triple":
        parts = (term["value"][part] for part in ("subject", "predicate", "object"))
        return f"<<{' '.join(cell(part) for part in parts)}>>"
    value = str(term["value"])
    return f"_:{value}" if term["type"] == "bnode" else value


def count(rows: int) -> str:
    """The line below a table."""
    return f"{rows} row{'' if rows == 1 else 's'}"


def _wrapped(names: list[str], rows: list[list[str]]) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*names, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(value) for value in row))
    console = Console()
    with console.capture() as captured:
        console.print(table)
    return f"{captured.get().rstrip()}\n{count(len(rows))}"


def _aligned(names: list[str], rows: list[list[str]]) -> str:
    from rich.cells import cell_len

    lines = [[" ".join(value.split()) for value in row] for row in [names, *rows]]
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(names))]
    text = [
        "  ".join(
            value + " " * (width - cell_len(value))
            for value, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([text[0], rule, *text[1:], count(len(rows))])
