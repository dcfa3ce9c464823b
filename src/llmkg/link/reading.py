"""Query batches of the Reconciliation API as values: version 0.2 and version 1.0 (draft).

What the specification leaves open is refused where a slip would otherwise look like an answer: a
name of a field that there is not, a limit of nothing. Faults are ParameterErrors that say where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar

from llmkg.errors import ParameterError, TooLargeError
from llmkg.link.wanted import (
    DEFAULT_LIMIT,
    LONGEST_NAME,
    MOST_CANDIDATES,
    Property,
    Quantifier,
    TypeRule,
    Value,
    Wanted,
)

T = TypeVar("T", TypeRule, Quantifier)

Json: TypeAlias = dict[str, Any]

MOST_QUERIES: Final = 50
"""Queries in one batch."""

_MOST_VALUES: Final = 20
_FIELDS_02: Final = frozenset({"query", "type", "type_strict", "limit", "properties", "lang"})
_FIELDS_10: Final = frozenset({"type", "limit", "conditions", "lang", "dir"})


def batch_02(given: object) -> dict[str, Wanted]:
    """The queries of a batch of version 0.2, by their keys.

    Raises ParameterError, TooLargeError.
    """
    batch = _object(given, "the batch")
    _few(batch)
    return {key: _query_02(value, key) for key, value in batch.items()}


def batch_10(given: object) -> list[Wanted]:
    """The queries of a batch of version 1.0, in order. Raises ParameterError, TooLargeError."""
    batch = _object(given, "the batch")
    if "queries" not in batch:
        raise ParameterError("The batch has no queries", mend='Send {"queries": [ … ]}.')
    queries = _array(batch["queries"], "queries")
    _few(queries)
    return [_query_10(value, f"queries[{at}]") for at, value in enumerate(queries)]


def _few(queries: Mapping[str, object] | Sequence[object]) -> None:
    if len(queries) > MOST_QUERIES:
        raise TooLargeError(
            f"The batch has {len(queries)} queries", mend=f"Send at most {MOST_QUERIES} at once."
        )


def _no_flood(given: object, where: str) -> None:
    if isinstance(given, list) and len(given) > _MOST_VALUES:
        raise TooLargeError(
            f"{where} has {len(given)} conditions", mend=f"Give at most {_MOST_VALUES}."
        )


def _query_02(given: object, where: str) -> Wanted:
    query = _object(given, where)
    _known(query, _FIELDS_02, where)
    text = query.get("query")
    if text is not None and not isinstance(text, str):
        raise ParameterError(f"{where}.query is no text")
    _no_flood(query.get("properties"), where)
    properties = tuple(
        _property_02(each, f"{where}.properties[{at}]")
        for at, each in enumerate(_array(query.get("properties") or [], f"{where}.properties"))
    )
    if not (text and text.strip()) and not properties:
        if text is None:
            raise ParameterError(f"{where} has neither a query nor properties")
        return Wanted()  # an empty cell of a table
    types = query.get("type") or []
    return Wanted(
        names=(_short(text, where),) if text and text.strip() else (),
        types=_texts([types] if isinstance(types, str) else types, f"{where}.type"),
        rule=_one_of(TypeRule, query.get("type_strict"), TypeRule.ANY, f"{where}.type_strict"),
        properties=properties,
        limit=_limit(query.get("limit"), where),
    )


def _property_02(given: object, where: str) -> Property:
    found = _object(given, where)
    pid = found.get("pid")
    if not isinstance(pid, str) or "v" not in found:
        raise ParameterError(f"{where} has no pid and v")
    return Property(pid, _values(found["v"], where))


def _query_10(given: object, where: str) -> Wanted:
    query = _object(given, where)
    _known(query, _FIELDS_10, where)
    conditions = _array(query.get("conditions"), f"{where}.conditions")
    _no_flood(conditions, where)
    if not conditions:
        raise ParameterError(f"{where} has no conditions", mend="Give at least one.")
    type_ = query.get("type")
    if type_ is not None and not isinstance(type_, str):
        raise ParameterError(f"{where}.type is no text", mend="Give one identifier.")
    names: list[str] = []
    ids: list[str] = []
    properties: list[Property] = []
    for at, each in enumerate(conditions):
        _condition(each, f"{where}.conditions[{at}]", names, ids, properties)
    _no_flood([*names, *ids], where)
    return Wanted(
        names=tuple(names),
        ids=tuple(ids),
        types=(type_,) if type_ else (),
        properties=tuple(properties),
        limit=_limit(query.get("limit"), where),
    )


def _condition(
    given: object, where: str, names: list[str], ids: list[str], properties: list[Property]
) -> None:
    condition = _object(given, where)
    if "propertyValue" not in condition:
        raise ParameterError(f"{where} has no propertyValue")
    values = _values(condition["propertyValue"], where)
    match condition.get("matchType"):
        case "name":
            names += [_short(str(value), where) for value in values if str(value).strip()]
        case "id":
            ids += [str(value) for value in values]
        case "property":
            pid = condition.get("propertyId")
            if not isinstance(pid, str):
                raise ParameterError(f"{where} has no propertyId")
            required = condition.get("required", False)
            if not isinstance(required, bool):
                raise ParameterError(f"{where}.required is neither true nor false")
            quantifier = _one_of(
                Quantifier,
                condition.get("matchQuantifier"),
                Quantifier.ANY,
                f"{where}.matchQuantifier",
            )
            properties.append(Property(pid, values, required, quantifier))
        case other:
            raise ParameterError(
                f"{where}.matchType is {other!r}", mend="Write name, id or property."
            )


def _values(given: object, where: str) -> tuple[Value, ...]:
    several = given if isinstance(given, list) else [given]
    if len(several) > _MOST_VALUES:
        raise TooLargeError(f"{where} has {len(several)} values", mend=f"At most {_MOST_VALUES}.")
    found: list[Value] = []
    for each in several:
        value = each.get("id") if isinstance(each, dict) else each
        if not isinstance(value, str | int | float | bool):
            raise ParameterError(
                f"{where} has a value that is no text, number, truth or object with an id"
            )
        found.append(value)
    return tuple(found)


def _limit(given: Any, where: str) -> int:
    if given is None:
        return DEFAULT_LIMIT
    number = isinstance(given, int | float) and not isinstance(given, bool)
    whole = number and float(given).is_integer()
    if not whole or not 1 <= given <= MOST_CANDIDATES:
        raise ParameterError(
            f"{where}.limit is {given!r}", mend=f"Give a whole number from 1 to {MOST_CANDIDATES}."
        )
    return int(given)


def _short(text: str, where: str) -> str:
    if len(text) > LONGEST_NAME:
        raise ParameterError(
            f"{where} looks for a name of {len(text):,} characters",
            mend=f"Names have at most {LONGEST_NAME:,}.",
        )
    return text


def _one_of(kind: type[T], given: Any, usual: T, where: str) -> T:
    if given is None:
        return usual
    try:
        return kind(given)
    except ValueError:
        choices = ", ".join(each.value for each in kind)
        raise ParameterError(f"{where} is {given!r}", mend=f"Write one of: {choices}.") from None


def _known(given: Json, fields: frozenset[str], where: str) -> None:
    for name in given:
        if name not in fields:
            raise ParameterError(
                f"{where} has a field {name!r}", mend=f"There are: {', '.join(sorted(fields))}."
            )


def _texts(given: object, where: str) -> tuple[str, ...]:
    found = _array(given, where)
    for each in found:
        if not isinstance(each, str):
            raise ParameterError(f"{where} has something that is no text")
    return tuple(found)


def _object(given: object, where: str) -> Json:
    if not isinstance(given, dict):
        raise ParameterError(f"{where} is no JSON object")
    return given


def _array(given: object, where: str) -> list[Any]:
    if not isinstance(given, list):
        raise ParameterError(f"{where} is no JSON array")
    return given
