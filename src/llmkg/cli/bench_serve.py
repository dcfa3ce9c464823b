"""`llmkg bench serve` and `llmkg bench runaway`: the server measured over HTTP."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from llmkg.cli.options import AsJson, settings_of

if TYPE_CHECKING:
    from llmkg.bench.load import Taken
    from llmkg.bench.serve import Compared

_MEGABYTE: Final = 1 << 20
_PEERS: Final = "llmkg,llmkg without cache,oxigraph serve-read-only,oxigraph serve,rdflib-endpoint"


def serve(
    context: typer.Context,
    sizes: Annotated[str, typer.Option(help="Quads, comma-separated.")] = "10000,1000000",
    servers: Annotated[str, typer.Option(help="Which of the servers, comma-separated.")] = _PEERS,
    rounds: Annotated[int, typer.Option(help="Rounds; medians are shown.", min=1)] = 3,
    seconds: Annotated[int, typer.Option(help="Seconds for each load.", min=1)] = 1,
    connections: Annotated[int, typer.Option(help="Connections at once.", min=1)] = 16,
    plot: Annotated[
        Path | None, typer.Option(help="Draw the figures, too: a file .svg, .png or .pdf.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Drive llmkg and its peers (those that are installed) over the same data in one run."""
    from llmkg.bench.plot import check, draw
    from llmkg.bench.serve import compare

    if plot is not None:
        check(plot)  # before minutes are spent
    found = []
    for compared in compare(
        settings_of(context).root,
        [int(size) for size in sizes.split(",")],
        [name.strip() for name in servers.split(",")],
        rounds=rounds,
        seconds=seconds,
        connections=connections,
        progress=lambda text: typer.echo(text, err=True),
    ):
        found.append(compared)
        typer.echo(json.dumps(asdict(compared)) if as_json else "\n".join(table(compared)))
    if plot is not None:
        draw(found, plot)


def table(compared: Compared) -> list[str]:
    """The lines of one comparison."""
    lines = [f"load by {compared.generator}"]
    lines += [f"missing: {each}" for each in compared.missing]
    lines.append(
        f"{'query':<21} {'texts':<9} {'server':<24} {'a second':>9} {'p50 ms':>8} {'p99 ms':>8} "
        f"{'llmkg/it':>9}"
    )
    for each in compared.measured:
        texts = "distinct" if each.distinct else "repeated"
        fault = "" if each.agrees else "  answers otherwise"
        fault += f"  {each.errors} errors" if each.errors else ""
        lines.append(
            f"{each.mix:<21} {texts:<9} {each.server:<24} {each.rate:>9,.0f} {each.p50:>8.2f} "
            f"{each.p99:>8.2f} {each.ratio:>9.2f}{fault}"
        )
    used = compared.memory // _MEGABYTE
    lines.append(f"all together (geometric means); llmkg takes {used:,} MB")
    for one in compared.summaries:
        texts = "distinct" if one.distinct else "repeated"
        lines.append(
            f"{one.quads:>9,} quads, {texts}: llmkg gives {one.ratio:.2f} times the answers of "
            f"{one.server} ({one.memory // _MEGABYTE:,} MB), its p99 is {one.p99_ratio:.2f} times"
        )
    return lines


def runaway(
    context: typer.Context,
    size: Annotated[int, typer.Option(help="Quads.")] = 10_000,
    deadline: Annotated[float, typer.Option(help="Seconds for each runaway.")] = 5.0,
    connections: Annotated[int, typer.Option(help="Connections of the lookups.", min=1)] = 4,
    rounds: Annotated[int, typer.Option(help="How often the four come.", min=1)] = 2,
    as_json: AsJson = False,
) -> None:
    """Point lookups while four queries run away: what their neighbours feel, and how they end."""
    from llmkg.bench.runaway import run

    root = settings_of(context).root
    found = run(root, size=size, deadline=deadline, connections=connections, rounds=rounds)
    if as_json:
        typer.echo(json.dumps(asdict(found)))
        return
    typer.echo(f"load by {found.generator}")
    typer.echo(_lookups("alone", found.before))
    typer.echo(f"memory: {found.memory // _MEGABYTE} MB")
    for number, each in enumerate(found.rounds, 1):
        typer.echo(_lookups(f"beside them, round {number}", each.during))
        for one in each.ended:
            when = f"{one.late:.2f} s after" if one.late >= 0 else f"{-one.late:.2f} s before"
            typer.echo(f"{one.name}: {one.status}, {when} its deadline")
        typer.echo(f"memory after it: {each.memory // _MEGABYTE} MB")


def _lookups(when: str, taken: Taken) -> str:
    return (
        f"point lookups {when}: {taken.rate:,.0f} a second, p50 {taken.p50:.2f} ms, "
        f"p99 {taken.p99:.2f} ms, worst {taken.worst:.0f} ms, {taken.errors} errors"
    )
