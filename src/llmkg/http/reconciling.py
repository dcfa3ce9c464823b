"""The Reconciliation API in the OpenAPI description: parameters, bodies, examples, answers."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeAlias

from fastapi import Query

from llmkg.http.openapi import PROBLEM, Responses
from llmkg.http.schemas import ref

_FAULT: Final = {
    "description": "What is at fault, and how to mend it.",
    "content": {PROBLEM: {"schema": ref("Problem")}},
}
JSON_ANSWERS: Final[Responses] = {
    200: {
        "description": "As the specification of the W3C's community group has it.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    },
    "default": _FAULT,
}
PREVIEW_ANSWERS: Final[Responses] = {
    200: {"description": "HTML that may be framed.", "content": {"text/html": {}}},
    "default": _FAULT,
}
_QUERIES: Final = '{"q0": {"query": "chain of thougt", "type": "llmkg:Ability", "limit": 3}}'
_MATCH: Final = (
    '{"queries": [{"type": "llmkg:Model", "limit": 3, "conditions": '
    '[{"matchType": "name", "propertyValue": "text-davinci-03"}]}]}'
)
_EXTEND: Final = '{"ids": ["model:text-davinci-002"], "properties": [{"id": "llmkg:derivedFrom"}]}'

LIMIT_MOST: Final = 100
"""Most that may be asked for at once."""
_LONGEST: Final = 1_000

Text: TypeAlias = Annotated[str | None, Query(max_length=100_000)]
TypeOf: TypeAlias = Annotated[
    str | None, Query(description="Only things of this type.", max_length=_LONGEST)
]
Typed: TypeAlias = Annotated[
    str,
    Query(
        alias="type",
        description="IRI, CURIE or name of a type; empty for things of any.",
        max_length=_LONGEST,
        examples=["llmkg:Model"],
    ),
]
Prefix: TypeAlias = Annotated[
    str,
    Query(description="What has been typed; an identifier, too.", max_length=_LONGEST),
]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=LIMIT_MOST, description="How many at most.")]
Few: TypeAlias = Annotated[
    int | None, Query(ge=1, le=LIMIT_MOST, description="How many at most; 20 of a type.")
]
Skip: TypeAlias = Annotated[int, Query(ge=0, le=100_000, description="How many to skip.")]
Id: TypeAlias = Annotated[
    str,
    Query(
        alias="id",
        description="Of a thing: IRI or CURIE.",
        max_length=_LONGEST,
        examples=["https://w3id.org/llmkg/model/chatgpt"],
    ),
]


def form_body() -> dict[str, Any]:
    """The form of version 0.2."""
    text = {"type": "string", "description": "JSON."}
    return {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "properties": {"queries": text, "extend": text}},
                "example": {"queries": _QUERIES},
            }
        },
    }


def json_body(of: str) -> dict[str, Any]:
    """A body of version 1.0: of "match" or of "extend"."""
    required = ["queries"] if of == "match" else ["ids", "properties"]
    return {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "required": required},
                "example": _MATCH if of == "match" else _EXTEND,
            }
        },
    }
