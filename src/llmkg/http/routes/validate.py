"""``POST /api/validate``: what the check finds in a contribution. Nothing is stored."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from llmkg.contribute.faults import report_of
from llmkg.contribute.job import Do, Job
from llmkg.contribute.payload import Part
from llmkg.http import body
from llmkg.http.address import address
from llmkg.http.facade.words import dump
from llmkg.http.openapi import answers, rdf_request_body
from llmkg.http.params import once, rest_choice
from llmkg.http.problems import MediaTypeError
from llmkg.http.service import Service

LIMIT_BYTES: Final = 2_000_000
"""Largest contribution that is checked over HTTP."""

SECONDS: Final = 30.0

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
                reads={"Accept-Post": "text/turtle, application/ld+json"},
            )
        charset = body.charset(request)
        if charset not in ("utf-8", "utf8", "us-ascii"):
            raise MediaTypeError(f"A body in {charset} is not read here", mend="Send UTF-8.")
        data = await body.read(request, LIMIT_BYTES)

        job = Job(
            Do.VALIDATE,
            parts=(Part(media_type, data),),
            base=address(request, service.settings, "api/validate"),
            seconds=SECONDS,
        )
        outcome = await service.writing.ask(request, job)
        report = report_of((outcome.findings or {})["findings"])

        def call() -> Response:
            facade = service.facade(request)
            answer = dump(facade.document(facade.report(report)))
            headers = {"Cache-Control": "no-store"}
            return Response(answer, headers=headers, media_type=choice.content_type)

        return await service.workers.run(call)

    return router
