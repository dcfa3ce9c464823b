"""Answers of endpoints in JSON, as rows; older ways of writing it are read as well.

JSON is the one format that is asked for: an answer that breaks off is no JSON, whereas a table or
triples that end early look whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson
import pyoxigraph as ox

from llmkg.store.port import Rows, Term
from llmkg.vocab import XSD

Blanks = Callable[[str], ox.BlankNode]


_YES: Final = "__ASK_RETVAL"
"""The one variable of a yes or no, where Virtuoso 7 gives it as rows: one row, or none."""


class Unreadable(ValueError):
    """What came back is no answer in JSON; a signal within this package."""


def read(body: bytes) -> Rows | bool:
    """Rows, or a yes or no; blank nodes get names of their own. Raises Unreadable."""
    try:
        said = orjson.loads(body)
        if "boolean" in said:
            if not isinstance(said["boolean"], bool):
                raise Unreadable("its yes or no is neither")
            return bool(said["boolean"])
        names = tuple(map(str, said["head"]["vars"]))
        if names == (_YES,):
            return any(row[_YES]["value"] == "1" for row in said["results"]["bindings"])
        known: dict[str, ox.BlankNode] = {}

        def blank(label: str) -> ox.BlankNode:
            # A label means something within one answer only, and may be none that we could keep.
            return known.setdefault(label, ox.BlankNode())

        rows = tuple(
            tuple(_term(found, blank) if (found := row.get(name)) else None for name in names)
            for row in said["results"]["bindings"]
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(str(error) or type(error).__name__) from error
    return Rows(names, rows)


def _term(said: Mapping[str, Any], blank: Blanks) -> Term:
    kind, value = said["type"], said["value"]
    match kind:
        case "uri":
            # An old server names blank nodes so where it takes them for things of its own.
            return blank(value) if value.startswith(_OWN) else ox.NamedNode(value)
        case "bnode":
            return blank(value)
        case "literal" | "typed-literal":
            return _literal(said, value)
        case "triple":
            subject, predicate, object_ = (
                _term(value[part], blank) for part in ("subject", "predicate", "object")
            )
            return ox.Triple(subject, predicate, object_)  # type: ignore[arg-type]
        case _:
            raise Unreadable(f"a term of the kind {kind!r}")


_OWN: Final = "nodeID://"
_TRUTH: Final = {"1": "true", "0": "false"}  # the same by XML Schema; we compare terms
_DECIMAL: Final = re.compile(r"([+-]?)0*([0-9]*)(?:\.([0-9]*?)0*)?")


def _literal(said: Mapping[str, Any], value: str) -> ox.Literal:
    language = said.get("xml:lang")
    if language:
        return ox.Literal(value, language=language)
    datatype = said.get("datatype")
    if datatype == XSD.boolean:
        value = _TRUTH.get(value, value)
    elif datatype == XSD.decimal:
        value = _decimal(value)
    return ox.Literal(value, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(value)


def _decimal(text: str) -> str:
    """A decimal as our own store has it: what one server writes as 8.0, another writes as 8."""
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return text
    sign, whole, part = match[1], match[2] or "0", match[3]
    value = f"{whole}.{part}" if part else whole
    return value if sign != "-" or value == "0" else f"-{value}"


def write(found: Rows | bool) -> bytes:  # noqa: FBT001 - it is the answer
    """The answer as the standard has it in JSON."""
    if isinstance(found, bool):
        return orjson.dumps({"head": {}, "boolean": found})
    rows = [{name: _said(term) for name, term in row.items()} for row in found]
    return orjson.dumps({"head": {"vars": found.variables}, "results": {"bindings": rows}})


def _said(term: Term) -> dict[str, Any]:
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Triple():
            parts = zip(("subject", "predicate", "object"), term, strict=True)
            return {"type": "triple", "value": {name: _said(part) for name, part in parts}}
    said = {"type": "literal", "value": term.value}
    if term.language:
        return {**said, "xml:lang": term.language}
    return said if term.datatype.value == XSD.string else {**said, "datatype": term.datatype.value}
