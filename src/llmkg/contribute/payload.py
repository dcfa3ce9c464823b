"""From the bytes of a request to triples. Runs only where it may be killed."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox
from pyld import jsonld

from llmkg.contribute.faults import PayloadTypeError, RemoteContextError
from llmkg.errors import EncodingError, InputError, TurtleSyntaxError
from llmkg.export.formats import GRAPH_FORMATS, JSON_LD, RDF_XML, TURTLE, GraphFormat
from llmkg.export.jsonld import refuse
from llmkg.model.location import Location
from llmkg.rdf.nesting import check_json, check_turtle, check_xml
from llmkg.rdf.turtle import MEND_TURTLE, too_long
from llmkg.store.embedded import as_stored

_EXTENSIONS: Final = {f".{known.extension}": known for known in GRAPH_FORMATS}


@dataclass(frozen=True, slots=True)
class Part:
    """A document of a request: its media type (or, of an upload, the name of a file), its bytes."""

    media_type: str
    data: bytes
    file: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """Our JSON-LD context: the addresses that stand for it, and the context itself."""

    addresses: tuple[str, ...]
    document: Mapping[str, Any]


def format_of(media_type: str, file: str = "") -> GraphFormat:
    """The format of a body. Raises PayloadTypeError."""
    for known in GRAPH_FORMATS:
        if media_type in known.media_types:
            return known
    if media_type in ("", "application/octet-stream", "text/plain"):
        for extension, known in _EXTENSIONS.items():
            if file.endswith(extension):
                return known
    names = ", ".join(known.media_type for known in GRAPH_FORMATS)
    raise PayloadTypeError(
        f"A body of type {media_type or '(none)'} is not read here", mend=f"Send one of: {names}."
    )


def read(
    parts: Sequence[Part], graph: str, base: str, published: Published
) -> tuple[ox.Triple, ...]:
    """The triples of all parts together, as a store keeps them, each once.

    Blank nodes get labels that nothing else has. A document with named graphs may name `graph`
    only. Raises PayloadTypeError, TurtleSyntaxError, EncodingError, TooLargeError,
    RemoteContextError.
    """
    target = ox.NamedNode(graph)
    found: dict[ox.Quad, None] = {}
    for part in parts:
        for quad in _quads(part, base, published):
            if quad.graph_name not in (_DEFAULT, target):
                raise TurtleSyntaxError(
                    f"The document speaks of another graph: {quad.graph_name}",
                    mend="Send each graph to its own address, or use SPARQL Update.",
                )
            _only_rdf_1_1(quad)
            found[ox.Quad(quad.subject, quad.predicate, quad.object)] = None
    return tuple(quad.triple for quad in as_stored(found))


def _quads(part: Part, base: str, published: Published) -> Iterator[ox.Quad]:
    known = format_of(part.media_type, part.file)
    data = part.data
    _text(data)
    if known is RDF_XML:
        check_xml(data)
    elif known is JSON_LD:
        data = _expanded(data, base, published)
    else:
        data = data.removeprefix(BOM_UTF8)
        check_turtle(data)
    takes_base = known in (RDF_XML, TURTLE, JSON_LD) or known.name == "trig"
    try:
        yield from ox.parse(
            data, known.rdf, base_iri=base if takes_base else None, rename_blank_nodes=True
        )
    except SyntaxError as error:
        place = Location("", error.lineno, error.offset) if known is not JSON_LD else None
        raise TurtleSyntaxError(
            f"The body is not {known.media_type}: {_bare(error)}",
            where=place,
            mend=MEND_TURTLE if known is TURTLE else "Correct it at this place, and send it again.",
        ) from None
    except MemoryError as error:
        raise too_long(error) from None


def _expanded(data: bytes, base: str, published: Published) -> bytes:
    """A JSON-LD document without its contexts; ours may be named, any other is refused."""

    def load(url: str, options: object = None) -> dict[str, Any]:
        if url not in published.addresses:
            refuse(url, options)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": published.document,
        }

    try:
        check_json(data)
        document = json.loads(_text(data))
        expanded = jsonld.expand(document, {"documentLoader": load, "base": base})
        return json.dumps(expanded).encode()
    except json.JSONDecodeError as error:
        place = Location("", error.lineno, error.colno)
        raise TurtleSyntaxError(f"The body is not JSON: {error.msg}", where=place) from None
    except RecursionError:
        raise TurtleSyntaxError("The document nests too deeply") from None
    except jsonld.JsonLdError as error:
        raise _refused(error) from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        # PyLD meets some documents that are no JSON-LD with errors of Python's own.
        raise TurtleSyntaxError(f"The body is not JSON-LD: {error}") from None


def _refused(error: jsonld.JsonLdError) -> InputError:
    """PyLD wraps what the loader raised, so the reason lies at the end of the chain."""
    cause: Any = error
    while cause is not None:
        if getattr(cause, "code", None) == "loading document failed":
            return RemoteContextError(
                str(cause.args[0]), mend="Write the context into the document, or use ours."
            )
        cause = getattr(cause, "cause", None) or cause.__cause__
    return TurtleSyntaxError(f"The body is not JSON-LD: {error.args[0] if error.args else error}")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"Byte {error.start + 1} of the body is not UTF-8", mend="Send UTF-8."
        ) from None


def _only_rdf_1_1(quad: ox.Quad) -> None:
    value = quad.object
    if isinstance(value, ox.Triple) or (isinstance(value, ox.Literal) and value.direction):
        raise TurtleSyntaxError(
            "The document has a triple term or a base direction, which RDF 1.1 has not",
            mend="Say it with a proposition and a claim.",
        )


def _bare(error: SyntaxError) -> str:
    message = error.msg or str(error)
    head, colon, tail = message.partition(": ")
    return tail if colon and head.startswith("Parser error at line") else message


_DEFAULT: Final = ox.DefaultGraph()
