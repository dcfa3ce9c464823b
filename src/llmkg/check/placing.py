"""Where findings stand: which document, which line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from llmkg.check.result import Result, iri_of
from llmkg.model.location import Location
from llmkg.rdf.corpus import Document
from llmkg.rdf.positions import locate
from llmkg.vocab import RDF


@dataclass(frozen=True, slots=True)
class Placed:
    """A result, with the thing that it is about and the place where that stands."""

    result: Result
    focus: str
    path: str | None
    value: str | None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one document says of something, as N-Triples but for the predicate's IRI."""

    document: Document
    subject: str
    predicate: str
    value: str


class Places:
    """Finds the places of results in documents; of several, `prefer` comes first."""

    def __init__(self, documents: Iterable[Document], *, prefer: Document | None = None) -> None:
        self._documents = sorted(documents, key=lambda document: document is not prefer)

    def place(self, results: Iterable[Result]) -> list[Placed]:
        """The results in their order, each with its place.

        A focus that is a literal cannot be pointed at: the thing that has it as a value stands in.
        """
        listed = list(results)
        about, having = self._said({result.focus for result in listed})
        found = [_statement(result, about, having) for result in listed]
        placed = [_placed(*pair) for pair in zip(listed, found, strict=True)]
        # File by file, since finding one place in a file means reading all of it.
        names = [statement.document.name if statement else "" for statement in found]
        for index in sorted(range(len(listed)), key=lambda index: names[index]):
            statement = found[index]
            if statement is not None:
                place = _locate(placed[index], statement)
                placed[index] = replace(placed[index], location=place)
        return placed

    def _said(self, wanted: set[str]) -> tuple[dict[str, list[_Statement]], dict[str, _Statement]]:
        """What is said of each term, and the first statement that has it as a value."""
        about: dict[str, list[_Statement]] = defaultdict(list)
        having: dict[str, _Statement] = {}
        for document in self._documents:
            for quad in document.quads:
                subject, value = str(quad.subject), str(quad.object)
                if subject in wanted or value in wanted:
                    statement = _Statement(document, subject, quad.predicate.value, value)
                    if subject in wanted:
                        about[subject].append(statement)
                    if value in wanted:
                        having.setdefault(value, statement)
        return about, having


def _statement(
    result: Result, about: dict[str, list[_Statement]], having: dict[str, _Statement]
) -> _Statement | None:
    """The very statement at fault, else one with the property, else the type, else any.

    Of a thing that nothing is said of, the statement that mentions it.
    """
    statements = about.get(result.focus, [])
    for statement in statements:
        if statement.predicate == result.path and statement.value == result.value:
            return statement
    for predicate in (result.path, RDF.type):
        for statement in statements:
            if statement.predicate == predicate:
                return statement
    return statements[0] if statements else having.get(result.focus)


def _placed(result: Result, statement: _Statement | None) -> Placed:
    focus = iri_of(result.focus)
    if focus is not None:
        return Placed(result, focus, result.path, result.value)
    if statement is not None and statement.value == result.focus:
        subject = iri_of(statement.subject) or statement.subject
        return Placed(result, subject, statement.predicate, statement.value)
    return Placed(result, result.focus, result.path, result.value)


def _locate(placed: Placed, statement: _Statement) -> Location:
    document = statement.document
    subject = iri_of(statement.subject) or statement.subject
    predicate, value = placed.path, placed.value
    if statement.subject != placed.result.focus:
        predicate, value = statement.predicate, statement.value
    elif statement.predicate != predicate:
        # The property is missing, or several: the thing itself is the place.
        predicate = value = None
    return locate(document.path, subject, predicate, value, name=document.name)
