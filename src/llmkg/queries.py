"""Stored queries: their headers, their parameters, and binding values as terms.

A query is a ``.rq`` file with a YAML header in lines that start with ``#+ ``::

    #+ summary: Evidence on a proposition, by type
    #+ description: |
    #+   Longer text, Markdown.
    #+ tags: [evidence]
    #+ params:
    #+   proposition: {type: iri, kind: proposition, required: true, example:
    code-training-gives-cot} #+   min: {type: level, default: Conjectural, description: the least
    confidence} SELECT … WHERE { ?_proposition … }

In the text a parameter is the variable ``?_name``. Its value takes the variable's place as one
token, a serialised term, so that no value can change what the query asks. A parameter that is
neither given nor has a default stays a variable: it fits anything in a triple pattern, and
``COALESCE(?_name, …)`` gives it a value in an expression.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from llmkg.store.port import QueryForm

ParamValue: TypeAlias = str | int | float | bool


class ParamType(StrEnum):
    """What a parameter may be; `level` is a confidence level by name."""

    IRI = "iri"
    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Param:
    """A typed parameter. For an iri, `kind` lets a bare slug stand for the thing of that kind."""

    name: str
    type: ParamType
    kind: str | None = None
    required: bool = False
    default: str | None = None
    example: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A stored query. `name` is its path below the folder without ``.rq``, such as "kb/claims"."""

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    params: Mapping[str, Param]
    text: str
    form: QueryForm

    @property
    def internal(self) -> bool:
        """Whether it serves the program itself (those below ``kb/``) rather than readers."""
        return self.name.startswith("kb/")


def load_queries(folder: Path) -> Mapping[str, NamedQuery]:
    """Every query below the folder, by name, sorted.

    QueryHeaderError or QuerySyntaxError with the file.
    """
    raise NotImplementedError


def bind(query: NamedQuery, values: Mapping[str, ParamValue | None]) -> str:
    """The text with every given or defaulted parameter in place; None means not given.

    Raises ParameterError for a missing, unknown or ill-typed parameter.
    """
    raise NotImplementedError
