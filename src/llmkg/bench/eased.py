"""pyshacl without its largest cost: each text of a query is parsed once, and not for each node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


@contextmanager
def parsed_once() -> Iterator[None]:
    """Within, pyshacl finds what it finds without, sooner.

    It looks at the text of a constraint and parses it anew for each focus node, which is nearly all
    of its time.
    """
    from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper  # noqa: PLC0415 - slow
    from rdflib.plugins.sparql import processor  # noqa: PLC0415 - as above
    from rdflib.plugins.sparql.algebra import translateQuery  # noqa: PLC0415 - as above
    from rdflib.plugins.sparql.parser import parseQuery  # noqa: PLC0415 - as above

    translate: Callable[..., Any] = translateQuery
    known: dict[str, list[Any]] = {}
    allow: Callable[..., None] = SPARQLQueryHelper.check_invalid_sparql
    allowed: set[str] = set()

    def parse_once(text: str) -> list[Any]:
        return known.setdefault(text, [text])

    def translate_once(held: list[Any], base: Any = None, namespaces: Any = None) -> Any:
        if len(held) == 1:
            held.append(translate(parseQuery(held[0]), base, namespaces))
        return held[1]

    def allow_once(helper: Any, text: str, **ends: Any) -> None:
        if text not in allowed:
            allow(helper, text, **ends)
            allowed.add(text)

    with (
        patch.object(SPARQLQueryHelper, "check_invalid_sparql", allow_once),
        patch.object(processor, "parseQuery", parse_once),
        patch.object(processor, "translateQuery", translate_once),
    ):
        yield
