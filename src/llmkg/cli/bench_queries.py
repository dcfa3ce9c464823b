"""`llmkg bench queries`: stored queries and pages, asked with what the snapshot has."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.cli.options import AsJson, settings_of
from llmkg.errors import OutsideError

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmkg.bench.asked import Timed
    from llmkg.settings import Settings


def queries(
    context: typer.Context,
    number: Annotated[int, typer.Option(help="Askings of each.", min=1)] = 20,
    seed: Annotated[int, typer.Option(help="Of the parameters that are drawn.")] = 1,
    pages: Annotated[bool, typer.Option(help="Pages and REST answers, too.")] = True,
    as_json: AsJson = False,
) -> None:
    """Ask every stored query, and look at pages, with parameters drawn from the snapshot."""
    from llmkg.bench import asked
    from llmkg.bench.drawn import Drawn, paths
    from llmkg.kb import KnowledgeBase
    from llmkg.store.embedded import EmbeddedStore

    def tell(timed: Timed) -> None:
        if as_json:
            typer.echo(json.dumps(asdict(timed)))
        else:
            numbers = f"{timed.asked:4} {timed.p50:10.1f} {timed.p95:10.1f} {timed.size:12,}"
            typer.echo(f"{timed.name:36} {numbers}")

    settings = settings_of(context)
    if not as_json:
        typer.echo(f"{'':36} {'n':>4} {'p50 ms':>10} {'p95 ms':>10} {'bytes':>12}")
    with KnowledgeBase.open(settings.out, settings.root / "queries") as kb:
        for each in asked.queries(kb, number, seed):
            tell(each)
        if pages and isinstance(kb.store, EmbeddedStore):
            wanted = paths(Drawn(kb, kb.store, seed), number)
            for each in asked.visits(visitor_of(settings), wanted):
                tell(each)


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
