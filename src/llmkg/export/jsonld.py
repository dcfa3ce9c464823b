"""JSON-LD by PyLD with the published context, which is written into the file.

Nothing is ever fetched: the context is at hand, and any other is refused. PyLD is handed terms
rather than N-Quads text: its own N-Quads parser takes quadratic time, reads an escaped backslash
before an ``n`` as a line feed, and breaks a line at U+2028.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final, NoReturn, TypeAlias

import pyoxigraph as ox
from pyld import jsonld

from llmkg.export.context import Context
from llmkg.vocab import LLMKG

Node: TypeAlias = dict[str, Any]

_GRAPH: Final = "@graph"
_ID: Final = "@id"
# Beyond 15 digits readers of JSON may round.
_WHOLE: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")


def compacted(quads: Sequence[ox.Quad], context: Context) -> bytes:
    """Arranged quads as JSON-LD: nodes side by side, parts (anchors, quantities) in their wholes.

    Named graphs, where there are any, stay apart, each under its IRI.
    """
    context = context.only(_used(quad.triple for quad in quads))
    nodes: list[Node] = []
    for name, group in groupby(quads, key=lambda quad: quad.graph_name):
        content = _compact(_whole(_expanded((quad.triple for quad in group), context)), context)
        if isinstance(name, ox.DefaultGraph):
            nodes.extend(content)
        else:
            nodes.append({_ID: _name(name), _GRAPH: content})
    return _text({"@context": dict(context.terms), _GRAPH: nodes})


def framed(triples: Sequence[ox.Triple], context: Context, root: str) -> bytes:
    """The triples around one thing as a tree that starts at it.

    What it leads to is embedded where it is first met; what only leads to it is under ``included``,
    and so are the labels of the ontology's terms: a predicate stays a name.
    """
    context = context.only(_used(triples))
    expanded = _expanded(triples, context)
    frame = {"@context": dict(context.terms), _ID: root, "@embed": "@once"}
    options = {
        "documentLoader": refuse,
        "omitDefault": True,
        "omitGraph": True,
        # `included` may point to a blank node that the tree holds
        "pruneBlankNodeIdentifiers": False,
    }
    things = [node for node in expanded if not node[_ID].startswith(LLMKG)]
    tree: Node = jsonld.frame(things, frame, options)
    held = set(_held(tree))
    rest = [node for node in expanded if node[_ID] not in held]
    document = {"@context": dict(context.terms), **tree}
    if rest:
        document["included"] = _compact(_whole(rest), context)
    return _text(document)


def refuse(url: str, _options: object = None) -> NoReturn:
    """Stand in for a loader of remote documents: there is none."""
    raise jsonld.JsonLdError(
        f"Remote contexts are not loaded: {url}",
        "jsonld.LoadDocumentError",
        code="loading document failed",
    )


def _expanded(triples: Iterable[ox.Triple], context: Context) -> list[Node]:
    rows = [
        {
            "subject": _term(triple.subject),
            "predicate": _term(triple.predicate),
            "object": _term(triple.object),
        }
        for triple in triples
    ]
    nodes: list[Node] = jsonld.from_rdf({"@default": rows}, {})
    by_language = context.by_language()
    for node in nodes:
        for key, values in node.items():
            if not key.startswith("@") and key not in by_language:
                node[key] = [_native(value) for value in values]
    return nodes


def _native(value: Node) -> Node:
    """Whole numbers and truth values as JSON has them, where that loses nothing."""
    text = value.get("@value")
    match value.get("@type"):
        case "http://www.w3.org/2001/XMLSchema#boolean" if text in ("true", "false"):
            return {"@value": text == "true"}
        case "http://www.w3.org/2001/XMLSchema#integer" if _WHOLE.fullmatch(str(text)):
            return {"@value": int(str(text))}
        case _:
            return value


def _used(triples: Iterable[ox.Triple]) -> set[str]:
    """The IRIs that may stand under a name of the context."""
    return {
        term.value
        for triple in triples
        for term in (triple.predicate, triple.object)
        if isinstance(term, ox.NamedNode)
    }


def _term(term: object) -> dict[str, str]:
    """A term as PyLD's RDF datasets have it."""
    match term:
        case ox.NamedNode():
            return {"type": "IRI", "value": term.value}
        case ox.BlankNode():
            return {"type": "blank node", "value": str(term)}
        case ox.Literal():
            literal = {"type": "literal", "value": term.value, "datatype": term.datatype.value}
            return {**literal, "language": term.language} if term.language else literal
        case _:
            raise TypeError(f"JSON-LD has no place for {term}")


def _name(term: ox.NamedNode | ox.BlankNode) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _whole(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with their parts, whose IRIs continue theirs after a ``#``, put inside them."""
    by_id = {node[_ID]: node for node in nodes}
    placed: set[str] = set()
    for node in nodes:
        for key, values in node.items():
            if key.startswith("@"):
                continue
            for at, value in enumerate(values):
                part = value.get(_ID, "")
                if part.startswith(f"{node[_ID]}#") and part in by_id and part not in placed:
                    placed.add(part)
                    values[at] = by_id[part]
    return [node for node in nodes if node[_ID] not in placed]


def _compact(nodes: Sequence[Node], context: Context) -> list[Node]:
    options = {"documentLoader": refuse, "graph": True}
    document = jsonld.compact(list(nodes), dict(context.terms), options)
    content: list[Node] = document[_GRAPH]
    return content


def _held(value: object) -> Iterator[str]:
    """The ids of the nodes of which a tree says something (a bare reference says nothing)."""
    match value:
        case dict():
            if _ID in value and len(value) > 1:
                yield value[_ID]
            for key, inner in value.items():
                if key != "@context":
                    yield from _held(inner)
        case list():
            for inner in value:
                yield from _held(inner)


def _text(document: Node) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
