"""The prologue of a SPARQL text: what its BASE and PREFIX lines make of a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urljoin

from llmkg.rdf.tokens import Token, TokenKind, unescape_codepoints
from llmkg.vocab import PREFIXES

_ESCAPED: Final = re.compile(r"\\(.)")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


@dataclass(frozen=True, slots=True)
class Prologue:
    """BASE and PREFIX lines as they stand at the beginning of a text.

    base      the last one; empty when there is none
    declared  IRIs by prefix (without the colon), our own not among them
    end       index of the first token behind them
    """

    base: str
    declared: Mapping[str, str]
    end: int

    def iri(self, token: Token) -> str | None:
        """The IRI that a token stands for; None when it is none, or cannot be resolved."""
        if token.kind is TokenKind.IRI:
            return _absolute(self.base, token.text)
        if token.kind is not TokenKind.PNAME:
            return None
        prefix, _, local = token.text.partition(":")
        space = self.declared.get(prefix, PREFIXES.get(prefix))
        return None if space is None else space + _ESCAPED.sub(r"\1", local)


def prologue(tokens: Sequence[Token]) -> Prologue:
    """What the first tokens of a query or update declare."""
    base = ""
    declared: dict[str, str] = {}
    at = 0
    while at < len(tokens):
        token, rest = tokens[at], tokens[at + 1 : at + 3]
        if token.is_word("BASE") and rest and rest[0].kind is TokenKind.IRI:
            base = _absolute(base, rest[0].text) or base
            at += 2
        elif token.is_word("PREFIX") and len(rest) == 2 and rest[1].kind is TokenKind.IRI:  # noqa: PLR2004 - a name and an IRI
            iri = _absolute(base, rest[1].text)
            if iri is not None:
                declared[rest[0].text.rstrip(":")] = iri
            at += 3
        elif token.is_word("VERSION") and rest and rest[0].kind is TokenKind.STRING:
            at += 2
        else:
            break
    return Prologue(base, MappingProxyType(declared), at)


def _absolute(base: str, text: str) -> str | None:
    iri = unescape_codepoints(text[1:-1])
    if _SCHEME.match(iri):
        return iri
    return urljoin(base, iri) if base else None
