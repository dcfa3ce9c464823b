"""Queries that are proven cheap before they run, and so may run in the server itself.

The proof bounds the work, not the results. It follows what the engine does with the patterns of a
query, which :mod:`llmkg.engine.plan` knows, and adds up what every step can cost at most:

- A pattern is looked up by the constant with the fewest quads; all of these are looked at, whether
  they fit the other constants or not. (On disk the engine does better.)
- Patterns that share variables are looked up once for each row that came before. How many quads
  that can be, at most, is told by the :mod:`survey <llmkg.engine.survey>` of the snapshot.
- A LIMIT ends the search early only if every row of the first pattern leads to a row of the result,
  which the survey tells as well, and no condition throws rows away.
- A condition is worked out at most once for each row, part by part.
- The pattern of an OPTIONAL is looked up once for each row, and takes none away.

Steps are of about 0.4 microseconds each; a bound that is too large is no harm, for then a worker
does it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.engine.group import Pattern
from llmkg.engine.plan import components, promised
from llmkg.engine.shape import Shape, shape_of
from llmkg.engine.survey import Domain, Link, Survey
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.port import QueryForm
from llmkg.store.verbs import is_kept
from llmkg.vocab import RDF

MOST_STEPS: Final = 5_000
"""Most steps of a query that is cheap: about two milliseconds."""

MOST_QUADS: Final = 2_000
"""Counting stops there, as it takes time itself."""

_MEMORY: Final = 20_000  # counts that are remembered
_VISITS: Final = 8  # quads that are looked at in a step
_BYTES: Final = 100  # that are written in a step
_AROUND: Final = 60  # bytes around a value in the most talkative format
_TRIPLE: Final = 8  # steps to write one, beside its bytes
_SORT: Final = 4  # steps to put a row into its place
_CONDITION: Final = 24  # quads that are looked at while one is told from what is kept
_LETTERS: Final = 1_000  # that a part of a condition goes through in a step
_MOST_PROMISED: Final = 2**40
_ENDLESS: Final = 10**12
_UNKNOWN: Final = Domain(_ENDLESS, _ENDLESS, 1_000)
_TYPE: Final = f"<{RDF.type}>"

Measure: TypeAlias = Callable[[Pattern, int], tuple[int, int]]
"""How many quads fit a pattern, at most the number given, and how long the longest object is."""


class Prover:
    """Counts of one snapshot, and what follows from them.

    survey  until there is one, joins are proven cheap only where constants alone bound them
    """

    def __init__(self, measure: Measure, survey: Survey | None = None) -> None:
        self.survey = survey
        self._measure = measure
        self._known: dict[Pattern, tuple[int, int]] = {}

    def is_cheap(self, text: str) -> QueryForm | None:
        """The form of a query whose work is bounded; None for every other."""
        shape = shape_of(text)
        return shape.form if shape is not None and self.allows(shape) else None

    def allows(self, shape: Shape) -> bool:
        """Whether the work for a query of this shape is bounded."""
        if any(is_kept(each[1][1:]) for each in (*shape.patterns, *shape.optional)):
            return False  # it is asked of every graph by name
        return self._is_one_thing(shape) or self.steps(shape) <= MOST_STEPS

    def _is_one_thing(self, shape: Shape) -> bool:
        """Whether it asks for few quads of one subject: most queries do, and this is soon seen."""
        pattern = shape.patterns[0]
        if len(shape.patterns) > 1 or len(shape.made) > 1 or pattern[0][0] == "?":
            return False
        if shape.optional or shape.parts:
            return False
        visits = self.count(subject=pattern[0])
        if visits > MOST_QUADS:
            return False
        rows, size = self.measured(pattern)
        row = _TRIPLE + _SORT + (size + _UNKNOWN.size + len(pattern[0]) + 3 * _AROUND) // _BYTES
        return visits + rows * row <= MOST_STEPS

    def steps(self, shape: Shape) -> int:
        """A bound on the work for a query; beyond `MOST_STEPS` it may be any number."""
        parts = components(shape.patterns)
        if shape.optional and (len(parts) > 1 or promised(parts[0]) > _MOST_PROMISED):
            return _ENDLESS  # the engine may take them in another way
        rows = 1
        steps = 0
        domains: dict[str, Domain] = {}
        for part in parts:
            walk = _Walk(self, part, shape.optional, domains)
            enough = shape.most_rows if len(parts) == 1 else None
            steps += walk.whole() if enough is None else min(walk.whole(), walk.until(enough))
            rows *= walk.rows
            if steps > MOST_STEPS or rows > MOST_STEPS:
                return _ENDLESS
        if len(parts) > 1:
            steps += rows
        if shape.parts:
            longest = max((each.size for each in domains.values()), default=0)
            steps += rows * shape.parts * (1 + longest // _LETTERS)
        return steps + _written(shape, rows, domains)

    def link(self, predicate: str) -> Link | None:
        """What the survey says of a predicate, if it says something."""
        return self.survey.links.get(predicate[1:-1]) if self.survey else None

    def domain(self, pattern: Pattern, place: int) -> Domain:
        """What holds for each term that a pattern gives to the variable in this place."""
        subject, predicate, object_ = pattern
        if self.survey is None or place == 1:
            domain = _UNKNOWN
        elif predicate == _TYPE and place == 0 and object_[1:-1] in self.survey.classes:
            return self.survey.classes[object_[1:-1]]
        else:
            link = self.link(predicate)
            domain = self.survey.anything if link is None else link.to if place else link.of
        if place and subject[0] != "?" and self.count(subject=subject) <= MOST_QUADS:
            size = min(domain.size, self.measured(pattern)[1])
            return Domain(domain.out, domain.into, size, domain.always)
        return domain

    def count(self, subject: str = "?", predicate: str = "?", object_: str = "?") -> int:
        """How many quads have these constants; endless if more than are counted."""
        return self.measured((subject, predicate, object_))[0]

    def measured(self, pattern: Pattern) -> tuple[int, int]:
        """As `count`, and how long the longest object is."""
        subject, predicate, object_ = pattern
        # What a variable is called is nothing to its count.
        key = (
            "?" if subject[0] == "?" else subject,
            "?" if predicate[0] == "?" else predicate,
            "?" if object_[0] == "?" else object_,
        )
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            number, size = self._measure(key, MOST_QUADS + 1)
            self._known[key] = found = (_ENDLESS if number > MOST_QUADS else number, size)
        return found


class _Walk:
    """The engine's way through patterns that hang together, from the first to the last."""

    def __init__(
        self,
        prover: Prover,
        patterns: Sequence[Pattern],
        optional: Sequence[Pattern],
        domains: dict[str, Domain],
    ) -> None:
        """`domains` is filled with what is known of the variables.

        `optional` patterns come last, and no row is lost by them.
        """
        self._prover = prover
        self._patterns = patterns
        self.rows = 1
        self._sure = True  # whether each row of the first pattern leads to one of the last
        self._visits: list[int] = []
        self._found: list[int] = []
        for number, pattern in enumerate((*patterns, *optional)):
            visits, found = self._look(pattern, domains)
            self._visits.append(visits)
            self._found.append(found)
            if 0 < number < len(patterns) and not self._leads_on(pattern, domains):
                self._sure = False
            for place, term in enumerate(pattern):
                if term[0] == "?":
                    fresh = prover.domain(pattern, place)
                    known = domains.get(term)
                    domains[term] = known.narrowed(fresh) if known else fresh

    def whole(self) -> int:
        """Steps to find every row; `rows` has how many there can be."""
        steps, rows = 0, 1
        for visits, found in zip(self._visits, self._found, strict=True):
            steps += rows * (1 + visits // _VISITS)
            rows *= found
            steps += rows
            if steps > _ENDLESS:
                break
        self.rows = rows
        return steps

    def until(self, enough: int) -> int:
        """Steps to find so many rows and no more; `rows` has that number then."""
        if not self._sure:
            return _ENDLESS
        steps = enough + (enough + self._wasted()) // _VISITS
        for visits in self._visits[1:]:
            steps += enough * (2 + visits // _VISITS)
        if steps < _ENDLESS:
            self.rows = min(self.rows, enough)
        return steps

    def _wasted(self) -> int:
        """Quads of the first pattern that may be looked at in vain."""
        subject, predicate, object_ = pattern = self._patterns[0]
        variables = [term for term in pattern if term[0] == "?"]
        if len(set(variables)) < len(variables):
            return _ENDLESS
        if predicate[0] == "?" and len(variables) < len(pattern):
            return self._visits[0]  # any of them may be kept, and be left out
        if len(variables) > 1:  # what is looked up fits
            return 0
        if subject[0] == "?":
            link = self._prover.link(predicate)
            if link is not None and object_ in link.hubs:
                return min(link.strange, self._visits[0])
        return self._visits[0]

    def _look(self, pattern: Pattern, domains: dict[str, Domain]) -> tuple[int, int]:
        """For one row that comes: how many quads are looked at, and how many fit, at most."""
        subject, predicate, object_ = pattern
        count = self._prover.count
        visits = _ENDLESS
        starts = ends = True
        if subject[0] != "?":
            visits = count(subject=subject)
        elif subject in domains:
            visits = domains[subject].out
        else:
            starts = False
        if object_[0] != "?":
            visits = min(visits, count(object_=object_))
        elif object_ in domains:
            visits = min(visits, domains[object_].into)
        else:
            ends = False
        if predicate[0] == "?":
            return visits * _CONDITION, max(1, visits)
        if visits > MOST_QUADS:
            visits = min(visits, count(predicate=predicate))
        found = visits
        if found <= MOST_QUADS and (subject[0] != "?" or object_[0] != "?"):
            found = min(found, count(*pattern))
        link = self._prover.link(predicate)
        if link is not None:
            found = min(found, link.fan if starts else found, link.back if ends else found)
        return visits, max(1, found)

    @staticmethod
    def _leads_on(pattern: Pattern, domains: dict[str, Domain]) -> bool:
        """Whether every row that comes finds something here."""
        subject, predicate, object_ = pattern
        return (
            subject in domains
            and object_[0] == "?"
            and object_ not in domains
            and object_ != subject
            and predicate[1:-1] in domains[subject].always
        )


def _written(shape: Shape, rows: int, domains: dict[str, Domain]) -> int:
    """Steps from the rows to the answer."""
    if shape.form is QueryForm.ASK:
        return 0
    steps = rows * (shape.grouped + shape.distinct + _SORT * shape.ordered)
    if shape.limit is not None:
        rows = min(rows, shape.limit)
    if shape.form is QueryForm.CONSTRUCT:
        size = sum(_size(term, domains) + _AROUND for made in shape.made for term in made)
        return steps + rows * (len(shape.made) * _TRIPLE + size // _BYTES)
    sizes = sorted((each.size for each in domains.values()), reverse=True)
    size = sum(sizes[: shape.shown or None]) + _AROUND * max(shape.shown, len(sizes))
    return steps + rows * size // _BYTES


def _size(term: str, domains: dict[str, Domain]) -> int:
    if term[0] != "?":
        return len(term)
    known = domains.get(term)
    return known.size if known else 0  # a variable that is nowhere bound makes no triple


def measuring(store: EmbeddedStore) -> Measure:
    """Measures the quads of a store."""

    def measure(pattern: Pattern, most: int) -> tuple[int, int]:
        subject, predicate, object_ = pattern
        try:
            return store.measure(most, _iri(subject), _iri(predicate), _term(object_))
        except ValueError:
            return most, 0  # no term at all: the engine shall say so, in a worker

    return measure


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
