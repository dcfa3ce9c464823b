"""``POST /api/validate``: what the check finds in a contribution. Nothing is stored."""

from __future__ import annotations

import json
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from llmkg.http import body
from llmkg.http.contribution import NAME, check, turtle_of
from llmkg.http.facade.words import Json, dump
from llmkg.http.openapi import answers, rdf_request_body
from llmkg.http.params import once, rest_choice
from llmkg.http.problems import MediaTypeError
from llmkg.http.service import Service

LIMIT_BYTES: Final = 2_000_000
"""Largest contribution that is checked over HTTP."""

TURTLE: Final = frozenset({"text/turtle", "application/x-turtle", "application/n-triples"})
JSON_LD: Final = frozenset({"application/ld+json", "application/json"})


def routes(service: Service) -> APIRouter:
    """``/api/validate``."""
    router = APIRouter(tags=["validate"])

    @router.post(
        "/api/validate",
        responses=answers("Findings"),
        summary="Check a contribution (Turtle or JSON-LD) against the whole; nothing is stored",
        openapi_extra={"requestBody": rdf_request_body()},
    )
    async def validate(request: Request) -> Response:
        once(request, [])
        choice = rest_choice(request)
        media_type = body.media_type(request)
        if media_type not in TURTLE | JSON_LD:
            raise MediaTypeError(
                f"A body of type {media_type or '(none)'} is not read here",
                mend="POST text/turtle or application/ld+json.",
            )
        data = await body.read(request, LIMIT_BYTES)

        def call() -> Response:
            turtle = data
            if media_type in JSON_LD:
                turtle = turtle_of(data, service.context, service.context_url(request))
            report, path = check(turtle, service.settings)
            facade = service.facade(request)
            findings = facade.document(facade.report(report))
            if media_type in JSON_LD:
                without_places(findings, path)
            # Messages may name the file: by the name it has for the client.
            answer = dump(findings).replace(json.dumps(path)[1:-1].encode(), NAME.encode())
            headers = {"Cache-Control": "no-store"}
            return Response(answer, headers=headers, media_type=choice.content_type)

        return await service.workers.query(call)

    return router


def without_places(report: Json, path: str) -> None:
    """Take out lines and columns of a file that the client never saw."""
    for finding in report["findings"]:
        if finding.get("file") == path:
            for name in ("file", "line", "column"):
                finding.pop(name, None)
