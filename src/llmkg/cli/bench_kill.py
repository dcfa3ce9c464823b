"""`llmkg bench kill`: what is left of writes and builds that are killed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.faults import Exit
from llmkg.cli.options import AsJson, settings_of

if TYPE_CHECKING:
    from llmkg.bench.kill import Killed
    from llmkg.bench.kill_builds import Broken


def kill(
    context: typer.Context,
    rounds: Annotated[int, typer.Option(help="How many kills.", min=1)] = 50,
    seed: Annotated[int, typer.Option(help="The same seed kills at the same moments.")] = 1,
    builds: Annotated[
        bool,
        typer.Option("--builds", help="Kill bulk builds only, and compare what comes of them."),
    ] = False,
    claims: Annotated[int, typer.Option(help="Made-up claims of a bulk build.", min=1)] = 2_000,
    as_json: AsJson = False,
) -> None:
    """Kill -9 writers, servers and builds at random moments: acknowledged writes must be there."""
    if builds:
        kill_builds(settings_of(context).root, rounds, claims, seed, as_json=as_json)
        return
    from llmkg.bench.kill import measure

    with TemporaryDirectory(prefix="llmkg-kill-") as folder:
        found = measure(
            settings_of(context).root,
            Path(folder) / "out",
            rounds,
            seed=seed,
            progress=lambda text: typer.echo(text, err=True),
        )
    _tell(
        found,
        f"; {found.answered} writes acknowledged, {found.refused} refused, "
        f"{found.unanswered} without an answer",
        as_json=as_json,
    )


def kill_builds(root: Path, rounds: int, claims: int, seed: int, *, as_json: bool) -> None:
    """Kill bulk builds, and tell what came of them; faults are findings."""
    from llmkg.bench.kill_builds import measure

    with TemporaryDirectory(prefix="llmkg-kill-") as folder:
        for said, found in measure(root, Path(folder), rounds, claims=claims, seed=seed):
            typer.echo(f"{found.rounds}: {said}", err=True)
    more = f" ({found.switched} when the new snapshot served already); {found.answers} answers"
    _tell(found, more, as_json=as_json)


def _tell(found: Killed | Broken, more: str, *, as_json: bool) -> None:
    """What came of kills of any kind; faults are findings."""
    if as_json:
        import json

        typer.echo(json.dumps(asdict(found)))
    else:
        kills = ", ".join(f"{count} {victim}" for victim, count in found.kills.items())
        typer.echo(f"killed: {kills}{more}; {len(found.faults)} faults")
        for fault in found.faults:
            typer.echo(fault)
    if found.faults:
        raise typer.Exit(Exit.FINDINGS)
