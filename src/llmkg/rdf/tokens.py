"""The lexical grammar that SPARQL 1.1 and Turtle share: text to tokens with their places.

The terminals are those of SPARQL 1.1, section 19.8; Turtle's are a subset of them (its `@prefix`
and `@base` are read as LANGTAG). Nothing here knows grammar beyond terminals, so that what it says
of a text holds for every engine: which parts are strings, IRIs and comments, and which are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME: Final = rf"{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040"  # without the hyphen
_PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
# Bounded, so that a long run of letters and dots without a colon costs linear time.
_PREFIX: Final = rf"[{_BASE}](?:[{_NAME}.\-]{{0,255}}[{_NAME}\-])?"
_LOCAL: Final = rf"(?:[{_BASE}_:0-9]|{_PLX})(?:(?:[{_NAME}.:\-]|{_PLX})*(?:[{_NAME}:\-]|{_PLX}))?"


class TokenKind(StrEnum):
    """The terminals; SPACE and COMMENT are never handed out."""

    SPACE = "SPACE"
    COMMENT = "COMMENT"
    IRI = "IRI"
    STRING = "STRING"
    VARIABLE = "VARIABLE"
    BLANK = "BLANK"
    LANGTAG = "LANGTAG"
    PNAME = "PNAME"
    NUMBER = "NUMBER"
    WORD = "WORD"
    MARK = "MARK"
    BAD = "BAD"


_TERMINALS: Final = {
    TokenKind.SPACE: r"[ \t\r\n]+",
    TokenKind.COMMENT: r"#[^\r\n]*",
    TokenKind.IRI: r"<(?:[^\x00-\x20<>\"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>",
    TokenKind.STRING: (
        r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""'
        r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
        r'|"(?!"")(?:[^"\\\r\n]|\\.)*"'
        r"|'(?!'')(?:[^'\\\r\n]|\\.)*'"
    ),
    TokenKind.VARIABLE: rf"[?$][{_NAME}]+",
    TokenKind.BLANK: rf"_:[{_BASE}_0-9](?:[{_NAME}.\-]*[{_NAME}\-])?",
    TokenKind.LANGTAG: r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--(?:ltr|rtl))?",
    TokenKind.PNAME: rf"(?:{_PREFIX})?:(?:{_LOCAL})?",
    TokenKind.NUMBER: r"(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)[eE][+\-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+",
    TokenKind.WORD: r"[A-Za-z_][A-Za-z0-9_]*",
    TokenKind.MARK: r"\^\^|<<\(|\)>>|<<|>>|\{\||\|\}|&&|\|\||[!<>]=|[{}()\[\].,;=<>!*/+\-|^?@~]",
    # A quote that is not closed takes the rest of the line, or of the text: reading on behind it
    # would find no sense, and would look for the end again at every further quote.
    TokenKind.BAD: r"""(?:\"{3}|'{3}).*|["'][^\r\n]*|.""",
}
_SCANNER: Final = re.compile(
    "|".join(f"(?P<{kind.value}>{pattern})" for kind, pattern in _TERMINALS.items()), re.DOTALL
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")


@dataclass(frozen=True, slots=True)
class Token:
    """A terminal, as it is written, and where it starts and ends in the text (in code points)."""

    kind: TokenKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the token ends, exclusive."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords (given in upper case), whatever its own case."""
        return self.kind is TokenKind.WORD and self.text.upper() in words


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of a SPARQL or Turtle text, without space and comments.

    It never fails: what is no terminal comes out as BAD, one code point each, or all that an
    unclosed quote takes with it.
    """
    for match in _SCANNER.finditer(text):
        kind = TokenKind(match.lastgroup or TokenKind.BAD)
        if kind is not TokenKind.SPACE and kind is not TokenKind.COMMENT:
            yield Token(kind, match.group(), match.start())


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column (from 1) of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def unescape_codepoints(text: str) -> str:
    r"""The text with every ``\uXXXX`` and ``\UXXXXXXXX`` replaced (SPARQL 1.1, section 19.2)."""
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    # Surrogates and numbers beyond Unicode are no characters; the parser will say so.
    return match[0] if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)  # noqa: PLR2004
