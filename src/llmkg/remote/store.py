"""The store port over a SPARQL endpoint, read through stored queries and kept while it is open.

The knowledge base reads quads one subject at a time, which over a network would be a request each:
see `Kept`. What is asked in SPARQL goes to the endpoint, as rows; whatever else is wanted of it is
made here, so that an endpoint needs to know one format, and JSON tells when it breaks off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeVar

import pyoxigraph as ox

from llmkg.errors import NotWholeError, OutsideError
from llmkg.model.location import Location
from llmkg.queries import NamedQuery, bind, find_query
from llmkg.remote.addresses import without_secrets
from llmkg.remote.answers import write
from llmkg.remote.asker import Asker
from llmkg.remote.endpoint import Endpoint
from llmkg.remote.kept import Kept
from llmkg.remote.phrase import Phrase, described, named_in, phrase, values
from llmkg.remote.scope import Scope
from llmkg.remote.standing import STANDING_GRAPH, Standing, of_rows
from llmkg.remote.writer import Writer
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.guard import query_form
from llmkg.store.port import Answer, DatasetSpec, QueryForm, Rows, Subject, Term
from llmkg.store.serialise import graph_bytes, results_bytes
from llmkg.store.services import named
from llmkg.store.unkept import unkept

T = TypeVar("T")

AT_ONCE: Final = 2_000
"""Quads that one request writes."""

COUNTED_AT_ONCE: Final = 100
"""Graphs in one question for their sizes."""

_BLANK: Final = "urn:x-llmkg:blank:"
_ABOUT: Final = ("subject", "predicate", "object")


class RemoteStore:
    """Quads behind an endpoint; see the port.

    What was read is kept, and is not asked for again: what others change meanwhile is not seen.
    With a `standing`, it is seen that something changed, and NotWholeError raised instead of
    answers from two snapshots.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        queries: Mapping[str, NamedQuery],
        *,
        standing: Standing | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.standing = standing
        self._queries = queries
        self._asker = Asker(endpoint)
        self._scope = Scope(self._asker, self._text)
        self._writer = Writer(self._asker, self._text)
        self._parser = EmbeddedStore.memory()
        self._kept: Kept | None = Kept(self._stored)

    @property
    def requests(self) -> int:
        """How many questions have been sent so far."""
        return self._asker.requests

    @property
    def writer(self) -> Writer:
        """What writes to it. Whoever uses it directly calls `forget` afterwards."""
        return self._writer

    # -- SPARQL ---------------------------------------------------------------------------------

    def query(self, text: str, media_type: str, *, dataset: DatasetSpec | None = None) -> Answer:
        """See the port."""
        # Asked of a store with nothing in it first: a fault has its line before anything is sent.
        form = self._parser.query(text, media_type, dataset=dataset).form
        if form.gives_graph:
            graph = ox.RdfFormat.from_media_type(media_type) or ox.RdfFormat.N_TRIPLES
            return Answer(graph_bytes(self._graph(text, dataset), graph), media_type, form)
        found: Rows | bool
        found = self._ask(text, dataset) if form is QueryForm.ASK else self._rows(text, dataset)
        format_ = ox.QueryResultsFormat.from_media_type(media_type) or ox.QueryResultsFormat.JSON
        solutions = ox.parse_query_results(write(found), format=ox.QueryResultsFormat.JSON)
        return Answer(results_bytes(solutions, format_), media_type, form)

    def select(self, text: str) -> Rows:
        """See the port; what the rows name is likely to be asked for next."""
        self._parser.select(text)
        rows = self._rows(text, None)
        self._open.mention(rows)
        return rows

    def ask(self, text: str) -> bool:
        """See the port."""
        self._parser.ask(text)
        return self._ask(text, None)

    def construct(self, text: str) -> tuple[ox.Triple, ...]:
        """See the port. A DESCRIBE gives what has the thing as its subject."""
        self._parser.construct(text)
        return tuple(self._graph(text, None))

    # -- quads ----------------------------------------------------------------------------------

    def quads(
        self,
        subject: Subject | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - the name the term has in RDF
        graph: ox.NamedNode | None = None,
    ) -> tuple[ox.Quad, ...]:
        """See the port. A blank node is found where answers have brought it, and nowhere else."""
        return self._open.quads(subject, predicate, object, graph)

    def graphs(self) -> tuple[ox.NamedNode, ...]:
        """See the port."""
        _ = self._open
        return tuple(map(ox.NamedNode, self._scope.graphs()))

    def stored(self, name: str) -> Rows:
        """The rows of a stored query without parameters; what they name is not asked for next."""
        return self._stored(name)

    # -- writing --------------------------------------------------------------------------------

    def load(self, quads: Sequence[ox.Quad]) -> None:
        """See the port. Of more than `AT_ONCE`, a failure may leave some; to load again mends it.

        Raises ParameterError for blank nodes, which would be others each time: `Writer.put` takes
        whole graphs that have them.
        """
        self.change((), quads)

    def change(self, removed: Sequence[ox.Quad], added: Sequence[ox.Quad]) -> None:
        """Take quads away and add others; see `load`. What is both is there afterwards."""
        _ = self._open
        try:
            if len(removed) + len(added) <= AT_ONCE:
                self._writer.change(removed, added)
            else:
                for some in batched(removed, AT_ONCE):
                    self._writer.change(some, ())
                for some in batched(added, AT_ONCE):
                    self._writer.change((), some)
        finally:
            self.forget()

    def forget(self) -> None:
        """What is there may be something else now."""
        self._kept = Kept(self._stored)
        self._scope.forget()

    def close(self) -> None:
        """Forget what has been read."""
        self._kept = None

    # -- what it says of itself -----------------------------------------------------------------

    def said(self) -> Standing | None:
        """What the endpoint says that it holds; None where nobody has loaded it with us."""
        text = self._text("remote/standing")
        # No dataset would do on every server: where there is one, the graph is named in it.
        dataset = DatasetSpec((), (STANDING_GRAPH,))
        rows = self._asker.rows(phrase(text, QueryForm.SELECT), dataset)
        return of_rows({_value(row["said"]): _value(row["value"]) for row in rows})

    def counted(self, graphs: Sequence[str]) -> Mapping[str, int]:
        """How many triples each of these graphs has; what has none may be missing."""
        counts: dict[str, int] = {}
        for some in batched(graphs, COUNTED_AT_ONCE):
            text = self._text("remote/sizes", graphs=" ".join(some))
            rows = self._asker.rows(phrase(text, QueryForm.SELECT), DatasetSpec((), some))
            counts |= {_value(row["graph"]): int(_value(row["quads"])) for row in rows}
        return counts

    def _settle(self) -> None:
        """NotWholeError where what is read is not what was there when it was opened."""
        if self.standing is None:
            return
        now = self.said()
        if now is not None and now.is_whole and now.run == self.standing.run:
            return
        raise NotWholeError(
            "What the store holds was changed while it was read",
            where=Location("", iri=without_secrets(self.endpoint.address)),
            mend="Ask again.",
        )

    # -- questions ------------------------------------------------------------------------------

    def _rows(self, text: str, dataset: DatasetSpec | None) -> Rows:
        return self._sent(*self._seen(text, QueryForm.SELECT, dataset))

    def _ask(self, text: str, dataset: DatasetSpec | None) -> bool:
        _ = self._open
        found = self._asker.yes(*self._seen(text, QueryForm.ASK, dataset))
        self._settle()
        return found

    def _sent(self, parts: Phrase, dataset: DatasetSpec | None) -> Rows:
        _ = self._open
        rows = self._asker.rows(parts, dataset)
        self._settle()
        return rows

    def _seen(
        self, text: str, form: QueryForm, dataset: DatasetSpec | None
    ) -> tuple[Phrase, DatasetSpec | None]:
        """A query as it is asked, and its dataset.

        What the protocol says wins over FROM; where neither says anything, it sees what is ours but
        for what is kept.
        """
        parts = phrase(text, form)
        said = dataset or parts.dataset
        if said is not None:
            return parts, said
        if self._scope.hides():
            asked = unkept(text)
            return (
                (phrase(asked.text, form), None)
                if asked.is_whole
                else (parts, self._scope.dataset())
            )
        return parts, None if self._scope.is_union() else self._scope.dataset()

    def _graph(self, text: str, dataset: DatasetSpec | None) -> Iterator[ox.Triple]:
        if query_form(text) is QueryForm.DESCRIBE:
            return self._description(text, dataset)
        parts, seen = self._seen(text, QueryForm.CONSTRUCT, dataset)
        rows = named(self._sent(parts, seen), _BLANK)
        made = EmbeddedStore.memory().construct(parts.construct(values(rows)))
        blanks: dict[str, ox.BlankNode] = {}
        return (_unnamed(triple, blanks) for triple in made)

    def _description(self, text: str, dataset: DatasetSpec | None) -> Iterator[ox.Triple]:
        things = dict.fromkeys(named_in(text))
        select = described(text)
        said = dataset or phrase(text, QueryForm.DESCRIBE).dataset
        if select is not None:
            rows = self._rows(select, said)
            things |= dict.fromkeys(
                term.value
                for row in rows
                for term in row.values()
                if isinstance(term, ox.NamedNode)
            )
        for some in batched(things, AT_ONCE):
            for row in self._rows(self._text("remote/about", things=" ".join(some)), said):
                yield ox.Triple(*(row[name] for name in _ABOUT))  # type: ignore[arg-type]

    def _stored(self, name: str, **given: str) -> Rows:
        """The rows of a stored query."""
        return self._rows(self._text(name, **given), None)

    def _text(self, name: str, **given: str) -> str:
        return bind(find_query(self._queries, name), given)

    @property
    def _open(self) -> Kept:
        if self._kept is None:
            raise OutsideError("It is closed", mend="Open it again.")
        return self._kept


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """The items in their order, so many at a time (itertools has it from Python 3.12 on)."""
    remaining = iter(items)
    while some := tuple(islice(remaining, size)):
        yield some


def _unnamed(triple: ox.Triple, blanks: dict[str, ox.BlankNode]) -> ox.Triple:
    def back(term: Term) -> Term:
        if isinstance(term, ox.NamedNode) and term.value.startswith(_BLANK):
            return blanks.setdefault(term.value, ox.BlankNode())
        return term

    return ox.Triple(back(triple.subject), triple.predicate, back(triple.object))  # type: ignore[arg-type]


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
