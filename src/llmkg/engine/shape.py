"""Queries that are proven cheap before they run.

The proof has two halves. The grammar below is a list of what may stand in such a query; whatever
does not fit it (paths, filters, OPTIONAL, sub-queries, aggregates, datasets, updates) is not looked
at any further. Then the snapshot's own counts bound the work: a pattern matches at most as many
quads as there are with its constants, and no order and no algorithm of joining several of them can
look at more than the product of their counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.store.embedded import EmbeddedStore
from llmkg.store.port import QueryForm
from llmkg.vocab import PREFIXES, RDF

LONGEST: Final = 2_000
MOST_PATTERNS: Final = 8
MOST_STEPS: Final = 2_000
"""Most quads, or combinations of quads, that the engine may have to look at."""

MOST_ROWS: Final = 200
"""Most rows of a single pattern that a LIMIT may let through."""

_MEMORY: Final = 20_000  # counts that are remembered

# Possessive throughout: what a token has taken is never given back, so that no text can make the
# matching slow, and tokens end where those of SPARQL do.
_IRI: Final = r"<[A-Za-z][A-Za-z0-9+.\-]*+:[^\x00-\x20<>\"{}|^`\\]*+>"
_NAME: Final = r"[A-Za-z][A-Za-z0-9_\-]*+:(?>[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?)"
_STRING: Final = rf'"[^"\\\r\n]*+"(?:@(?>[A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(?:{_IRI}|{_NAME}))?+'
_VARIABLE: Final = r"[?$][A-Za-z][A-Za-z0-9_]*+"
_TOKEN: Final = rf"(?>{_VARIABLE}|{_IRI}|{_STRING}|{_NAME}|a(?![A-Za-z0-9_:\-])|[.;,])"
_TRIPLES: Final = rf"\s*+(?:{_TOKEN}\s*+)*+"
_QUERY: Final = re.compile(
    rf"""\s*+(?P<prologue>(?:PREFIX\s++[A-Za-z][A-Za-z0-9_\-]*+:\s*+{_IRI}\s*+)*+)
    (?:(?P<select>SELECT)\b\s*+(?P<distinct>(?:DISTINCT|REDUCED)\b)?+\s*+
          (?:\*|(?:{_VARIABLE}\s*+)++)\s*+(?:WHERE\b)?+
      |(?P<ask>ASK)\b\s*+(?:WHERE\b)?+
      |(?P<construct>CONSTRUCT)\b\s*+(?:\{{(?P<template>{_TRIPLES})\}}\s*+)?+WHERE\b)
    \s*+\{{(?P<where>{_TRIPLES})\}}\s*+
    (?:LIMIT\s++(?P<limit>[0-9]{{1,9}})\s*+)?+""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_MARKS: Final = frozenset(".;,")
_TOKENS: Final = re.compile(_TOKEN, re.IGNORECASE | re.ASCII)
_PREFIX: Final = re.compile(r"PREFIX\s+([A-Za-z][A-Za-z0-9_\-]*):\s*<([^>]*)>", re.IGNORECASE)

Pattern: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """A query of the cheap grammar.

    patterns  subject, predicate, object as written, names resolved; variables keep their mark
    lazy      whether a LIMIT (or ASK) ends the search of a single pattern
    """

    form: QueryForm
    patterns: tuple[Pattern, ...]
    limit: int | None
    distinct: bool

    @property
    def lazy(self) -> bool:
        """Whether a LIMIT, or one yes, ends the search: then rows bound the work."""
        if len(self.patterns) != 1 or self.distinct:
            return False
        variables = [term for term in self.patterns[0] if term[0] in "?$"]
        if len({name[1:] for name in variables}) < len(variables):
            return False  # the engine may look at many quads before one fits
        return self.form is QueryForm.ASK or (self.limit is not None and self.limit <= MOST_ROWS)


def shape_of(text: str) -> Shape | None:
    """The shape of a query, or None when the grammar does not fit it."""
    if len(text) > LONGEST:
        return None
    match = _QUERY.fullmatch(text)
    if match is None:
        return None
    declared = dict(_PREFIX.findall(match["prologue"])) if match["prologue"] else {}
    patterns = _patterns(match["where"], declared)
    if not patterns or len(patterns) > MOST_PATTERNS:
        return None
    if match["template"] and _patterns(match["template"], declared) is None:
        return None
    form = (
        QueryForm.SELECT
        if match["select"]
        else QueryForm.ASK
        if match["ask"]
        else QueryForm.CONSTRUCT
    )
    limit = int(match["limit"]) if match["limit"] else None
    return Shape(form, patterns, limit, match["distinct"] is not None)


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
    """A term as N-Triples has it; variables as they are; None for an unknown prefix."""
    if token[0] in "?$<":
        return token
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


class Prover:
    """Counts of one snapshot, and what follows from them."""

    def __init__(self, count: Callable[[Pattern, int], int]) -> None:
        """`count` gives how many quads fit a pattern, at most the number given."""
        self._count = count
        self._counts: dict[Pattern, int] = {}

    def is_cheap(self, text: str) -> QueryForm | None:
        """The form of a query whose work is bounded; None for every other."""
        shape = shape_of(text)
        if shape is None:
            return None
        if shape.lazy or prod(map(self._bound, shape.patterns)) <= MOST_STEPS:
            return shape.form
        return None

    def _bound(self, pattern: Pattern) -> int:
        # What a variable is called is nothing to its count.
        plain = tuple("?" if term[0] in "?$" else term for term in pattern)
        key = (plain[0], plain[1], plain[2])
        found = self._counts.get(key)
        if found is None:
            if len(self._counts) >= _MEMORY:
                self._counts.clear()
            # An empty pattern costs a look all the same, and must not make others free.
            found = self._counts[key] = max(1, self._count(key, MOST_STEPS + 1))
        return found


def counting(store: EmbeddedStore) -> Callable[[Pattern, int], int]:
    """Counts of the quads of a store."""

    def count(pattern: Pattern, most: int) -> int:
        subject, predicate, object_ = pattern
        try:
            return store.count(most, _iri(subject), _iri(predicate), _term(object_))
        except ValueError:
            return most  # no term at all: the engine shall say so, in a worker

    return count


def _iri(text: str) -> ox.NamedNode | None:
    if text == "?":
        return None
    if text[0] != "<":
        raise ValueError(text)
    return ox.NamedNode(text[1:-1])


def _term(text: str) -> ox.NamedNode | ox.Literal | None:
    if text == "?" or text[0] == "<":
        return _iri(text)
    value, _, mark = text[1:].rpartition('"')
    if mark.startswith("@"):
        return ox.Literal(value, language=mark[1:])
    if mark:
        return ox.Literal(value, datatype=ox.NamedNode(mark[3:-1]))
    return ox.Literal(value)
