"""``/mcp``: tools for assistants (Model Context Protocol over Streamable HTTP)."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from llmkg.http import body
from llmkg.http.assistants import LIMIT_BYTES, Assistants, Exchange
from llmkg.http.openapi import PROBLEM, Responses
from llmkg.http.problems import MediaTypeError
from llmkg.http.schemas import ref
from llmkg.http.service import Service
from llmkg.http.visitors import admit

JSON: Final = "application/json"
_MESSAGE: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["jsonrpc", "method"],
    "properties": {
        "jsonrpc": {"const": "2.0"},
        "id": {"type": ["integer", "string"]},
        "method": {"type": "string"},
        "params": {"type": "object"},
    },
}
_EXAMPLE: Final = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "search", "arguments": {"query": "chain of thought"}},
}
_FAULTY: Final = {JSON: {}, PROBLEM: {"schema": ref("Problem")}}
_ANSWERS: Final[Responses] = {
    200: {"description": "The answer, as a message of JSON-RPC.", "content": {JSON: {}}},
    202: {"description": "A notification was taken."},
    400: {"description": "No message of the protocol.", "content": _FAULTY},
    403: {"description": "A page that may not ask.", "content": _FAULTY},
    404: {"description": "No such method.", "content": _FAULTY},
    406: {"description": "JSON is not accepted.", "content": _FAULTY},
    421: {"description": "The Host is not this server.", "content": _FAULTY},
    "default": {"description": "What is at fault.", "content": _FAULTY},
}


def routes(service: Service, assistants: Assistants) -> APIRouter:
    """``/mcp``."""
    router = APIRouter(tags=["assistants"])

    @router.post(
        "/mcp",
        responses=_ANSWERS,
        summary="Tools for assistants",
        description="The Model Context Protocol over Streamable HTTP: one message, one answer in"
        " JSON, no sessions. Read only.",
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {JSON: {"schema": _MESSAGE, "example": _EXAMPLE}},
            }
        },
    )
    async def mcp(request: Request) -> Response:
        admit(request, service.settings)
        if body.media_type(request) != JSON:
            raise MediaTypeError(
                "A message of the Model Context Protocol is JSON",
                mend=f"POST {JSON}.",
                reads={"Accept-Post": JSON},
            )
        return Exchange(assistants, request, await body.read(request, LIMIT_BYTES))

    return router
