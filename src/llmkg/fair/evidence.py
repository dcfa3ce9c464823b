"""What the checks look at, fetched once: the ontology and the dataset, as page and as RDF."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from llmkg.fair.graph import Triples, embedded, read
from llmkg.fair.visit import Answer, Visitor
from llmkg.vocab import BASE, OWL, SCHEMA

HTML: Final = "text/html"
SERIALISATIONS: Final = (
    "text/turtle",
    "application/rdf+xml",
    "application/ld+json",
    "application/n-triples",
)


class Resource:
    """Something with a name: its page, its RDF, and the typed links that lead from it."""

    def __init__(self, visitor: Visitor, iri: str) -> None:
        self.iri = iri
        self._visitor = visitor

    @cached_property
    def page(self) -> Answer:
        """What a browser gets."""
        return self._visitor.get(self.iri, HTML)

    @property
    def has_page(self) -> bool:
        """Whether a browser gets a page."""
        return self.page.fine and self.page.media_type == HTML

    @cached_property
    def forms(self) -> dict[str, Answer]:
        """The RDF that it comes in, by the media type that was asked for and came."""
        asked = {type_: self._visitor.get(self.iri, type_) for type_ in SERIALISATIONS}
        return {type_: a for type_, a in asked.items() if a.fine and a.media_type == type_}

    @cached_property
    def negotiated(self) -> Triples:
        """The triples of the first form that can be read."""
        for type_, answer in self.forms.items():
            found = read(answer.body, type_, self.iri)
            if found:
                return Triples(found)
        return Triples()

    @cached_property
    def embedded(self) -> Triples:
        """The triples in the page."""
        return Triples(embedded(self.page.body, self.page.address) if self.has_page else ())

    @cached_property
    def linked(self) -> Triples:
        """The triples of what the page says describes it (``rel="describedby"``)."""
        found = []
        for link in self.page.links:
            if link.rel == "describedby" and link.type in SERIALISATIONS:
                answer = self._visitor.get(link.target, link.type)
                if answer.fine:
                    found += read(answer.body, answer.media_type, link.target)
        return Triples(found)

    @property
    def metadata(self) -> tuple[Triples, ...]:
        """All that is said of it, place by place."""
        return (self.embedded, self.negotiated, self.linked)

    @property
    def crawled(self) -> tuple[Triples, ...]:
        """What a crawler finds that asks for the page alone: in it, and behind its typed links."""
        return (self.embedded, self.linked)

    def all(self, *properties: str, of: str | None = None) -> list[str]:
        """The values of any of these properties, wherever they are said."""
        return [value for said in self.metadata for value in said.all(of or self.iri, *properties)]

    def has(self, *properties: str) -> bool:
        """Whether it has any of these properties, wherever that is said."""
        return any(said.has(self.iri, *properties) for said in self.metadata)


class Evidence:
    """The service, its ontology and its dataset."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.ontology = Resource(visitor, f"{BASE}ontology")
        self.dataset = Resource(visitor, BASE)

    @property
    def version(self) -> str:
        """The digest of the data, as the dataset's metadata has it; "" where it says none."""
        return next(iter(self.dataset.all(SCHEMA.version)), "")

    @property
    def ontology_iri(self) -> str:
        """What the ontology calls itself; "" where no ontology was found."""
        names = self.ontology.negotiated.of_type(OWL.Ontology)
        return self.ontology.iri if self.ontology.iri in names else next(iter(names), "")
