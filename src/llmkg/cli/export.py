"""`llmkg export`: the snapshot, a graph of it or one thing, written out sorted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.called import graph_iri, thing_iri
from llmkg.cli.export_markdown import markdown
from llmkg.cli.export_nanopub import nanopub
from llmkg.cli.export_network import network
from llmkg.cli.export_queries import queries
from llmkg.cli.export_site import site
from llmkg.cli.faults import translated
from llmkg.cli.options import open_kb, settings_of
from llmkg.cli.written import write as write_file
from llmkg.errors import ParameterError

if TYPE_CHECKING:
    from llmkg.export.formats import GraphFormat
    from llmkg.settings import Settings


def export_app() -> typer.Typer:
    """`llmkg export` and what is below it."""
    app = typer.Typer(no_args_is_help=False)
    app.callback(invoke_without_command=True)(translated()(export))
    for name, command in (
        ("markdown", markdown),
        ("nanopub", nanopub),
        ("network", network),
        ("site", site),
        ("queries", queries),
    ):
        app.command(name)(translated()(command))
    return app


def export(
    context: typer.Context,
    entity: Annotated[
        str | None,
        typer.Option("--entity", "-e", help="One thing with its neighbourhood: model:davinci."),
    ] = None,
    graph: Annotated[
        str | None,
        typer.Option("--graph", "-g", help="One named graph: catalogue, source/fu2022-zh, an IRI."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="turtle, trig, ntriples, nquads, rdfxml or jsonld.",
            show_default="by the output's name, else trig for all, turtle for a part",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write.", show_default="stdout")
    ] = None,
    crate: Annotated[
        bool,
        typer.Option("--crate", help="The RO-Crate of the dataset, its files under LLMKG_BASE."),
    ] = False,
    triple_terms: Annotated[
        bool,
        typer.Option("--triple-terms", help="RDF 1.2: propositions also as rdf:reifies <<( … )>>."),
    ] = False,
) -> None:
    """Write everything, one graph or one thing; the same data give the same bytes."""
    from llmkg.export.context import load_context
    from llmkg.export.export import export_all, export_graph, export_thing, quads_of
    from llmkg.export.triple_terms import check_format, with_triple_terms
    from llmkg.export.write import write
    from llmkg.gather.near import needed

    if context.invoked_subcommand is not None:
        if entity or graph or form or output or crate or triple_terms:
            raise ParameterError(
                f"Options of `export` go for the data as RDF, not for {context.invoked_subcommand}",
                mend=f"Give options after the word {context.invoked_subcommand}.",
            )
        return
    if sum((entity is not None, graph is not None, crate)) > 1:
        raise ParameterError(
            "--entity, --graph and --crate exclude each other", mend="Give one of them."
        )
    if crate:
        write_crate(settings_of(context), output)
        return
    chosen = choose(form, output, whole=entity is None and graph is None)
    settings = settings_of(context)
    published = load_context(settings.root)
    if triple_terms:
        check_format(chosen)
    with open_kb(settings) as kb:
        thing = None if entity is None else needed(kb.store, thing_iri(entity))
        if triple_terms:
            quads = quads_of(kb.store, thing, None if graph is None else graph_iri(graph))
            body = write(with_triple_terms(quads), chosen, published)
        elif thing is not None:
            body = export_thing(kb.store, thing, chosen, published)
        elif graph is not None:
            body = export_graph(kb.store, graph_iri(graph), chosen, published)
        else:
            body = export_all(kb.store, chosen, published)
    if output is None:
        typer.echo(body, nl=False)
        return
    write_file(output, body)
    typer.echo(f"{output}: {len(body)} bytes of {chosen.media_type}", err=True)


def write_crate(settings: Settings, output: Path | None) -> None:
    """The RO-Crate of the current snapshot; its files are those of the server at the base address.

    Raises ParameterError without a base address.
    """
    import json

    from llmkg.export.crate import crate
    from llmkg.export.dataset import Described
    from llmkg.export.dump import dumps
    from llmkg.export.statistics import statistics
    from llmkg.store.snapshot import open_current

    if not settings.base:
        raise ParameterError(
            "A crate names its files by where they are to be had",
            mend="Set LLMKG_BASE to the public address of the server.",
        )
    with open_current(settings.out) as snapshot:
        store = snapshot.store()
        counts = statistics(snapshot.path, store)
        files = dumps(snapshot.path, store, snapshot.manifest.digest)[1]
        store.close()
    described = Described(f"{settings.base}/", snapshot.manifest, counts, files)
    text = json.dumps(crate(described), ensure_ascii=False, indent=1) + "\n"
    if output is None:
        typer.echo(text, nl=False)
        return
    write_file(output, text.encode())
    typer.echo(f"{output}: RO-Crate 1.2 with {len(files)} files", err=True)


def choose(form: str | None, output: Path | None, *, whole: bool) -> GraphFormat:
    """The format that was asked for, or that the output's name says, or the usual one."""
    from llmkg.export.formats import GRAPH_FORMATS, TRIG, TURTLE, find_format

    if form is not None:
        return find_format(form, GRAPH_FORMATS)
    if output is not None and output.suffix:
        return find_format(output.suffix.removeprefix("."), GRAPH_FORMATS)
    return TRIG if whole else TURTLE
