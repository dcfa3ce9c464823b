"""`llmkg bench soak`: a server in bad company, and a verdict."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.options import AsJson, settings_of

if TYPE_CHECKING:
    from llmkg.bench.soak import Held, Verdict


def soak(
    context: typer.Context,
    minutes: Annotated[float, typer.Option(help="How long.", min=0.1)] = 10.0,
    connections: Annotated[int, typer.Option(help="Guests at once.", min=10)] = 500,
    size: Annotated[int, typer.Option(help="Quads.", min=1000)] = 20_000,
    every: Annotated[float, typer.Option(help="Seconds between two swaps of snapshots.")] = 20.0,
    as_json: AsJson = False,
) -> None:
    """Half-sent heads, slow readers, runaways, swaps: no wrong answer and no leak, or exit 1."""
    from llmkg.bench.soak import run

    verdict = run(
        settings_of(context).root,
        seconds=60 * minutes,
        connections=connections,
        size=size,
        every=every,
        progress=lambda text: typer.echo(text, err=True),
    )
    typer.echo(json.dumps(asdict(verdict)) if as_json else "\n".join(lines(verdict)))
    if verdict.breaches:
        raise typer.Exit(1)


def lines(verdict: Verdict) -> list[str]:
    """A verdict for people."""
    found = [
        f"{verdict.seconds:g} s, {verdict.connections} guests, {verdict.swaps} swaps",
        *(f"{name}: {count:,}" for name, count in sorted(verdict.counts.items())),
        f"lookups: p50 {1e3 * verdict.p50:.1f} ms, p99 {1e3 * verdict.p99:.1f} ms",
        f"runaways ended {verdict.runaways_late:.2f} s after their deadline (p99)",
        f"before: {_held(verdict.before)}; at most {verdict.most_memory >> 20} MB meanwhile",
        f"after: {_held(verdict.after)}",
    ]
    found += [f"BREACH {breach}" for breach in verdict.breaches]
    return [*found, "held" if not verdict.breaches else "did not hold"]


def _held(held: Held) -> str:
    return f"{held.memory >> 20} MB, {held.files} open files, {held.processes} processes"
