"""The parts of a term in N-Triples, and what rdflib makes of it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rdflib import BNode, Literal, URIRef

from llmkg.vocab import RDF, XSD

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_MARKS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def lexical(term: str) -> str:
    """The text of a literal."""
    text = term[1 : term.rindex('"')]
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def language(term: str) -> str:
    """The language tag of a literal, or nothing."""
    end = term[term.rindex('"') + 1 :]
    return end[1:] if end.startswith("@") else ""


def datatype(term: str) -> str:
    """The IRI, in brackets, of the datatype of a literal."""
    end = term[term.rindex('"') + 1 :]
    if end.startswith("@"):
        return f"<{RDF.langString}>"
    return end[2:] or f"<{XSD.string}>"


@lru_cache(maxsize=65536)
def of_rdflib(term: str) -> URIRef | BNode | Literal:
    """The term of rdflib, which knows how values compare; its text stays as it is written."""
    if term.startswith("<"):
        return URIRef(term[1:-1])
    if term.startswith("_:"):
        return BNode(term[2:])
    tag = language(term)
    if tag:
        return Literal(lexical(term), lang=tag)
    kind = datatype(term)[1:-1]
    # As everywhere, xsd:string is what rdflib has no datatype for.
    given = None if kind == XSD.string else URIRef(kind)
    return Literal(lexical(term), datatype=given, normalize=False)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _MARKS.get(match[3], match[3])
