"""SPARQL Update on a copy in memory. Runs only where it may be killed.

The store below has no union of its graphs in updates: so its own default graph is filled with all
that the named graphs hold before each operation that may look at it, and what a template would
write to the default graph is sent to the graph of contributions. Everything else is the engine's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg.contribute.faults import ProtectedGraphError
from llmkg.contribute.operations import Operation, alone, operations, syntax_error
from llmkg.errors import InputError, OutsideError, QuerySyntaxError
from llmkg.rdf.tokens import Token
from llmkg.store.embedded import is_merging
from llmkg.vocab import BASE, CONTRIBUTED_GRAPH, PREFIXES

_UNNAMED: Final = f"GRAPH <{CONTRIBUTED_GRAPH}>"
TARGETS: Final = ("COPY", "MOVE", "ADD")
_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the protocol says the WHERE parts see, by IRIs of graphs; empty: all there is."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)

    def clauses(self) -> str:
        """As USING clauses."""
        return " ".join(
            (
                *(f"USING <{iri}>" for iri in self.default),
                *(f"USING NAMED <{iri}>" for iri in self.named),
            )
        )


def run(store: ox.Store, text: str, dataset: Dataset) -> None:
    """Apply an update to a store whose named graphs are all there is.

    Afterwards its named graphs are the result; its default graph means nothing. Raises
    QuerySyntaxError, ForbiddenQueryError, ProtectedGraphError, and InputError for an operation
    that cannot be done.
    """
    found = operations(text)
    store.add_graph(ox.NamedNode(CONTRIBUTED_GRAPH))
    for operation in found:
        said, looks = Rewriting(text, operation, dataset).result()
        if looks:
            _fill(store)
        perform(store, said)


def patch(quads: Sequence[ox.Quad], text: str) -> tuple[ox.Triple, ...]:
    """Apply an update to one graph, which it sees and writes as the default graph, and no other.

    Raises as `run` does, and InputError when it writes to a named graph.
    """
    found = operations(text)
    store = ox.Store()
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for operation in found:
        perform(store, alone(text, operation))
    for quad in store:
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            raise InputError(
                f"The patch writes to {quad.graph_name}",
                mend="A patch changes the graph at its address only; send others to /sparql.",
            )
    return tuple(quad.triple for quad in store)


def perform(store: ox.Store, text: str) -> None:
    """Have the engine apply a text. Raises QuerySyntaxError, InputError, OutsideError."""
    try:
        store.update(text, base_iri=BASE, prefixes=dict(PREFIXES))
    except SyntaxError as error:
        raise syntax_error(str(error)) from None
    except RuntimeError as error:
        raise InputError(
            f"The update cannot be done: {error}", mend="Nothing was changed."
        ) from None
    except (OSError, ValueError) as error:
        raise OutsideError(f"The update failed: {error}") from error


def _fill(store: ox.Store) -> None:
    """Make the default graph the merge of the named ones, but for what is kept."""
    store.clear_graph(ox.DefaultGraph())
    some: list[ox.Quad] = []
    for quad in list(store):
        if not is_merging(quad.graph_name):
            continue
        some.append(ox.Quad(quad.subject, quad.predicate, quad.object))
        if len(some) == _AT_ONCE:
            store.bulk_extend(some)
            some.clear()
    store.bulk_extend(some)


class Rewriting:
    """An operation so that it does with the engine's default graph what is meant here."""

    def __init__(self, text: str, operation: Operation, dataset: Dataset) -> None:
        self._text = text
        self._prologue = operation.prologue
        self._tokens = operation.tokens
        self._dataset = dataset

    def result(self) -> tuple[str, bool]:
        """The text of the operation, and whether it may look at the default graph."""
        first, *rest = self._tokens
        second = rest[0] if rest else first
        if first.is_word("CLEAR", "DROP"):
            said, looks = self._cleared(), False
        elif first.is_word("CREATE", *TARGETS):
            said, looks = self._moved(), False
        elif first.is_word("INSERT", "DELETE") and second.is_word("DATA"):
            said, looks = f"{first.text} DATA {self._wrapped(2)[0]}", False
        elif first.is_word("DELETE") and second.is_word("WHERE"):
            template, _ = self._wrapped(2)
            said = f"DELETE {template} {self._dataset.clauses()} WHERE {self._between(2)}"
            looks = not self._dataset
        else:
            said, looks = self._modified()
        return f"{self._prologue}\n{said}", looks

    def _cleared(self) -> str:
        words = [token.text.upper() for token in self._tokens]
        if words[-1] in ("ALL", "NAMED"):
            raise ProtectedGraphError(
                f"{words[0]} {words[-1]} would reach graphs that are not written to",
                mend="Name the graphs one by one: the ontology and what is computed stay.",
            )
        if words[-1] == "DEFAULT":
            return f"{words[0]} SILENT {_UNNAMED}"
        return self._between(0)

    def _moved(self) -> str:
        return " ".join(
            f"<{CONTRIBUTED_GRAPH}>" if token.is_word("DEFAULT") else token.text
            for token in self._tokens
        )

    def _modified(self) -> tuple[str, bool]:
        own = [token.is_word("WITH", "USING") for token, depth in self._depths() if depth == 0]
        if self._dataset and any(own):
            raise QuerySyntaxError(
                "The update has USING or WITH beside using-graph-uri",
                mend="Say which graphs are seen in one of the two places.",
            )
        if self._tokens[0].is_word("WITH"):
            return self._between(0), False
        parts: list[str] = []
        index = 0
        while index < len(self._tokens) and not self._tokens[index].is_word("WHERE", "USING"):
            if self._tokens[index].text == "{":
                wrapped, index = self._wrapped(index)
                parts.append(wrapped)
            else:
                parts.append(self._tokens[index].text)
                index += 1
        parts += [self._dataset.clauses(), self._between(index)]
        return " ".join(parts), not (self._dataset or any(own))

    def _wrapped(self, index: int) -> tuple[str, int]:
        """The block at this token with its bare triples in the graph for them; where it ends."""
        parts: list[str] = []
        bare: list[Token] = []

        def flush() -> None:
            if bare:
                parts.append(f"{_UNNAMED} {{ {self._slice(bare[0], bare[-1])} }}")
                bare.clear()

        index += 1
        while self._tokens[index].text != "}":
            token = self._tokens[index]
            if token.is_word("GRAPH"):
                flush()
                start = index
                index = self._closing(index + 2)
                parts.append(self._slice(self._tokens[start], self._tokens[index]))
                if self._tokens[index + 1].text == ".":
                    index += 1
            else:
                bare.append(token)
            index += 1
        flush()
        return f"{{ {' '.join(parts)} }}", index + 1

    def _closing(self, index: int) -> int:
        """The index of the brace that closes the one at `index`; there are no others inside."""
        while self._tokens[index].text != "}":
            index += 1
        return index

    def _between(self, index: int) -> str:
        return self._slice(self._tokens[index], self._tokens[-1])

    def _slice(self, first: Token, last: Token) -> str:
        return self._text[first.start : last.end]

    def _depths(self) -> Iterator[tuple[Token, int]]:
        depth = 0
        for token in self._tokens:
            if token.text == "}":
                depth -= 1
            yield token, depth
            if token.text == "{":
                depth += 1
