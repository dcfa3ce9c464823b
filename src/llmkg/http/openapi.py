"""What the OpenAPI description says beyond what FastAPI sees: answers, bodies, examples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from llmkg import __version__
from llmkg.export.formats import GRAPH_FORMATS, TABLE_FORMATS, TRIPLE_FORMATS, Format
from llmkg.export.triple_terms import FORMATS, VERSION
from llmkg.http.operations import complete
from llmkg.http.schemas import ref, schemas
from llmkg.vocab import CATALOGUE_GRAPH, CONTRIBUTED_GRAPH

Responses: TypeAlias = dict[int | str, dict[str, Any]]

PROBLEM: Final = "application/problem+json"
_FAULT: Final = {
    "description": "What is at fault, and how to mend it; a page where a browser asked.",
    "content": {PROBLEM: {"schema": ref("Problem")}, "text/html": {}},
}
EXAMPLE_QUERY: Final = """SELECT ?claim ?confidence ?hedge WHERE {
  ?claim llmkg:asserts p:code-training-gives-chain-of-thought ; llmkg:confidence ?confidence .
  OPTIONAL { ?claim llmkg:hedge ?hedge }
}"""
EXAMPLE_TURTLE: Final = """@prefix llmkg: <https://w3id.org/llmkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/llmkg/model/my-model> a llmkg:Model ;
    rdfs:label "my model"@en , "我的模型"@zh .
"""


def answers(schema: str) -> Responses:
    """The responses of a REST route whose answer has this schema."""
    content = {"schema": ref(schema)}
    return {
        200: {
            "description": "JSON that is JSON-LD too.",
            "content": {"application/json": content, "application/ld+json": content},
        },
        304: {"description": "What the client holds under this entity tag still stands."},
        "default": _FAULT,
    }


def _any_of(formats: Iterable[Format]) -> dict[str, Any]:
    return {media_type: {} for format_ in formats for media_type in format_.media_types[:1]}


SPARQL_ANSWERS: Final[Responses] = {
    200: {
        "description": "Rows or a yes or no; a graph for CONSTRUCT and DESCRIBE.",
        "content": _any_of([*TABLE_FORMATS, *TRIPLE_FORMATS]),
    },
    304: {"description": "What the client holds under this entity tag still stands."},
    "default": _FAULT,
}
RDF_ANSWERS: Final[Responses] = {
    200: {
        "description": "A page, or RDF.",
        "content": {"text/html": {}, **_any_of(GRAPH_FORMATS)},
    },
    304: {"description": "What the client holds under this entity tag still stands."},
    "default": _FAULT,
}
THING_ANSWERS: Final[Responses] = {
    **RDF_ANSWERS,
    200: {
        "description": "A page, RDF, or text; RDF 1.2 with triple terms for `version=1.2`.",
        "content": {
            "text/html": {},
            **_any_of(GRAPH_FORMATS),
            "text/markdown": {},
            **{f"{each.media_type};version={VERSION}": {} for each in FORMATS},
        },
    },
}
GRAPH_ANSWERS: Final[Responses] = {
    200: {"description": "The triples of the graph.", "content": _any_of(TRIPLE_FORMATS)},
    304: {"description": "What the client holds under this entity tag still stands."},
    "default": _FAULT,
}
WRITE_ANSWERS: Final[Responses] = {
    201: {
        "description": "The graph is new.",
        "headers": {"Location": {"description": "Its address.", "schema": {"type": "string"}}},
    },
    204: {"description": "It is done."},
    "default": _FAULT,
}
PAGE: Final[Responses] = {200: {"description": "A page.", "content": {"text/html": {}}}}


def sparql_parameters() -> list[dict[str, Any]]:
    """The parameters of the SPARQL protocol."""
    iris = {"type": "array", "items": {"type": "string", "format": "iri"}}
    return [
        {
            "name": "query",
            "in": "query",
            "description": (
                "Our prefixes (llmkg:, model:, p: …) need no declaration. Without a query and "
                "without graphs a GET gives the description of the service."
            ),
            "schema": {"type": "string"},
            "example": EXAMPLE_QUERY,
        },
        {
            "name": "default-graph-uri",
            "in": "query",
            "description": "Graphs to merge as the default graph; goes before FROM.",
            "schema": iris,
        },
        {
            "name": "named-graph-uri",
            "in": "query",
            "description": "Graphs that GRAPH sees; goes before FROM NAMED.",
            "schema": iris,
        },
        {
            "name": "format",
            "in": "query",
            "description": "Goes before the Accept header, by name or media type.",
            "schema": {"type": "string"},
        },
        {
            "name": "timeout",
            "in": "query",
            "description": "Seconds; at most the server's own limit. No number asks for nothing.",
            "schema": {"type": "string"},
            "example": "10",
        },
        {
            "name": "version",
            "in": "query",
            "description": "Of SPARQL.",
            "schema": {"type": "string", "enum": ["1.0", "1.1", "1.2-basic", "1.2"]},
        },
    ]


def sparql_request_body() -> dict[str, Any]:
    """The two bodies that the SPARQL protocol has for a query."""
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {parameter["name"]: parameter["schema"] for parameter in sparql_parameters()},
    }
    return {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": form,
                "example": {"query": EXAMPLE_QUERY},
            },
            "application/sparql-query": {"schema": {"type": "string"}, "example": EXAMPLE_QUERY},
        },
    }


def graph_parameters() -> list[dict[str, Any]]:
    """The parameters of the graph store protocol: one of the two."""
    return [
        {
            "name": "graph",
            "in": "query",
            "description": "IRI of a graph.",
            "schema": {"type": "string", "format": "iri"},
            "example": CATALOGUE_GRAPH,
        },
        {
            "name": "default",
            "in": "query",
            "description": "The default graph: all graphs read together; writes go to "
            f"{CONTRIBUTED_GRAPH}.",
            "allowEmptyValue": True,
            "schema": {"type": "string"},
        },
    ]


def graph_request_body() -> dict[str, Any]:
    """The body of a write: a graph in any format of RDF."""
    return {
        "required": True,
        "content": {
            media_type: {"schema": {"type": "string"}}
            for media_type in [*(each.media_type for each in GRAPH_FORMATS), "multipart/form-data"]
        },
    }


def rdf_request_body() -> dict[str, Any]:
    """The body of a validation."""
    return {
        "required": True,
        "content": {
            "text/turtle": {"schema": {"type": "string"}, "example": EXAMPLE_TURTLE},
            "application/ld+json": {"schema": {"type": "object"}},
        },
    }


def install(app: FastAPI) -> None:
    """Make the application's description, once, with the schemas of the answers in it."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            description = get_openapi(
                title="llmkg",
                version=__version__,
                summary="Where abilities of language models come from: who says so, how sure.",
                description=(
                    "Every answer that carries a claim carries the claim's confidence, its hedge "
                    "and its status. Errors are problem documents (RFC 9457)."
                ),
                license_info={"name": "Apache-2.0 (code), CC-BY-4.0 (data)"},
                routes=app.routes,
            )
            components = description.setdefault("components", {})
            components.setdefault("schemas", {}).update(schemas())
            _without_framework_errors(description)
            complete(description, _FAULT)
            app.openapi_schema = description
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


def _without_framework_errors(description: dict[str, Any]) -> None:
    """Ours for what FastAPI says of faults and redirections, which never leaves this server."""
    for name in ("HTTPValidationError", "ValidationError"):
        description["components"]["schemas"].pop(name, None)
    for methods in description["paths"].values():
        for operation in methods.values():
            operation["responses"].pop("422", None)
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if status.startswith("3"):
                    response.pop("content", None)  # a redirection has no body
                elif len(content) > 1 and content.get("application/json") == {"schema": {}}:
                    del content["application/json"]  # what the framework adds to ours
