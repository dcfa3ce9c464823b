"""Property paths, followed from all starting points at once."""

from __future__ import annotations

import numpy as np
from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath

from llmkg.check.columns.table import EMPTY, Numbers, Table, distinct, matches_of
from llmkg.reason.relation import Keys, firsts, pair, seconds


class Beyond(Exception):
    """The columns cannot answer this: no fault of anybody, another engine takes the rule."""


def follow(table: Table, path: URIRef | Path, starts: Numbers) -> Keys:
    """The pairs (start, end) of a path, sorted, each once. Starts are sorted, too."""
    match path:
        case URIRef():
            relation = table.of(str(path))
            _, found = matches_of(relation.keys, starts)
            return relation.keys[found]
        case InvPath():
            return _against(table, path.arg, starts)
        case SequencePath():
            return _one_by_one(table, list(path.args), starts)
        case AlternativePath():
            return distinct(np.concatenate([follow(table, arg, starts) for arg in path.args]))
        case MulPath() if path.mod in {"*", "+"}:
            return _again(table, path, starts)
    raise Beyond(f"the path {path}")


def backward(path: URIRef | Path) -> URIRef | Path:
    """The same path from its end to its start."""
    match path:
        case InvPath():
            return path.arg
        case SequencePath():
            return SequencePath(*(backward(arg) for arg in reversed(path.args)))
        case AlternativePath():
            return AlternativePath(*(backward(arg) for arg in path.args))
        case MulPath():
            return MulPath(backward(path.path), path.mod)
    return InvPath(path)


def _against(table: Table, path: URIRef | Path, starts: Numbers) -> Keys:
    if not isinstance(path, URIRef):
        return follow(table, backward(path), starts)
    swapped = table.of(str(path)).swapped
    _, found = matches_of(swapped, starts)
    return swapped[found]


def _one_by_one(table: Table, steps: list[URIRef | Path], starts: Numbers) -> Keys:
    pairs = follow(table, steps[0], starts)
    for step in steps[1:]:
        pairs = _then(pairs, follow(table, step, distinct(seconds(pairs))))
    return pairs


def _then(pairs: Keys, more: Keys) -> Keys:
    """(a, b) and (b, c) as (a, c)."""
    at, found = matches_of(more, seconds(pairs))
    return distinct(pair(firsts(pairs)[at], seconds(more)[found]))


def _again(table: Table, path: MulPath, starts: Numbers) -> Keys:
    reached: Keys = pair(starts, starts)
    found = reached if path.mod == "*" else EMPTY
    while len(reached):
        step = _then(reached, follow(table, path.path, distinct(seconds(reached))))
        reached = np.setdiff1d(step, found, assume_unique=True)
        found = distinct(np.concatenate((found, reached)))
    return found
