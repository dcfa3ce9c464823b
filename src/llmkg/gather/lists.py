"""What a snapshot lists: looked up where looking up costs no way, asked for with a query elsewhere.

A query costs as much wherever the store is, and is joined of all statements of a relation once a
graph is large. Look-ups cost what is said of one thing; a store on another machine is asked for
each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from llmkg.gather import around, listing
from llmkg.gather.reader import Reader
from llmkg.gather.shelves import Shelves, is_kept
from llmkg.model.claim import ClaimFilter
from llmkg.queries import NamedQuery, ParamValue
from llmkg.reason.listed import ABILITIES, MODELS
from llmkg.reason.troubles import QUESTIONS, TENSIONS
from llmkg.store.port import Rows
from llmkg.vocab import BASE, LLMKG, Kind

_SHELVED = {Kind.MODEL: MODELS, Kind.ABILITY: ABILITIES}
_KEPT_FILTERS = 32


@dataclass(frozen=True, slots=True)
class Levels:
    """The IRIs of the levels that a filter of claims names."""

    exactly: str | None
    least: str | None


def resolved(wanted: ClaimFilter, query: NamedQuery) -> ClaimFilter:
    """With whole IRIs, as the query has its parameters; ParameterError for what is none."""

    def iri(name: str, given: str | None) -> str | None:
        return query.params[name].term(given)[1:-1] if given is not None else None

    return replace(
        wanted,
        source=iri("source", wanted.source),
        about=iri("about", wanted.about),
        predicate=iri("predicate", wanted.predicate),
    )


class Lists:
    """Lists of one snapshot, which does not change, so those that come again are kept."""

    def __init__(
        self,
        reader: Reader,
        rows: Callable[..., Rows],
        counts: Mapping[str, int],
        *,
        is_near: bool,
    ) -> None:
        """`rows` of a stored query; `counts` by class; `is_near`: look-ups cost no way."""
        self._reader = reader
        self._rows = rows
        self._counts = counts
        self._is_near = is_near
        self.things = lru_cache(maxsize=None)(self._things)
        self.claims = lru_cache(maxsize=_KEPT_FILTERS)(self._claims)

    def tensions(self) -> Sequence[str]:
        """All tensions, by slug."""
        return self._by_name("kb/tensions", TENSIONS, "Tension")

    def open_questions(self) -> Sequence[str]:
        """All open questions, by slug."""
        return self._by_name("kb/open-questions", QUESTIONS, "OpenQuestion")

    def statements(self, iri: str) -> Sequence[str]:
        """The propositions that name a thing."""
        if self._is_near:
            return around.statements(self._reader, iri)
        return self._iris("kb/statements", thing=iri)

    def parents(self, model: str) -> Rows:
        """What is said of the parents of a model."""
        if self._is_near:
            return around.parents(self._reader, model)
        return self._rows("kb/lineage", model=model)

    def origins(self, ability: str) -> Sequence[tuple[str, str, str]]:
        """Factor, relation and proposition of what is said to act on an ability."""
        if self._is_near:
            return around.origins(self._reader, ability)
        return [
            (_value(row["factor"]), _value(row["relation"]), _value(row["proposition"]))
            for row in self._rows("kb/origins", ability=ability)
        ]

    def _things(self, kind: Kind) -> Sequence[str]:
        name, found = _SHELVED.get(kind), None
        if name is not None and self._shelves is not None:
            found = listing.of_kind(self._shelves, name, kind, self._counts)
        return found or self._iris("kb/things", base=f"{BASE}{kind.value}/")

    def _claims(self, wanted: ClaimFilter, levels: Levels) -> Sequence[str]:
        """Claims that fit, by source and place. Raises ParameterError, see `listing.Claims`."""
        if self._is_near:
            found = self._near_claims.of(wanted, levels.exactly, levels.least)
            if found is not None:
                return found
        params: dict[str, ParamValue | None] = {
            "source": wanted.source,
            "section": wanted.section,
            "confidence": levels.exactly,
            "min_confidence": levels.least,
            "stance": LLMKG[wanted.stance.value] if wanted.stance else None,
            "predicate": wanted.predicate,
            "hedged": wanted.hedged,
        }
        params |= {"about": wanted.about} if wanted.about is not None else {}
        return tuple(self._iris("kb/claims-about" if "about" in params else "kb/claims", **params))

    @cached_property
    def _shelves(self) -> Shelves | None:
        store = self._reader.store
        return Shelves(store) if self._is_near and is_kept(store) else None

    @cached_property
    def _near_claims(self) -> listing.Claims:
        return listing.Claims(self._reader, keeps=self._shelves is not None)

    def _by_name(self, query: str, name: str, class_: str) -> Sequence[str]:
        """Read from where a page begins, if all of the class are on shelves."""
        if self._shelves is not None:
            found = listing.ByName(self._shelves, name)
            if len(found) == self._counts.get(class_, 0):
                return found
        return self._iris(query)

    def _iris(self, name: str, **params: ParamValue | None) -> Sequence[str]:
        return [_value(row[0]) for row in self._rows(name, **params).rows]


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
