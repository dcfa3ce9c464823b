"""`llmkg query`: SPARQL from a file, by name, or as text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.options import AsJson, open_kb, pairs, settings_of
from llmkg.errors import EncodingError, ParameterError, UnknownFormatError

if TYPE_CHECKING:
    from llmkg.kb import KnowledgeBase
    from llmkg.store.port import Answer


def query(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(help="A file, the name of a stored query, the text itself, or - for stdin."),
    ],
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", help="name=value for a stored query; may be repeated."),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="table, csv, tsv, json, xml; for graphs turtle, jsonld, nt, rdfxml.",
        ),
    ] = "table",
    as_json: AsJson = False,
) -> None:
    """Ask the snapshot. Our prefixes (llmkg:, model:, ability: ...) need no declaration."""
    from llmkg.cli.table import draw

    settings = settings_of(context)
    params = dict(pairs(param or [], "--param"))
    with open_kb(settings) as kb:
        answer = ask(kb, what, params, "json" if as_json else form)
    if form == "table" and not as_json and not answer.form.gives_graph:
        typer.echo(draw(answer.body, sys.stdout.isatty()))
        return
    typer.echo(answer.body, nl=not answer.body.endswith(b"\n"))


def ask(kb: KnowledgeBase, what: str, params: dict[str, str], form: str) -> Answer:
    """Evaluate, in the format of this name: rows and graphs have formats of one name ("json")."""
    wanted = media_types(form)
    for media_type in wanted[:-1]:
        try:
            return ask_as(kb, what, params, media_type)
        except UnknownFormatError:
            continue  # the name means another format for this form of query
    return ask_as(kb, what, params, wanted[-1])


def media_types(form: str) -> list[str | None]:
    """What a format's name may mean; None leaves the choice to the knowledge base."""
    from llmkg.export.formats import GRAPH_FORMATS, TABLE_FORMATS, find_format, names

    if form == "table":
        return [None]
    found: list[str | None] = []
    for formats in (TABLE_FORMATS, GRAPH_FORMATS):
        try:
            found.append(find_format(form, formats).media_type)
        except UnknownFormatError:
            continue
    if not found:
        raise UnknownFormatError(
            f"There is no format {form!r}",
            mend=f"Rows come as table, {names(TABLE_FORMATS)}; graphs as {names(GRAPH_FORMATS)}.",
        )
    return found


def ask_as(kb: KnowledgeBase, what: str, params: dict[str, str], media_type: str | None) -> Answer:
    """Find out what kind of thing `what` is, and evaluate it."""
    from llmkg.cli.queries import unknown

    if what in kb.queries:
        return kb.run(what, media_type, **params)
    text = text_of(what)
    if text is None:
        raise unknown(what, kb.queries)
    if params:
        raise ParameterError(
            "--param goes with a stored query only",
            mend="Write the values into the text, or put the query into queries/.",
        )
    return kb.query(text, media_type)


def text_of(what: str) -> str | None:
    """The text of a query: stdin, a file, or itself; None for what can only be a name."""
    if what == "-":
        return sys.stdin.read()
    looks_like_text = "{" in what or any(character.isspace() for character in what)
    if looks_like_text:
        return what
    path = Path(what)
    if path.is_file() or path.suffix == ".rq":
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            from llmkg.model.location import Location

            raise EncodingError(
                "The query is not UTF-8", where=Location(what), mend="Save it as UTF-8."
            ) from None
    return None
