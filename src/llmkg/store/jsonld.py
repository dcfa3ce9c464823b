"""Small graphs as JSON-LD that reads well: nodes whole, ``@type``, names with our prefixes.

The engine's own JSON-LD is right but flat: full IRIs, and types as one more property. It is what
large graphs are streamed in; what fits into memory goes through here. Values stay as they are
written (no number is turned into one of JSON), so that nothing is lost on the way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson
import pyoxigraph as ox

from llmkg.errors import UnknownFormatError
from llmkg.vocab import RDF, XSD

_TYPE: Final = RDF.type
_STRING: Final = XSD.string


def to_json_ld(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """The triples, each once. Raises UnknownFormatError for a triple term, which has no place."""
    distinct = dict.fromkeys(triples)
    writer = _Writer(_safe(distinct, prefixes))
    nodes: dict[str, dict[str, Any]] = {}
    for triple in distinct:
        subject = writer.name(triple.subject)
        node = nodes.setdefault(subject, {"@id": subject})
        predicate, value = triple.predicate.value, triple.object
        if predicate == _TYPE and not isinstance(value, ox.Literal):
            node.setdefault("@type", []).append(writer.name(value))
        else:
            node.setdefault(writer.compact(predicate), []).append(writer.value(value))
    content = [{key: _alone(value) for key, value in node.items()} for node in nodes.values()]
    document = {"@context": writer.used(), "@graph": content}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


class _Writer:
    def __init__(self, prefixes: Mapping[str, str]) -> None:
        # The longest first: model: goes before what it begins with.
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[1]))
        self._used: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def used(self) -> dict[str, str]:
        """The prefixes that were needed."""
        return dict(sorted(self._used.items()))

    def compact(self, iri: str) -> str:
        known = self._names.get(iri)
        if known is not None:
            return known
        name = iri
        for prefix, space in self._prefixes:
            # `x://…` is never read as a short name
            rest = iri[len(space) :]
            if rest and iri.startswith(space) and not rest.startswith("//"):
                self._used[prefix] = space
                name = f"{prefix}:{rest}"
                break
        self._names[iri] = name
        return name

    def name(self, term: object) -> str:
        match term:
            case ox.NamedNode():
                return self.compact(term.value)
            case ox.BlankNode():
                return str(term)
            case _:
                raise UnknownFormatError(
                    "JSON-LD cannot hold a triple term", mend="Ask for Turtle instead."
                )

    def value(self, term: object) -> Any:
        if not isinstance(term, ox.Literal):
            return {"@id": self.name(term)}
        if term.direction is not None:
            return {
                "@value": term.value,
                "@language": term.language,
                "@direction": str(term.direction),
            }
        if term.language:
            return {"@value": term.value, "@language": term.language}
        if term.datatype.value == _STRING:
            return term.value
        return {"@value": term.value, "@type": self.compact(term.datatype.value)}


def _safe(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes under which no whole IRI would be taken for a short name (``p:x`` is an IRI)."""
    schemes = set()
    for triple in triples:
        for term in triple:
            iri = term.datatype if isinstance(term, ox.Literal) else term
            if isinstance(iri, ox.NamedNode):
                schemes.add(iri.value.partition(":")[0])
    return {name: space for name, space in prefixes.items() if name not in schemes}


def _alone(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value
