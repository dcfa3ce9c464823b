"""`llmkg fair`: how findable, accessible, interoperable and reusable a running service is."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from llmkg.cli.faults import Exit
from llmkg.cli.options import AsJson, settings_of
from llmkg.errors import OutsideError

if TYPE_CHECKING:
    from llmkg.settings import Settings

_ANSWERS_AT: Final = re.compile(r"llmkg answers at (http://\S+)")
_SECONDS: Final = 30


def fair(
    context: typer.Context,
    url: Annotated[
        str | None,
        typer.Argument(
            help="Root of a running service.", show_default="one is started for the purpose"
        ),
    ] = None,
    at_least: Annotated[
        float,
        typer.Option(
            help="Percent of the points that must be earned; with fewer, exit code 1.", min=0
        ),
    ] = 0,
    keeping: Annotated[
        bool, typer.Option("--keep", help="Keep the report for the page /fair of the service.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run the checks of FOOPS!, F-UJI and FAIR-Checker that need no registration."""
    from llmkg.fair import Visitor, as_lines, keep, measure
    from llmkg.fair import as_json as document

    if url is not None:
        report = measure(Visitor(url))
    else:
        with _served(settings_of(context)) as address:
            report = measure(Visitor(address))
    if keeping:
        typer.echo(f"Kept in {keep(report, settings_of(context).out)}", err=True)
    if as_json:
        typer.echo(json.dumps(document(report), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(as_lines(report)))
    if report.percent < at_least:
        raise typer.Exit(Exit.FINDINGS)


@contextmanager
def _served(settings: Settings) -> Iterator[str]:
    """The address of a service over the current snapshot, for as long as it is needed.

    Raises OutsideError, with what it said last, when it does not start.
    """
    place = ("--root", str(settings.root), "--out", str(settings.out))
    command = [sys.executable, "-m", "llmkg", *place, "serve", "--port", "0", "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own
    said = []
    try:
        for line in process.stderr or ():
            said.append(line.rstrip())
            found = _ANSWERS_AT.search(line)
            if found:
                yield found[1]
                return
        raise OutsideError(
            f"The service did not start: {said[-1] if said else 'it said nothing'}",
            mend="Run `llmkg build`, then `llmkg serve`, and see what it says.",
        )
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=_SECONDS)
