"""A contribution that was sent to be checked: Turtle as it is, JSON-LD turned into Turtle."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyoxigraph as ox
from pyld import jsonld

from llmkg.errors import EmptyInputError, InputError, TurtleSyntaxError
from llmkg.export.context import Context
from llmkg.export.jsonld import refuse
from llmkg.http.body import text
from llmkg.model.finding import Report
from llmkg.model.location import Location
from llmkg.settings import Settings

NAME: Final = "contribution.ttl"
"""What findings call the file."""


class RemoteContextError(InputError):
    """A JSON-LD document that refers to a context other than ours: nothing is fetched."""


def check(turtle: bytes, settings: Settings) -> tuple[Report, str]:
    """What the check finds in a contribution, against the files that are served from.

    Gives the report, and the path that stands in it for the contribution. Nothing is kept.
    """
    # pyshacl and what it needs are slow to import, and serving does without
    from llmkg.check import check_files  # noqa: PLC0415

    with TemporaryDirectory(prefix="llmkg-") as folder:
        path = Path(folder) / NAME
        path.write_bytes(turtle)
        report = check_files(settings.root, only=path)
    return report, str(path)


def turtle_of(data: bytes, context: Context, served_at: str) -> bytes:
    """The triples of a JSON-LD document as Turtle.

    The published context may be given by its permanent IRI or by the address `served_at`; any other
    is refused. Raises TurtleSyntaxError for what is no JSON-LD, RemoteContextError, or
    EmptyInputError.
    """
    known = {context.iri, served_at}

    def load(url: str, options: object = None) -> dict[str, Any]:
        if url not in known:
            refuse(url, options)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": context.document,
        }

    try:
        document = json.loads(text(data))
        expanded = jsonld.expand(document, {"documentLoader": load})
        quads = ox.parse(json.dumps(expanded), format=ox.RdfFormat.JSON_LD)
        triples = sorted({quad.triple for quad in quads}, key=str)
    except json.JSONDecodeError as error:
        place = Location("", error.lineno, error.colno)
        raise TurtleSyntaxError(f"The body is not JSON: {error.msg}", where=place) from None
    except RecursionError:
        raise TurtleSyntaxError("The document nests too deeply") from None
    except jsonld.JsonLdError as error:
        raise _refused(error) from None
    except (SyntaxError, ValueError, KeyError, TypeError, AttributeError) as error:
        # PyLD takes a document to be one: a context that is a relative address, half of a character
        # or a term of the wrong kind trips it up.
        raise TurtleSyntaxError(f"The body is not JSON-LD: {error}") from None
    if not triples:
        raise EmptyInputError("The document says nothing", mend="Give it an @context.")
    serialised = ox.serialize(triples, format=ox.RdfFormat.TURTLE)
    return serialised or b""


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
