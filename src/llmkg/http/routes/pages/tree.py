"""The page at ``/tree``, and the tree as files."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from importlib.resources import files
from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from llmkg.errors import NotFoundError
from llmkg.http.openapi import PAGE
from llmkg.http.pages import Pages, page_router
from llmkg.http.params import Offset
from llmkg.http.registry import Site
from llmkg.http.service import language_of
from llmkg.http.sheet import Sheet
from llmkg.http.views.tree import FORMS, TreeView, Wanted, tree, tree_view
from llmkg.http.views.treefiles import as_csv, as_graphml

SITE: Final = Site(
    "tree",
    "/tree",
    order=10,
    examples=(
        "/tree?show=abilities",
        "/tree?ability=in-context-learning&implied=yes",
        "/tree?family=gpt-3.5&min_confidence=WellSupported",
    ),
)
_LONGEST: Final = 200
_FILES: Final[Mapping[str, Callable[[TreeView], bytes]]] = {"graphml": as_graphml, "csv": as_csv}


def wanted(
    min_confidence: Annotated[
        str, Query(description="Name of a level; steps below it are left out.", max_length=_LONGEST)
    ] = "",
    family: Annotated[
        str,
        Query(
            description="Slug of a family: its members and what they come from.",
            max_length=_LONGEST,
        ),
    ] = "",
    ability: Annotated[
        str,
        Query(
            description="Slug of an ability: what is said of it is laid over the tree.",
            max_length=_LONGEST,
        ),
    ] = "",
    show: Annotated[
        str, Query(description="`abilities`: what comes and goes at each model.", max_length=20)
    ] = "",
    implied: Annotated[
        str, Query(description="`yes`: with steps that only follow from others.", max_length=20)
    ] = "",
    offset: Offset = 0,
) -> Wanted:
    """A dependency: what of the tree is asked for."""
    return Wanted(
        least=min_confidence,
        family=family,
        ability=ability,
        show=show,
        implied=implied,
        offset=offset,
    )


WantedTree: TypeAlias = Annotated[Wanted, Depends(wanted)]


def routes(pages: Pages) -> APIRouter:
    """``/tree`` and ``/tree.{form}``."""
    router = page_router()
    policy = _policy()

    @router.get(SITE.path, responses=PAGE, summary="The lineage of all models over time")
    async def page(request: Request, asked: WantedTree) -> Response:
        return await pages.answer(request, lambda kb: tree(kb, asked))

    @router.get(
        "/tree.{form}",
        responses={
            200: {
                "description": "The tree as a drawing, a graph or a table.",
                "content": {media_type: {} for media_type in FORMS.values()},
            }
        },
        summary="The lineage of all models as a file",
    )
    async def file(
        request: Request,
        form: Annotated[str, Path(json_schema_extra={"enum": list(FORMS), "examples": ["svg"]})],
        asked: WantedTree,
    ) -> Response:
        if form not in FORMS:
            mend = f"Choose one of: {', '.join(FORMS)}."
            raise NotFoundError(f"The tree is not to be had as {form!r}", mend=mend)

        def make() -> Response:
            view = tree_view(pages.service.kb, asked)
            if form in _FILES:
                body = _FILES[form](view)
            else:
                alone = replace(view, standalone=True)
                sheet = Sheet(template="tree.svg", view=alone, title="tree-title")
                body = pages.render(request, sheet)
            return Response(body, media_type=FORMS[form])

        # Names in the drawing are in the reader's language, so the tag has it, too.
        language = language_of(request)
        response = await pages.service.answer(request, f"{FORMS[form]} {language}", make)
        response.headers["Vary"] = "Accept-Language"
        response.headers["Content-Language"] = language
        response.headers["Content-Security-Policy"] = policy
        response.headers["Content-Disposition"] = f'inline; filename="llmkg-tree.{form}"'
        return response

    return router


def _policy() -> str:
    """What the drawing as a file may do: have the one style that stands in it."""
    style = (files("llmkg.http") / "templates" / "parts" / "tree.css").read_text("utf-8")
    digest = b64encode(sha256(style.removesuffix("\n").encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
    )
