"""What `statements` reads, read from the numbers of parts: no quad is made of any of them.

Things are known by the marks of their names until all are read; what enters the closure is numbered
then. Names are looked up last, and only of what is to be written down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from llmkg.rdf.distinct import distinct
from llmkg.rdf.names import Names
from llmkg.rdf.numbered import Marks, mark
from llmkg.rdf.part import Part
from llmkg.reason.closure import Facts
from llmkg.reason.given import Given, Grounds
from llmkg.reason.known import is_denied
from llmkg.reason.relation import LITERALS, SHIFT, Keys
from llmkg.reason.rows import Flags, Rows
from llmkg.reason.rules import complement
from llmkg.reason.statements import ASIDE, READ, STANDING, Claims, is_identity
from llmkg.reason.support import Fact
from llmkg.reason.theory import Theory
from llmkg.vocab import LLMKG, RDF

_Ranks = NDArray[np.int64]
_NOT: Final = -1
_NOTHING: Final[Marks] = np.empty(0, dtype=np.uint64)
_TYPE: Final = np.uint64(mark(f"<{RDF.type}>".encode()))
_CLAIMING: Final = (LLMKG.asserts, LLMKG.denies)
_OF_PROPOSITIONS: Final = (RDF.subject, RDF.predicate, RDF.object)


def gather_parts(parts: Sequence[Part], theory: Theory) -> Given:
    """As `given_by` what `gather` reads in catalogue, claims and assessments.

    Args:
        parts: all of these, in any order; what is entailed must not be among them.
        theory: of the ontology.
    """
    reader = _Reader(theory)
    for part in parts:
        reader.read(Rows(part, reader.codes))
    return _Numbering(parts, theory, reader.columns).given()


@dataclass(slots=True)
class _Spoken:
    """What somebody wrote under one name, of a class or of a property."""

    members: list[Marks] = field(default_factory=list)
    pairs: list[Marks] = field(default_factory=list)


@dataclass(slots=True)
class _Columns:
    """What was read so far, as marks, piece by piece."""

    pairs: dict[str, list[Marks]] = field(default_factory=lambda: defaultdict(list))
    """By predicate rows of two: subject, value."""
    standing: dict[str, list[Marks]] = field(default_factory=lambda: defaultdict(list))
    """By predicate propositions; and the ranks that go with them."""
    ranks: dict[str, list[_Ranks]] = field(default_factory=lambda: defaultdict(list))
    types: dict[str, list[Marks]] = field(default_factory=lambda: defaultdict(list))
    """By class its members that hold at every level."""
    spoken: dict[str, _Spoken] = field(default_factory=lambda: defaultdict(_Spoken))
    narrow: list[Marks] = field(default_factory=list)
    literals: list[Marks] = field(default_factory=list)


class _Reader:
    """Takes in part after part."""

    def __init__(self, theory: Theory) -> None:
        self._theory = theory
        self._ranks = theory.scheme.ranks
        listed = [*sorted(READ | theory.scheme.qualifiers), *sorted(theory.entailed)]
        self.codes = {name: code for code, name in enumerate(dict.fromkeys(listed))}
        self.columns = _Columns()

    def read(self, part: Rows) -> None:
        for code in distinct(part.codes).tolist():
            name = self._name(code)
            here = np.flatnonzero(part.codes == code)
            if name == RDF.type:
                self._types(part, here[~part.is_literal(part.values[here])])
            elif name in STANDING:
                self._standing(part, name, here)
            elif name in self._theory.scheme.qualifiers:
                self.columns.narrow.append(part.marks[part.subjects[here]])
            elif name in READ:
                self._pairs(part, name, here)
            else:
                here = here[part.authored[part.graphs[here]]]
                self.columns.spoken[name].pairs.append(self._ends(part, here))

    def _name(self, code: int) -> str:
        return self._listed[code]

    @cached_property
    def _listed(self) -> list[str]:
        return list(self.codes)

    def _ends(self, part: Rows, here: NDArray[np.intp]) -> Marks:
        values = part.values[here]
        self.columns.literals.append(part.marks[values[part.is_literal(values)]])
        return np.stack((part.marks[part.subjects[here]], part.marks[values]), axis=1)

    def _pairs(self, part: Rows, name: str, here: NDArray[np.intp]) -> None:
        if name == LLMKG.between:  # what was found here before is found anew
            here = here[part.authored[part.graphs[here]]]
        if name != RDF.object:
            here = here[~part.is_literal(part.values[here])]
        self.columns.pairs[name].append(self._ends(part, here))

    def _types(self, part: Rows, here: NDArray[np.intp]) -> None:
        kinds = part.values[here].astype(np.int64)
        said, at = np.unique(kinds << SHIFT | part.graphs[here], return_inverse=True)
        subjects = part.marks[part.subjects[here]]
        for place, each in enumerate(said.tolist()):
            kind, graph = part.name(each >> SHIFT), each & ((1 << SHIFT) - 1)
            members = subjects[at == place]
            if is_identity(kind, part.names[graph]):
                self.columns.types[kind].append(members)
            elif kind in self._theory.entailed and part.authored[graph]:
                self.columns.spoken[kind].members.append(members)

    def _standing(self, part: Rows, name: str, here: NDArray[np.intp]) -> None:
        propositions, such = part.assessed(part.subjects[here])
        here, propositions = here[such], propositions[such]
        kinds, at = np.unique(part.values[here], return_inverse=True)
        values = [part.name(kind) for kind in kinds.tolist()]
        if name == LLMKG.status:
            propositions = propositions[np.array([each in ASIDE for each in values], np.bool_)[at]]
        elif name != LLMKG.statedFor:
            ranks = np.array([self._ranks[each] for each in values], dtype=np.int64)
            self.columns.ranks[name].append(ranks[at])
        self.columns.standing[name].append(propositions)


@dataclass(slots=True)
class _Stated:
    """What propositions state, row by row.

    names  of the properties, `codes` being their places; `complement` of those that are denied
    """

    names: list[str]
    codes: NDArray[np.int64]
    ranks: _Ranks
    subjects: Marks
    values: Marks
    propositions: Marks


class _Numbering:
    """Gives numbers to what enters the closure; names are read when they are asked for."""

    def __init__(self, parts: Sequence[Part], theory: Theory, columns: _Columns) -> None:
        self._parts = parts
        self._theory = theory
        self._columns = columns
        self._stated = self._read_stated()
        ends = [self._stated.subjects, self._stated.values]
        for pieces in columns.types.values():
            ends += pieces
        for each in columns.spoken.values():
            ends += [*each.members, *(piece.reshape(-1) for piece in each.pairs)]
        self._marks = distinct(_joined(ends))
        self._literal = np.isin(self._marks, _joined(columns.literals))

    def given(self) -> Given:
        """What enters the closure."""
        stated, columns = self._stated, self._columns
        keys = self._keys(stated.subjects, stated.values)
        by_rank: dict[int, Facts] = {rank: {} for rank in self._theory.scheme.levels}
        for rank in distinct(stated.ranks).tolist():
            for code in distinct(stated.codes[stated.ranks == rank]).tolist():
                here = (stated.ranks == rank) & (stated.codes == code)
                by_rank[rank][stated.names[code]] = distinct(keys[here])
        always = {
            kind: distinct(self._numbers(_joined(pieces)) << SHIFT)
            for kind, pieces in columns.types.items()
        }
        spoken = {name: self._spoken(pieces) for name, pieces in columns.spoken.items()}
        return Given(_Terms(self._marks, self._parts), by_rank, always, spoken, self._grounds)

    def _spoken(self, pieces: _Spoken) -> Keys:
        rows = _rows(pieces.pairs)
        members = self._numbers(_joined(pieces.members)) << SHIFT
        return distinct(np.concatenate((members, self._keys(rows[:, 0], rows[:, 1]))))

    def _numbers(self, marks: Marks) -> Keys:
        at = np.searchsorted(self._marks, marks)
        return np.where(self._literal[at], at + LITERALS, at + 1).astype(np.int64)

    def _keys(self, subjects: Marks, values: Marks) -> Keys:
        return (self._numbers(subjects) << SHIFT) | self._numbers(values)

    # -- what propositions state --------------------------------------------------------------

    def _read_stated(self) -> _Stated:
        columns = self._columns
        said = [self._least(columns.pairs[name]) for name in _OF_PROPOSITIONS]
        of = said[0][0]
        for these, _ in said[1:]:
            of = of[_among(of, these)]
        of = of[~_among(of, distinct(_joined(columns.narrow)))]
        predicates = said[1][1][np.searchsorted(said[1][0], of)]
        of, predicates = (each[predicates != _TYPE] for each in (of, predicates))
        subjects, values = (said[at][1][np.searchsorted(said[at][0], of)] for at in (0, 2))
        upheld, aside = (
            _among(of, distinct(_joined(columns.standing[name])))
            for name in (LLMKG.statedFor, LLMKG.status)
        )
        effective = self._best(LLMKG.effectiveConfidence, of)
        effective[~upheld | aside] = _NOT
        denied = self._best(LLMKG.deniedConfidence, of)
        kinds, codes = np.unique(predicates, return_inverse=True)
        texts = Names(kinds, self._parts)
        names = [texts.raw(at)[1:-1].decode() for at in range(len(kinds))]
        rows = [np.flatnonzero(ranks != _NOT) for ranks in (effective, denied)]
        both = np.concatenate(rows)
        return _Stated(
            [*names, *map(complement, names)],
            np.concatenate((codes[rows[0]], codes[rows[1]] + len(names))),
            np.concatenate((effective[rows[0]], denied[rows[1]])),
            subjects[both],
            values[both],
            of[both],
        )

    def _least(self, pieces: Sequence[Marks]) -> tuple[Marks, Marks]:
        """Subjects, each once and in order, and the value of each; of several the first by name."""
        rows = _rows(pieces)
        rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
        fresh = np.ones(len(rows), dtype=np.bool_)
        fresh[1:] = (rows[1:] != rows[:-1]).any(axis=1)
        rows = rows[fresh]
        first = np.ones(len(rows), dtype=np.bool_)
        first[1:] = rows[1:, 0] != rows[:-1, 0]
        if not first.all():
            values = distinct(rows[_among(rows[:, 0], distinct(rows[~first, 0])), 1])
            names = Names(values, self._parts)
            rank = np.zeros(len(rows), dtype=np.int64)
            by_name = sorted(range(len(values)), key=names.raw)
            place = np.empty(len(values), dtype=np.int64)
            place[by_name] = np.arange(len(values))
            several = np.isin(rows[:, 1], values)
            rank[several] = place[np.searchsorted(values, rows[several, 1])]
            rows = rows[np.lexsort((rank, rows[:, 0]))][first]
        return rows[:, 0], rows[:, 1]

    def _best(self, name: str, of: Marks) -> _Ranks:
        """The best rank that is told of each proposition; -1 where none is."""
        best = np.full(len(of), _NOT, dtype=np.int64)
        told = _joined(self._columns.standing[name])
        here = _among(told, of)
        ranks = np.concatenate(self._columns.ranks[name] or [best[:0]])
        np.maximum.at(best, np.searchsorted(of, told[here]), ranks[here])
        return best

    def _grounds(self, facts: Collection[Fact]) -> Grounds:
        stated, columns = self._stated, self._columns
        keys = self._keys(stated.subjects, stated.values)
        order = np.argsort(keys)
        keys = keys[order]
        claims = {name: _rows(columns.pairs[name]) for name in _CLAIMING}
        claims = {name: rows[np.argsort(rows[:, 1])] for name, rows in claims.items()}
        behind: dict[Fact, set[int]] = {}
        for fact in facts:
            found = behind[fact] = set()
            name, subject, value = fact
            key = (subject << SHIFT) | value
            low, high = np.searchsorted(keys, (key, key + 1))
            for at in order[low:high].tolist():
                if stated.names[stated.codes[at]] == name:
                    rows = claims[LLMKG.denies if is_denied(fact) else LLMKG.asserts]
                    found.update(_with(rows, stated.propositions[at]))
        marks = np.array(sorted(set().union(*behind.values())), dtype=np.uint64)
        names = Names(marks, self._parts)
        name_of = {its: names.raw(at)[1:-1].decode() for at, its in enumerate(marks.tolist())}
        tensions = _rows(columns.pairs[LLMKG.between])
        together = Claims()
        for tension, claim in tensions[_among(tensions[:, 1], marks)].tolist():
            together.name(str(tension), name_of[claim])
        return {fact: {name_of[its] for its in found} for fact, found in behind.items()}, together


class _Terms:
    """What numbers stand for. Names are read when the first is asked for."""

    def __init__(self, marks: Marks, parts: Sequence[Part]) -> None:
        self._marks = marks
        self._parts = parts

    @cached_property
    def _names(self) -> Names:
        return Names(self._marks, self._parts)

    def term(self, number: int) -> ox.NamedNode | ox.Literal:
        """The term that has this number."""
        return self._names.term(number - (LITERALS if number >= LITERALS else 1))

    def text(self, number: int) -> bytes:
        """The same in N-Triples."""
        return self._names.raw(number - (LITERALS if number >= LITERALS else 1))


def _joined(pieces: Sequence[Marks]) -> Marks:
    return np.concatenate([_NOTHING, *pieces])


def _rows(pieces: Sequence[Marks]) -> Marks:
    return np.concatenate([_NOTHING.reshape(-1, 2), *pieces])


def _among(marks: Marks, ordered: Marks) -> Flags:
    """Which of some marks are among others, which are in order."""
    if not len(ordered):
        return np.zeros(len(marks), dtype=np.bool_)
    at = np.searchsorted(ordered, marks)
    at[at == len(ordered)] = 0
    found: Flags = ordered[at] == marks
    return found


def _with(rows: Marks, value: np.uint64) -> list[int]:
    """The subjects that have a value; rows are in the order of these."""
    low, high = (np.searchsorted(rows[:, 1], value, side=side) for side in ("left", "right"))
    found: list[int] = rows[low:high, 0].tolist()
    return found
