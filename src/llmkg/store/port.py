"""The port that every store of quads fits: small enough for a remote SPARQL endpoint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

import pyoxigraph as ox

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Subject: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Triple


class QueryForm(StrEnum):
    """What a query asks for, and so which media types can answer it."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def gives_graph(self) -> bool:
        """Whether the answer is a set of triples rather than rows or a yes."""
        return self in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE)


@dataclass(frozen=True, slots=True)
class DatasetSpec:
    """The dataset of a query by the protocol: IRIs of default (merged) and named graphs."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised answer; `media_type` without parameters."""

    body: bytes
    media_type: str
    form: QueryForm


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT: variables without `?`, and rows whose terms stand in their order."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __iter__(self) -> Iterator[dict[str, Term]]:
        """Each row as a dictionary of its bound variables."""
        for row in self.rows:
            yield {
                name: term
                for name, term in zip(self.variables, row, strict=True)
                if term is not None
            }

    def __len__(self) -> int:
        return len(self.rows)


class GraphStore(Protocol):
    """Quads that can be asked.

    The default graph is the union of all named graphs, unless the query has FROM or `dataset` is
    given (which then wins over FROM). A triple in two graphs may come twice from their union.
    Every method may be called from any thread, answers completely before it returns, and hands out
    nothing that is tied to its thread. Errors: QuerySyntaxError for what is not SPARQL,
    OutsideError for what fails beyond the query.
    """

    def query(self, text: str, media_type: str, *, dataset: DatasetSpec | None = None) -> Answer:
        """Evaluate any form and serialise.

        UnknownFormatError when the form has no such media type.
        """
        ...

    def select(self, text: str) -> Rows:
        """Evaluate a SELECT."""
        ...

    def ask(self, text: str) -> bool:
        """Evaluate an ASK."""
        ...

    def construct(self, text: str) -> tuple[ox.Triple, ...]:
        """Evaluate a CONSTRUCT or DESCRIBE."""
        ...

    def quads(
        self,
        subject: Subject | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - the name the term has in RDF
        graph: ox.NamedNode | None = None,
    ) -> tuple[ox.Quad, ...]:
        """The quads that fit the pattern; None fits anything. Their order is not fixed."""
        ...

    def graphs(self) -> tuple[ox.NamedNode, ...]:
        """The named graphs, sorted by IRI."""
        ...

    def load(self, quads: Sequence[ox.Quad]) -> None:
        """Add quads: all or none. Raises OutsideError on a store that is read-only."""
        ...

    def close(self) -> None:
        """Let go of files and connections; nothing may be asked afterwards."""
        ...
