"""`llmkg bench write`: what it takes to add, revise and retract a claim."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.options import AsJson, settings_of

if TYPE_CHECKING:
    from llmkg.bench.write import Taken


def write(
    context: typer.Context,
    claims: Annotated[
        str, typer.Option(help="Claims that are made up, comma-separated.")
    ] = "1000,10000",
    rounds: Annotated[int, typer.Option(help="Claims that are written.", min=1)] = 20,
    seed: Annotated[int, typer.Option(help="Of what is made up and chosen.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Add, revise and retract claims beside more and more others, until every reader sees it."""
    from llmkg.bench.make.root import make
    from llmkg.bench.write import measure

    found: list[Taken] = []
    for number in (int(each) for each in claims.split(",")):
        with TemporaryDirectory(prefix="llmkg-write-") as folder:
            root = Path(folder) / "made"
            typer.echo(f"{number:,} claims are made", err=True)
            make(settings_of(context).root, root, number, seed)
            found.append(measure(root, Path(folder) / "out", rounds, seed=seed, progress=_say))
    if as_json:
        import json

        typer.echo(json.dumps([{**asdict(each), "seconds": _plain(each)} for each in found]))
        return
    for each in found:
        _show(each, found[0])


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _plain(taken: Taken) -> dict[str, dict[str, dict[str, float]]]:
    return {
        done: {step: asdict(spread) for step, spread in steps.items()}
        for done, steps in taken.spreads().items()
    }


def _show(taken: Taken, first: Taken) -> None:
    """Milliseconds, and how often those of the first."""
    typer.echo(f"{taken.claims:,} claims, {taken.quads:,} quads; first write {taken.first:.1f} s")
    beside = first.spreads()
    for done, steps in taken.spreads().items():
        typer.echo(f"  {done}: milliseconds (median, p95; median beside the smallest)")
        for step, spread in steps.items():
            least = beside.get(done, {}).get(step)
            times = spread.median / least.median if least is not None and least.median else 1.0
            typer.echo(
                f"    {step:<10} {1000 * spread.median:8.1f} {1000 * spread.p95:8.1f} {times:6.1f}"
            )
