"""One triple pattern joined to the solutions so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdflib.paths import MulPath, Path

from llmkg.check.columns.paths import Beyond, backward, follow
from llmkg.check.columns.rows import Rows, stack
from llmkg.check.columns.table import EMPTY, Numbers, Table, bounds, distinct, matches_of
from llmkg.reason.relation import Keys, firsts, member, pair, seconds

# Guesses where counting would take longer than it saves: values of a path, of any property, and
# whether a triple with both ends known is there.
_PATH_COST: Final = 4.0
_ANY_COST: Final = 8.0
_BOTH_COST: Final = 0.5


@dataclass(frozen=True, slots=True)
class Ends:
    """Subject, predicate and object: a variable's name or a term's number; a path in the middle."""

    subject: str | int
    predicate: str | int | Path
    object: str | int


def join(table: Table, ends: Ends, rows: Rows) -> Rows:
    """The solutions with everything that fits the pattern."""
    subject, link, value = ends.subject, ends.predicate, ends.object
    if isinstance(link, Path):
        return _by_path(table, subject, link, value, rows)
    if isinstance(link, str) and link not in rows.columns:
        return _by_any(table, subject, link, value, rows)
    if isinstance(link, str):
        column = rows.columns[link]
        parts = [
            join(table, Ends(subject, int(number), value), rows.at(column == number))
            for number in distinct(column)
        ]
        return stack(parts)
    relation = table.relation(link)
    return _by_pairs(relation.keys, relation.swapped if _known(value, rows) else None, ends, rows)


def together(table: Table, several: Sequence[Ends], rows: Rows) -> Rows:
    """The solutions with every subject that fits several patterns against properties.

    For each solution the pattern with the fewest subjects is read, and the others are asked of
    these: a thing of which much is said in one place is hardly ever the same in the others.
    """
    counts = [_counts_against(table, ends, rows) for ends in several]
    least = np.argmin(np.stack(counts), axis=0)
    parts = []
    for at, ends in enumerate(several):
        found = join(table, ends, rows.at(least == at))
        for other in several:
            if other is not ends and found.size:
                found = join(table, other, found)
        parts.append(found)
    return stack([part for part in parts if part.size] or parts[:1])


def is_against(ends: Ends, rows: Rows) -> bool:
    """Whether it wants the subject for a known property and value."""
    return (
        _is_free(ends.subject, rows)
        and isinstance(ends.predicate, int)
        and not _is_free(ends.object, rows)
    )


def _counts_against(table: Table, ends: Ends, rows: Rows) -> Numbers:
    swapped = table.relation(ends.predicate if isinstance(ends.predicate, int) else -1).swapped
    values = _column(ends.object, rows)
    return bounds(swapped, values if values is not None else EMPTY)[1]


def has(table: Table, ends: Ends, rows: Rows) -> NDArray[np.bool_] | None:
    """For each solution whether any triple fits; None where that has to be found by a join."""
    link = ends.predicate
    free = [each for each in (ends.subject, link, ends.object) if _is_free(each, rows)]
    one, other = _column(ends.subject, rows), _column(ends.object, rows)
    if isinstance(link, Path) or len(set(free)) < len(free) or (one is None and other is None):
        return None
    if isinstance(link, int):
        relation = table.relation(link)
        if one is not None and other is not None:
            return member(pair(one, other), relation.keys)
        if one is not None:
            return bounds(relation.keys, one)[1] > 0
        return None if other is None else bounds(relation.swapped, other)[1] > 0
    if not _is_free(link, rows) or (one is not None and other is not None):
        return None
    return np.asarray(table.seen(0)[one] if one is not None else table.seen(2)[other])


def cost(table: Table, ends: Ends, rows: Rows) -> float:
    """About how many solutions a join gives."""
    link = ends.predicate
    start, end = _known(ends.subject, rows), _known(ends.object, rows)
    if isinstance(link, int):
        each = _fan(table, link, ends, rows)
    elif isinstance(link, Path):
        each = _PATH_COST if start or end else float("inf")
    elif link in rows.columns:
        each = 1.0 if start or end else float(len(table.terms))
    else:
        each = _ANY_COST if start or end else float(len(table.columns[0]))
    return rows.size * each


def _fan(table: Table, link: int, ends: Ends, rows: Rows) -> float:
    """How many solutions a join with a known property makes of one."""
    relation = table.relation(link)
    start, end = _known(ends.subject, rows), _known(ends.object, rows)
    if start and end:
        return _BOTH_COST
    # What is the same for all solutions may have many values, so they are counted.
    for fixed, keys in ((ends.subject, relation.keys), (ends.object, relation.swapped)):
        if isinstance(fixed, int):
            return float(bounds(keys, np.array([fixed], dtype=np.int64))[1][0])
    if start or end:
        return table.fan(link, inverse=end)
    return float(len(relation))


def _by_pairs(keys: Keys, swapped: Keys | None, ends: Ends, rows: Rows) -> Rows:
    """Join with the pairs (subject, object) of one property."""
    subject, value = ends.subject, ends.object
    one, other = _column(subject, rows), _column(value, rows)
    if one is not None and other is not None:
        return rows.at(member(pair(one, other), keys))
    if one is not None:
        at, found = matches_of(keys, one)
        return _with(rows.at(at), value, seconds(keys[found]))
    if other is not None:
        backwards = (
            swapped if swapped is not None else np.sort((seconds(keys) << 32) | firsts(keys))
        )
        at, found = matches_of(backwards, other)
        return _with(rows.at(at), subject, seconds(backwards[found]))
    if subject == value:
        keys = keys[firsts(keys) == seconds(keys)]
    at = np.repeat(np.arange(rows.size), len(keys))
    every = _repeated(rows, at, len(keys))
    every = _with(every, subject, np.tile(firsts(keys), rows.size))
    return every if subject == value else _with(every, value, np.tile(seconds(keys), rows.size))


def _by_any(table: Table, subject: str | int, link: str, value: str | int, rows: Rows) -> Rows:
    """Join with a predicate that is not known."""
    if link in {subject, value}:
        raise Beyond("a variable in two places of a triple")
    one, other = _column(subject, rows), _column(value, rows)
    parts = table.columns
    if one is not None:
        at, found = table.rows_with(0, one)
        joined = rows.at(at).plus(**{link: parts[1][found]})
        if other is not None:
            return joined.at(parts[2][found] == other[at])
        if subject == value:
            return joined.at(parts[2][found] == parts[0][found])
        return _with(joined, value, parts[2][found])
    if other is not None:
        at, found = table.rows_with(2, other)
        joined = rows.at(at).plus(**{link: parts[1][found]})
        return _with(joined, subject, parts[0][found])
    if rows.size != 1 or subject == value:
        raise Beyond("all triples, more than once")
    at = np.zeros(len(parts[0]), dtype=np.int64)
    joined = _repeated(rows, at, len(parts[0])).plus(**{link: parts[1]})
    return _with(_with(joined, subject, parts[0]), value, parts[2])


def _by_path(table: Table, subject: str | int, path: Path, value: str | int, rows: Rows) -> Rows:
    one, other = _column(subject, rows), _column(value, rows)
    if one is not None and (other is None or not isinstance(subject, int)):
        pairs = follow(table, path, distinct(one))
        return _by_pairs(pairs, None, Ends(subject, 0, value), rows)
    if other is not None:
        pairs = follow(table, backward(path), distinct(other))
        return _by_pairs(np.sort(_swapped(pairs)), pairs, Ends(subject, 0, value), rows)
    if isinstance(path, MulPath):
        raise Beyond("a path with both ends open")
    pairs = follow(table, path, table.subjects())
    return _by_pairs(pairs, None, Ends(subject, 0, value), rows)


def _swapped(pairs: Keys) -> Keys:
    return pair(seconds(pairs), firsts(pairs))


def _repeated(rows: Rows, at: Numbers, times: int) -> Rows:
    """Every solution `times` over; also where there is no column to tell their number."""
    return Rows(rows.size * times, {name: column[at] for name, column in rows.columns.items()})


def _with(rows: Rows, name: str | int, column: Numbers) -> Rows:
    return rows.plus(**{name: column}) if isinstance(name, str) else rows


def _column(end: str | int, rows: Rows) -> Numbers | None:
    """The numbers of an end that is known, one for each solution."""
    if isinstance(end, str):
        return rows.columns.get(end)
    return np.full(rows.size, end, dtype=np.int64)


def _known(end: str | int, rows: Rows) -> bool:
    return isinstance(end, int) or end in rows.columns


def _is_free(end: str | int | Path, rows: Rows) -> bool:
    return isinstance(end, str) and end not in rows.columns
