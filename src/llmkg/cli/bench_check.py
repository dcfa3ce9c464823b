"""`llmkg bench check`: the engine of the check beside pyshacl."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.bench_scale import sizes_of
from llmkg.cli.options import AsJson, settings_of

if TYPE_CHECKING:
    from llmkg.bench.check import Checked
    from llmkg.bench.reference import Piece


def check(
    context: typer.Context,
    claims: Annotated[str, typer.Option(help="How many, comma-separated.")] = "300,3500,35000",
    seed: Annotated[int, typer.Option(help="Of the claims that are made.")] = 1,
    faults: Annotated[int, typer.Option(help="Break the data at random, so often.", min=0)] = 0,
    reference: Annotated[int, typer.Option(help="Ask pyshacl up to so many claims.")] = 3500,
    limit: Annotated[
        float, typer.Option(help="Seconds for each rule of pyshacl; then it is stopped.")
    ] = 60.0,
    eased: Annotated[
        float,
        typer.Option(help="Seconds for a rule that was stopped, with queries parsed once."),
    ] = 600.0,
    keep: Annotated[
        Path | None, typer.Option(help="A folder for what pyshacl finds: a new run goes on there.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check made-up claims: the same shapes by the engine and by pyshacl, findings compared."""
    from llmkg.bench.check import Plan, compare
    from llmkg.bench.reference import Limits

    plan = Plan(sizes_of(claims), seed, faults, reference, Limits(limit, eased), keep)
    if not as_json:
        engines = f"{'engine':>9} {'MB':>6} {'slices':>9} {'MB':>6} {'pyshacl':>10}"
        typer.echo(f"{'claims':>8} {'triples':>9} {engines}  ratio")
    told = _told if not as_json else _silent
    for each in compare(settings_of(context).root, plan, told):
        typer.echo(json.dumps(as_dict(each)) if as_json else row(each))


def _told(piece: Piece) -> None:
    took = f"{piece.seconds:.1f} s" if piece.seconds is not None else f"over {piece.least:.1f} s"
    typer.echo(f"  {piece.name.rpartition('#')[2]}: {took}", err=True)


def _silent(_piece: Piece) -> None:
    return


def row(each: Checked) -> str:
    """A line of the table; seconds are of the processor."""
    more = "> " if each.stopped else ""
    other = f"{more}{each.least:.1f} s" if each.reference else "-"
    ratio = "-" if each.ratio is None else f"{more}{each.ratio:.0f}"
    compared = f"{len(each.verdicts)} of {len(each.reference)}"
    verdict = {
        None: f"  same findings for {compared} rules" if each.reference else "",
        True: f"  same findings, {len(each.engine.breaches)}",
        False: "  findings differ: " + ", ".join(_names(each)),
    }[each.agree]
    return (
        f"{each.claims:>8} {each.triples:>9} {each.engine.seconds or 0:>7.2f} s"
        f" {each.engine.peak_mb:>6} {each.sliced.seconds or 0:>7.2f} s {each.sliced.peak_mb:>6}"
        f" {other:>10}  {ratio}{verdict}"
    )


def _names(each: Checked) -> list[str]:
    if each.engine.breaches != each.sliced.breaches:
        return ["slices"]
    return [name.rpartition("#")[2] for name, verdict in each.verdicts.items() if not verdict]


def as_dict(each: Checked) -> dict[str, object]:
    """For a machine to read."""
    return {
        "claims": each.claims,
        "triples": each.triples,
        "seconds": each.engine.seconds,
        "clock": each.engine.clock,
        "peak_mb": each.engine.peak_mb,
        "sliced_seconds": each.sliced.seconds,
        "sliced_clock": each.sliced.clock,
        "sliced_peak_mb": each.sliced.peak_mb,
        "breaches": len(each.engine.breaches),
        "reference_seconds": each.least if each.reference else None,
        "reference": {piece.name: [piece.seconds, piece.eased] for piece in each.reference},
        "stopped": each.stopped,
        "ratio": each.ratio,
        "compared": len(each.verdicts),
        "differ": [name for name, verdict in each.verdicts.items() if not verdict],
        "agree": each.agree,
    }
