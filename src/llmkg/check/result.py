"""What an engine reports, before it is dressed as a finding: terms only, as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from llmkg.model.text import Labels
from llmkg.vocab import compact

_PLACE: Final = re.compile(r"\{[?$](\w+)\}")
_LITERAL: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@[\w-]+|\^\^<[^>]*>)?', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Result:
    """One breach of one rule.

    rule      IRI
    focus     the node at fault, as N-Triples
    path      IRI of the property at fault, where there is one
    value     the value at fault, as N-Triples, where there is one
    bindings  what a SPARQL rule selected besides, as N-Triples, by variable
    """

    rule: str
    focus: str
    path: str | None = None
    value: str | None = None
    bindings: Mapping[str, str] = field(default_factory=dict, compare=False)

    def fill(self, messages: Labels) -> Labels:
        """The messages with every ``{?variable}`` replaced by what it was bound to."""
        known = dict(self.bindings) | {"this": self.focus}
        if self.path is not None:
            known["path"] = f"<{self.path}>"
        if self.value is not None:
            known["value"] = self.value
        return {
            language: _PLACE.sub(lambda match: readable(known.get(match[1], match[0])), text)
            for language, text in messages.items()
        }


def in_order(result: Result) -> tuple[str, str, str, list[tuple[str, str]]]:
    """What results are sorted by: of two that tell the same breach, one is always the first."""
    return result.focus, result.path or "", result.value or "", sorted(result.bindings.items())


def readable(term: str) -> str:
    """A term in N-Triples as people write it: a CURIE, or the text of a literal in quotes."""
    if term.startswith("<") and term.endswith(">"):
        return compact(term[1:-1])
    literal = _LITERAL.fullmatch(term)
    return f"“{literal[1]}”" if literal else term


def iri_of(term: str) -> str | None:
    """The IRI of a term in N-Triples; None when it is none."""
    return term[1:-1] if term.startswith("<") and term.endswith(">") else None
