"""What a query may not ask, found on its tokens before any parser sees it."""

from __future__ import annotations

from typing import Final

from llmkg.store.port import QueryForm

DEFAULT_BYTES: Final = 64_000
DEFAULT_DEPTH: Final = 64


def inspect(
    text: str, *, limit_bytes: int = DEFAULT_BYTES, limit_depth: int = DEFAULT_DEPTH
) -> QueryForm:
    """The form of a query that may be run.

    Raises TooLargeError (size in UTF-8), ForbiddenQueryError (SERVICE, LOAD, an update, nesting) or
    QuerySyntaxError (no query form at all).
    """
    raise NotImplementedError
