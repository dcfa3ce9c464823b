"""`llmkg bench`: measurements, each beside its peer."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.bench_check import check
from llmkg.cli.bench_kill import kill
from llmkg.cli.bench_make import make, profile
from llmkg.cli.bench_queries import queries
from llmkg.cli.bench_scale import scale
from llmkg.cli.bench_search import search
from llmkg.cli.bench_serve import runaway, serve
from llmkg.cli.bench_soak import soak
from llmkg.cli.bench_write import write
from llmkg.cli.faults import translated
from llmkg.cli.options import AsJson, settings_of
from llmkg.errors import ParameterError

if TYPE_CHECKING:
    from llmkg.bench.reason import Compared, Measured


def bench_app() -> typer.Typer:
    """The group of benchmarks."""
    app = typer.Typer(help="Measure, beside a peer, in one run.", no_args_is_help=True)
    app.command("reason")(translated()(reason))
    app.command("serve")(translated()(serve))
    app.command("runaway")(translated()(runaway))
    app.command("soak")(translated()(soak))
    app.command("explain")(translated()(explain))
    app.command("kill")(translated()(kill))
    app.command("search")(translated()(search))
    app.command("queries")(translated()(queries))
    app.command("make")(translated()(make))
    app.command("profile")(translated()(profile))
    app.command("scale")(translated()(scale))
    app.command("check")(translated()(check))
    app.command("write")(translated()(write))
    return app


def reason(
    context: typer.Context,
    sizes: Annotated[
        str, typer.Option(help="Triples handed to the reasoners, comma-separated.")
    ] = "10000,100000,1000000",
    seed: Annotated[int, typer.Option(help="Of the facts that are made.")] = 1,
    limit: Annotated[float, typer.Option(help="Seconds for each measurement.")] = 600.0,
    as_json: AsJson = False,
) -> None:
    """Close made-up facts at all six levels: the ontology's rules beside owlrl."""
    from llmkg.bench.reason import compare

    try:
        wanted = [int(size) for size in sizes.split(",")]
    except ValueError:
        raise ParameterError(
            f"--sizes is {sizes!r}", mend="Give whole numbers, comma-separated."
        ) from None
    if not as_json:
        typer.echo(f"{'triples':>9}  {'rules':>22}  {'owlrl, six cuts':>22}  {'owlrl / rules':>13}")
    for each in compare(settings_of(context).root, wanted, seed=seed, limit_seconds=limit):
        typer.echo(json.dumps({**asdict(each), "ratio": each.ratio}) if as_json else row(each))


def explain(
    context: typer.Context,
    sizes: Annotated[str, typer.Option(help="Facts stated, comma-separated.")] = "10000,1000000",
    seed: Annotated[int, typer.Option(help="Of the facts that are made.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Explain entailed triples of made-up graphs, from the stored closure alone."""
    from llmkg.bench.explain import measure

    for size in sizes.split(","):
        found = measure(settings_of(context).root, int(size), seed=seed)
        typer.echo(
            json.dumps(asdict(found))
            if as_json
            else f"{found.size:>9} facts: median {found.median:.1f} ms, 95 % within"
            f" {found.p95:.1f} ms, longest {found.longest:.1f} ms ({found.count} triples)"
        )


def row(each: Compared) -> str:
    """A line of the table."""
    ratio = f"{each.ratio:.0f}" if each.ratio is not None else "-"
    return f"{each.size:>9}  {cell(each.rules):>22}  {cell(each.owlrl):>22}  {ratio:>13}"


def cell(measured: Measured) -> str:
    """Seconds and memory; a dash for what did not end or was left out."""
    if measured.seconds is None:
        return "-"
    return f"{measured.seconds:.2f} s, {measured.peak_mb} MB"
