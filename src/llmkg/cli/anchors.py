"""`llmkg anchors`: make them, verify them, fill them into a draft."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llmkg.cli.faults import Exit, show, translated
from llmkg.cli.options import AsJson, pairs, settings_of
from llmkg.errors import ParameterError
from llmkg.vocab import Kind, compact, local_name, thing

if TYPE_CHECKING:
    from llmkg.anchor import Verdict
    from llmkg.model.location import Location
    from llmkg.rdf.corpus import Corpus

Text = Annotated[Path, typer.Option("--source", help="The text of the source.")]


def anchors_app() -> typer.Typer:
    """The group of commands."""
    app = typer.Typer(
        no_args_is_help=True,
        help="Point at passages of a source, and hold the pointers to its text.",
    )
    for command in (make, verify, fill):
        app.command()(translated()(command))
    return app


def make(
    source: Text,
    quote: Annotated[str, typer.Option(help="The passage, exactly as it stands there.")],
    occurrence: Annotated[
        int | None, typer.Option(help="Which one, from 1, when it stands there several times.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the anchor of a passage, or say that it is ambiguous."""
    from llmkg.anchor import make as anchor_of
    from llmkg.anchor import read_text
    from llmkg.anchor.fill import block

    anchor = anchor_of(read_text(source), quote, occurrence)
    shown = json.dumps(asdict(anchor), ensure_ascii=False, indent=2) if as_json else block(anchor)
    typer.echo(shown)


def verify(
    context: typer.Context,
    source: Annotated[
        list[str], typer.Option(help="SLUG=PATH of a source's text; may be repeated.")
    ],
    as_json: AsJson = False,
) -> None:
    """Compare every anchor with the text: it holds, its passage moved, or it is broken."""
    from llmkg.anchor import State, read_text, text_digest, verify_all
    from llmkg.check.anchored import anchors_of, digest_of
    from llmkg.rdf.corpus import load_corpus

    settings = settings_of(context)
    corpus = load_corpus(settings.root)
    answers: list[dict[str, Any]] = []
    for slug, path in pairs(source, "--source").items():
        if not path:
            raise ParameterError("--source has no path", mend="Write --source SLUG=PATH.")
        text = read_text(Path(path))
        recorded = digest_of(corpus, thing(Kind.SOURCE, slug))
        verdicts = verify_all(text, anchors_of(corpus, thing(Kind.SOURCE, slug)))
        lost = [verdict for verdict in verdicts if verdict.state is not State.OK]
        answers.append(
            {
                "source": slug,
                "sameText": recorded is None or recorded == text_digest(text),
                "counts": {
                    str(state): sum(verdict.state is state for verdict in verdicts)
                    for state in State
                },
                "lost": [
                    _as_dict(verdict, place)
                    for verdict, place in zip(lost, _places(corpus, lost), strict=True)
                ],
            }
        )
    typer.echo(
        json.dumps(answers, ensure_ascii=False, indent=2)
        if as_json
        else "\n".join(_as_text(answer) for answer in answers)
    )
    if any(answer["lost"] for answer in answers):
        raise typer.Exit(Exit.FINDINGS)


def fill(
    files: Annotated[list[Path], typer.Argument(help="Turtle files with quotations for anchors.")],
    source: Text,
) -> None:
    """Turn the quotations of a draft into anchors, in place; faulty ones stay as they are."""
    from llmkg.anchor import fill as filled_in
    from llmkg.anchor import read_text

    text = read_text(source)
    faults = 0
    for path in files:
        draft = read_text(path)
        result = filled_in(draft, text, str(path))
        if result.filled:
            path.write_bytes(result.turtle.encode("utf-8"))
        for fault in result.faults:
            show(fault)
        faults += len(result.faults)
        left = f", {len(result.faults)} left" if result.faults else ""
        typer.echo(f"{path}: {result.filled} filled in{left}")
    if faults:
        raise typer.Exit(Exit.FINDINGS)


def _places(corpus: Corpus, verdicts: list[Verdict]) -> list[Location | None]:
    """Where the statements stand whose anchors do not hold."""
    from llmkg.check.placing import Places
    from llmkg.check.result import Result

    results = [
        Result("", f"<{verdict.anchored.statement}>", verdict.anchored.predicate)
        for verdict in verdicts
    ]
    return [placed.location for placed in Places(corpus.documents).place(results)]


def _as_dict(verdict: Verdict, place: Location | None) -> dict[str, Any]:
    return {
        "state": str(verdict.state),
        "statement": verdict.anchored.statement,
        "predicate": verdict.anchored.predicate,
        "anchor": asdict(verdict.anchored.anchor),
        "found": None if verdict.found is None else asdict(verdict.found),
        "reason": verdict.reason,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def _as_text(answer: dict[str, Any]) -> str:
    lines = []
    for lost in answer["lost"]:
        where = ":".join(str(lost[part]) for part in ("file", "line", "column") if lost[part])
        span = f"{lost['anchor']['start']}-{lost['anchor']['end']}"
        lines += [
            f"{where}: {lost['state']}: {lost['reason']}",
            f"    {local_name(lost['predicate'])}: {compact(lost['statement'])}, {span}",
        ]
    if not answer["sameText"]:
        lines.append(f"{answer['source']}: the text is not the edition that the source names")
    counts = answer["counts"]
    total = sum(counts.values())
    lines.append(
        f"{answer['source']}: {total} anchors, {counts['ok']} hold, "
        f"{counts['moved']} moved, {counts['broken']} broken"
    )
    return "\n".join(lines)
