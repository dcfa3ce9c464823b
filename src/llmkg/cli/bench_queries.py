"""`llmkg bench queries`: stored queries and pages, asked with what the snapshot has."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.options import AsJson, settings_of
from llmkg.errors import OutsideError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from llmkg.bench.asked import Timed
    from llmkg.settings import Settings


def queries(
    context: typer.Context,
    number: Annotated[int, typer.Option(help="Askings of each with drawn parameters.", min=1)] = 20,
    seed: Annotated[int, typer.Option(help="Of the parameters that are drawn.")] = 1,
    pages: Annotated[bool, typer.Option(help="Pages and REST answers, too.")] = True,
    internal: Annotated[bool, typer.Option(help="Queries that only pages ask, too.")] = True,
    only: Annotated[
        str | None, typer.Option(help="Names that begin like one of these, comma-separated.")
    ] = None,
    limit: Annotated[float, typer.Option(help="Milliseconds that 19 in 20 should take.")] = 200.0,
    keep: Annotated[
        Path | None, typer.Option(help="A file for the figures, as JSON, slowest first.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask every stored query, and look at pages, with examples and with drawn parameters.

    Tells at the end how long each takes, slowest first, whether that is within the limit, and how
    those that are not were asked.
    """
    from llmkg.bench import asked
    from llmkg.bench.drawn import Drawn, paths
    from llmkg.kb import KnowledgeBase
    from llmkg.store.embedded import EmbeddedStore

    starts = tuple(only.split(",")) if only is not None else ("",)
    found: list[Timed] = []

    def tell(several: Iterable[Timed]) -> None:
        for each in several:
            found.append(each)
            if keep is not None:
                # Written after each: what is cut short has kept what it measured.
                keep.write_text(asked.as_json(found, limit), encoding="utf-8")
            typer.echo(json.dumps(asdict(each)) if as_json else _row(each))

    def fits(name: str) -> bool:
        return name.startswith(starts) and (internal or "/" not in name)

    settings = settings_of(context)
    if not as_json:
        heads = (f"{'n':>4}", f"{'p50 ms':>9}", f"{'p95 ms':>9}", f"{'rows':>7}", f"{'bytes':>12}")
        typer.echo(" ".join((f"{'':36}", *heads)))
    with KnowledgeBase.open(settings.out, settings.root / "queries") as kb:
        tell(asked.queries(kb, number, seed, fits))
        if pages and isinstance(kb.store, EmbeddedStore):
            addresses = paths(Drawn(kb, kb.store, seed), number)
            wanted = {each: addresses[each] for each in addresses if each.startswith(starts)}
            tell(asked.visits(visitor_of(settings), wanted))
    if not as_json:
        over = asked.slow(found, limit)
        typer.echo(f"\n{len(over)} of {len(found)} take more than {limit:g} ms, slowest first:")
        for each in asked.slowest_first(found):
            verdict = f"too slow: {each.worst}" if each in over else "within"
            typer.echo(f"{each.name:36} {each.p95:9.1f}  {verdict}")


def _row(timed: Timed) -> str:
    times = f"{timed.asked:4} {timed.p50:9.1f} {timed.p95:9.1f}"
    return f"{timed.name:36} {times} {timed.rows:7,} {timed.size:12,}"


def visitor_of(settings: Settings) -> Callable[[str], bytes]:
    """Answers addresses in this process, as a server would."""
    try:
        from starlette.testclient import TestClient
    except (ImportError, RuntimeError) as error:
        raise OutsideError(
            "Pages are looked at with the test client of Starlette, which is not installed",
            mend="pip install httpx2, or leave them out: --no-pages.",
        ) from error

    from llmkg.http.app import create_app

    client = TestClient(create_app(settings), raise_server_exceptions=False)
    client.__enter__()

    def get(path: str) -> bytes:
        response = client.get(path, headers={"Cache-Control": "no-cache"})
        if response.status_code >= 500:  # noqa: PLR2004 - what the server did not manage
            raise OutsideError(f"{path} was answered with {response.status_code}")
        return response.content

    return get
