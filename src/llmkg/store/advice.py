"""What a query with a slip of the pen probably meant.

Three slips are common enough to be told apart: a prefix that nobody declared, a misspelt keyword
or bracket, and a misspelt term of our ontology (which is no fault of syntax, so such a query runs
and finds nothing).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from llmkg.rdf.prologue import Prologue, prologue
from llmkg.rdf.tokens import Token, TokenKind, place, tokenize
from llmkg.vocab import LLMKG, NPX, PREFIXES, SD, SH, VOID

WELL_KNOWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sh": str(SH),
        "npx": str(NPX),
        "void": str(VOID),
        "sd": str(SD),
        "foaf": "http://xmlns.com/foaf/0.1/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dct": "http://purl.org/dc/terms/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "bibo": "http://purl.org/ontology/bibo/",
        "vann": "http://purl.org/vocab/vann/",
        "cc": "http://creativecommons.org/ns#",
        "org": "http://www.w3.org/ns/org#",
        "time": "http://www.w3.org/2006/time#",
        "mls": "http://www.w3.org/ns/mls#",
        "fair4ml": "https://w3id.org/fair4ml/",
        "wd": "http://www.wikidata.org/entity/",
        "wdt": "http://www.wikidata.org/prop/direct/",
        "dbo": "http://dbpedia.org/ontology/",
        "dbr": "http://dbpedia.org/resource/",
        "fn": "http://www.w3.org/2005/xpath-functions#",
    }
)
"""Prefixes that people use as if all the world declared them."""

_WORDS: Final = """\
    SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED AS GROUP BY
    HAVING ORDER ASC DESC LIMIT OFFSET VALUES UNDEF OPTIONAL GRAPH UNION FILTER MINUS BIND SERVICE
    SILENT EXISTS NOT IN COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES
    DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI
    CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ
    NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI
    ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE TRUE FALSE A LATERAL
    ADJUST TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE HASLANG HASLANGDIR LANGDIR STRLANGDIR VERSION"""
_KEYWORDS: Final = tuple(_WORDS.split())
_PAIRS: Final = {"{": "}", "(": ")", "[": "]"}
_SHORTEST: Final = 3  # a word of fewer letters is near to everything
_OURS: Final = re.compile(
    rf"<{re.escape(LLMKG)}([A-Za-z0-9_\-]+)>|(?<![\w:.\-])llmkg:([A-Za-z][A-Za-z0-9_\-]*)"
)


@dataclass(frozen=True, slots=True)
class Advice:
    """The token at which reading stopped, its line and column, and what would help; may be ""."""

    token: str
    line: int
    column: int
    suggestion: str


def undeclared(text: str) -> Advice | None:
    """The first prefix that is used and not declared."""
    tokens = list(tokenize(text))
    names = prologue(tokens)
    for token in tokens[names.end :]:
        prefix = token.text.partition(":")[0]
        if token.kind is TokenKind.PNAME and prefix not in {*PREFIXES, *names.declared}:
            return Advice(token.text, *place(text, token.start), _for_prefix(prefix, names))
    return None


def at_place(text: str, line: int, column: int) -> Advice:
    """What stands at the place where the parser stopped, and what may have been meant."""
    tokens = list(tokenize(text))
    lines = text.split("\n")
    offset = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    token = next((token for token in tokens if token.end > offset), tokens[-1] if tokens else None)
    # The parser goes on for a while behind a word that it took for something else.
    words = (_for_word(each) for each in tokens)
    suggestion = next(filter(None, words), "") or _for_brackets(text, tokens)
    return Advice(token.text if token else "", line, column, suggestion)


def unknown_terms(text: str, terms: Collection[str]) -> list[tuple[str, str | None]]:
    """Names in our namespace that the ontology does not have, and the nearest that it has.

    terms  local names of the ontology
    """
    if "llmkg" not in text:
        return []
    written = dict.fromkeys(match[1] or match[2] for match in _OURS.finditer(text))
    unknown = [name for name in written if name not in terms]
    if not unknown:
        return []
    # A name in a string or comment, or under another meaning of the prefix, is none of ours.
    tokens = list(tokenize(text))
    names = prologue(tokens)
    used = {iri for iri in map(names.iri, tokens[names.end :]) if iri is not None}
    return [
        (name, next(iter(get_close_matches(name, terms, n=1, cutoff=0.7)), None))
        for name in unknown
        if LLMKG + name in used
    ]


def hint(text: str, terms: Collection[str]) -> str:
    """One line of ASCII on the unknown terms of a query; "" when there are none."""
    return "; ".join(
        f"llmkg:{name} is no term of the ontology"
        + (f", did you mean llmkg:{near}?" if near else "")
        for name, near in unknown_terms(text, terms)[:5]
    )


def _for_prefix(prefix: str, names: Prologue) -> str:
    if prefix in WELL_KNOWN:
        return f"PREFIX {prefix}: <{WELL_KNOWN[prefix]}>"
    near = get_close_matches(prefix, [*names.declared, *PREFIXES, *WELL_KNOWN], n=1, cutoff=0.6)
    if not near:
        return f"Write PREFIX {prefix}: <…> at the top."
    known = near[0]
    if known in WELL_KNOWN:
        return f"Did you mean {known}:? Then write PREFIX {known}: <{WELL_KNOWN[known]}>"
    return f"Did you mean {known}: (<{names.declared.get(known, PREFIXES.get(known, ''))}>)?"


def _for_word(token: Token) -> str:
    if token.kind is not TokenKind.WORD or token.text.upper() in _KEYWORDS:
        return ""
    if len(token.text) < _SHORTEST:
        return ""
    near = get_close_matches(token.text.upper(), _KEYWORDS, n=1, cutoff=0.7)
    return f"Did you mean {near[0]} instead of {token.text}?" if near else ""


def _for_brackets(text: str, tokens: list[Token]) -> str:
    """The first bracket that does not close as it should."""
    opened: list[Token] = []
    for token in tokens:
        if token.text in _PAIRS and token.kind is TokenKind.MARK:
            opened.append(token)
        elif token.text in _PAIRS.values() and token.kind is TokenKind.MARK:
            line, column = place(text, token.start)
            if not opened:
                return f"The {token.text} in line {line}, column {column} closes nothing."
            last = opened.pop()
            if _PAIRS[last.text] != token.text:
                return (
                    f"The {token.text} in line {line}, column {column} stands where "
                    f"{_PAIRS[last.text]} should be."
                )
    if not opened:
        return ""
    line, column = place(text, opened[-1].start)
    mark = opened[-1].text
    return f"The {mark} in line {line}, column {column} is not closed: {_PAIRS[mark]} is missing."
