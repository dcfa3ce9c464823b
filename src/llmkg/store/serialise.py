"""Answers of the engine as bytes, put right where its own serialisers are not.

* RDF/XML has no place for a predicate whose IRI ends in no XML name; the engine writes one that no
  reader takes. It is refused.
* A reader of XML takes a bare carriage return for a line feed (XML 1.0, 2.11), so it is written as
  ``&#13;``; the control characters that XML cannot hold at all are refused.
* Graphs of up to :data:`WHOLE` triples become JSON-LD that reads well; larger ones are streamed as
  the engine has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain, islice
from typing import IO, Final, Protocol, cast

import pyoxigraph as ox

from llmkg.errors import UnknownFormatError
from llmkg.store.jsonld import to_json_ld
from llmkg.vocab import PREFIXES

WHOLE: Final = 5_000
"""Most triples that are held to be written as well-formed JSON-LD."""

_READABLE: Final = frozenset({ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG})
# What XML 1.0 (2.2) leaves out of its characters, in UTF-8.
_NO_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
)
_MORE: Final = (
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_XML_NAME: Final = re.compile(rf"[{_START}][{_START}\-.0-9\u00b7\u0300-\u036f\u203f-\u2040]*$")


class Output(Protocol):
    """Takes an answer piece by piece."""

    def write(self, data: bytes, /) -> int:
        """Take a piece; gives its length."""
        ...

    def flush(self) -> None:
        """Nothing more comes for now."""
        ...


def write_results(
    result: ox.QuerySolutions | ox.QueryBoolean, format_: ox.QueryResultsFormat, output: Output
) -> None:
    """Rows, or a yes or no. Raises UnknownFormatError for what the format cannot hold."""
    into = _Xml(output) if format_ == ox.QueryResultsFormat.XML else output
    result.serialize(cast(IO[bytes], into), format=format_)
    _raise_fault(into)


def write_graph(triples: Iterable[ox.Triple], format_: ox.RdfFormat, output: Output) -> None:
    """A graph. Raises UnknownFormatError for what the format cannot hold."""
    into: Output = output
    if format_ == ox.RdfFormat.JSON_LD:
        rest = iter(triples)
        first = list(islice(rest, WHOLE + 1))
        if len(first) <= WHOLE:
            output.write(to_json_ld(first, PREFIXES))
            return
        triples = chain(first, rest)
    elif format_ == ox.RdfFormat.RDF_XML:
        triples, into = _nameable(triples), _Xml(output)
    if format_ in _READABLE or format_ == ox.RdfFormat.RDF_XML:  # nobody reads bare IRIs
        prefixes = {name: iri for name, iri in PREFIXES.items() if name != "rdf"}
        if format_ in _READABLE:
            prefixes["rdf"] = PREFIXES["rdf"]
        ox.serialize(triples, cast(IO[bytes], into), format=format_, prefixes=prefixes)
    elif isinstance(triples, ox.QueryTriples):
        triples.serialize(cast(IO[bytes], into), format=format_)
    else:
        ox.serialize(triples, cast(IO[bytes], into), format=format_)
    _raise_fault(into)


def results_bytes(
    result: ox.QuerySolutions | ox.QueryBoolean, format_: ox.QueryResultsFormat
) -> bytes:
    """As `write_results`, in one piece."""
    if format_ != ox.QueryResultsFormat.XML:
        return result.serialize(format=format_) or b""
    buffer = BytesIO()
    write_results(result, format_, buffer)
    return buffer.getvalue()


def graph_bytes(triples: Iterable[ox.Triple], format_: ox.RdfFormat) -> bytes:
    """As `write_graph`, in one piece."""
    if isinstance(triples, ox.QueryTriples) and format_ == ox.RdfFormat.N_TRIPLES:
        return triples.serialize(format=format_) or b""  # it needs no mending
    buffer = BytesIO()
    write_graph(triples, format_, buffer)
    return buffer.getvalue()


def refuse_unnameable(iri: str) -> None:
    """UnknownFormatError for a predicate that RDF/XML cannot write."""
    end = max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1
    if not _XML_NAME.match(iri, end):
        raise UnknownFormatError(
            f"RDF/XML cannot hold the predicate {iri}", mend="Ask for Turtle instead."
        )


def _nameable(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    seen: set[str] = set()
    for triple in triples:
        iri = triple.predicate.value
        if iri not in seen:
            refuse_unnameable(iri)
            seen.add(iri)
        yield triple


class _Xml:
    """Mends XML on its way."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._last = b""
        self.fault: UnknownFormatError | None = None

    def write(self, data: bytes, /) -> int:
        # Two bytes of what came before: a character may be cut by the edge of a piece.
        found = _NO_XML.search(self._last + data)
        if found is not None:
            code = ord(found[0].decode())
            self.fault = UnknownFormatError(
                f"XML cannot hold the character U+{code:04X} of the answer",
                mend="Ask for JSON or Turtle instead.",
            )
            raise self.fault
        self._last = bytes(data[-2:])
        self._output.write(data.replace(b"\r", b"&#13;"))
        return len(data)

    def flush(self) -> None:
        self._output.flush()


def _raise_fault(into: Output) -> None:
    """Raise what the output had against the answer, should the engine have passed over it."""
    if isinstance(into, _Xml) and into.fault is not None:
        raise into.fault
