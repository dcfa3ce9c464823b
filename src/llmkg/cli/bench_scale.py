"""`llmkg bench scale`: whole builds of made-up claims, beside the bare bulk load."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from llmkg.cli.options import AsJson, settings_of
from llmkg.errors import ParameterError

if TYPE_CHECKING:
    from llmkg.bench.scale import Scaled, Stage

_MIB: Final = 1 << 20


def scale(
    context: typer.Context,
    claims: Annotated[str, typer.Option(help="How many, comma-separated.")] = "1000,10000",
    seed: Annotated[int, typer.Option(help="Of the claims that are made.")] = 1,
    limit: Annotated[float, typer.Option(help="Seconds for one build.")] = 3_600.0,
    profiles: Annotated[
        Path | None,
        typer.Option(help="A folder for a profile of each stage; times are then for comparison."),
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the figures, too: a file .svg, .png or .pdf.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Build made-up claims: time and memory of each stage, beside the bulk load of their quads."""
    from llmkg.bench.plot import check
    from llmkg.bench.scale import measure
    from llmkg.bench.scale_plot import draw

    if plot is not None:
        check(plot)  # before minutes are spent
    found = []
    for each in measure(
        settings_of(context).root,
        sizes_of(claims),
        seed=seed,
        limit_seconds=limit,
        profiles=profiles,
        progress=lambda text: typer.echo(text, err=True),
    ):
        found.append(each)
        typer.echo(json.dumps(as_dict(each)) if as_json else "\n".join(table(each)))
    if plot is not None:
        draw(found, plot)


def sizes_of(text: str) -> list[int]:
    """Whole numbers from 1, comma-separated; ParameterError for anything else."""
    try:
        sizes = [int(size) for size in text.split(",")]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 1:
        raise ParameterError(f"--claims is {text!r}", mend="Give whole numbers, comma-separated.")
    return sizes


def table(scaled: Scaled) -> list[str]:
    """A build for people."""
    claims, whole = scaled.claims, scaled.whole
    head = (
        f"{claims:,} claims, {scaled.quads:,} quads ({scaled.quads / claims:.1f} a claim); "
        f"{scaled.authored / claims:,.0f} bytes of Turtle and "
        f"{scaled.snapshot / claims:,.0f} bytes of snapshot a claim"
    )
    return [
        head,
        f"  {'':<10} {'CPU s':>9} {'a 1,000':>8} {'clock s':>9} {'peak MiB':>9} {'of peer':>8}",
        *(_row(each, scaled) for each in (*scaled.stages, whole, scaled.peer)),
    ]


def _row(stage: Stage, scaled: Scaled) -> str:
    return (
        f"  {stage.name:<10} {stage.seconds:>9.2f} {1_000 * stage.seconds / scaled.claims:>8.2f} "
        f"{stage.wall:>9.2f} {stage.peak // _MIB:>9,} {stage.seconds / scaled.peer.seconds:>8.1f}"
    )


def as_dict(scaled: Scaled) -> dict[str, object]:
    """A build for a machine."""
    return {**asdict(scaled), "build": asdict(scaled.whole), "ratio": scaled.ratio}
