"""Parameters: only those that a route knows, each once; pages; media types of REST answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Final, TypeAlias, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request

from llmkg.errors import NotFoundError, ParameterError
from llmkg.export.formats import Format
from llmkg.http.names import SLUG
from llmkg.http.negotiate import Choice, choose
from llmkg.kb import MAX_PAGE
from llmkg.model.page import Page
from llmkg.vocab import Kind

T = TypeVar("T")

REST: Final = Format(
    name="json",
    aliases=("jsonld", "json-ld"),
    media_types=("application/json", "application/ld+json"),
    extension="json",
    charset=False,
)
HTML: Final = Format(
    name="html",
    aliases=(),
    media_types=("text/html", "application/xhtml+xml"),
    extension="html",
    charset=True,
)

Offset: TypeAlias = Annotated[
    int, Query(ge=0, le=10_000_000, description="How many to skip.", examples=[0])
]
Limit: TypeAlias = Annotated[
    int, Query(ge=1, le=MAX_PAGE, description="How many to give at most.", examples=[20])
]


def only_known(request: Request) -> None:
    """A dependency that refuses parameters which the route does not know, or which come twice.

    A filter with a slip of the pen must not be taken for no filter. Raises ParameterError.
    """
    described = request.app.openapi()["paths"][request.scope["route"].path_format]
    parameters = described[request.method.lower()].get("parameters", [])
    once(request, [known["name"] for known in parameters if known["in"] == "query"])


def once(request: Request, known: list[str]) -> dict[str, str]:
    """The parameters by name; ParameterError for one that is not `known` or comes twice."""
    given = request.query_params.multi_items()
    for name, count in Counter(name for name, _ in given).items():
        if name not in known:
            choices = ", ".join(known) or "none"
            raise ParameterError(
                f"There is no parameter {name!r} here", mend=f"Choose from: {choices}."
            )
        if count > 1:
            raise ParameterError(f"{name} is given {count} times", mend="Give it once.")
    return dict(given)


def rest_choice(request: Request) -> Choice[Format]:
    """JSON under one of its two names; NotAcceptableError for a client that wants neither."""
    return choose(request.headers.get("accept"), (REST,))


def checked_slug(kind: Kind, slug: str) -> str:
    """The slug, if it can be one; NotFoundError otherwise, before it becomes part of an IRI."""
    if not SLUG.fullmatch(slug):
        raise NotFoundError(f"There is no {kind.value} {slug!r}")
    return slug


def page_links(request: Request, page: Page[object]) -> dict[str, str]:
    """The addresses of the next and the previous page, as far as there are any."""
    links = {}
    if page.next_offset is not None:
        links["next"] = _at(request, page.next_offset, page.limit)
    if page.offset > 0:
        links["previous"] = _at(request, max(0, page.offset - page.limit), page.limit)
    return links


def _at(request: Request, offset: int, limit: int) -> str:
    rest = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in ("offset", "limit")
    ]
    query = urlencode([*rest, ("offset", offset), ("limit", limit)])
    return str(request.url.replace(query=query))


def cut(items: Sequence[T], offset: int, limit: int) -> Page[T]:
    """A page of a list that is whole."""
    return Page(tuple(items[offset : offset + limit]), len(items), offset, limit)
