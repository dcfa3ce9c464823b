"""`llmkg token`: who may write to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.faults import translated
from llmkg.cli.options import AsJson, settings_of

if TYPE_CHECKING:
    from llmkg.contribute.tokens import Tokens


def token_app() -> typer.Typer:
    """The group of commands."""
    app = typer.Typer(
        name="token", help="Who may write to the server over HTTP.", no_args_is_help=True
    )
    app.command("add")(translated()(add))
    app.command("list")(translated()(list_))
    app.command("remove")(translated()(remove))
    return app


def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Who gets it; writes are recorded under this name.")],
) -> None:
    """Make a token and print it, this once: only its hash is kept. Servers take it at once."""
    token = _tokens(context).add(name)
    typer.echo(token)
    typer.echo(f"Send it as: Authorization: Bearer {token}", err=True)


def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """Show who has a token, and since when."""
    known = _tokens(context).all()
    if as_json:
        import json

        typer.echo(json.dumps([{"name": one.name, "created": one.created} for one in known]))
        return
    for one in known:
        typer.echo(f"{one.created}  {one.name}")
    if not known:
        typer.echo("Nobody has a token: the server takes no writes.", err=True)


def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose token is taken away.")],
) -> None:
    """Take a token away. Servers refuse it at once."""
    _tokens(context).remove(name)


def _tokens(context: typer.Context) -> Tokens:
    from llmkg.contribute.tokens import Tokens

    return Tokens(settings_of(context).tokens)
