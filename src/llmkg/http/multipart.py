"""Documents uploaded as a form (``multipart/form-data``)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from llmkg.contribute.payload import Part, format_of
from llmkg.http import body
from llmkg.http.problems import ProtocolError

_MOST: Final = 100


async def parts_of(request: Request, limit: int) -> tuple[Part, ...]:
    """The documents of a form: its files, and fields with a media type of RDF.

    Raises TooLargeError, ProtocolError for what is no such form, PayloadTypeError for a file that
    no graph is read from.
    """
    data = await body.read(request, limit)

    async def stream() -> AsyncGenerator[bytes, None]:
        yield data

    parser = MultiPartParser(
        request.headers, stream(), max_files=_MOST, max_fields=_MOST, max_part_size=limit
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise ProtocolError(
            f"The form cannot be read: {getattr(error, 'message', error)}",
            mend="Send multipart/form-data with a boundary, and each graph as a file.",
        ) from None
    found: list[Part] = []
    try:
        for _, value in form.multi_items():
            if isinstance(value, UploadFile):
                media_type = (value.content_type or "").partition(";")[0].strip().lower()
                file = value.filename or ""
                format_of(media_type, file)
                found.append(Part(media_type, await value.read(), file))
    finally:
        await form.close()
    if not found:
        raise ProtocolError("The form has no file", mend="Send each graph as a file of the form.")
    return tuple(found)
