"""`llmkg queries`: the stored queries and their parameters."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from llmkg.cli.options import AsJson, settings_of
from llmkg.errors import UnknownQueryError

if TYPE_CHECKING:
    from llmkg.queries import NamedQuery


def queries(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="Show this one, with its text.", show_default="list all")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also those that serve the program itself.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the stored queries, or show one."""
    from llmkg.queries import load_queries

    found = load_queries(settings_of(context).root / "queries")
    if name is not None:
        if name not in found:
            raise unknown(name, found)
        one = found[name]
        typer.echo(json.dumps(as_dict(one), ensure_ascii=False, indent=2) if as_json else one.text)
        return
    listed = [one for one in found.values() if every or not one.internal]
    if as_json:
        typer.echo(json.dumps([as_dict(one) for one in listed], ensure_ascii=False, indent=2))
        return
    for one in listed:
        params = " ".join(
            param.name if param.required else f"[{param.name}]" for param in one.params.values()
        )
        typer.echo(f"{one.name}{' ' + params if params else ''}\n    {one.summary}")


def as_dict(query: NamedQuery) -> dict[str, Any]:
    """A stored query as JSON shows it."""
    return {
        "name": query.name,
        "summary": query.summary,
        "description": query.description,
        "tags": list(query.tags),
        "form": str(query.form),
        "params": [
            {
                "name": param.name,
                "type": str(param.type),
                "kind": param.kind,
                "required": param.required,
                "default": param.default,
                "example": param.example,
                "description": param.description,
            }
            for param in query.params.values()
        ],
        "text": query.text,
    }


def unknown(name: str, known: Iterable[str]) -> UnknownQueryError:
    """The error for a name that no stored query has, with the nearest names."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=3)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return UnknownQueryError(
        f"No stored query is named {name!r}", mend=f"{hint}`llmkg queries` lists them all."
    )
