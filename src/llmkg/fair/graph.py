"""Triples that a checker reads, by subject and property; and where they are found in a page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from llmkg.vocab import RDF, SCHEMA

_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
OLD_SCHEMA: Final = "http://schema.org/"
_ADDRESSES: Final = ("url", "license", "contentUrl", "sameAs", "isBasedOn", "conditionsOfAccess")
_CONTEXT: Final = {
    "@vocab": str(SCHEMA),
    **{name: {"@type": "@id"} for name in _ADDRESSES},
}


class Triples:
    """Triples read from one or more places; schema.org goes by its https names."""

    def __init__(self, triples: Iterable[ox.Triple] = ()) -> None:
        self._said: dict[str, dict[str, list[_Term]]] = defaultdict(lambda: defaultdict(list))
        self.size = 0
        for triple in triples:
            value = triple.object
            if isinstance(value, ox.NamedNode):
                value = ox.NamedNode(_modern(value.value))
            self._said[_name(triple.subject)][_modern(triple.predicate.value)].append(value)
            self.size += 1

    def all(self, subject: str, *properties: str) -> list[str]:
        """The values of any of these properties, as text."""
        said = self._said.get(subject, {})
        return [_name(value) for each in properties for value in said.get(each, ())]

    def has(self, subject: str, *properties: str) -> bool:
        """Whether it has a value of any of these properties that is not empty."""
        return any(value.strip() for value in self.all(subject, *properties))

    def of_type(self, *types: str) -> list[str]:
        """The subjects of any of these types."""
        wanted = set(types)
        return [each for each in self._said if wanted & set(self.all(each, RDF.type))]

    def subjects(self) -> Iterator[str]:
        """All subjects."""
        return iter(self._said)

    def properties(self, subject: str | None = None) -> set[str]:
        """The properties of one subject, or of all."""
        if subject is not None:
            return set(self._said.get(subject, {}))
        return {name for said in self._said.values() for name in said}

    def things(self) -> set[str]:
        """Every IRI that is a subject or a value, and not only a property."""
        found = {each for each in self._said if ":" in each}
        for said in self._said.values():
            for values in said.values():
                found |= {value.value for value in values if isinstance(value, ox.NamedNode)}
        return found

    def names(self) -> set[str]:
        """Every IRI in them."""
        return self.things() | self.properties()


def read(body: bytes, media_type: str, base: str) -> list[ox.Triple]:
    """The triples of a document; none where it cannot be read."""
    if media_type == "application/ld+json":
        return json_ld(body.decode("utf-8", "replace"), base)
    form = ox.RdfFormat.from_media_type(media_type)
    if form is None:
        return []
    try:
        return [quad.triple for quad in ox.parse(body, format=form, base_iri=base)]
    except (SyntaxError, ValueError):
        return []


def json_ld(text: str, base: str) -> list[ox.Triple]:
    """The triples of JSON-LD. The context of schema.org is known here, so that none is fetched."""
    try:
        document: Any = json.loads(text)
    except ValueError:
        return []
    if isinstance(document, dict) and _is_schema(document.get("@context")):
        document = {**document, "@context": _CONTEXT}
    body = json.dumps(document).encode()
    try:
        return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.JSON_LD, base_iri=base)]
    except (SyntaxError, ValueError):
        return []


def embedded(page: bytes, base: str) -> list[ox.Triple]:
    """The triples of the JSON-LD in a page."""
    reader = _Scripts()
    reader.feed(page.decode("utf-8", "replace"))
    return [triple for text in reader.found for triple in json_ld(text, base)]


class _Scripts(HTMLParser):
    """Collects the scripts of a page that are JSON-LD."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - none is inside of a script
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def _is_schema(context: object) -> bool:
    return isinstance(context, str) and context.rstrip("/").partition("://")[2] == "schema.org"


def _modern(iri: str) -> str:
    return SCHEMA[iri.removeprefix(OLD_SCHEMA)] if iri.startswith(OLD_SCHEMA) else iri


def _name(term: object) -> str:
    return str(getattr(term, "value", term))
