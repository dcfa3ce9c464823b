"""``If-Match`` of requests that only read: an answer goes out only if it is the one that is meant.

What writes looks at the state it changes by itself. For a GET it is enough to compare the tag of
the answer on its way out (RFC 9110, 13.1.1): a condition that does not hold leaves 412 in its
place, even where ``If-None-Match`` would have made it a 304, as that one comes second (13.2.2).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug.http import parse_etags

from llmkg.contribute.faults import PreconditionError
from llmkg.http import problems
from llmkg.http.edge import EveryAnswer, HeadAsGet

_READS: Final = ("GET", "HEAD")


class Preconditions:
    """ASGI middleware, within what compresses, which knows the tags of coded answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and look at the tag of what comes back."""
        wanted = None
        if scope["type"] == "http" and scope["method"] in _READS:
            given = [value for name, value in scope["headers"] if name == b"if-match"]
            wanted = b", ".join(given).decode("latin-1") if given else None
        if wanted is None:
            await self.app(scope, receive, send)
            return
        tags = parse_etags(wanted)
        failed = False

        async def watched(message: Message) -> None:
            nonlocal failed
            if message["type"] == "http.response.start":
                failed = _is_answer(message["status"]) and not (
                    tags.star_tag or tags.is_strong(_tag(message))
                )
                if failed:
                    await EveryAnswer(HeadAsGet(_refusal()))(scope, receive, send)
            if not failed:
                await send(message)

        await self.app(scope, receive, watched)


def _is_answer(status: int) -> bool:
    """Whether, but for the condition, the client would get or hold what it asks for."""
    return (
        HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or status == HTTPStatus.NOT_MODIFIED
    )


def _tag(message: Message) -> str:
    """The strong tag of an answer, without its quotes; "" where it has none, or a weak one."""
    for name, value in message["headers"]:
        if name == b"etag" and value.startswith(b'"'):
            return str(value[1:-1].decode("latin-1"))
    return ""


def _refusal() -> Response:
    error = PreconditionError(
        "What is here is not, or no longer, what If-Match names",
        mend="Get it again without the header, and see what has changed.",
    )
    return problems.of_error(error)
