"""What an update would do to a store of any size, found without doing it.

The engine tells nobody what an update has changed. So its parts are asked as queries: the templates
for what is to go and to come as CONSTRUCT with the WHERE part of the operation, the IRIs of graphs
as SELECT. What is sent as data, and operations on whole graphs, are done in memory with the graphs
that they name. So an update costs what it looks at and what it changes, whatever else there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import pyoxigraph as ox

from llmkg.contribute.operations import Block, Operation, Parts, alone, operations, syntax_error
from llmkg.contribute.update import TARGETS, Dataset, Rewriting, perform
from llmkg.errors import InputError, OutsideError
from llmkg.rdf.tokens import Token, TokenKind
from llmkg.rdf.view import Difference, is_named
from llmkg.store.embedded import as_stored, is_merging
from llmkg.store.unkept import Unkept, unkept
from llmkg.vocab import BASE, CONTRIBUTED_GRAPH, PREFIXES

_VARYING: Final = ("UUID", "STRUUID", "RAND", "BNODE", "NOW")
"""Functions that give something else each time: what has several templates needs them once."""

_COUNTING: Final = ("COUNT", "SUM", "AVG", "SAMPLE", "GROUP_CONCAT")
_WHOLE_GRAPHS: Final = ("CLEAR", "DROP", "CREATE", *TARGETS)
_MOST_GRAPHS: Final = 1_000
_OF_NAMES: Final = (TokenKind.IRI, TokenKind.PNAME)


class Unbounded(Exception):
    """An update that has to be done to learn what it does; a signal within this part."""


class Ground(Protocol):
    """What an update is about.

    store   named graphs; `merged`: its default graph has all that they hold, else nothing
    """

    @property
    def store(self) -> ox.Store:
        """All that there is."""
        ...

    @property
    def merged(self) -> bool:
        """Whether the default graph repeats what stands in the others."""
        ...

    def exists(self, graph: str) -> bool:
        """Whether there is such a graph, be it empty."""
        ...

    def apply(self, difference: Difference) -> None:
        """Change the store."""
        ...


@dataclass(slots=True)
class Effect:
    """What becomes of the graphs.

    changed  the quads that come and go
    exists   whether there are these graphs afterwards; those that are not named stay
    """

    changed: Difference = field(default_factory=Difference)
    exists: dict[str, bool] = field(default_factory=dict)


def effect(ground: Ground, text: str, dataset: Dataset, only: str | None = None) -> Effect:
    """What an update would change. Afterwards the store is as before.

    `only`: the update is a patch of this graph, and sees and writes no other. Raises as
    `update.run` and `update.patch` do, and Unbounded.
    """
    running = _Running(ground, text, dataset, only)
    try:
        for operation in operations(text):
            running.do(operation)
        return running.effect
    finally:
        running.take_back()


class _Running:
    """One operation after another; what was changed before is in the store where one looks."""

    def __init__(self, ground: Ground, text: str, dataset: Dataset, only: str | None) -> None:
        self.effect = Effect()
        self._ground = ground
        self._text = text
        self._dataset = dataset if only is None else Dataset((only,))
        self._only = only
        self._unnamed = ox.NamedNode(only or CONTRIBUTED_GRAPH)
        self._pending = Difference()
        self._applied = Difference()

    def take_back(self) -> None:
        """Leave the store as it was."""
        if self._applied:
            self._ground.apply(self._applied.undone())

    def do(self, operation: Operation) -> None:
        first, *rest = operation.tokens
        second = rest[0] if rest else first
        if first.is_word("INSERT", "DELETE") and second.is_word("DATA"):
            quads = self._data(operation)
            if first.is_word("INSERT"):
                self._change((), quads)
            else:
                self._change(quads, ())
        elif first.is_word(*_WHOLE_GRAPHS):
            self._whole_graphs(operation)
        else:
            self._modify(operation)

    def _change(self, gone: Iterable[ox.Quad], come: Iterable[ox.Quad]) -> None:
        """First these go, then those come."""
        added = frozenset(as_stored(come))
        removed = frozenset(as_stored(gone)) - added
        for quad in added:
            self._refuse_named(quad)
        some = Difference(
            frozenset(quad for quad in added if not self._has(quad)),
            frozenset(quad for quad in removed if self._has(quad)),
        )
        for quad in some.removed:
            self._refuse_named(quad)
        self._pending |= some
        self.effect.changed |= some
        for quad in added:
            self.effect.exists[_name(quad)] = True

    def _refuse_named(self, quad: ox.Quad) -> None:
        if self._only is not None and quad.graph_name != self._unnamed:
            raise InputError(
                f"The patch writes to {quad.graph_name}",
                mend="A patch changes the graph at its address only; send others to /sparql.",
            )

    def _has(self, quad: ox.Quad) -> bool:
        if quad in self._pending.added:
            return True
        return quad not in self._pending.removed and quad in self._ground.store

    def _exists(self, graph: str) -> bool:
        known = self.effect.exists.get(graph)
        return self._ground.exists(graph) if known is None else known

    def _settle(self, operation: Operation) -> None:
        """Have all changes in the store, for an operation that looks at it."""
        if not self._pending:
            return
        self._ground.apply(self._pending)
        self._applied |= self._pending
        counts = any(token.is_word(*_COUNTING) for token in operation.tokens)
        if counts and not self._ground.merged and any(map(self._is_shared, self._pending.added)):
            raise Unbounded  # the union of graphs would count a triple twice
        self._pending = Difference()

    def _is_shared(self, quad: ox.Quad) -> bool:
        return any(
            each.graph_name != quad.graph_name and is_named(each.graph_name)
            for each in self._ground.store.quads_for_pattern(
                quad.subject, quad.predicate, quad.object, None
            )
        )

    def _data(self, operation: Operation) -> list[ox.Quad]:
        """What an operation sends along."""
        first = operation.tokens[0]
        said = alone(self._text, operation)  # in which every token is where it was
        store = ox.Store()
        perform(store, f"{said[: first.start]}INSERT{said[first.end :]}")
        return [
            quad
            if is_named(quad.graph_name)
            else ox.Quad(quad.subject, quad.predicate, quad.object, self._unnamed)
            for quad in store
        ]

    def _whole_graphs(self, operation: Operation) -> None:
        """Do it in memory with the graphs that are named."""
        if self._only is not None:
            raise Unbounded  # there is but one graph, which may as well be taken into memory
        said, _ = Rewriting(self._text, operation, self._dataset).result()
        names = [token for token in operation.tokens if token.kind in _OF_NAMES]
        graphs = {*self._names(operation, names), ox.NamedNode(CONTRIBUTED_GRAPH)}
        store = ox.Store()
        before: set[ox.Quad] = set()
        for graph in graphs:
            if self._exists(graph.value) or graph.value == CONTRIBUTED_GRAPH:
                store.add_graph(graph)
            before.update(self._quads_of(graph))
        store.extend(before)
        perform(store, said)
        after = set(store)
        for graph in graphs:
            there = store.contains_named_graph(graph)
            if graph.value != CONTRIBUTED_GRAPH or self._exists(graph.value) or not there:
                self.effect.exists[graph.value] = there
        self._change(before - after, after - before)

    def _quads_of(self, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        hidden = self._pending.removed
        for quad in self._ground.store.quads_for_pattern(None, None, None, graph):
            if quad not in hidden:
                yield quad
        yield from (quad for quad in self._pending.added if quad.graph_name == graph)

    def _modify(self, operation: Operation) -> None:
        parts = Parts(self._text, operation)
        if self._only is None:
            Rewriting(self._text, operation, self._dataset).result()  # refuses what it cannot be
        elif parts.using or parts.own_graph:
            raise Unbounded  # as above
        self._settle(operation)
        asked = len(parts.gone) + len(parts.come)
        if asked > 1 or any(block.graph for block in (*parts.gone, *parts.come)):
            if any(token.is_word(*_VARYING) for token in operation.tokens):
                raise Unbounded
            if operation.labels and len(parts.come) > 1:
                raise Unbounded  # one node may stand in two templates
        given = self._unnamed
        dataset = self._dataset
        if parts.own_graph is not None:
            (given,) = self._names(operation, [parts.own_graph])
            if not parts.using:
                dataset = Dataset((given.value,))
        question = _Question(self._ground, operation, parts, dataset)
        gone = [quad for block in parts.gone for quad in self._found(question, block, given)]
        come = [quad for block in parts.come for quad in self._found(question, block, given)]
        self._change(gone, come)

    def _found(self, question: _Question, block: Block, given: ox.NamedNode) -> Iterator[ox.Quad]:
        if block.graph is None:
            graphs: Iterable[ox.NamedNode | None] = (given,)
            narrow = ""
        elif block.graph.kind is TokenKind.VARIABLE:
            narrow = block.graph.text
            graphs = question.values(narrow)
        else:
            narrow = ""
            graphs = self._names(question.operation, [block.graph])
        for graph in graphs:
            if graph is None:
                continue
            for triple in question.triples(block.text, narrow, graph):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)

    def _names(self, operation: Operation, tokens: Sequence[Token]) -> list[ox.NamedNode]:
        """The IRIs that are meant."""
        if not tokens:
            return []
        said = " ".join(f"({token.text} AS ?v{at})" for at, token in enumerate(tokens))
        rows = ox.Store().query(
            f"{operation.prologue} SELECT {said} {{}}", base_iri=BASE, prefixes=dict(PREFIXES)
        )
        if not isinstance(rows, ox.QuerySolutions):
            raise TypeError(said)
        (row,) = rows
        named = [row[at] for at in range(len(tokens))]
        return [each for each in named if isinstance(each, ox.NamedNode)]


class _Question:
    """The WHERE part of an operation, asked with one template after another."""

    def __init__(
        self,
        ground: Ground,
        operation: Operation,
        parts: Parts,
        dataset: Dataset,
    ) -> None:
        self.operation = operation
        self._ground = ground
        self._parts = parts
        self._dataset = dataset

    def triples(self, template: str, narrow: str, graph: ox.NamedNode) -> Iterator[ox.Triple]:
        """What a template gives; `narrow`: only where this variable is the graph."""
        where = self._parts.where
        if narrow:
            where = f"{{ {{ SELECT * WHERE {where} }} FILTER(sameTerm({narrow}, {graph})) }}"
        found = self._ask(f"CONSTRUCT {{ {template} }} {self._parts.using} WHERE {where}")
        if not isinstance(found, ox.QueryTriples):
            raise TypeError(template)
        yield from found

    def values(self, variable: str) -> list[ox.NamedNode]:
        """The graphs that a variable stands for. Raises Unbounded for very many."""
        where = self._parts.where
        found = self._ask(f"SELECT DISTINCT {variable} {self._parts.using} WHERE {where}")
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError(variable)
        graphs: list[ox.NamedNode] = []
        for row in found:
            if isinstance(row[0], ox.NamedNode):
                graphs.append(row[0])
            if len(graphs) > _MOST_GRAPHS:
                raise Unbounded
        return graphs

    def _ask(self, text: str) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None = None
        named: list[ox.NamedNode | ox.BlankNode] | None = None
        if self._dataset and not self._parts.using:
            default = [ox.NamedNode(iri) for iri in self._dataset.default]
            if self._parts.own_graph is None:  # WITH says nothing of what can be named
                named = [ox.NamedNode(iri) for iri in self._dataset.named]
        looks = default is None and not self._parts.using and not self._ground.merged
        said = Unkept(f"{self.operation.prologue}\n{text}")
        if looks:
            said = unkept(said.text)
        if not said.is_whole:
            default = [*filter(is_merging, self._ground.store.named_graphs())]
        try:
            return self._ground.store.query(
                said.text,
                base_iri=BASE,
                prefixes=dict(PREFIXES),
                use_default_graph_as_union=looks and said.is_whole,
                default_graph=default,
                named_graphs=named,
            )
        except SyntaxError as error:
            raise syntax_error(str(error)) from None
        except (OSError, ValueError, RuntimeError) as error:
            raise OutsideError(f"The update failed: {error}") from error


def _name(quad: ox.Quad) -> str:
    graph = quad.graph_name
    if not isinstance(graph, ox.NamedNode):
        raise InputError(f"{graph} cannot be written to", mend="Name a graph by its IRI.")
    return graph.value
