"""`llmkg bench make` and `llmkg bench profile`: claims made up in the shape of real ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from llmkg.cli.options import AsJson, settings_of


def make(
    context: typer.Context,
    claims: Annotated[int, typer.Option(help="How many claims.", min=1)] = 1_000,
    seed: Annotated[int, typer.Option(help="Of the claims: another seed, other claims.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(help="An empty folder.", show_default="made-CLAIMS-SEED"),
    ] = None,
    jobs: Annotated[int, typer.Option(help="Processes that write at once.", min=1)] = 1,
    as_json: AsJson = False,
) -> None:
    """Write a root of made-up claims that `llmkg --root FOLDER build` reads."""
    from llmkg.bench.make.root import make as write

    folder = out if out is not None else Path(f"made-{claims}-{seed}")
    with counted(claims, "claims") as progress:
        made = write(settings_of(context).root, folder, claims, seed, jobs=jobs, progress=progress)
    if as_json:
        typer.echo(json.dumps({"folder": str(folder), "seed": seed, **asdict(made)}))
        return
    typer.echo(
        f"{folder}: {made.claims:,} claims of {made.sources:,} sources, "
        f"{made.files:,} files, {made.bytes:,} bytes"
    )


def profile(
    context: typer.Context,
    beside: Annotated[
        Path | None, typer.Option(help="Another root: print how far it is from this one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print what the claims of a root are like in numbers, as `bench make` reproduces them."""
    from llmkg.bench.make.compare import distances
    from llmkg.bench.make.measure import measure
    from llmkg.rdf.corpus import load_corpus

    found = measure(load_corpus(settings_of(context).root).quads())
    if beside is None:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    other = measure(load_corpus(beside).quads())
    for each in distances(found, other):
        typer.echo(
            json.dumps(asdict(each), ensure_ascii=False)
            if as_json
            else f"{each.apart:7.1%}  {each.of} ({each.size:,} counted)"
        )


@contextmanager
def counted(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """A bar with rate and remaining time on a terminal, on stderr; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class _Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed or 0:,.0f}/s")

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _more: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda more: bar.advance(task, more)
