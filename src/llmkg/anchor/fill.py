"""Quotations in a draft to anchors: what an annotator writes, and what may stay in the data.

A draft says ``llmkg:anchor "the exact passage"`` (``llmkg:hedgeAnchor`` likewise). A passage that
stands in the text several times ends in ``@@N``, its occurrence from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from llmkg.anchor.make import make
from llmkg.errors import AnchorError, ParameterError
from llmkg.model.anchor import Anchor
from llmkg.model.location import Location
from llmkg.rdf.tokens import Token, TokenKind, place, tokenize
from llmkg.vocab import LLMKG, OA

_PREDICATES: Final = frozenset({LLMKG.anchor, LLMKG.hedgeAnchor})
_OCCURRENCE: Final = re.compile(r"(.*)@@([0-9]+)", re.DOTALL)
_ESCAPES: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Filled:
    """A Turtle text with its drafts filled in.

    turtle  the text; drafts with a fault are as they were
    filled  how many anchors were filled in
    faults  a QuoteNotFound, QuoteAmbiguous or ParameterError for each other draft, with its place
    """

    turtle: str
    filled: int
    faults: tuple[AnchorError | ParameterError, ...]


def fill(turtle: str, text: str, name: str = "") -> Filled:
    """Replace every draft of an anchor in `turtle` by the anchor's block.

    Only tokens of Turtle are looked at, so that comments and other literals stay as they are.
    `name` is how faults call the file. Blocks are written with the prefixes llmkg and oa, which are
    declared at the top when the file does not.
    """
    parts: list[str] = []
    faults: list[AnchorError | ParameterError] = []
    done = 0
    filled = 0
    for token in _drafts(turtle):
        try:
            anchor = _anchor(text, _value(token.text))
        except (AnchorError, ParameterError) as error:
            line, column = place(turtle, token.start)
            where = Location(name, line, column)
            faults.append(type(error)(error.what, where=where, mend=error.mend))
            continue
        parts += [turtle[done : token.start], block(anchor)]
        done = token.end
        filled += 1
    whole = "".join([*parts, turtle[done:]])
    return Filled(_declared(whole) if filled else whole, filled, tuple(faults))


def block(anchor: Anchor) -> str:
    """An anchor as Turtle, with the prefixes llmkg and oa."""
    context = " ; ".join(
        f"oa:{side} {_literal(value)}"
        for side, value in (("prefix", anchor.prefix), ("suffix", anchor.suffix))
        if value
    )
    return (
        f"[ a llmkg:Anchor ; oa:start {anchor.start} ; oa:end {anchor.end} ;\n"
        f'        llmkg:digest "{anchor.digest}"'
        + (f" ;\n        {context} ]" if context else " ]")
    )


def _drafts(turtle: str) -> Iterator[Token]:
    """The literals that stand where an anchor belongs (in a list of objects, too)."""
    prefixes = _prefixes(turtle)
    expected = False
    tokens = list(tokenize(turtle))
    for token, after in zip_longest(tokens, tokens[1:]):
        if token.kind in {TokenKind.PNAME, TokenKind.IRI}:
            expected = _iri(token, prefixes) in _PREDICATES
        elif expected and token.kind is TokenKind.STRING:
            # A literal with a language or datatype is no draft; the shapes report it.
            if after is None or (after.kind is not TokenKind.LANGTAG and after.text != "^^"):
                yield token
        elif token.text != ",":
            expected = False


def _prefixes(turtle: str) -> dict[str, str]:
    prefixes: dict[str, str] = {}
    before: list[Token] = []
    for token in tokenize(turtle):
        if (
            token.kind is TokenKind.IRI
            and len(before) > 1
            and before[-1].kind is TokenKind.PNAME
            and before[-2].text.lower() in {"@prefix", "prefix"}
        ):
            prefixes[before[-1].text.rstrip(":")] = token.text[1:-1]
        before = [*before[-1:], token]
    return prefixes


def _iri(token: Token, prefixes: dict[str, str]) -> str:
    if token.kind is TokenKind.IRI:
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix, "") + local


def _anchor(text: str, draft: str) -> Anchor:
    numbered = _OCCURRENCE.fullmatch(draft)
    return make(text, numbered[1], int(numbered[2])) if numbered else make(text, draft)


def _value(literal: str) -> str:
    """What a quoted Turtle literal says."""
    quotes = 3 if literal[:3] in {'"""', "'''"} else 1
    return _ESCAPED.sub(_unescaped, literal[quotes:-quotes])


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return chr(int(code, 16))
    return _ESCAPES.get(match[3], match[3])


def _literal(value: str) -> str:
    """A string as a Turtle literal on one line."""
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    for letter, character in _ESCAPES.items():
        quoted = quoted.replace(character, f"\\{letter}")
    return f'"{quoted}"'


def _declared(turtle: str) -> str:
    """The text with the prefixes that the blocks use, if it lacks them."""
    known = _prefixes(turtle)
    missing = [
        f"@prefix {prefix}: <{namespace}> .\n"
        for prefix, namespace in (("llmkg", str(LLMKG)), ("oa", str(OA)))
        if known.get(prefix) != namespace
    ]
    return "".join(missing) + turtle
