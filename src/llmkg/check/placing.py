"""Where findings stand: which document, which line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from llmkg.check.result import Result, iri_of
from llmkg.model.location import Location
from llmkg.rdf.corpus import Corpus, Document
from llmkg.rdf.positions import locate
from llmkg.vocab import RDF


@dataclass(frozen=True, slots=True)
class Placed:
    """A result, with the thing that it is about and the place where that stands."""

    result: Result
    focus: str
    path: str | None
    value: str | None
    location: Location | None


class Places:
    """Finds the places of results in a corpus."""

    def __init__(self, corpus: Corpus, *, prefer: Document | None = None) -> None:
        self._documents = sorted(corpus.documents, key=lambda document: document is not prefer)

    def place(self, results: Iterable[Result]) -> list[Placed]:
        """The results, each with its place.

        A focus that is a literal cannot be pointed at: the thing that has it as a value stands in.
        """
        listed = list(results)
        wanted = {result.focus for result in listed}
        # One pass over the documents; only what the results speak of is kept.
        said: dict[str, list[tuple[Document, str, str]]] = defaultdict(list)
        having: dict[str, tuple[str, str]] = {}
        for document in self._documents:
            for quad in document.quads:
                subject, value = str(quad.subject), str(quad.object)
                if subject in wanted:
                    said[subject].append((document, quad.predicate.value, value))
                if value in wanted:
                    having.setdefault(value, (subject, quad.predicate.value))
        return [self._placed(result, said, having) for result in listed]

    def _placed(
        self,
        result: Result,
        said: dict[str, list[tuple[Document, str, str]]],
        having: dict[str, tuple[str, str]],
    ) -> Placed:
        focus, path, value = iri_of(result.focus), result.path, result.value
        if focus is None and result.focus in having:
            subject, path = having[result.focus]
            focus, value = iri_of(subject), result.focus
        if focus is None:
            return Placed(result, result.focus, path, value, None)
        statements = said.get(result.focus, [])
        document = _best(statements, path, value)
        if document is None and result.focus in having:
            subject, path_there = having[result.focus]
            holder = iri_of(subject)
            document = self._document_of(subject)
            if document is not None and holder is not None:
                place = locate(document.path, holder, path_there, result.focus, name=document.name)
                return Placed(result, focus, path, value, place)
        if document is None:
            return Placed(result, focus, path, value, None)
        stated = any(predicate == path for _, predicate, _ in statements)
        place = locate(
            document.path,
            focus,
            path if stated else None,
            value if stated and path is not None else None,
            name=document.name,
        )
        return Placed(result, focus, path, value, place)

    def _document_of(self, subject: str) -> Document | None:
        return next(
            (
                document
                for document in self._documents
                if any(str(quad.subject) == subject for quad in document.quads)
            ),
            None,
        )


def _best(
    statements: list[tuple[Document, str, str]], path: str | None, value: str | None
) -> Document | None:
    """The document with the very statement, else with the property, else with the type."""
    for test in (
        lambda one: one[1] == path and one[2] == value,
        lambda one: one[1] == path,
        lambda one: one[1] == RDF.type,
        lambda _one: True,
    ):
        for one in statements:
            if test(one):
                return one[0]
    return None
