"""`llmkg export markdown`: claims with their citations, as texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.called import claim_iri
from llmkg.cli.options import AsJson, Lang, open_kb, settings_of
from llmkg.cli.written import made, write
from llmkg.errors import ParameterError
from llmkg.vocab import BASE, Kind, split

if TYPE_CHECKING:
    from llmkg.kb import KnowledgeBase


def markdown(
    context: typer.Context,
    things: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLAIM]...",
            help="Claims, by slug or IRI; other things as kind:slug.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every claim, with a list of them by source.")
    ] = False,
    lang: Annotated[Lang, typer.Option(help="Language of the text.")] = Lang.EN,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="File NAME.md for one of them; else a folder, which is made.",
            show_default="stdout, of one",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write claims in words: level, hedge, fate, evidence, place in the source, how to cite.

    Links lead to LLMKG_BASE, or to the names that last. The same data give the same bytes.
    """
    from llmkg.gather.near import needed
    from llmkg.quote.markdown import markdown as told

    if bool(things) is everything:
        raise ParameterError("No claim is named, or some and all", mend="Name some, or give --all.")
    names = [claim_iri(each) for each in things or ()]
    if output is None and (everything or len(names) > 1):
        raise ParameterError("Several texts go into a folder", mend="Give it with --output.")
    settings = settings_of(context)
    home = f"{settings.base}/" if settings.base else BASE
    with open_kb(settings) as kb:
        if len(names) == 1 and (output is None or _is_file(output)):
            body = told(kb, needed(kb.store, names[0]), lang.value, home=home)
            if output is None:
                typer.echo(_json([(names[0], body)]) if as_json else body, nl=False)
                return
            write(output, body.encode())
            _say([(names[0], output)], output, as_json=as_json)
            return
        assert output is not None  # noqa: S101 - held above
        chosen = _every(kb) if everything else [needed(kb.store, each) for each in names]
        folder, done = made(output), []
        for iri in _watched(chosen, shown=everything):
            file = folder / f"{_file(iri)}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            write(file, told(kb, iri, lang.value, home=home).encode())
            done.append((iri, file))
        if everything:
            from llmkg.quote.listing import listing

            text = listing(kb, lang.value, {iri: path.name for iri, path in done}, home=home)
            write(folder / "index.md", text.encode())
    _say(done, folder, as_json=as_json)


def _every(kb: KnowledgeBase) -> list[str]:
    """All claims, by IRI."""
    from llmkg.kb import MAX_PAGE

    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = kb.claims(offset=offset, limit=MAX_PAGE)
        found += [claim.iri for claim in page.items]
        offset = page.next_offset
    return sorted(found)


def _watched(iris: list[str], *, shown: bool) -> Iterator[str]:
    """They one by one; a terminal shows how many are done."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    hidden = not (shown and console.is_terminal)
    yield from track(iris, "claims", console=console, transient=True, disable=hidden)


def _is_file(output: Path) -> bool:
    """Whether the name of an output is that of a file."""
    return bool(output.suffix) and not output.is_dir()


def _file(iri: str) -> str:
    """The name of a text in a folder: the slug of a claim, kind and slug of another thing."""
    named = split(iri)
    if named is None:
        raise ParameterError(f"{iri} is none of our things", mend="Name a claim of ours.")
    kind, slug = named
    return slug if kind is Kind.CLAIM else f"{kind}-{slug}"


def _json(texts: list[tuple[str, str]]) -> str:
    import json

    found = [{"@id": iri, "markdown": body} for iri, body in texts]
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _say(done: list[tuple[str, Path]], place: Path, *, as_json: bool) -> None:
    import json

    if as_json:
        rows = [{"@id": iri, "file": str(path)} for iri, path in done]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{place}: {len(done)} {'text' if len(done) == 1 else 'texts'}", err=True)
