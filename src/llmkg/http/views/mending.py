"""A query as it was probably meant: what the store suggests in words, done to the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from llmkg.rdf.tokens import Token, TokenKind, place, tokenize

_WORD: Final = re.compile(r"Did you mean (\S+) instead of (\S+)\?")
_DECLARE: Final = re.compile(r"PREFIX (\S+): <[^>…]+>")
_OTHER_PREFIX: Final = re.compile(r"Did you mean ([\w.-]+):")
_TERM: Final = re.compile(r"llmkg:(\S+) is no term of the ontology, did you mean llmkg:(\S+)\?")
_CLOSE: Final = re.compile(r"is not closed: (\S) is missing")


def mended(query: str, suggestion: str, token: str = "") -> str:
    """The query with a suggestion of the store in it; "" where it is nothing that can be done.

    `token` is what stands where reading stopped.
    """
    declared = _DECLARE.search(suggestion)
    other = _OTHER_PREFIX.match(suggestion)
    found = ""
    if word := _WORD.fullmatch(suggestion):
        found = _replaced(query, TokenKind.WORD, lambda it: word[1] if it.text == word[2] else None)
    elif other or declared:
        found = query
        prefix = token.partition(":")[0]
        if other and prefix:
            found = _replaced(
                query,
                TokenKind.PNAME,
                lambda it: (
                    other[1] + it.text[len(prefix) :] if it.text.startswith(f"{prefix}:") else None
                ),
            )
        if declared:
            found = f"{declared[0]}\n{found}"
    elif close := _CLOSE.search(suggestion):
        found = f"{query.rstrip()}\n{close[1]}"
    else:
        near = {f"llmkg:{wrong}": f"llmkg:{right}" for wrong, right in _TERM.findall(suggestion)}
        found = _replaced(query, TokenKind.PNAME, lambda it: near.get(it.text))
    return found if found != query else ""


def culprit(query: str, suggestion: str) -> tuple[int, int, str] | None:
    """Line, column and text of the word that a suggestion is about.

    Reading stops a while behind it; None where the suggestion is about no word.
    """
    word = _WORD.fullmatch(suggestion)
    if word is None:
        return None
    tokens = (each for each in tokenize(query) if each.kind is TokenKind.WORD)
    found = next((each for each in tokens if each.text == word[2]), None)
    return (*place(query, found.start), found.text) if found is not None else None


def _replaced(query: str, kind: TokenKind, change: Callable[[Token], str | None]) -> str:
    parts, done = [], 0
    for token in tokenize(query):
        new = change(token) if token.kind is kind else None
        if new is not None:
            parts += [query[done : token.start], new]
            done = token.end
    return "".join([*parts, query[done:]])
