"""What is said of what, by class: a view of quads that a measurement looks through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from llmkg.vocab import LLMKG, RDF


class Said:
    """Statements by subject and predicate; doubles count once."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        about: dict[str, dict[str, dict[object, None]]] = defaultdict(lambda: defaultdict(dict))
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode):
                about[quad.subject.value][quad.predicate.value][quad.object] = None
        self.about: Mapping[str, Mapping[str, list[object]]] = {
            subject: {predicate: list(terms) for predicate, terms in said.items()}
            for subject, said in about.items()
        }
        self.triples = sum(len(terms) for said in about.values() for terms in said.values())
        self._by_class: dict[str, list[str]] = defaultdict(list)
        for subject, said in sorted(self.about.items()):
            for term in said.get(RDF.type, ()):
                self._by_class[ours(_value(term))].append(subject)

    def of(self, name: str) -> list[str]:
        """What has this class of the ontology as its type, in the order of the IRIs."""
        return self._by_class.get(name, [])

    def all(self, subject: str, predicate: str) -> list[str]:
        """The values of a property, in the order in which they were read."""
        return [_value(term) for term in self.about.get(subject, {}).get(predicate, ())]

    def one(self, subject: str, predicate: str) -> str:
        """The value of a property; "" where there is none."""
        return next(iter(self.all(subject, predicate)), "")

    def kind(self, term: object) -> str:
        """What a term of a proposition is: its class of the ontology, or its datatype."""
        if isinstance(term, ox.Literal):
            return term.datatype.value.rpartition("#")[2]
        classes = (ours(each) for each in self.all(_value(term), RDF.type))
        return next((name for name in classes if ":" not in name), "term")


def ours(iri: str) -> str:
    """The name of a term of the ontology without its namespace; any other IRI as it is."""
    return iri.removeprefix(str(LLMKG))


def literal_text(term: object, language: str) -> str | None:
    """The text of a literal in this language."""
    if isinstance(term, ox.Literal) and term.language == language:
        return term.value
    return None


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
