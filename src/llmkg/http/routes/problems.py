"""``/problem``: what the types of problem documents mean; their IRIs lead here."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any, Final, TypeAlias

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from llmkg.errors import NotFoundError
from llmkg.export.formats import Format
from llmkg.http.asking import accepted
from llmkg.http.facade.words import dump
from llmkg.http.help import HELP
from llmkg.http.negotiate import choose
from llmkg.http.openapi import PROBLEM
from llmkg.http.params import HTML, only_known
from llmkg.http.problems import Kind, kinds
from llmkg.http.routes.entities import OtherFormat
from llmkg.http.schemas import ref
from llmkg.http.service import Service
from llmkg.vocab import BASE

Name: TypeAlias = Annotated[
    str, Path(description="The end of a problem's type.", examples=["deadline"])
]

_JSON: Final = Format("json", (), ("application/json",), "json", charset=False)
_TEXT: Final = Format("text", ("txt",), ("text/plain",), "txt", charset=True)
_FORMATS: Final = (_JSON, _TEXT, HTML)
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "What it means.",
        "content": {each.media_type: {} for each in _FORMATS},
    },
    "default": {
        "description": "What is at fault, and how to mend it.",
        "content": {PROBLEM: {"schema": ref("Problem")}},
    },
}


def routes(_service: Service) -> APIRouter:
    """``/problem`` and ``/problem/{name}``."""
    router = APIRouter(tags=["problems"], dependencies=[Depends(only_known)])

    def given(request: Request, shown: list[Kind], named: str | None, *, alone: bool) -> Response:
        request.state.negotiated = True
        choice = choose(accepted(request), _FORMATS, named=named)

        data = _written(shown, choice.format, alone=alone)
        headers = {"Vary": "Accept", "Cache-Control": "max-age=3600"}
        return Response(data, headers=headers, media_type=choice.content_type)

    @router.get("/problem", responses=_ANSWERS, summary="All kinds of problems")
    async def every(request: Request, named: OtherFormat = None) -> Response:
        return given(request, list(kinds().values()), named, alone=False)

    @router.get("/problem/{name}", responses=_ANSWERS, summary="What a kind of problem means")
    async def one(request: Request, name: Name, named: OtherFormat = None) -> Response:
        found = kinds().get(name)
        if found is None:
            raise NotFoundError(f"There is no problem {name!r}", mend="See /problem for all.")
        return given(request, [found], named, alone=True)

    return router


def _written(shown: list[Kind], format_: Format, *, alone: bool) -> bytes:
    if format_ is _JSON:
        items = [_as_json(kind) for kind in shown]
        return dump(items[0] if alone else {"problems": items})
    if format_ is _TEXT:
        return "".join(f"{k.status:d} {k.title} ({_iri(k)})\n{_help(k)}\n" for k in shown).encode()
    parts = "".join(
        f'<h2 id="{escape(kind.name)}"><a href="/problem/{escape(kind.name)}">'
        f"{kind.status:d} {escape(kind.title)}</a></h2>\n<p>{escape(_help(kind))}</p>\n"
        for kind in shown
    )
    title = shown[0].title if alone else "Problems"
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f"<title>{escape(title)} · llmkg</title>\n{parts}"
        '<p><a href="/problem">All kinds of problems</a></p>\n</html>\n'
    ).encode()


def _as_json(kind: Kind) -> dict[str, Any]:
    return {
        "type": _iri(kind),
        "name": kind.name,
        "title": kind.title,
        "status": int(kind.status),
        "help": _help(kind),
    }


def _help(kind: Kind) -> str:
    return HELP.get(kind.name, "") or f"{kind.status.description or kind.title}."


def _iri(kind: Kind) -> str:
    return f"{BASE}problem/{kind.name}"
