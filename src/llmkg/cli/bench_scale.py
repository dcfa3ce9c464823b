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
    from collections.abc import Callable

    from llmkg.bench.meter import Stage
    from llmkg.bench.scale import Scaled

_MIB: Final = 1 << 20
_SLOWEST: Final = 10  # answers that the table shows


def scale(
    context: typer.Context,
    claims: Annotated[str, typer.Option(help="How many, comma-separated.")] = "1000,10000",
    seed: Annotated[int, typer.Option(help="Of the claims that are made.")] = 1,
    limit: Annotated[float, typer.Option(help="Seconds for one step.")] = 3_600.0,
    keep: Annotated[
        Path | None,
        typer.Option(help="Keep all here; a run that was cut short goes on from there."),
    ] = None,
    steps: Annotated[
        str, typer.Option(help="What is measured: build, writes, answers.")
    ] = "build,writes,answers",
    processes: Annotated[
        int | None, typer.Option(help="Of the build; else as many as there are processors.")
    ] = None,
    in_parts: Annotated[
        bool | None,
        typer.Option("--in-parts/--in-memory", help="How to build; else by the size of the files."),
    ] = None,
    rounds: Annotated[int, typer.Option(help="Claims written, askings of a query.", min=1)] = 20,
    profiles: Annotated[
        Path | None,
        typer.Option(help="A folder for a profile of each stage; times are then for comparison."),
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the figures, too: a file .svg, .png or .pdf.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Build made-up claims beside the bare bulk load of their quads; then write and ask."""
    from llmkg.bench.plot import check
    from llmkg.bench.scale import Asked, measure
    from llmkg.bench.scale_plot import draw

    if plot is not None:
        check(plot)  # before minutes are spent
    wanted = Asked(seed, limit, profiles, keep, steps_of(steps), processes, in_parts, rounds)
    found = []
    for each in measure(
        settings_of(context).root,
        sizes_of(claims),
        wanted,
        visitor=visitor,
        progress=lambda text: typer.echo(text, err=True),
    ):
        found.append(each)
        typer.echo(json.dumps(as_dict(each)) if as_json else "\n".join(table(each)))
    if plot is not None:
        draw(found, plot)


def visitor(root: Path, out: Path) -> Callable[[str], bytes]:
    """Answers addresses of a snapshot in this process."""
    from llmkg.cli.bench_queries import visitor_of
    from llmkg.settings import Settings

    return visitor_of(Settings(root=root, out=out))


def steps_of(text: str) -> list[str]:
    """Names of steps, comma-separated; ParameterError for others."""
    from llmkg.bench.scale import STEPS

    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names or not set(names) <= set(STEPS):
        raise ParameterError(f"--steps is {text!r}", mend=f"Choose from {', '.join(STEPS)}.")
    return names


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
    slowest = sorted(scaled.answers.items(), key=lambda item: -item[1][1])[:_SLOWEST]
    head = (
        f"{claims:,} claims, {scaled.quads:,} quads ({scaled.quads / claims:.1f} a claim); "
        f"{scaled.authored / claims:,.0f} bytes of Turtle and "
        f"{scaled.snapshot / claims:,.0f} bytes of snapshot a claim"
    )
    return [
        head,
        (
            f"  {'':<20} {'CPU s':>9} {'a 1,000':>8} {'clock s':>9} "
            f"{'peak MiB':>9} {'anonymous':>9} {'of peer':>8}"
        ),
        *(_row(each, scaled) for each in (*scaled.stages, whole, scaled.peer)),
        f"  {scaled.by_the_clock:.1f} times the bulk load by the clock",
        *(
            f"  {done}: {1_000 * median:.0f} ms, 95 of 100 within {1_000 * late:.0f} ms"
            for done, (median, late) in scaled.writes.items()
        ),
        *(f"  {name}: p50 {half:.1f} ms, p95 {late:.1f} ms" for name, (half, late) in slowest),
    ]


def _row(stage: Stage, scaled: Scaled) -> str:
    return (
        f"  {stage.name:<20} {stage.seconds:>9.2f} {1_000 * stage.seconds / scaled.claims:>8.2f} "
        f"{stage.wall:>9.2f} {stage.peak // _MIB:>9,} {stage.anonymous // _MIB:>9,} "
        f"{stage.seconds / scaled.peer.seconds:>8.1f}"
    )


def as_dict(scaled: Scaled) -> dict[str, object]:
    """A build for a machine."""
    return {
        **asdict(scaled),
        "build": asdict(scaled.whole),
        "ratio": scaled.ratio,
        "clock": scaled.by_the_clock,
    }
