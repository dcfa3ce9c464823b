"""The text of an update, cut into its operations, and what no update may ask.

Nothing is evaluated here; what the engine does not take is found by asking it of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg.errors import ForbiddenQueryError, QuerySyntaxError
from llmkg.model.location import Location
from llmkg.rdf.tokens import Token, TokenKind, place, tokenize, unescape_codepoints
from llmkg.store.guard import CLOSING, DEFAULT_DEPTH, OPENING
from llmkg.vocab import BASE, PREFIXES

NAME: Final = "update"
"""What errors call the text as a place."""

_PROLOGUE: Final = ("BASE", "PREFIX", "VERSION")
_IN_PROLOGUE: Final = (TokenKind.IRI, TokenKind.PNAME, TokenKind.STRING)
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: the tokens of all the prologue that holds for it, and its own."""

    heading: tuple[Token, ...]
    tokens: tuple[Token, ...]

    @property
    def prologue(self) -> str:
        """The prologue as text."""
        return " ".join(token.text for token in self.heading)

    @property
    def labels(self) -> set[str]:
        """The labels of its blank nodes."""
        return {token.text for token in self.tokens if token.kind is TokenKind.BLANK}


@dataclass(frozen=True, slots=True)
class Block:
    """Triples of a template: the graph that is named for them, if any, and their text."""

    graph: Token | None
    text: str


class Parts:
    """What an operation that looks for something is made of."""

    def __init__(self, text: str, operation: Operation) -> None:
        self._text = text
        self._tokens = tokens = operation.tokens
        self.own_graph: Token | None = None
        self.using = ""
        self.gone: list[Block] = []
        self.come: list[Block] = []
        at = 0
        if tokens[at].is_word("WITH"):
            self.own_graph, at = tokens[1], 2
        if tokens[at].is_word("DELETE") and tokens[at + 1].is_word("WHERE"):
            self.gone, _ = self._blocks(at + 2)
            self.where = self._slice(tokens[at + 2], tokens[-1])
            return
        if tokens[at].is_word("DELETE"):
            self.gone, at = self._blocks(at + 1)
        if tokens[at].is_word("INSERT"):
            self.come, at = self._blocks(at + 1)
        while not tokens[at].is_word("WHERE"):
            self.using += "FROM " if tokens[at].is_word("USING") else f"{tokens[at].text} "
            at += 1
        self.where = self._slice(tokens[at + 1], tokens[-1])

    def _blocks(self, at: int) -> tuple[list[Block], int]:
        """The blocks of the template that begins with the brace at a place; where it ends."""
        tokens = self._tokens
        found: list[Block] = []
        bare = at = at + 1

        def flush(end: int) -> None:
            if end > bare:
                found.append(Block(None, self._slice(tokens[bare], tokens[end - 1])))

        while tokens[at].text != "}":
            if tokens[at].is_word("GRAPH"):
                flush(at)
                end = at + 2
                while tokens[end].text != "}":
                    end += 1
                if end > at + 3:
                    inside = self._slice(tokens[at + 3], tokens[end - 1])
                    found.append(Block(tokens[at + 1], inside))
                at = end + 1
                if tokens[at].text == ".":
                    at += 1
                bare = at
            else:
                at += 1
        flush(at)
        return found, at + 1

    def _slice(self, first: Token, last: Token) -> str:
        return self._text[first.start : last.end]


def inspect(text: str) -> None:
    """Refuse what an update may not ask. Raises ForbiddenQueryError, QuerySyntaxError."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QuerySyntaxError("The update is not Unicode text (a lone surrogate)") from error
    for reading in dict.fromkeys((text, unescape_codepoints(text))):
        depth = 0
        for token in tokenize(reading):
            depth += (token.text in OPENING) - (token.text in CLOSING)
            if token.is_word("SERVICE", "LOAD"):
                raise ForbiddenQueryError(
                    f"{token.text.upper()} is not allowed: updates reach nothing outside",
                    where=_where(reading, token),
                    mend="Fetch it yourself, and send it by INSERT DATA or to /rdf-graph-store.",
                )
            if depth > DEFAULT_DEPTH:
                raise ForbiddenQueryError(
                    f"The update nests brackets more than {DEFAULT_DEPTH} deep",
                    where=_where(reading, token),
                    mend="Give names to blank nodes, or send the graph to /rdf-graph-store.",
                )
            if token.kind is TokenKind.BAD and reading is text:
                raise QuerySyntaxError(
                    f"{token.text[:40]!r} is no part of SPARQL", where=_where(reading, token)
                )


def _where(text: str, token: Token) -> Location:
    return Location(NAME, *place(text, token.start))


def operations(text: str) -> list[Operation]:
    """The operations of an update, each of which the engine takes by itself.

    Raises QuerySyntaxError, ForbiddenQueryError.
    """
    inspect(text)
    found = list(split(text))
    if not found:
        refuse_syntax(text)
    for operation in found:
        refuse_syntax(alone(text, operation))
    refuse_shared(text, found)
    return found


def split(text: str) -> Iterator[Operation]:
    """The operations of a text, by their tokens alone."""
    prologue: list[Token] = []
    mine: list[Token] = []
    heading = True
    depth = 0
    for token in tokenize(text):
        if heading and (token.is_word(*_PROLOGUE) or token.kind in _IN_PROLOGUE):
            prologue.append(token)
        elif token.text == ";" and depth == 0:
            if mine:
                yield Operation(tuple(prologue), tuple(mine))
            mine, heading = [], True
        else:
            heading = False
            if token.kind is TokenKind.MARK:
                depth += (token.text in "{([") - (token.text in "})]")
            mine.append(token)
    if mine:
        yield Operation(tuple(prologue), tuple(mine))


def refuse_syntax(text: str) -> None:
    """Have the engine read a text; it does nothing, as there is nothing to update."""
    try:
        ox.Store().update(text, base_iri=BASE, prefixes=dict(PREFIXES))
    except SyntaxError as error:
        raise syntax_error(str(error)) from None
    except (RuntimeError, OSError, ValueError):
        pass  # no such graph, say


def alone(text: str, operation: Operation) -> str:
    """The text with spaces for all but an operation and its prologue: places stay the same.

    The engine does not take a prologue between operations, which SPARQL allows.
    """
    parts: list[str] = []
    end = 0
    for token in operation.heading:
        parts += (_blank(text[end : token.start]), token.text)
        end = token.end
    first, last = operation.tokens[0], operation.tokens[-1]
    parts += (_blank(text[end : first.start]), text[first.start : last.end])
    return "".join(parts)


def _blank(text: str) -> str:
    return "".join(each if each in "\r\n" else " " for each in text)


def refuse_shared(text: str, operations: Sequence[Operation]) -> None:
    """Refuse blank nodes that stand in several operations, as SPARQL does."""
    seen: dict[str, int] = {}
    for number, operation in enumerate(operations):
        for token in operation.tokens:
            if token.kind is TokenKind.BLANK and seen.setdefault(token.text, number) != number:
                raise QuerySyntaxError(
                    f"The blank node {token.text} stands in two operations",
                    where=Location(NAME, *place(text, token.start)),
                    mend="Write it all in one operation, or give the node an IRI.",
                )


def syntax_error(message: str) -> QuerySyntaxError:
    """What the engine says of a text, with the place of it."""
    match = _PLACE.match(message)
    if match is None:
        return QuerySyntaxError(message)
    where = Location(NAME, int(match[1]), int(match[2]))
    return QuerySyntaxError(f"Syntax error: {match[3][:_LONGEST]}", where=where)
