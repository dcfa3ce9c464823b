"""Reading request bodies and form fields without trusting their size or their bytes."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.requests import ClientDisconnect

from llmkg.engine.faults import GoneError
from llmkg.errors import EncodingError, TooLargeError
from llmkg.http.problems import MediaTypeError, ProtocolError

MAX_FIELDS: Final = 1_000


async def read(request: Request, limit: int) -> bytes:
    """The body; TooLargeError as soon as more than `limit` bytes are announced or have come.

    Raises MediaTypeError for one that is compressed, GoneError when it will not come to its end.
    """
    coding = request.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity"):
        raise MediaTypeError(
            f"A body in the coding {coding!r} is not read here",
            mend="Send it uncompressed.",
            reads={"Accept-Encoding": "identity"},
        )
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise _too_large(limit)
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise _too_large(limit)
            parts.append(part)
    except ClientDisconnect:
        raise GoneError("The client went away before it had sent its body") from None
    return b"".join(parts)


def text(data: bytes) -> str:
    """UTF-8 to text; EncodingError for anything else. A byte order mark is dropped."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"Byte {error.start + 1} of the body is not UTF-8", mend="Send UTF-8."
        ) from None


def fields(data: bytes) -> list[tuple[str, str]]:
    """The fields of a query string or URL-encoded form, decoded once, empty ones included.

    Raises EncodingError for percent-encoded bytes that are not UTF-8, ProtocolError for a flood.
    """
    try:
        return parse_qsl(
            data.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except UnicodeDecodeError:
        raise EncodingError("The parameters are not UTF-8", mend="Percent-encode UTF-8.") from None
    except ValueError:
        raise ProtocolError(f"There are more than {MAX_FIELDS} parameters") from None


def media_type(request: Request) -> str:
    """The media type of the body, in lower case and without parameters; "" when none is given.

    Raises ProtocolError for several.
    """
    given = request.headers.getlist("content-type")
    if len(given) > 1:
        raise ProtocolError("The request has several Content-Type headers", mend="Send one.")
    return "".join(given).partition(";")[0].strip().lower()


def charset(request: Request) -> str:
    """The charset that the Content-Type names, in lower case; UTF-8 when it names none."""
    for parameter in request.headers.get("content-type", "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return "utf-8"


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(f"The body is larger than {limit} bytes", mend="Send less.")
