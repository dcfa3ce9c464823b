"""The grammar of queries that may be proven cheap.

It is a list of what may stand in such a query; whatever does not fit it (paths, filters, OPTIONAL,
sub-queries, datasets, updates) is not looked at any further. What fits it may still be expensive:
see :mod:`llmkg.engine.prover`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from llmkg.store.port import QueryForm
from llmkg.vocab import PREFIXES, RDF

LONGEST: Final = 2_000
MOST_PATTERNS: Final = 8
# Possessive throughout: what a token has taken is never given back, so that no text can make the
# matching slow, and tokens end where those of SPARQL do.
_IRI: Final = r"<[A-Za-z][A-Za-z0-9+.\-]*+:[^\x00-\x20<>\"{}|^`\\]*+>"
_NAME: Final = r"[A-Za-z][A-Za-z0-9_\-]*+:(?>[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?)"
_STRING: Final = rf'"[^"\\\r\n]*+"(?:@(?>[A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(?:{_IRI}|{_NAME}))?+'
_VARIABLE: Final = r"[?$][A-Za-z][A-Za-z0-9_]*+"
_TOKEN: Final = rf"(?>{_VARIABLE}|{_IRI}|{_STRING}|{_NAME}|a(?![A-Za-z0-9_:\-])|[.;,])"
_TRIPLES: Final = rf"\s*+(?:{_TOKEN}\s*+)*+"
_AGGREGATE: Final = rf"""\(\s*+(?:COUNT|SUM|MIN|MAX|AVG|SAMPLE)\s*+
    \(\s*+(?:DISTINCT\b\s*+)?+(?:\*|{_VARIABLE})\s*+\)\s*+AS\b\s*+{_VARIABLE}\s*+\)"""
_ORDER: Final = rf"(?:{_VARIABLE}|(?:ASC|DESC)\s*+\(\s*+{_VARIABLE}\s*+\))\s*+"
_QUERY: Final = re.compile(
    rf"""\s*+(?P<prologue>(?:PREFIX\s++[A-Za-z][A-Za-z0-9_\-]*+:\s*+{_IRI}\s*+)*+)
    (?:(?P<select>SELECT)\b\s*+(?P<distinct>(?:DISTINCT|REDUCED)\b)?+\s*+
          (?P<shown>\*|(?:(?:{_VARIABLE}|{_AGGREGATE})\s*+)++)\s*+(?:WHERE\b)?+
      |(?P<ask>ASK)\b\s*+(?:WHERE\b)?+
      |(?P<construct>CONSTRUCT)\b\s*+(?:\{{(?P<template>{_TRIPLES})\}}\s*+)?+WHERE\b)
    \s*+\{{(?P<where>{_TRIPLES})\}}\s*+
    (?P<group>GROUP\s++BY\b\s*+(?:{_VARIABLE}\s*+)++)?+
    (?P<order>ORDER\s++BY\b\s*+(?:{_ORDER})++)?+
    (?:LIMIT\s++(?P<limit>[0-9]{{1,9}})\s*+)?+
    (?:OFFSET\s++(?P<offset>[0-9]{{1,9}})\s*+)?+""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_MARKS: Final = frozenset(".;,")
_TOKENS: Final = re.compile(_TOKEN, re.IGNORECASE | re.ASCII)
_PREFIX: Final = re.compile(r"PREFIX\s+([A-Za-z][A-Za-z0-9_\-]*):\s*<([^>]*)>", re.IGNORECASE)

Pattern: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """A query of the cheap grammar.

    patterns  subject, predicate, object; names are resolved, variables are marked with ``?``
    made      the triples that each row brings, of a CONSTRUCT
    shown     how many columns a row has; 0 where it has all variables
    columns   the variables that a row has, where no column is computed
    limit     of rows that are looked for, those that OFFSET leaves out among them
    grouped   whether rows are put together (GROUP BY, an aggregate)
    """

    form: QueryForm
    patterns: tuple[Pattern, ...]
    made: tuple[Pattern, ...] = ()
    shown: int = 0
    limit: int | None = None
    distinct: bool = False
    grouped: bool = False
    ordered: bool = False
    columns: tuple[str, ...] = ()

    @property
    def most_rows(self) -> int | None:
        """How many rows are enough: the search ends with them. None: all are looked for."""
        if self.form is QueryForm.ASK:
            return 1
        if self.distinct or self.grouped or self.ordered:
            return None
        return self.limit


def shape_of(text: str) -> Shape | None:
    """The shape of a query, or None when the grammar does not fit it."""
    match = _QUERY.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None
    declared = dict(_PREFIX.findall(match["prologue"])) if match["prologue"] else {}
    patterns = _patterns(match["where"], declared)
    if not patterns or len(patterns) > MOST_PATTERNS:
        return None
    limit = int(match["limit"]) + int(match["offset"] or 0) if match["limit"] else None
    group, order = match["group"] is not None, match["order"] is not None
    if match["ask"]:
        return Shape(QueryForm.ASK, patterns, grouped=group, ordered=order)
    if match["select"]:
        shown = match["shown"]
        return Shape(
            QueryForm.SELECT,
            patterns,
            shown=shown.count("?") + shown.count("$"),
            limit=limit,
            distinct=match["distinct"] is not None,
            grouped=group or "(" in shown,
            ordered=order,
            columns=() if "(" in shown else tuple(shown.replace("$", "?").split()),
        )
    made = _patterns(match["template"], declared) if match["template"] else patterns
    shape = Shape(
        QueryForm.CONSTRUCT, patterns, made or (), limit=limit, grouped=group, ordered=order
    )
    return None if made is None else shape


def _patterns(text: str, declared: Mapping[str, str]) -> tuple[Pattern, ...] | None:
    found: list[Pattern] = []
    terms: list[str] = []
    for token in _TOKENS.findall(text):
        if token not in _MARKS:
            term = _resolved(token, declared)
            if term is None or len(terms) == 3:  # noqa: PLR2004 - a triple has three
                return None
            terms.append(term)
            continue
        if len(terms) != 3:  # noqa: PLR2004 - as above
            return None
        found.append((terms[0], terms[1], terms[2]))
        del terms[{".": 0, ";": 1, ",": 2}[token] :]
    if len(terms) == 3:  # noqa: PLR2004 - as above
        found.append((terms[0], terms[1], terms[2]))
    elif terms:
        return None
    return tuple(found)


def _resolved(token: str, declared: Mapping[str, str]) -> str | None:
    """A term as N-Triples has it; None for an unknown prefix."""
    if token[0] in "?<":
        return token
    if token[0] == "$":
        return f"?{token[1:]}"
    if len(token) == 1:  # `a`, which has no other case
        return f"<{RDF.type}>" if "a" in token else None
    if token[0] == '"':
        text, mark, datatype = token.rpartition("^^")
        if not mark or datatype[0] == "<":
            return token
        resolved = _resolved(datatype, declared)
        return f"{text}^^{resolved}" if resolved else None
    prefix, _, local = token.partition(":")
    space = declared.get(prefix) or PREFIXES.get(prefix)
    return f"<{space}{local}>" if space else None
