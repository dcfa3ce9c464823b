"""The dataset of a query: what FROM says, and default graphs that are merged as sets.

The engine puts the rows of several default graphs one behind the other, so that a triple in two of
them is found twice. An RDF merge holds it once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from llmkg.rdf.prologue import prologue
from llmkg.rdf.tokens import TokenKind, tokenize
from llmkg.store.port import DatasetSpec


def has_dataset(text: str) -> bool:
    """Whether a query says its own dataset (FROM or FROM NAMED)."""
    # Most queries have none, and reading their tokens costs more than running the cheap ones.
    return "FROM" in text.upper() and any(token.is_word("FROM") for token in tokenize(text))


def dataset_of(text: str) -> DatasetSpec | None:
    """What FROM and FROM NAMED say; None when nothing, or when a name in it cannot be resolved."""
    tokens = list(tokenize(text))
    names = prologue(tokens)
    default: list[str] = []
    named: list[str] = []
    for at, token in enumerate(tokens):
        if token.text == "{":  # the clauses stand before it
            break
        if not token.is_word("FROM"):
            continue
        rest = tokens[at + 1 : at + 3]
        into = default
        if rest and rest[0].is_word("NAMED"):
            into = named
            del rest[0]
        if not rest or rest[0].kind not in (TokenKind.IRI, TokenKind.PNAME):
            return None
        iri = names.iri(rest[0])
        if iri is None:
            return None
        into.append(iri)
    return DatasetSpec(tuple(default), tuple(named)) if default or named else None


def merged(
    store: ox.Store, default: Sequence[ox.NamedNode], named: Sequence[ox.NamedNode]
) -> ox.Store | None:
    """A store whose default graph is the merge of these; None where none of them share a triple.

    The graphs in `named` are in it as they are. To be called where it may be killed: it looks at
    every triple of the graphs.
    """
    graphs = list(dict.fromkeys(default))
    if not any(
        ox.Quad(quad.subject, quad.predicate, quad.object, other) in store
        for at, graph in enumerate(graphs)
        for other in graphs[at + 1 :]
        for quad in store.quads_for_pattern(None, None, None, graph)
    ):
        return None

    def quads() -> Iterator[ox.Quad]:
        for graph in graphs:
            for quad in store.quads_for_pattern(None, None, None, graph):
                yield ox.Quad(quad.subject, quad.predicate, quad.object)
        for graph in dict.fromkeys(named):
            yield from store.quads_for_pattern(None, None, None, graph)

    merge = ox.Store()
    merge.bulk_extend(quads())
    return merge
