"""How far two profiles are apart: those of real claims and of made-up ones, as a rule."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

_READINGS: Final = ("text", "read")
_TABLES: Final = ("types", "based on", "reported in")
_LABELLED: Final = ("Claim", "Proposition", "Evidence", "Tension")


@dataclass(frozen=True, slots=True)
class Distance:
    """One figure of two profiles.

    of       what was compared
    apart    for a distribution the share that would have to move to turn one into the other (the
             total variation distance), for a number the difference as a share of the first one
    size     how many were counted to know the first one: few are known badly
    """

    of: str
    apart: float
    size: int


def distances(one: dict[str, Any], other: dict[str, Any]) -> Iterator[Distance]:
    """Each figure of `other` beside that of `one`, numbers for as many claims."""
    claims = (one["whole"]["claims"], other["whole"]["claims"])
    for name, number in one["whole"].items():
        yield _number(f"{name} a claim", number, other["whole"][name], claims)
    yield _rows("propositions", one["propositions"], other["propositions"])
    for reading in _READINGS:
        claims_there = tuple(sum(n for _, n in each["claims"][reading]) for each in (one, other))
        yield _rows(f"claims, {reading}", one["claims"][reading], other["claims"][reading])
        said = (one["said"][reading], other["said"][reading])
        for name in ("new", "again", "elsewhere", "otherwise"):
            yield _number(f"{name}, {reading}", said[0][name], said[1][name], claims_there)
        found = (one["evidence"][reading], other["evidence"][reading])
        for name in ("number", "citations"):
            label = f"evidence: {name}, {reading}"
            yield _number(label, found[0][name], found[1][name], claims_there)
        for name in _TABLES:
            yield _rows(f"evidence: {name}, {reading}", found[0][name], found[1][name])
        kinds = [_first(each["tensions"][reading]) for each in (one, other)]
        yield _rows(f"kinds of tension, {reading}", *kinds)
    yield _rows("generations", one["generations"], other["generations"])
    yield _steps("lengths of passages", one["spans"], other["spans"])
    for kind in _LABELLED:
        for language in ("en", "zh"):
            steps = [each["labels"][kind][language] for each in (one, other)]
            yield _steps(f"lengths of labels, {kind}, {language}", *steps)
    for language in ("en", "zh"):
        yield _rows(f"words, {language}", one["words"][language], other["words"][language])


def _number(of: str, one: int, other: int, claims: Sequence[int]) -> Distance:
    there = other * claims[0] / claims[1] if claims[1] else 0.0
    return Distance(of, abs(there - one) / max(one, 1), one)


def _rows(of: str, one: list[list[Any]], other: list[list[Any]]) -> Distance:
    left, right = ({json.dumps(item): count for item, count in rows} for rows in (one, other))
    totals = [sum(each.values()) for each in (left, right)]
    if not all(totals):
        return Distance(of, float(totals[0] != totals[1]), totals[0])
    moved = sum(
        abs(left.get(key, 0) / totals[0] - right.get(key, 0) / totals[1])
        for key in left.keys() | right.keys()
    )
    return Distance(of, moved / 2, totals[0])


def _steps(of: str, one: list[int], other: list[int]) -> Distance:
    """The difference of lengths, step by step but the last (of the longest there is but one)."""
    apart = [abs(a - b) / max(a, 1) for a, b in zip(one[1:-1], other[1:-1], strict=True)]
    return Distance(of, sum(apart) / len(apart), len(one))


def _first(rows: list[list[Any]]) -> list[list[Any]]:
    found: dict[str, int] = {}
    for (first, *_), count in rows:
        found[first] = found.get(first, 0) + count
    return [[key, count] for key, count in found.items()]
