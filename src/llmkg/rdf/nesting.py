"""How deep a document nests, found in one pass before any parser sees it.

Parsers take a document that nests a hundred thousand levels deep as it is, and what comes after
them (naming of blank nodes, canonical labels, frames) pays for every level more than once. The
scan reads only what can hide a bracket (strings, IRIs, comments) and the brackets themselves; it
need not know whether the rest is well formed, since the parser will.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from llmkg.errors import TurtleSyntaxError
from llmkg.model.location import Location

DEEPEST: Final = 200
"""Most levels of brackets, elements, arrays or objects; no statement needs more than a dozen."""

# Possessive, so that a literal of many megabytes costs neither memory nor a second look.
_TURTLE: Final = re.compile(
    rb'"""(?:[^"\\]++|\\.|"(?!""))*+(?:""")?'
    rb"|'''(?:[^'\\]++|\\.|'(?!''))*+(?:''')?"
    rb'|"(?:[^"\\\r\n]++|\\.)*+"?'
    rb"|'(?:[^'\\\r\n]++|\\.)*+'?"
    rb'|<(?!<)[^\x00-\x20<>"{}|^`]*+>?'
    rb"|\#[^\r\n]*+|\\."
    rb"|(?P<open>[\[({]|<<\(?)|(?P<close>[\])}]|>>)",
    re.DOTALL,
)
_JSON: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)
_MEND: Final = f"Nest at most {DEEPEST} levels: give what stands inside a name, and say it beside."


def check_turtle(data: bytes, name: str = "") -> None:
    """Raise TurtleSyntaxError where Turtle, TriG, N-Triples or N-Quads nests deeper than DEEPEST.

    Lists, blank nodes, graphs and triple terms count. `name` is how the error calls the document.
    """
    if sum(map(data.count, (b"[", b"(", b"{", b"<<"))) > DEEPEST:
        _check(data, _levels(_TURTLE, data), name)


def check_json(data: bytes, name: str = "") -> None:
    """As `check_turtle`, for arrays and objects of JSON in UTF-8."""
    if sum(map(data.count, (b"[", b"{"))) > DEEPEST:
        _check(data, _levels(_JSON, data), name)


def check_xml(data: bytes, name: str = "") -> None:
    """As `check_turtle`, for elements of XML in UTF-8.

    Also raises it for what is not well-formed, and for a document type declaration: entities are
    how XML reaches for files, and how it grows without bound.
    """
    depth = 0
    parser = expat.ParserCreate("utf-8")

    def here() -> Location:
        return Location(name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def declared(*_declaration: object) -> None:
        raise TurtleSyntaxError(
            "The document has a document type declaration, which is not read here",
            where=here(),
            mend="Write names out instead of entities; most tools do so when asked.",
        )

    def opened(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _too_deep(here())

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    try:
        parser.Parse(data, True)  # noqa: FBT003 - it takes no names
    except expat.ExpatError as error:
        raise TurtleSyntaxError(
            f"The document is not XML: {expat.ErrorString(error.code)}",
            where=Location(name, error.lineno, error.offset + 1),
            mend="Close what is open, and escape `&` and `<`.",
        ) from None


def _levels(grammar: re.Pattern[bytes], data: bytes) -> Iterator[tuple[int, int]]:
    """Where brackets open, and how deep that is."""
    depth = 0
    for match in grammar.finditer(data):
        if match.lastgroup == "open":
            depth += 1
            yield match.start(), depth
        elif match.lastgroup == "close":
            depth = max(depth - 1, 0)


def _check(data: bytes, levels: Iterator[tuple[int, int]], name: str) -> None:
    for offset, depth in levels:
        if depth > DEEPEST:
            line = data.count(b"\n", 0, offset) + 1
            before = data[data.rfind(b"\n", 0, offset) + 1 : offset]
            column = len(before.decode("utf-8", "replace")) + 1
            raise _too_deep(Location(name, line, column))


def _too_deep(where: Location) -> TurtleSyntaxError:
    return TurtleSyntaxError("The document nests too deeply", where=where, mend=_MEND)
