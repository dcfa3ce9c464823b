"""Whether the server lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from llmkg.http.openapi import answers
from llmkg.http.service import Service


def routes(service: Service) -> APIRouter:
    """``/healthz`` and ``/readyz``."""
    router = APIRouter(tags=["health"])
    never_stored = {"Cache-Control": "no-store"}

    @router.get("/healthz", responses=answers("Health"), summary="The process lives")
    async def healthz() -> Response:
        return JSONResponse({"status": "ok"}, headers=never_stored)

    @router.get("/readyz", responses=answers("Health"), summary="A snapshot is open and answers")
    async def readyz() -> Response:
        manifest = await service.workers.run(service.readings.ready)
        body = {"status": "ok", "snapshot": manifest.digest, "built": manifest.built}
        return JSONResponse(body, headers=never_stored)

    return router
