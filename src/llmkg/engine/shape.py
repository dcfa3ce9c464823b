"""The grammar of queries that may be proven cheap.

It is a list of what may stand in such a query (between its braces: see
:mod:`llmkg.engine.group`); whatever does not fit it (paths, UNION, sub-queries, datasets, updates)
is not looked at any further. What fits it may still be expensive: see :mod:`llmkg.engine.prover`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from llmkg.engine.group import IRI, TRIPLES, VARIABLE, Group, Pattern, group_at, patterns_in
from llmkg.store.port import QueryForm

LONGEST: Final = 2_000
MOST_PATTERNS: Final = 8
_AGGREGATE: Final = rf"""\(\s*+(?:COUNT|SUM|MIN|MAX|AVG|SAMPLE)\s*+
    \(\s*+(?:DISTINCT\b\s*+)?+(?:\*|{VARIABLE})\s*+\)\s*+AS\b\s*+{VARIABLE}\s*+\)"""
_ORDER: Final = rf"(?:{VARIABLE}|(?:ASC|DESC)\s*+\(\s*+{VARIABLE}\s*+\))\s*+"
_HEAD: Final = rf"""\s*+(?P<prologue>(?:PREFIX\s++[A-Za-z][A-Za-z0-9_\-]*+:\s*+{IRI}\s*+)*+)
    (?:(?P<select>SELECT)\b\s*+(?P<distinct>(?:DISTINCT|REDUCED)\b)?+\s*+
          (?P<shown>\*|(?:(?:{VARIABLE}|{_AGGREGATE})\s*+)++)\s*+(?:WHERE\b)?+
      |(?P<ask>ASK)\b\s*+(?:WHERE\b)?+
      |(?P<construct>CONSTRUCT)\b\s*+(?:\{{(?P<template>{TRIPLES})\}}\s*+)?+WHERE\b)
    \s*+\{{"""
_TAIL: Final = rf"""\}}\s*+
    (?P<group>GROUP\s++BY\b\s*+(?:{VARIABLE}\s*+)++)?+
    (?P<order>ORDER\s++BY\b\s*+(?:{_ORDER})++)?+
    (?:LIMIT\s++(?P<limit>[0-9]{{1,9}})\s*+)?+
    (?:OFFSET\s++(?P<offset>[0-9]{{1,9}})\s*+)?+"""
_FLAGS: Final = re.IGNORECASE | re.VERBOSE | re.ASCII
# Most queries have nothing but patterns, and are read in one go.
_PLAIN: Final = re.compile(f"{_HEAD}(?P<where>{TRIPLES}){_TAIL}", _FLAGS)
_BEFORE: Final = re.compile(_HEAD, _FLAGS)
_BEHIND: Final = re.compile(_TAIL, _FLAGS)
_MORE: Final = re.compile(r"\b(?:FILTER|OPTIONAL)\b", re.IGNORECASE)
_PREFIX: Final = re.compile(r"PREFIX\s+([A-Za-z][A-Za-z0-9_\-]*):\s*<([^>]*)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """A query of the cheap grammar.

    patterns  subject, predicate, object; names are resolved, variables are marked with ``?``
    made      the triples that each row brings, of a CONSTRUCT
    shown     how many columns a row has; 0 where it has all variables
    columns   the variables that a row has, where no column is computed
    optional  patterns that are looked up for each row, which stays if nothing is found
    parts     of all conditions together; see :class:`Group`
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
    optional: tuple[Pattern, ...] = ()
    parts: int = 0

    @property
    def most_rows(self) -> int | None:
        """How many rows are enough: the search ends with them. None: all are looked for."""
        if self.parts:  # rows may be thrown away
            return None
        if self.form is QueryForm.ASK:
            return 1
        if self.distinct or self.grouped or self.ordered:
            return None
        return self.limit


def shape_of(text: str) -> Shape | None:
    """The shape of a query, or None when the grammar does not fit it."""
    if len(text) > LONGEST:
        return None
    match = _PLAIN.fullmatch(text)
    if match is not None:
        declared = _declared(match)
        patterns = patterns_in(match["where"], declared)
        return _shape(match, match, Group(patterns), declared) if patterns else None
    match = _BEFORE.match(text) if _MORE.search(text) else None
    if match is None:
        return None
    declared = _declared(match)
    found = group_at(text, match.end(), declared)
    behind = _BEHIND.fullmatch(text, found[1]) if found is not None else None
    if found is None or behind is None or not found[0].patterns:
        return None
    return _shape(match, behind, found[0], declared)


def _declared(match: re.Match[str]) -> dict[str, str]:
    return dict(_PREFIX.findall(match["prologue"])) if match["prologue"] else {}


def _shape(
    match: re.Match[str], behind: re.Match[str], where: Group, declared: Mapping[str, str]
) -> Shape | None:
    patterns = where.patterns
    if len(patterns) + len(where.optional) > MOST_PATTERNS:
        return None
    limit = int(behind["limit"]) + int(behind["offset"] or 0) if behind["limit"] else None
    shape = Shape(
        QueryForm.ASK,
        patterns,
        grouped=behind["group"] is not None,
        ordered=behind["order"] is not None,
        optional=where.optional,
        parts=where.parts,
    )
    if match["ask"]:
        return shape
    if match["select"]:
        shown = match["shown"]
        return replace(
            shape,
            form=QueryForm.SELECT,
            shown=shown.count("?") + shown.count("$"),
            limit=limit,
            distinct=match["distinct"] is not None,
            grouped=shape.grouped or "(" in shown,
            columns=() if "(" in shown else tuple(shown.replace("$", "?").split()),
        )
    made = patterns_in(match["template"], declared) if match["template"] else patterns
    return (
        None if made is None else replace(shape, form=QueryForm.CONSTRUCT, made=made, limit=limit)
    )
