"""Whether the server lives, and whether it can answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from llmkg.errors import NoSnapshotError
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
    async def readyz(
        snapshot: Annotated[
            str,
            Query(
                description="Digest, or its beginning, of the snapshot that is to be read here; "
                "503 while it is another one.",
                pattern="^[0-9a-f]{0,64}$",
            ),
        ] = "",
    ) -> Response:
        manifest = await service.workers.run(service.readings.ready)
        if not manifest.digest.startswith(snapshot):
            raise NoSnapshotError(
                f"This server reads snapshot {manifest.digest[:16]}, not {snapshot[:16]}",
                mend="Ask again when it has been pulled, or ask another server.",
            )
        body = {"status": "ok", "snapshot": manifest.digest, "built": manifest.built}
        return JSONResponse(body, headers=never_stored)

    return router
