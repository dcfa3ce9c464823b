"""`llmkg export nanopub`: claims as nanopublications."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llmkg.cli.called import claim_iri
from llmkg.cli.options import open_kb, settings_of
from llmkg.cli.written import write
from llmkg.errors import ParameterError


def nanopub(
    context: typer.Context,
    claims: Annotated[
        list[str] | None,
        typer.Argument(help="Claims, by slug or IRI.", show_default=False),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every claim.")] = False,
    key: Annotated[
        Path | None,
        typer.Option(help="Private RSA key to sign with: PEM, or as nanopub tools keep it."),
    ] = None,
    creator: Annotated[
        str | None,
        typer.Option(help="IRI of who makes them, such as an ORCID.", show_default="this project"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write.", show_default="stdout")
    ] = None,
) -> None:
    """Write claims as nanopublications in TriG, each under its trusty URI. Calls no network."""
    from llmkg.exchange.nanopub import Press, trig
    from llmkg.exchange.trusty import Signer
    from llmkg.gather.near import needed

    if bool(claims) is everything:
        raise ParameterError("No claim is named, or some and all", mend="Name some, or give --all.")
    if key is not None and creator is None:
        raise ParameterError(
            "A signature is somebody's", mend="Say whose with --creator, such as an ORCID."
        )
    signer = Signer.read(key, creator) if key is not None and creator is not None else None
    settings = settings_of(context)
    with open_kb(settings) as kb:
        press = Press(kb.store, kb.manifest.built, creator=creator or "", signer=signer)
        made = [press.of(needed(kb.store, claim_iri(each))) for each in claims or ()] or press.all()
    body = trig(made)
    if output is None:
        typer.echo(body, nl=False)
        return
    write(output, body)
    what = "signed" if signer else "not signed"
    typer.echo(f"{output}: {len(made)} nanopublications, {what}", err=True)
