"""The order in which the engine takes the patterns of a query.

It is Oxigraph's own rule (sparopt, `reorder_joins`), written down a second time because the engine
does not tell it: begin with the pattern whose constants promise the fewest quads, go on with the
one that shares a variable and promises the fewest for what is bound by then, and take parts that
share no variable as products at the end. Where it promises the same, the text decides. An OPTIONAL
of one pattern that shares a variable is looked up for each row, unless the rows are promised to be
so many that its numbers overflow (`LeftJoin` there). Tests hold it against the engine by the time
that queries take which are slow in any other order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from llmkg.engine.group import Pattern
from llmkg.vocab import RDF

# By whether subject, predicate and object are bound.
_PROMISED: Final = {
    (True, True, True): 1,
    (True, True, False): 10,
    (True, False, True): 2,
    (False, True, True): 1_000,
    (True, False, False): 100,
    (False, False, False): 1_000_000_000,
    (False, True, False): 1_000_000,
    (False, False, True): 10_000,
}
_MOST: Final = 2**64 - 1  # larger promises are all the same to it
_TYPE: Final = f"<{RDF.type}>"


def components(patterns: Sequence[Pattern]) -> list[list[Pattern]]:
    """The patterns in the engine's order: parts that share no variable, each from its start."""
    if len(patterns) == 1:
        return [[patterns[0]]]
    left = list(patterns)
    found: list[list[Pattern]] = []
    while left:
        bound: set[str] = set()
        first = min(left, key=lambda pattern: _promised(pattern, bound))
        promised = _promised(first, bound)
        left.remove(first)
        part = [first]
        bound.update(_variables(first))
        while near := [pattern for pattern in left if bound & _variables(pattern)]:
            costs = [min(_MOST, promised * _promised(pattern, bound)) for pattern in near]
            promised = min(costs)
            following = near[costs.index(promised)]
            left.remove(following)
            part.append(following)
            bound |= _variables(following)
        found.append(part)
    return found


def promised(part: Sequence[Pattern]) -> int:
    """How many quads the engine takes a part for, in its order."""
    bound: set[str] = set()
    product = 1
    for pattern in part:
        product *= _promised(pattern, bound)
        bound |= _variables(pattern)
    return product


def _variables(pattern: Pattern) -> set[str]:
    return {term for term in pattern if term[0] == "?"}


def _promised(pattern: Pattern, bound: set[str]) -> int:
    subject, predicate, object_ = (term[0] != "?" or term in bound for term in pattern)
    return _PROMISED[subject, predicate, object_] + (pattern[1] == _TYPE)
