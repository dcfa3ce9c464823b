"""What all operations of the interface have in common, written into its description.

Which values the parameters take that many of them have, and which faults an operation may answer
with: both follow from what an operation has (parts of the address, parameters, formats, a body), so
that no route has to say them.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, TypeAlias

from llmkg.export.formats import GRAPH_FORMATS, RESULTS_CSV, TABLE_FORMATS, Format
from llmkg.http.names import SLUG
from llmkg.http.params import HTML, REST
from llmkg.http.representation import MARKDOWN
from llmkg.http.signposting import LINKSET_JSON, LINKSET_TEXT
from llmkg.vocab import ONTOLOGY

Operation: TypeAlias = dict[str, Any]

_FORMATS: Final[tuple[Format, ...]] = (
    *(*GRAPH_FORMATS, *TABLE_FORMATS, RESULTS_CSV, HTML, REST, MARKDOWN),
    *(LINKSET_JSON, LINKSET_TEXT),
)
_NAMES: Final = {format_.media_type: format_.name for format_ in _FORMATS}
_NO_STORE: Final = frozenset(
    {"/healthz", "/api", "/robots.txt", "/logo.svg", "/favicon.ico", "/dumps", "/problem"}
    | {"/problem/{name}"}
)
"""What is answered without a snapshot, and at once."""

_FIXED: Final = frozenset({"enum", "$ref"})
_SPARQL: Final = "/sparql"
_GRAPHS: Final = "/rdf-graph-store"
_WRITES: Final = frozenset({"put", "post", "delete", "patch"})
_LEVEL: Final = f"^(llmkg:|{ONTOLOGY.replace('.', '[.]')}#)?[A-Z][A-Za-z]{{0,60}}$"
_SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    # ECMA 262, which OpenAPI takes its patterns from, has no other ends than these.
    "slug": {"pattern": f"^{SLUG.pattern}$"},
    "as_of": {"format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "timeout": {"pattern": r"^[0-9]{1,6}(\.[0-9]{1,3})?$"},
    "confidence": {"pattern": _LEVEL},
    "min_confidence": {"pattern": _LEVEL},
}


def complete(description: dict[str, Any], fault: dict[str, Any]) -> None:
    """Write it into a description of OpenAPI; `fault` is the answer to whatever goes wrong."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            _parameters(path, operation)
            responses = operation["responses"]
            for status in sorted(_faults(path, method, operation)):
                responses.setdefault(
                    str(status.value), {**fault, "description": _described(status)}
                )
            responses["default"] = responses.pop("default", fault)


def _described(status: HTTPStatus) -> str:
    return f"{status.phrase}: {status.description}" if status.description else status.phrase


def _parameters(path: str, operation: Operation) -> None:
    """The schemas of parameters that mean the same wherever they are."""
    for parameter in operation.get("parameters", ()):
        name, schema = parameter["name"], parameter["schema"]
        if name == "format":
            content = operation["responses"].get("200", {}).get("content", {})
            given = [_NAMES.get(media_type, media_type) for media_type in content]
            schema["enum"] = list(dict.fromkeys(given))
        elif name in _SCHEMAS and (path.startswith(("/api/", _SPARQL)) or name == "slug"):
            schema.update(_SCHEMAS[name])


def _faults(path: str, method: str, operation: Operation) -> set[HTTPStatus]:
    if path == _SPARQL:
        return _of_sparql(method)
    if path == _GRAPHS:
        return _of_graphs(method)
    found = {HTTPStatus.BAD_REQUEST}
    parameters = operation.get("parameters", ())
    if any(each["in"] == "path" and _FIXED.isdisjoint(each["schema"]) for each in parameters):
        found.add(HTTPStatus.NOT_FOUND)
    found.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if len(operation["responses"].get("200", {}).get("content", {})) > 1:
        found.add(HTTPStatus.NOT_ACCEPTABLE)
    if method in _WRITES:
        found |= {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
    if path not in _NO_STORE:
        found |= {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
    return found


def _of_sparql(method: str) -> set[HTTPStatus]:
    """What becomes of queries and updates; docs/sparql.md has when."""
    found = {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_ACCEPTABLE,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
        HTTPStatus.INSUFFICIENT_STORAGE,
    }
    if method == "post":
        found |= {
            HTTPStatus.UNAUTHORIZED,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            HTTPStatus.UNPROCESSABLE_ENTITY,
        }
    return found


def _of_graphs(method: str) -> set[HTTPStatus]:
    """What becomes of a graph; docs/writing.md has when."""
    found = {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.NOT_ACCEPTABLE,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
    if method in _WRITES:
        found |= {
            HTTPStatus.UNAUTHORIZED,
            HTTPStatus.FORBIDDEN,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            HTTPStatus.UNPROCESSABLE_ENTITY,
            HTTPStatus.BAD_GATEWAY,
            HTTPStatus.INSUFFICIENT_STORAGE,
        }
    return found
