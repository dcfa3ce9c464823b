"""A set-wise closure, seen fact by fact."""

from __future__ import annotations

from collections.abc import Collection

from llmkg.reason.closure import Closure
from llmkg.reason.relation import Relation
from llmkg.reason.support import Fact, Term


class ClosureIndex:
    """A set-wise closure, seen fact by fact."""

    def __init__(self, closure: Closure) -> None:
        self._facts = closure.facts

    def has(self, fact: Fact) -> bool:
        """Whether the fact is in the closure."""
        predicate, first, second = fact
        return self._relation(predicate).has(int(first), int(second))

    def objects(self, predicate: str, subject: Term) -> Collection[Term]:
        """The objects of a property for a subject."""
        return self._relation(predicate).seconds_of(int(subject))

    def subjects(self, predicate: str, obj: Term) -> Collection[Term]:
        """The subjects of a property for an object."""
        return self._relation(predicate).firsts_of(int(obj))

    def _relation(self, predicate: str) -> Relation:
        return self._facts.get(predicate) or Relation()
