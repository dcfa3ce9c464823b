"""`llmkg bench search`: searching beside SQLite's FTS5."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.options import AsJson, settings_of
from llmkg.errors import ParameterError

if TYPE_CHECKING:
    from llmkg.bench.search import Measured


def search(
    context: typer.Context,
    sizes: Annotated[
        str, typer.Option(help="Claims to search among, comma-separated.")
    ] = "10000,100000",
    number: Annotated[int, typer.Option(help="Searches of each sort.", min=20)] = 100,
    seed: Annotated[int, typer.Option(help="Of what is made up.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Search among made-up things, beside SQLite's FTS5 with the same words."""
    from llmkg.bench.search import measure
    from llmkg.store.snapshot import open_current

    try:
        wanted = [int(size) for size in sizes.split(",")]
    except ValueError:
        raise ParameterError(
            f"--sizes is {sizes!r}", mend="Give whole numbers, comma-separated."
        ) from None
    with open_current(settings_of(context).out) as snapshot:
        ours: Measured | None = None
        for each in measure(snapshot.path, wanted, number, seed=seed):
            typer.echo(json.dumps(asdict(each)) if as_json else told(each, ours))
            ours = each if each.engine == "llmkg" else None


def told(measured: Measured, peer: Measured | None) -> str:
    """The lines of one engine; with a peer of the same size, each number by the peer's too."""
    lines = [
        f"{measured.engine}, {measured.claims:,} claims, {measured.things:,} things",
        f"  write   {measured.write_seconds:10.1f} s"
        + _beside(measured.write_seconds, peer.write_seconds if peer else 0),
        f"  size    {measured.size / 1e6:10.1f} MB"
        + _beside(measured.size, peer.size if peer else 0),
        f"  add one {measured.add_ms:10.1f} ms"
        + _beside(measured.add_ms, peer.add_ms if peer else 0),
        f"  memory  {measured.grown / 1e6:10.1f} MB",
    ]
    others = {each.sort: each for each in peer.timed} if peer else {}
    for each in measured.timed:
        other = others[each.sort].p95 if peer else 0
        lines.append(
            f"  {each.sort:9} p50 {each.p50:8.2f} ms  p95 {each.p95:8.2f} ms"
            f"  found {each.found}/{each.searches}" + _beside(each.p95, other)
        )
    return "\n".join(lines)


def _beside(value: float, other: float) -> str:
    return f"  ({value / other:.2f} times llmkg)" if other else ""
