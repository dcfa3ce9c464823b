"""A part of the matrix of origins: of which abilities and factors it is, and what is said of them.

A small matrix is its own only part. Of a large one the abilities of which most is said come first,
and of what acts on those the factors that are named most; so no more is looked up than is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from llmkg.http.views.acting import Acting, Term
from llmkg.http.views.ledger import shelves_of
from llmkg.kb import KnowledgeBase
from llmkg.model.page import Page
from llmkg.vocab import KEPT, Kind, split, thing

ROWS: Final = 60
COLUMNS: Final = 60


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Abilities and factors by IRI, and what is said of both; `is_all`: nothing is left out."""

    abilities: Page[str]
    factors: Page[str]
    terms: tuple[Term, ...]

    @property
    def is_all(self) -> bool:
        """Whether it is the whole matrix."""
        return all(len(each.items) == each.total for each in (self.abilities, self.factors))


def excerpt(
    kb: KnowledgeBase,
    book: Acting,
    by: str,
    family: str,
    *,
    silent: bool,
    at: tuple[int, int] | None,
) -> Excerpt:
    """The part that begins `at` an ability and a factor; None takes the whole.

    by, family  the kind of the factors; an ability to which all others belong, by slug, or none
    silent      also abilities and factors of which nothing is said
    """
    abilities = [iri for iri in book.abilities if within(book, iri, family)]
    rows = _part(abilities, at[0] if at else None, ROWS, lambda: _weighed(kb, abilities, silent))
    terms = [term for iri in rows.items for term in book.terms(iri)]
    columns = {term: _columns(book, term, by) for term in terms}
    named = Counter(iri for several in columns.values() for iri in several)
    named.update({iri: 0 for iri in book.broader if silent and kind(iri) == by})
    factors = _part([*named], at[1] if at else None, COLUMNS, lambda: named)
    chosen = set(factors.items)
    return Excerpt(rows, factors, tuple(t for t in terms if not chosen.isdisjoint(columns[t])))


def kind(iri: str) -> str:
    """The kind of a thing of ours; "" of any other."""
    parts = split(iri)
    return parts[0].value if parts else ""


def within(book: Acting, iri: str, family: str) -> bool:
    """Whether an ability belongs to another one, of which the slug is given; "" has all."""
    if not family:
        return True
    head, waiting, seen = thing(Kind.ABILITY, family), [iri], set[str]()
    while waiting:
        each = waiting.pop()
        if each == head:
            return True
        if each not in seen:
            seen.add(each)
            waiting.extend(book.broader.get(each, ()))
    return False


def _part(
    iris: Sequence[str], first: int | None, most: int, weigh: Callable[[], Counter[str]]
) -> Page[str]:
    """What weighs most first, where there is more than one part."""
    if first is None or len(iris) <= most:
        return Page(tuple(iris), len(iris), 0, max(most, len(iris)))
    weights = weigh()
    ordered = sorted(weights, key=lambda iri: (-weights[iri], iri))
    return Page(tuple(ordered[first : first + most]), len(ordered), first, most)


def _weighed(kb: KnowledgeBase, abilities: Iterable[str], silent: bool) -> Counter[str]:
    """How many statements tell where each comes from, as the list of abilities counts them."""
    shelves = shelves_of(kb)
    found = Counter({iri: shelves.numbers(iri).get(KEPT.weighed, 0) for iri in abilities})
    return found if silent else +found


def _columns(book: Acting, term: Term, by: str) -> frozenset[str]:
    """The factors in whose columns it stands: its own, and the stages that used the method."""
    stages = (stage for stage, _ in book.steps(term.factor)) if by == Kind.STAGE else ()
    return frozenset(iri for iri in (term.factor, *stages) if kind(iri) == by)
