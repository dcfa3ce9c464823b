"""Parameters of stored queries: their types, and values of them as terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.errors import ParameterError
from llmkg.model.text import Labels
from llmkg.vocab import LLMKG, XSD, Kind, expand, thing

ParamValue: TypeAlias = str | int | float | Decimal | bool
TERM_OF_ONTOLOGY: Final = "ontology"
"""The `kind` of a parameter that is a term of the ontology, given by its local name."""

_SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*")
_LEVEL: Final = re.compile(r"[A-Za-z]+")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")
_DATES: Final = {
    "date": re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"),
    "gYearMonth": re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])"),
    "gYear": re.compile(r"[0-9]{4}"),
}


class ParamType(StrEnum):
    """What a parameter may be.

    `date` is as precise as it is given (day, month or year); `level` is a confidence level by name.
    """

    IRI = "iri"
    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Param:
    """A typed parameter. For an iri, `kind` lets a bare slug stand for the thing of that kind.

    many  several values between white space; it stands in VALUES, and has to be required
    """

    name: str
    type: ParamType
    kind: str | None = None
    required: bool = False
    default: str | None = None
    example: str | None = None
    descriptions: Labels = field(default_factory=dict)
    many: bool = False

    @property
    def description(self) -> str:
        """What it means, in English; "" where nothing is said."""
        return self.descriptions.get("en", "")

    def terms(self, value: ParamValue) -> str:
        """The value, or each of its values where it has many; ParameterError as in `term`."""
        if not self.many:
            return self.term(value)
        return " ".join(self.term(each) for each in as_text(value).split())

    def term(self, value: ParamValue) -> str:
        """The value as one token of SPARQL; ParameterError when it is not of the type."""
        try:
            text = as_text(value)
            text.encode("utf-8")
            term = _TERMS[self.type](self, text)
        except ValueError as error:
            raise ParameterError(
                f"The parameter {self.name} is {value!r}, which is no {self.type.value}",
                mend=self.advice(),
            ) from error
        if self.type is ParamType.INTEGER and not term.value.startswith("-"):
            return term.value  # LIMIT and OFFSET take a bare number only
        return str(term)

    def advice(self) -> str:
        """What may be given, for a reader."""
        wanted = {
            ParamType.IRI: f"a {self.kind}'s slug, a CURIE or an IRI" if self.kind else "an IRI",
            ParamType.BOOLEAN: "true or false",
            ParamType.DATE: "a date such as 2022-12-11, 2022-12 or 2022",
            ParamType.LEVEL: "a level such as WellSupported",
        }.get(self.type, f"a {self.type.value}")
        return f"Give {wanted}{f', such as {self.example}' if self.example else ''}."


def as_text(value: ParamValue) -> str:
    """The value as it would be written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)


def _iri(param: Param, text: str) -> ox.NamedNode:
    if _SLUG.fullmatch(text) and param.kind is not None:
        if param.kind == TERM_OF_ONTOLOGY:
            return ox.NamedNode(LLMKG[text])
        return ox.NamedNode(thing(Kind(param.kind), text))
    return ox.NamedNode(expand(text) or text)


def _literal(text: str, pattern: re.Pattern[str], datatype: str) -> ox.Literal:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return ox.Literal(text, datatype=ox.NamedNode(datatype))


def _integer(_param: Param, text: str) -> ox.Literal:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return ox.Literal(int(text))


def _decimal(_param: Param, text: str) -> ox.Literal:
    return _literal(text, _DECIMAL, XSD.decimal)


def _boolean(_param: Param, text: str) -> ox.Literal:
    return _literal(text.lower(), re.compile("true|false"), XSD.boolean)


def _date(_param: Param, text: str) -> ox.Literal:
    for name, pattern in _DATES.items():
        if pattern.fullmatch(text):
            return ox.Literal(text, datatype=ox.NamedNode(XSD[name]))
    raise ValueError(text)


def _level(_param: Param, text: str) -> ox.NamedNode:
    return ox.NamedNode(LLMKG[text] if _LEVEL.fullmatch(text) else expand(text) or text)


_TERMS: Final[Mapping[ParamType, Callable[[Param, str], ox.NamedNode | ox.Literal]]] = {
    ParamType.IRI: _iri,
    ParamType.STRING: lambda _param, text: ox.Literal(text),
    ParamType.INTEGER: _integer,
    ParamType.DECIMAL: _decimal,
    ParamType.BOOLEAN: _boolean,
    ParamType.DATE: _date,
    ParamType.LEVEL: _level,
}
