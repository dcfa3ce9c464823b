"""`llmkg load`: the snapshot into a store on another machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.options import AsJson, settings_of
from llmkg.cli.progress import steps
from llmkg.errors import ParameterError

if TYPE_CHECKING:
    from llmkg.remote.load import Loaded
    from llmkg.settings import Settings


def load(
    context: typer.Context,
    force: Annotated[
        bool, typer.Option(help="Send every graph, whatever the store says that it holds.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the snapshot into the store of --store; what is cut short goes on where it was."""
    loaded = run_load(settings_of(context), force=force)
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps(asdict(loaded), indent=2))
        return
    typer.echo(summary(loaded))


def run_load(settings: Settings, *, force: bool = False) -> Loaded:
    """Load by these settings, showing each step on a terminal."""
    if not settings.store:
        raise ParameterError(
            "There is no store to load into",
            mend="Give its address: llmkg --store https://example.org/sparql load, or LLMKG_STORE.",
        )
    from llmkg.elsewhere import endpoint_of
    from llmkg.queries import load_queries
    from llmkg.remote.load import load as bring
    from llmkg.remote.store import RemoteStore
    from llmkg.store.snapshot import open_current

    remote = RemoteStore(endpoint_of(settings), load_queries(settings.root / "queries"))
    with open_current(settings.out) as snapshot, steps() as progress:
        return bring(snapshot, remote, settings.out, progress, force=force)


def summary(loaded: Loaded) -> str:
    """One line on what was done."""
    name = f"snapshot {loaded.digest[:12]}"
    if not loaded.steps and not loaded.resumed:
        return f"{name} is there already"
    resumed = f", {loaded.resumed} were done before" if loaded.resumed else ""
    seen = "at once" if loaded.at_once else "readers waited meanwhile"
    return f"{name} loaded in {loaded.steps} steps{resumed}; {seen}"
