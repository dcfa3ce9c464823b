"""`llmkg bench check`: the engine of the check beside pyshacl."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.bench_scale import sizes_of
from llmkg.cli.options import AsJson, settings_of

if TYPE_CHECKING:
    from llmkg.bench.check import Checked


def check(
    context: typer.Context,
    claims: Annotated[str, typer.Option(help="How many, comma-separated.")] = "300,3500,35000",
    seed: Annotated[int, typer.Option(help="Of the claims that are made.")] = 1,
    reference: Annotated[int, typer.Option(help="Ask pyshacl up to so many claims.")] = 3500,
    limit: Annotated[float, typer.Option(help="Seconds for pyshacl; then it is stopped.")] = 600.0,
    as_json: AsJson = False,
) -> None:
    """Check made-up claims: the same shapes by the engine and by pyshacl, findings compared."""
    from llmkg.bench.check import compare

    if not as_json:
        engines = f"{'engine':>9} {'MB':>6} {'slices':>9} {'MB':>6} {'pyshacl':>10}"
        typer.echo(f"{'claims':>8} {'triples':>9} {engines}  ratio")
    for each in compare(
        settings_of(context).root, sizes_of(claims), seed=seed, reference=reference, limit=limit
    ):
        typer.echo(json.dumps(as_dict(each)) if as_json else row(each))


def row(each: Checked) -> str:
    """A line of the table; seconds are of the processor."""
    stopped = each.reference is not None and each.reference.seconds is None
    other = "-" if each.reference is None else f"{each.reference.seconds or each.limit:.1f} s"
    ratio = "-" if each.ratio is None else f"{'> ' if stopped else ''}{each.ratio:.0f}"
    verdict = {None: "", True: "  same findings", False: "  findings differ"}[each.agree]
    return (
        f"{each.claims:>8} {each.triples:>9} {each.engine.seconds or 0:>7.2f} s"
        f" {each.engine.peak_mb:>6} {each.sliced.seconds or 0:>7.2f} s {each.sliced.peak_mb:>6}"
        f" {('> ' if stopped else '') + other:>10}  {ratio}{verdict}"
    )


def as_dict(each: Checked) -> dict[str, object]:
    """For a machine to read."""
    return {
        "claims": each.claims,
        "triples": each.triples,
        "seconds": each.engine.seconds,
        "peak_mb": each.engine.peak_mb,
        "sliced_seconds": each.sliced.seconds,
        "sliced_peak_mb": each.sliced.peak_mb,
        "breaches": len(each.engine.breaches),
        "reference_seconds": None if each.reference is None else each.reference.seconds,
        "ratio": each.ratio,
        "agree": each.agree,
    }
