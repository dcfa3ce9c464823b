"""`llmkg check`: everything that is wrong with the data."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.faults import Exit
from llmkg.cli.options import AsJson, Lang, pairs, settings_of
from llmkg.model.finding import Report, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmkg.settings import Settings


class FailOn(StrEnum):
    """The least severity that makes the exit code 1."""

    VIOLATION = "violation"
    WARNING = "warning"


def check(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(help="Check this contribution against the whole.", show_default="all data"),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="SLUG=PATH of a source's text: verifies its anchors as well."),
    ] = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            help="The least severity that gives exit code 1.",
            show_default="violation; for one file warning",
        ),
    ] = None,
    sarif: Annotated[Path | None, typer.Option(help="Also write SARIF 2.1.0 to this file.")] = None,
    report: Annotated[
        Path | None, typer.Option(help="Also write the SHACL report (Turtle) to this file.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Show violations only, and count the rest.")
    ] = False,
    lang: Annotated[Lang, typer.Option(help="Language of the messages.")] = Lang.EN,
    as_json: AsJson = False,
) -> None:
    """Find what is wrong: all data, or one file against the whole. Nothing is stored or rebuilt."""
    from llmkg.check import as_json as json_of
    from llmkg.check import as_sarif, as_shacl, as_text, load_shapes
    from llmkg.check.as_text import summary

    settings = settings_of(context)
    found = run_check(settings, file, pairs(source or [], "--source"))
    if sarif is not None or report is not None:
        rules = load_shapes((settings.root / "ontology" / "shapes").glob("*.ttl")).rules
        if sarif is not None:
            sarif.write_text(as_sarif(found, rules=rules, language=lang), encoding="utf-8")
        if report is not None:
            report.write_text(as_shacl(found, rules=rules), encoding="utf-8")
    if as_json:
        typer.echo(json_of(found), nl=False)
    elif quiet:
        grave = Report(found.violations)
        text = as_text(grave, language=lang).removesuffix(f"{summary(grave)}\n")
        typer.echo(text + summary(found))
    else:
        typer.echo(as_text(found, language=lang), nl=False)
    # Warnings about the whole are true statements about sources and stay; a new file's are news.
    least = fail_on or (FailOn.VIOLATION if file is None else FailOn.WARNING)
    if found.violations or (least is FailOn.WARNING and found.of(Severity.WARNING)):
        raise typer.Exit(Exit.FINDINGS)


def run_check(settings: Settings, file: Path | None, texts: Mapping[str, str]) -> Report:
    """Check by these settings, showing on a terminal that something is going on."""
    from llmkg.check import check_files
    from llmkg.cli.progress import steps

    with steps() as progress:
        progress("checking")
        return check_files(
            settings.root,
            only=file,
            texts={slug: Path(path) for slug, path in texts.items()},
            out=settings.out,
        )
