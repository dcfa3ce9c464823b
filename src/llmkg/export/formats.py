"""The serialisations that llmkg speaks: their names, media types and file extensions.

Two families: :data:`GRAPH_FORMATS` for triples and quads, :data:`TABLE_FORMATS` for the results of
SELECT and ASK. Within each the order is the server's preference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pyoxigraph import QueryResultsFormat, RdfFormat

from llmkg.errors import UnknownFormatError


@dataclass(frozen=True, slots=True)
class Format:
    """A serialisation.

    name         how it is asked for on a command line or in ``?format=``
    aliases      other names for it, media types aside
    media_types  the registered one first, then others that clients ask for it by
    extension    of a file, without the dot
    charset      whether the media type is sent with ``charset=utf-8``
    """

    name: str
    aliases: tuple[str, ...]
    media_types: tuple[str, ...]
    extension: str
    charset: bool

    @property
    def media_type(self) -> str:
        """The registered media type."""
        return self.media_types[0]

    def is_called(self, name: str) -> bool:
        """Whether `name` is one of its names: an alias, an extension or a media type."""
        wanted = name.partition(";")[0].strip().lower()
        return wanted in (self.name, self.extension, *self.aliases, *self.media_types)

    def content_type(self, media_type: str | None = None) -> str:
        """The value of the Content-Type header when the answer goes out as `media_type`."""
        chosen = (media_type or self.media_type).replace(";", "; ")
        return f"{chosen}; charset=utf-8" if self.charset else chosen


@dataclass(frozen=True, slots=True)
class GraphFormat(Format):
    """A serialisation of triples; `datasets` tells whether it also keeps named graphs apart."""

    rdf: RdfFormat
    datasets: bool


@dataclass(frozen=True, slots=True)
class TableFormat(Format):
    """A serialisation of solutions, or of a yes or no."""

    results: QueryResultsFormat


TURTLE: Final = GraphFormat(
    name="turtle",
    aliases=("ttl", "n3"),  # Turtle is N3, and some clients ask for no other name of it
    media_types=("text/turtle", "application/x-turtle", "text/n3"),
    extension="ttl",
    charset=True,
    rdf=RdfFormat.TURTLE,
    datasets=False,
)
JSON_LD: Final = GraphFormat(
    name="jsonld",
    aliases=("json-ld", "json"),
    media_types=("application/ld+json", "application/json"),
    extension="jsonld",
    charset=False,
    rdf=RdfFormat.JSON_LD,
    datasets=True,
)
N_TRIPLES: Final = GraphFormat(
    name="ntriples",
    aliases=("nt", "n-triples"),
    media_types=("application/n-triples", "text/plain"),
    extension="nt",
    charset=True,
    rdf=RdfFormat.N_TRIPLES,
    datasets=False,
)
RDF_XML: Final = GraphFormat(
    name="rdfxml",
    aliases=("rdf-xml", "rdf+xml", "xml"),
    media_types=("application/rdf+xml", "application/xml", "text/xml"),
    extension="rdf",
    charset=False,
    rdf=RdfFormat.RDF_XML,
    datasets=False,
)
TRIG: Final = GraphFormat(
    name="trig",
    aliases=(),
    media_types=("application/trig", "application/x-trig"),
    extension="trig",
    charset=True,
    rdf=RdfFormat.TRIG,
    datasets=True,
)
N_QUADS: Final = GraphFormat(
    name="nquads",
    aliases=("nq", "n-quads"),
    media_types=("application/n-quads",),
    extension="nq",
    charset=True,
    rdf=RdfFormat.N_QUADS,
    datasets=True,
)

GRAPH_FORMATS: Final = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS)
TRIPLE_FORMATS: Final = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""What CONSTRUCT and DESCRIBE answer in: their result is one graph."""

RESULTS_JSON: Final = TableFormat(
    name="json",
    aliases=(),
    media_types=("application/sparql-results+json", "application/json"),
    extension="srj",
    charset=False,
    results=QueryResultsFormat.JSON,
)
RESULTS_XML: Final = TableFormat(
    name="xml",
    aliases=(),
    media_types=("application/sparql-results+xml", "application/xml", "text/xml"),
    extension="srx",
    charset=False,
    results=QueryResultsFormat.XML,
)
RESULTS_CSV: Final = TableFormat(
    name="csv",
    aliases=(),
    media_types=("text/csv",),
    extension="csv",
    charset=True,
    results=QueryResultsFormat.CSV,
)
RESULTS_TSV: Final = TableFormat(
    name="tsv",
    aliases=(),
    media_types=("text/tab-separated-values",),
    extension="tsv",
    charset=True,
    results=QueryResultsFormat.TSV,
)
TABLE_FORMATS: Final = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)

F = TypeVar("F", bound=Format)


def find_format(name: str, formats: Sequence[F]) -> F:
    """The one of `formats` that is called `name`: a name, an alias, an extension or a media type.

    Raises UnknownFormatError, which lists the names there are.
    """
    for known in formats:
        if known.is_called(name):
            return known
    raise UnknownFormatError(
        f"There is no format {name!r} here", mend=f"Choose one of: {names(formats)}."
    )


def names(formats: Iterable[Format]) -> str:
    """The names of formats, for a message."""
    return ", ".join(known.name for known in formats)
