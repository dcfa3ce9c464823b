"""Queries that say nothing of their dataset, asked so that they do not see what is kept.

The default graph is the merge of all graphs but that of kept answers (`KEPT_GRAPH`). Engines have a
union of all graphs, and none of all but one; naming twelve hundred graphs makes a query a hundred
times slower; a merge that is stored takes two fifths more room and doubles the time of loading. But
what is kept has predicates of its own, which occur nowhere else. So a pattern whose predicate is a
name finds the same in either; and where it is a variable, a condition says what it is not.

What no condition can say is told apart, to be asked of the graphs by name: predicates of what is
kept themselves, negated property sets, paths of length zero between things that nothing else finds,
and triple terms. Nothing is guessed: whatever is not read to its end is asked so, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from llmkg.rdf.prologue import prologue
from llmkg.rdf.tokens import Token, TokenKind, tokenize, unescape_codepoints
from llmkg.store.verbs import Reader, Strange, is_found_otherwise

_TEXTS: Final = 1_024
_END: Final = Token(TokenKind.BAD, "", 0)
_TRIPLE_TERMS: Final = frozenset({"<<", "<<(", ")>>", ">>", "{|", "|}", "~"})


@dataclass(frozen=True, slots=True)
class Unkept:
    """A query as it is to be asked of a union of all graphs.

    text       with conditions, where it needs any
    is_whole   whether they are enough; else the graphs have to be named
    describes  whether its answer is what the engine finds of things, from which what is kept has to
               be left out
    """

    text: str
    is_whole: bool = True
    describes: bool = False


@lru_cache(maxsize=_TEXTS)
def unkept(text: str) -> Unkept:
    """See the module. A text with a fault of syntax may come out as anything with that fault."""
    tokens = [*tokenize(text)]
    names = prologue(tokens)
    first = tokens[names.end] if names.end < len(tokens) else _END
    describes = first.is_word("DESCRIBE")
    # Engines may replace escapes before they read a text or after it, which makes two of one.
    hidden = unescape_codepoints(text) != text
    if hidden or any(each.kind is TokenKind.BAD or each.text in _TRIPLE_TERMS for each in tokens):
        return Unkept(text, is_whole=False, describes=describes)
    reader = Reader(tokens, names)
    try:
        reader.query()
    except Strange:
        return Unkept(text, is_whole=False, describes=describes)
    if not all(map(is_found_otherwise, reader.loose)):
        return Unkept(text, is_whole=False, describes=describes)
    return Unkept(_with(text, reader.added), describes=describes)


def _with(text: str, added: Iterable[tuple[int, str]]) -> str:
    found = text
    for at, more in sorted(added, reverse=True):
        found = f"{found[:at]}{more}{found[at:]}"
    return found
