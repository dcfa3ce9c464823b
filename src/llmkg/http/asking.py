"""What a request of the SPARQL protocol asks, read from its address, its body and its headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from fastapi import Request

from llmkg.export.formats import TABLE_FORMATS, TRIPLE_FORMATS, Format
from llmkg.http import body
from llmkg.http.negotiate import Choice, choose, media_ranges
from llmkg.http.problems import MediaTypeError, ProtocolError, RefusedError
from llmkg.store.port import DatasetSpec, QueryForm

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
WAYS: Final = {"Accept-Post": f"{QUERY}, {FORM}", "Accept-Query": f"{QUERY}, {FORM}"}
"""What a query may be sent as."""

UPDATE_SENT: Final = "llmkg.update"
"""What a scope has when the front has found an update in a form."""

VERSIONS: Final = ("1.0", "1.1", "1.2-basic", "1.2")
RDFLIB_DEFAULT: Final = "urn:x-rdflib:default"
_FORM_OVERHEAD: Final = 4
"""A query in a form is percent-encoded: up to three bytes for one, and other fields beside it."""


class UpdateSentError(RefusedError):
    """An update where only queries are read; whoever takes updates is to be asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request of the protocol asks.

    dataset  what the protocol says about it, over the query's own FROM; None when it says nothing
    format   the value of ``?format=``
    timeout  the value of ``?timeout=``, in seconds; None when it is none
    """

    query: str
    dataset: DatasetSpec | None
    format: str | None
    timeout: float | None = None

    def seconds(self, most: float) -> float:
        """How long the query may run: what the client asks, but no more than is given here."""
        return most if self.timeout is None else min(most, self.timeout)


def accepted(request: Request) -> str | None:
    """The Accept header; several of them count as one (RFC 9110, 5.3)."""
    return ", ".join(request.headers.getlist("accept")) or None


@lru_cache(maxsize=256)
def prefers_page(accept: str | None) -> bool:
    """Whether a page is liked better than results in any format; only HTML by name counts."""
    if accept is None or "text/html" not in accept:
        return False
    ranges = media_ranges(accept)
    results = max(ranges.quality(each.media_type) for each in (*TABLE_FORMATS, *TRIPLE_FORMATS))
    return dict(ranges).get("text/html", 0.0) > results


async def posted(request: Request, limit: int) -> Asked:
    """What a POST asks, by whichever of the two kinds it is.

    Raises MediaTypeError, RefusedError, ProtocolError, TooLargeError, EncodingError.
    """
    in_address = body.fields(request.scope["query_string"])
    match body.media_type(request):
        case "application/x-www-form-urlencoded":
            data = await body.read(request, _FORM_OVERHEAD * limit)
            # The protocol has all parameters in the form; those in the address count as well,
            # so that a query given twice is seen.
            return ask([*in_address, *body.fields(data)])
        case "application/sparql-query":
            _only_utf8(request)
            data = await body.read(request, limit)
            return ask([*in_address, ("query", body.text(data))])
        case "application/sparql-update":
            raise _no_updates()
        case other:
            raise MediaTypeError(
                f"A body of type {other or '(none)'} is not read here",
                mend=f"POST a form ({FORM}) or the query itself ({QUERY}).",
                reads=WAYS,
            )


def ask(fields: Sequence[tuple[str, str]]) -> Asked:
    """What the fields of a request ask.

    Parameters that the protocol does not have are passed over: clients send many of their own.
    Raises ProtocolError unless there is exactly one query, RefusedError for an update.
    """
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(value)
    if "update" in values and "query" in values:
        raise ProtocolError("The request has a query and an update", mend="Send one of them.")
    if "update" in values or "using-graph-uri" in values or "using-named-graph-uri" in values:
        raise _no_updates()
    queries = values.get("query", [])
    if len(queries) != 1:
        raise ProtocolError(
            f"The request has {len(queries) or 'no'} queries", mend="Give exactly one `query`."
        )
    _check_version(values.get("version", []))
    format_ = one_format(values.get("format", []))
    # rdflib's Dataset calls a remote store's own default graph by rdflib's name for it.
    default = tuple(iri for iri in values.get("default-graph-uri", ()) if iri != RDFLIB_DEFAULT)
    named = tuple(values.get("named-graph-uri", ()))
    for iri in (*default, *named):
        if not is_absolute(iri):
            raise ProtocolError(f"{iri!r} is not an absolute IRI", mend="Give one for each graph.")
    dataset = DatasetSpec(default, named) if default or named else None
    timeout = _seconds(values.get("timeout", [""])[-1])
    return Asked(queries[0], dataset, format_, timeout)


def choose_format(form: QueryForm, accept: str | None, named: str | None) -> Choice[Format]:
    """The format of an answer to a query of this form."""
    formats: Sequence[Any] = TRIPLE_FORMATS if form.gives_graph else TABLE_FORMATS
    return choose(accept, formats, named=named, versions=form.gives_graph)


def is_absolute(iri: str) -> bool:
    """Whether this can be an absolute IRI at all."""
    scheme, colon, rest = iri.partition(":")
    good_scheme = scheme[:1].isascii() and scheme[:1].isalpha() and scheme.isascii()
    bad = set(iri) & set(' \t\r\n<>"{}|\\^`')
    return bool(colon and rest and good_scheme and not bad and iri.isprintable())


def one_format(given: Sequence[str]) -> str | None:
    """The name of the format, for which SPARQLWrapper sends two: ``tsv`` and its media type.

    Raises ProtocolError for names of different formats.
    """
    names = [name.strip() for value in given for name in value.split(",")] if given[1:] else given
    known = {
        name: {format_ for format_ in (*TABLE_FORMATS, *TRIPLE_FORMATS) if format_.is_called(name)}
        for name in names
    }
    meant = [formats for formats in known.values() if formats]
    if len(meant) > 1 and not set.intersection(*meant):
        raise ProtocolError("The request names several formats", mend="Name one.")
    return next((name for name in names if known[name]), names[0] if names else None)


def _check_version(given: Sequence[str]) -> None:
    """Raise ProtocolError for a version of SPARQL that is not read here."""
    for version in given:
        if version not in VERSIONS:
            raise ProtocolError(
                f"There is no SPARQL {version} here", mend=f"Choose one of: {', '.join(VERSIONS)}."
            )
    if len(set(given)) > 1:
        raise ProtocolError("The request names several versions of SPARQL", mend="Name one.")


def _seconds(given: str) -> float | None:
    """A timeout as clients send it; what is no positive number asks for nothing."""
    try:
        seconds = float(given)
    except ValueError:
        return None
    return seconds if 0 < seconds < float("inf") else None


def _only_utf8(request: Request) -> None:
    charset = body.charset(request)
    if charset not in ("utf-8", "utf8"):
        raise MediaTypeError(f"A query in {charset} is not read here", mend="Send UTF-8.")


def _no_updates() -> UpdateSentError:
    return UpdateSentError("An update needs a token", mend="Send it with Authorization.")
