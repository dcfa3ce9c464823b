"""`llmkg link`: from the names in a table's column to things, as a mapping set of SSSOM."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.options import AsJson, open_kb, settings_of
from llmkg.errors import ParameterError

if TYPE_CHECKING:
    from llmkg.link.found import Found
    from llmkg.link.sssom import Linked
    from llmkg.link.table import Cell

_CANDIDATES = 5


def link(
    context: typer.Context,
    table: Annotated[Path, typer.Argument(help="CSV or TSV with a header, in UTF-8.")],
    column: Annotated[str, typer.Option(help="The column with the names.")],
    type_: Annotated[
        str | None,
        typer.Option("--type", help="Only things of this type: model, ability, method … or IRI."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the mapping set here.", show_default="stdout"),
    ] = None,
    remote: Annotated[
        str | None, typer.Option(help="Ask this reconciliation service instead of the snapshot.")
    ] = None,
    least: Annotated[
        float | None,
        typer.Option(
            min=0, max=100, help="Also write the best candidate from this score on, as close match."
        ),
    ] = None,
    set_id: Annotated[
        str | None, typer.Option(help="IRI of the mapping set.", show_default="from the table")
    ] = None,
    license_: Annotated[
        str, typer.Option("--license", help="Licence of the mapping set, by IRI.")
    ] = "https://creativecommons.org/licenses/by/4.0/",
    as_json: AsJson = False,
) -> None:
    """Link the names in a column of a table to things; write the mappings as SSSOM.

    Only what stands out is mapped. What is left is counted on stderr; --json has its candidates.
    """
    import hashlib
    from datetime import UTC, datetime
    from uuid import NAMESPACE_URL, uuid5

    from llmkg.cli.progress import steps
    from llmkg.link.sssom import About, mapping_set
    from llmkg.link.table import read_column

    if set_id is not None and ("://" not in set_id and not set_id.startswith("urn:")):
        raise ParameterError(f"{set_id!r} is no IRI", mend="Give --set-id https://… or urn:…")
    cells = read_column(table, column)
    with steps() as progress:
        found = []
        for at, candidates in enumerate(_candidates(context, cells, type_, remote), 1):
            progress(f"linking {at:,} of {len(cells):,}")
            found.append(candidates)
    linked = list(_linked(cells, found, least))
    name = f"{table.name}#{column}:{hashlib.sha256(table.read_bytes()).hexdigest()}"
    about = About(
        iri=set_id or uuid5(NAMESPACE_URL, name).urn,
        license=license_,
        title=f"{column} in {table.name}, linked to {remote or 'llmkg'}",
        day=datetime.now(tz=UTC).date(),
    )
    text = mapping_set(linked, about)
    if output is not None:
        output.write_text(text, encoding="utf-8", newline="\n")
    if as_json:
        typer.echo(json.dumps(_report(cells, found), ensure_ascii=False, indent=2))
    elif output is None:
        typer.echo(text, nl=False)
    sure = sum(each.to.match for each in linked)
    left = len(cells) - len(linked)
    close = f", {len(linked) - sure} close" if len(linked) > sure else ""
    typer.echo(f"{len(cells)} names: {sure} linked{close}, {left} left", err=True)


def _candidates(
    context: typer.Context, cells: Sequence[Cell], type_: str | None, remote: str | None
) -> Iterator[list[Found]]:
    if remote is not None:
        from llmkg.link.remote import Remote

        yield from Remote(remote).link([cell.value for cell in cells], type_, _CANDIDATES)
        return
    from llmkg.link import Wanted
    from llmkg.link.found import Found
    from llmkg.link.wanted import LONGEST_NAME
    from llmkg.link.writing import name_of

    settings = settings_of(context)
    with open_kb(settings) as kb:
        types = (type_,) if type_ else ()
        for cell in cells:
            wanted = Wanted((cell.value[:LONGEST_NAME],), types=types, limit=_CANDIDATES)
            yield [
                Found(
                    each.thing.id,
                    name_of(each.thing, "en")[0],
                    each.score,
                    each.match,
                    any(one.id == "exact" and one.value is True for one in each.features),
                )
                for each in kb.linker.candidates(wanted)
            ]


def _linked(
    cells: Sequence[Cell], found: Sequence[list[Found]], least: float | None
) -> Iterator[Linked]:
    from llmkg.link.sssom import Linked

    for cell, candidates in zip(cells, found, strict=True):
        best = next((each for each in candidates if each.match), None)
        if best is None and least is not None and candidates and candidates[0].score >= least:
            best = candidates[0]
        if best is not None:
            yield Linked(cell, best)


def _report(cells: Sequence[Cell], found: Sequence[list[Found]]) -> list[dict[str, object]]:
    return [
        {
            "value": cell.value,
            "line": cell.line,
            "count": cell.count,
            "candidates": [
                {"id": each.iri, "name": each.name, "score": each.score, "match": each.match}
                for each in candidates
            ],
        }
        for cell, candidates in zip(cells, found, strict=True)
    ]
