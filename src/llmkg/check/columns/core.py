"""SHACL Core at scale: which nodes a shape surely accepts, so that few are left for pyshacl.

Nearly all nodes pass nearly all rules, and for them that is quick to tell: a count, a look at the
kind of a term, a comparison of whole numbers. What is not surely right is a *suspect*, and suspects
go to pyshacl with all that is said of them. So nothing here says that something is wrong, no
message is made here, and what pyshacl would find it does find.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from llmkg.check.columns.paths import follow
from llmkg.check.columns.shapes import Outline
from llmkg.check.columns.table import EMPTY, Numbers, Table, bounds, cut, distinct, matches_of
from llmkg.check.columns.targets import targets
from llmkg.check.columns.terms import language, lexical
from llmkg.reason.relation import Keys, firsts, member, pair, seconds
from llmkg.vocab import RDF, SH, XSD

Test = Callable[[str], bool]
_WHOLE: Final = re.compile(rf'"([+-]?[0-9]{{1,15}})"\^\^<{re.escape(XSD.integer)}>')
_NOT_WHOLE: Final = np.iinfo(np.int64).min
_KINDS: Final = {
    f"<{SH.IRI}>": "<",
    f"<{SH.Literal}>": '"',
    f"<{SH.BlankNode}>": "_",
    f"<{SH.BlankNodeOrIRI}>": "_<",
    f"<{SH.IRIOrLiteral}>": '<"',
    f"<{SH.BlankNodeOrLiteral}>": '_"',
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a constraint looks at: the targets (sorted), and pairs (target, value), sorted."""

    table: Table
    nodes: Numbers
    pairs: Keys


def suspects(table: Table, shapes: Iterator[Outline], among: Numbers | None = None) -> Numbers:
    """The targets of these shapes that are not surely accepted, sorted; of `among` where given."""
    found = [EMPTY]
    for shape in shapes:
        nodes = cut(targets(table, shape.aims), among)
        found.append(_suspects(table, shape, nodes))
    return distinct(np.concatenate(found))


def _suspects(table: Table, shape: Outline, nodes: Numbers) -> Numbers:
    pairs = pair(nodes, nodes) if shape.path is None else follow(table, shape.path, nodes)
    seen = _Seen(table, nodes, pairs)
    found = [EMPTY]
    for parameter, value in shape.constraints:
        if parameter in TESTS:
            found.append(_failing(seen, TESTS[parameter](value)))
        else:
            found.append(_CONSTRAINTS[parameter](seen, value))
    found.extend(_suspects(table, part, nodes) for part in shape.parts)
    return distinct(np.concatenate(found))


# -- how many ---------------------------------------------------------------------------------


def _counts(seen: _Seen) -> Numbers:
    return bounds(seen.pairs, seen.nodes)[1]


def _too_few(seen: _Seen, value: str) -> Numbers:
    return seen.nodes[_counts(seen) < int(lexical(value))]


def _too_many(seen: _Seen, value: str) -> Numbers:
    return seen.nodes[_counts(seen) > int(lexical(value))]


# -- one value after the other ----------------------------------------------------------------


def _failing(seen: _Seen, test: Test) -> Numbers:
    """The targets with a value that fails a test of its term in N-Triples."""
    ends = seconds(seen.pairs)
    values = distinct(ends)
    fine = np.fromiter(map(test, seen.table.texts(values)), np.bool_, count=len(values))
    return firsts(seen.pairs)[~member(ends, values[fine])]


def _datatype(value: str) -> Test:
    if value == f"<{XSD.integer}>":
        return lambda term: _WHOLE.fullmatch(term) is not None
    if value == f"<{RDF.langString}>":
        return lambda term: term[0] == '"' and language(term) != ""
    if value == f"<{XSD.string}>":
        return lambda term: term[0] == '"' and term[-1] == '"'
    return lambda _term: False


def _node_kind(value: str) -> Test:
    kinds = _KINDS.get(value, "")
    return lambda term: term[0] in kinds


def _pattern(value: str) -> Test:
    search = re.compile(lexical(value)).search
    return lambda term: term[0] != "_" and search(_text(term)) is not None


def _length(test: Callable[[int, int], bool]) -> Callable[[str], Test]:
    def constraint(value: str) -> Test:
        bound = int(lexical(value))
        return lambda term: term[0] != "_" and test(len(_text(term)), bound)

    return constraint


def _range(test: Callable[[int, int], bool]) -> Callable[[str], Test]:
    def constraint(value: str) -> Test:
        bound = whole(value)

        def fine(term: str) -> bool:
            number = whole(term)
            return bound is not None and number is not None and test(number, bound)

        return fine

    return constraint


TESTS: Final[Mapping[str, Callable[[str], Test]]] = {
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH.pattern: _pattern,
    SH.minLength: _length(lambda length, bound: length >= bound),
    SH.maxLength: _length(lambda length, bound: length <= bound),
    SH.minInclusive: _range(lambda number, bound: number >= bound),
    SH.maxInclusive: _range(lambda number, bound: number <= bound),
    SH.minExclusive: _range(lambda number, bound: number > bound),
    SH.maxExclusive: _range(lambda number, bound: number < bound),
}
"""By parameter what makes, of its value, a test of one value of the path (in N-Triples): true for
what is surely accepted."""


def _text(term: str) -> str:
    return term[1:-1] if term[0] == "<" else lexical(term)


def whole(term: str) -> int | None:
    """The number that a whole number in N-Triples is; None for anything else, and long ones."""
    match = _WHOLE.fullmatch(term)
    return int(match[1]) if match else None


# -- values beside others ---------------------------------------------------------------------


def _class(seen: _Seen, value: str) -> Numbers:
    known = seen.table.instances(value[1:-1])
    return firsts(seen.pairs)[~member(seconds(seen.pairs), known)]


def _has_value(seen: _Seen, value: str) -> Numbers:
    wanted = np.full(len(seen.nodes), seen.table.number(value), dtype=np.int64)
    return seen.nodes[~member(pair(seen.nodes, wanted), seen.pairs)]


def _unique_language(seen: _Seen, _value: str) -> Numbers:
    ends = seconds(seen.pairs)
    values = distinct(ends)
    tags: dict[str, int] = {"": 0}
    tag_of = np.zeros(len(values), dtype=np.int64)
    for at, term in enumerate(seen.table.texts(values)):
        if term[0] == '"':
            tag_of[at] = tags.setdefault(language(term).lower(), len(tags))
    tagged = tag_of[np.searchsorted(values, ends)]
    keys = np.sort(pair(firsts(seen.pairs), tagged)[tagged > 0])
    return firsts(keys[1:][keys[1:] == keys[:-1]])


def _disjoint(seen: _Seen, value: str) -> Numbers:
    return firsts(seen.pairs[member(seen.pairs, seen.table.of(value[1:-1]).keys)])


def _before(test: Callable[[Numbers, Numbers], NDArray[np.bool_]]) -> Callable[..., Numbers]:
    def constraint(seen: _Seen, value: str) -> Numbers:
        others = seen.table.of(value[1:-1]).keys
        at, found = matches_of(others, firsts(seen.pairs))
        left = _numbers(seen.table, seconds(seen.pairs)[at])
        right = _numbers(seen.table, seconds(others)[found])
        fine = (left != _NOT_WHOLE) & (right != _NOT_WHOLE) & test(left, right)
        failing: Numbers = firsts(seen.pairs)[at[~fine]]
        return failing

    return constraint


def _numbers(table: Table, terms: Numbers) -> Numbers:
    """The whole numbers that terms are."""
    values = distinct(terms)
    found = map(whole, table.texts(values))
    numbers: Numbers = np.array([_NOT_WHOLE if n is None else n for n in found], dtype=np.int64)
    return np.asarray(numbers[np.searchsorted(values, terms)]) if len(values) else EMPTY


_CONSTRAINTS: Final[Mapping[str, Callable[[_Seen, str], Numbers]]] = {
    SH.minCount: _too_few,
    SH.maxCount: _too_many,
    SH["class"]: _class,
    SH.hasValue: _has_value,
    SH.uniqueLang: _unique_language,
    SH.disjoint: _disjoint,
    SH.lessThan: _before(np.less),
    SH.lessThanOrEquals: _before(np.less_equal),
}
