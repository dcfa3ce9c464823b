"""Turtle text to quads, with the place of every error."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from llmkg.errors import (
    EmptyInputError,
    EncodingError,
    InputError,
    TooLargeError,
    TurtleSyntaxError,
)
from llmkg.model.location import Location
from llmkg.rdf.nesting import check_turtle
from llmkg.vocab import KEPT

_SIGNS_OF_NEW: Final = (b"<<", b"{|", b"~", b"--")
"""One of these is in each text that says what RDF 1.1 cannot; to look at all terms takes longer."""

_KEPT: Final = str(KEPT)
_SIGNS_OF_KEPT: Final = (b"kept", b"\\#", b"\\u", b"\\U")
"""One of these is in each text that has a name in that space, however it is put together."""

DEFAULT_LIMIT: Final = 50_000_000
"""Largest text that is read, in bytes."""


MEND_TURTLE: Final = (
    "Look at this place and at the end of the statement before it: each ends in a full stop, and "
    "every prefix is declared (https://www.w3.org/TR/turtle/)."
)
"""What to do where Turtle cannot be read; the parser says what it found, and not why."""


def parse_turtle(
    data: bytes, name: str, graph: str, *, limit_bytes: int = DEFAULT_LIMIT
) -> tuple[ox.Quad, ...]:
    """The statements of a Turtle document, in the order of the text, as quads of `graph`.

    `name` is how errors call the document (a path, as a rule). Blank nodes keep the labels that the
    parser gave them; see `skolem` for what becomes of them. Relative IRIs are errors: authored
    files are read from anywhere.

    Raises TooLargeError (also for one literal of more than 16 MiB), EncodingError,
    TurtleSyntaxError, EmptyInputError, or InputError for a predicate that nobody writes.
    """
    into = ox.NamedNode(graph)
    return tuple(
        ox.Quad(quad.subject, quad.predicate, quad.object, into)
        for quad in parse_triples(data, name, limit_bytes=limit_bytes)
    )


def parse_triples(data: bytes, name: str, *, limit_bytes: int = DEFAULT_LIMIT) -> list[ox.Quad]:
    """As `parse_turtle`, with all quads in the default graph."""
    check_size(len(data), name, limit_bytes)
    _check_encoding(data, name)
    data = data.removeprefix(BOM_UTF8)
    check_turtle(data, name)
    try:
        quads = list(ox.parse(data, ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise TurtleSyntaxError(
            _message(error), where=Location(name, error.lineno, error.offset), mend=MEND_TURTLE
        ) from error
    except MemoryError as error:
        raise too_long(error, name) from None
    if not quads:
        raise EmptyInputError(
            "The file holds no statement",
            where=Location(name),
            mend="Write at least one triple, or delete the file.",
        )
    maybe = any(sign in data for sign in _SIGNS_OF_NEW)
    if maybe and any(_is_new(quad.object) for quad in quads):
        raise TurtleSyntaxError(
            "The file has a triple term or a base direction, which RDF 1.1 has not",
            where=Location(name),
            mend="Say it with a proposition and a claim.",
        )
    if any(sign in data for sign in _SIGNS_OF_KEPT):
        _refuse_kept(quads, data, name)
    return quads


def _refuse_kept(quads: Iterable[ox.Quad], data: bytes, name: str) -> None:
    """Raise InputError for a predicate of what the build keeps."""
    for quad in quads:
        predicate = quad.predicate.value
        if predicate.startswith(_KEPT):
            local = re.escape(predicate.removeprefix(_KEPT).encode())
            found = re.search(rb"[:#]" + local + rb"(?![\w-])", data)
            line = data.count(b"\n", 0, found.start()) + 1 if found else None
            raise InputError(
                f"The predicate {predicate} is one of what the build keeps, which nobody writes",
                where=Location(name, line),
                mend="Leave the statement out: the build counts anew what it keeps. "
                "For something of your own take a predicate of another namespace.",
            )


def check_size(size: int, name: str, limit_bytes: int) -> None:
    """Raise TooLargeError when a document of `size` bytes is over the limit."""
    if size > limit_bytes:
        raise TooLargeError(
            f"The file has {size:,} bytes, more than the limit of {limit_bytes:,}",
            where=Location(name),
            mend="Split it, or raise LLMKG_LIMIT_BYTES.",
        )


def too_long(error: MemoryError, name: str = "") -> TooLargeError:
    """What is meant by the parser, which holds one token up to 16 MiB; what else it is, it stays.

    Raises the error itself where memory is what was wanting.
    """
    if "buffer" not in str(error):
        raise error
    return TooLargeError(
        "A literal or name is longer than 16 MiB",
        where=Location(name),
        mend="Keep long texts in files of their own, and link to them.",
    )


def _check_encoding(data: bytes, name: str) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        raise EncodingError(
            f"The file is not UTF-8: byte 0x{data[error.start]:02X} ({error.reason})",
            where=Location(name, line, column),
            mend="Save it as UTF-8.",
        ) from error


def _is_new(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> bool:
    """Whether a term came with RDF 1.2, which the SHACL side cannot read."""
    return isinstance(term, ox.Triple) or (
        isinstance(term, ox.Literal) and term.direction is not None
    )


def _message(error: SyntaxError) -> str:
    """The parser's message without the place, which `where` holds."""
    message = error.msg or str(error)
    head, colon, tail = message.partition(": ")
    return tail if colon and head.startswith("Parser error at line") else message
