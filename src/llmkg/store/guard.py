"""What a query may not ask, found on its tokens before any parser sees it.

The engine below would fetch for SERVICE and LOAD, and nesting deep enough overflows its stack and
takes the process down; so do long flat chains (4,000 OPTIONALs did, 2,000 did not). None of that
can be caught afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from llmkg.errors import (
    ForbiddenQueryError,
    QuerySyntaxError,
    ServiceRefusedError,
    TooLargeError,
)
from llmkg.model.location import Location
from llmkg.rdf.tokens import Token, TokenKind, place, tokenize, unescape_codepoints
from llmkg.store.port import QueryForm

DEFAULT_BYTES: Final = 64_000
DEFAULT_DEPTH: Final = 64
LIMIT_STEPS: Final = 4_000
"""Most tokens outside the data of VALUES: a bound on how large the query's algebra can be."""

QUERY_NAME: Final = "query"
"""What errors call the text of a query as a place."""

OPENING: Final = frozenset({"{", "(", "[", "<<", "<<(", "{|"})
CLOSING: Final = frozenset({"}", ")", "]", ">>", ")>>", "|}"})
_PROLOGUE: Final = frozenset({"BASE", "PREFIX", "VERSION"})
_FORMS: Final = frozenset(form.value for form in QueryForm)
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "WITH", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
)
_OUTSIDE: Final = ("SERVICE", "LOAD")
_GLANCE: Final = LIMIT_STEPS  # characters: there cannot be more steps
_BEGINNING: Final = re.compile(
    r"\s*(?:PREFIX\s+[A-Z0-9_\-]*:\s*<[^<>\s]*>\s*)*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b"
)


def inspect(
    text: str,
    *,
    limit_bytes: int = DEFAULT_BYTES,
    limit_depth: int = DEFAULT_DEPTH,
    services: bool = False,
) -> QueryForm:
    """The form of a query that may be run.

    services  whether SERVICE may stand in it, as whoever asked will replace it before it runs

    Raises:
        TooLargeError: more than `limit_bytes` in UTF-8.
        ServiceRefusedError: SERVICE where it may not stand.
        ForbiddenQueryError: LOAD, an update, nesting beyond `limit_depth`, or too many
        steps. QuerySyntaxError: no form of query at all, or a character that is no part of SPARQL.
    """
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise QuerySyntaxError("The query is not Unicode text (a lone surrogate)") from error
    if size > limit_bytes:
        raise TooLargeError(
            f"The query has {size:,} bytes, more than the limit of {limit_bytes:,}",
            mend="Ask for less at once; long lists of values may be sent in several queries.",
        )
    tokens = list(tokenize(text))
    _refuse_outside(tokens, text, services=services)
    # Engines that replace codepoint escapes before they read the text would see another query.
    early = unescape_codepoints(text)
    if early != text:
        # A SERVICE that is there only after replacing would not be found by who replaces it.
        hidden = list(tokenize(early))
        allowed = services and _count(hidden, "SERVICE") == _count(tokens, "SERVICE")
        _refuse_outside(hidden, early, services=allowed)
    form = _form(tokens, text)
    _refuse_size(tokens, text, limit_depth)
    return form


def glance(text: str, *, limit_depth: int = DEFAULT_DEPTH) -> QueryForm | None:
    """The form of a short query that is seen at a glance to pass `inspect`; None: look closely.

    It may have a fault of syntax, which the parser will find.
    """
    if len(text) > _GLANCE or not text.isascii() or "\\" in text:
        return None
    if sum(map(text.count, "{([<")) > limit_depth:
        return None
    upper = text.upper()
    if any(word in upper for word in _OUTSIDE):
        return None
    match = _BEGINNING.match(upper)
    return QueryForm(match[1]) if match is not None else None


def query_form(text: str) -> QueryForm:
    """The form of a query, by its first keyword; raises as `inspect` does, without its limits."""
    return _form(list(tokenize(text)), text)


def _count(tokens: Sequence[Token], word: str) -> int:
    return sum(token.is_word(word) for token in tokens)


def _refuse_outside(tokens: Sequence[Token], text: str, *, services: bool) -> None:
    for token in tokens:
        if token.is_word("LOAD"):
            raise ForbiddenQueryError(
                "LOAD is not allowed: queries reach nothing outside this graph",
                where=_where(text, token),
            )
        if token.is_word("SERVICE") and not services:
            raise ServiceRefusedError(
                "SERVICE is not allowed: queries reach nothing outside this graph",
                where=_where(text, token),
                mend=(
                    "Ask the other endpoint yourself and bring its answers as VALUES; whoever runs "
                    "the server can allow hosts by the setting LLMKG_SERVICES."
                ),
            )


def _form(tokens: Sequence[Token], text: str) -> QueryForm:
    for token in tokens:
        if token.kind is TokenKind.BAD:
            raise QuerySyntaxError(
                f"{token.text!r} is no part of SPARQL here", where=_where(text, token)
            )
    for token in tokens:
        if token.kind is not TokenKind.WORD or token.is_word(*_PROLOGUE):
            continue
        word = token.text.upper()
        if word in _FORMS:
            return QueryForm(word)
        if word in _UPDATES:
            raise ForbiddenQueryError(
                f"{word} is an update; this graph is read-only",
                where=_where(text, token),
                mend="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; what is to change goes into the "
                "Turtle files, or over HTTP with a token.",
            )
        break
    raise QuerySyntaxError(
        "This is no query",
        where=Location(QUERY_NAME, 1, 1),
        mend="Start with SELECT, ASK, CONSTRUCT or DESCRIBE, after any PREFIX lines.",
    )


def _refuse_size(tokens: Sequence[Token], text: str, limit_depth: int) -> None:
    depth = steps = 0
    data = 0  # depth at which the data block of a VALUES stands, 0 outside
    values = False  # between the word VALUES and the brace of its data
    for token in tokens:
        if token.is_word("VALUES"):
            values = True
        steps += not data
        if token.kind is not TokenKind.MARK:
            continue
        if token.text in OPENING:
            depth += 1
            if values and token.text == "{":
                values, data = False, depth
        elif token.text in CLOSING:
            if depth == data:
                data = 0
            depth -= 1
        if depth > limit_depth:
            raise ForbiddenQueryError(
                f"The query nests brackets more than {limit_depth} deep", where=_where(text, token)
            )
        if steps > LIMIT_STEPS:
            raise ForbiddenQueryError(
                f"The query has more than {LIMIT_STEPS:,} steps",
                where=_where(text, token),
                mend="Give long lists as VALUES, which do not count.",
            )


def _where(text: str, token: Token) -> Location:
    return Location(QUERY_NAME, *place(text, token.start))
