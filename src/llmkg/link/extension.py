"""Data extension: values of properties for rows that are linked already, each with its level.

A value that follows from claims carries, in its description, how sure it is. Texts, numbers and
days have no place for that in the specification; for all of them a least level can be asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from llmkg.errors import ParameterError, TooLargeError
from llmkg.link.linker import Linker
from llmkg.link.properties import Held
from llmkg.link.wanted import Named
from llmkg.link.writing import brief, name_of, said
from llmkg.vocab import XSD, split

Json: TypeAlias = dict[str, Any]

MOST_IDS: Final = 500
MOST_PROPERTIES: Final = 50
_MOST_VALUES: Final = 1_000
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?")
_SURE: Final = {"en": "how sure: {}", "zh": "把握程度:{}"}


@dataclass(frozen=True, slots=True)
class Column:
    """A property that is asked for, as it was given; `rank`: the least level of its values."""

    given: str
    iri: str | None
    rank: int = 0
    limit: int = _MOST_VALUES


@dataclass(frozen=True, slots=True)
class Asked:
    """A query of the data extension service."""

    ids: tuple[str, ...]
    columns: tuple[Column, ...] = field(default=())


def asked(given: object, linker: Linker) -> Asked:
    """A query as it came. Raises ParameterError, TooLargeError."""
    if not isinstance(given, dict):
        raise ParameterError(
            "The query is no JSON object", mend='Send {"ids": …, "properties": …}.'
        )
    ids, properties = given.get("ids"), given.get("properties")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise ParameterError("ids is no array of texts")
    if not isinstance(properties, list):
        raise ParameterError("properties is no array")
    if len(ids) > MOST_IDS or len(properties) > MOST_PROPERTIES:
        raise TooLargeError(
            f"The query asks for {len(properties)} properties of {len(ids)} things",
            mend=f"Ask for at most {MOST_PROPERTIES} of {MOST_IDS} at once.",
        )
    columns = tuple(_column(each, at, linker) for at, each in enumerate(properties))
    return Asked(tuple(dict.fromkeys(ids)), columns)


def _column(given: object, at: int, linker: Linker) -> Column:
    if not isinstance(given, dict) or not isinstance(given.get("id"), str):
        raise ParameterError(f"properties[{at}] has no id")
    settings = given.get("settings") or {}
    if not isinstance(settings, dict):
        raise ParameterError(f"properties[{at}].settings is no JSON object")
    return Column(
        given["id"],
        linker.properties.find(given["id"]),
        _rank(settings.get("min_confidence"), at, linker),
        _limit(settings.get("limit"), at),
    )


def _rank(name: object, at: int, linker: Linker) -> int:
    if name in (None, "", "any"):
        return 0
    known = {level.name: level.rank for level in linker.properties.levels}
    if not isinstance(name, str) or name not in known:
        raise ParameterError(
            f"properties[{at}]: there is no confidence level {name!r}",
            mend=f"There are: {', '.join(known)}.",
        )
    return known[name]


def _limit(given: Any, at: int) -> int:
    if given in (None, ""):
        return _MOST_VALUES
    try:
        limit = int(given)
    except (TypeError, ValueError, OverflowError):
        limit = -1
    if not 0 <= limit <= _MOST_VALUES:
        raise ParameterError(
            f"properties[{at}]: the limit is {given!r}",
            mend=f"Give a whole number from 1 to {_MOST_VALUES}, or 0 for all.",
        )
    return limit or _MOST_VALUES


class Extension:
    """Answers queries, in the reader's language."""

    def __init__(self, linker: Linker, language: str) -> None:
        self._linker = linker
        self._language = language

    def answer_02(self, query: Asked) -> Json:
        """As version 0.2 has it: rows by identifier, values by property."""
        rows = {
            given: {column.given: self._values(given, column) for column in query.columns}
            for given in query.ids
        }
        return {"meta": self._meta(query), "rows": rows}

    def answer_10(self, query: Asked) -> Json:
        """As version 1.0 has it: rows and properties in arrays, texts with their languages."""
        rows = [
            {
                "id": given,
                "properties": [
                    {"id": column.given, "values": self._values(given, column, tagged=True)}
                    for column in query.columns
                ],
            }
            for given in query.ids
        ]
        return {"meta": self._meta(query), "rows": rows}

    def _meta(self, query: Asked) -> list[Json]:
        properties = self._linker.properties
        found: list[Json] = []
        for column in query.columns:
            if column.iri is None:
                found.append({"id": column.given, "name": column.given})
                continue
            name = name_of(properties.named(column.iri), self._language)[0]
            type_ = properties.range(column.iri)
            kind = {"type": brief(type_, self._language)} if type_ else {}
            found.append({"id": column.given, "name": name, **kind})
        return found

    def _values(self, given: str, column: Column, *, tagged: bool = False) -> list[Json]:
        things = sorted(self._linker.identified(given))
        if not things or column.iri is None:
            return []
        held = self._linker.properties.values(things[0], column.iri, rank=column.rank)
        return [self._value(each, tagged=tagged) for each in self._spoken(held)[: column.limit]]

    def _spoken(self, held: list[Held]) -> list[Held]:
        """Of texts that are there in several languages, those in the reader's."""
        tags = {each.term.language for each in held if isinstance(each.term, ox.Literal)}
        if self._language not in tags:
            return held
        return [
            each
            for each in held
            if not isinstance(each.term, ox.Literal) or each.term.language in (None, self._language)
        ]

    def _value(self, held: Held, *, tagged: bool) -> Json:
        term = held.term
        if isinstance(term, ox.NamedNode):
            return self._thing(term.value, held)
        if not isinstance(term, ox.Literal):
            return {"str": str(term)}
        if term.language:
            return {"str": term.value, **({"lang": term.language} if tagged else {})}
        return _literal(term)

    def _thing(self, iri: str, held: Held) -> Json:
        quantity = self._linker.properties.quantity(iri) if "#" in iri else None
        if quantity is not None:
            return {"str": quantity}
        if iri not in self._linker.names and split(iri) is None:
            type_ = self._linker.types.named(iri)
            # What is elsewhere is no entity of this service; a text can hold it all the same.
            return (
                {"id": iri, "name": name_of(type_, self._language)[0]}
                if type_.label
                else {"str": iri}
            )
        thing: Named = self._linker.described(iri)
        if held.level is None:
            return brief(thing, self._language)
        level = said(held.level.label, self._language)[0] or held.level.name
        sure = _SURE["zh" if self._language == "zh" else "en"].format(level)
        return {**brief(thing, self._language), "description": sure}


def _literal(term: ox.Literal) -> Json:
    value, kind = term.value, term.datatype.value
    if kind in (XSD.integer, XSD.nonNegativeInteger, XSD.positiveInteger, XSD.int, XSD.long):
        return {"int": int(value)}
    if kind in (XSD.decimal, XSD.double, XSD.float):
        return {"float": float(value)}
    if kind == XSD.date and _DAY.fullmatch(value):
        return {"date": f"{value}T00:00:00"}
    if kind == XSD.dateTime and _MOMENT.fullmatch(value):
        return {"date": value}
    # A month or a year is no moment: padding it would claim a day that nobody named.
    return {"str": value}


def settings(linker: Linker, language: str) -> list[Mapping[str, Any]]:
    """The settings of a property, as fields that both versions know apart."""
    zh = language == "zh"
    choices = [{"value": "any", "name": "不限" if zh else "any"}]
    choices += [
        {"value": level.name, "name": said(level.label, language)[0]}
        for level in linker.properties.levels
    ]
    return [
        {
            "id": "min_confidence",
            "type": "select",
            "default": "any",
            "label": "最低把握程度" if zh else "least confidence",
            "help": "只给出至少达到此等级的值" if zh else "only values that are at least so sure",
            "choices": choices,
        },
        {
            "id": "limit",
            "type": "number",
            "default": 0,
            "label": "最多个数" if zh else "limit",
            "help": "每格最多的值数(0 为不限)" if zh else "values in a cell at most (0 for all)",
        },
    ]
