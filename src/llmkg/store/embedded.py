"""The embedded adapter of the store port: pyoxigraph, in memory or on disk and read-only.

A result of pyoxigraph belongs to the thread that made it; another one that touches it aborts the
process. So every method takes all of an answer before it returns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias, cast

import pyoxigraph as ox

from llmkg.errors import OutsideError, ParameterError, QuerySyntaxError, UnknownFormatError
from llmkg.model.location import Location
from llmkg.rdf.view import GraphName, is_named
from llmkg.store import advice
from llmkg.store.dataset import dataset_of, has_dataset, merged
from llmkg.store.guard import QUERY_NAME
from llmkg.store.port import Answer, DatasetSpec, QueryForm, Rows, Subject, Term
from llmkg.store.serialise import Output, graph_bytes, results_bytes, write_graph, write_results
from llmkg.store.tally import Tally, question
from llmkg.store.unkept import Unkept, unkept
from llmkg.store.verbs import is_kept
from llmkg.vocab import BASE, KEPT_GRAPH, LLMKG, ONTOLOGY_GRAPH, PREFIXES, RDF, XSD

# Asked for with every query; there are but a few.
_graph_format = lru_cache(maxsize=64)(ox.RdfFormat.from_media_type)
_rows_format = lru_cache(maxsize=64)(ox.QueryResultsFormat.from_media_type)
_Result: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]
_Rows: Final = (ox.QuerySolutions, ox.QueryBoolean)
_GraphName: TypeAlias = ox.NamedNode | ox.BlankNode
_DefaultName: TypeAlias = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
# The engine gives RuntimeError for a corrupt file, and for some operations that a store cannot do.
_FAILURES: Final = (OSError, ValueError, RuntimeError)
_KEPT: Final = frozenset(map(ox.NamedNode, (XSD.string, RDF.langString, RDF.dirLangString)))
_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_LONGEST_MESSAGE: Final = 200
_AT_ONCE: Final = 5_000
_DEFAULT: Final = ox.DefaultGraph()
_KEPT_GRAPH: Final = ox.NamedNode(KEPT_GRAPH)
_PREFIXES: Final = tuple((f"{name}:", name, iri) for name, iri in PREFIXES.items())


class EmbeddedStore:
    """Quads in this process.

    Safe to share between threads; there is no writer while readers ask.
    """

    def __init__(
        self,
        store: ox.Store,
        *,
        writable: bool,
        merged: bool = False,
        tally: Tally | None = None,
    ) -> None:
        """`merged`: see `is_merged`; `tally`: what was counted of it."""
        self._store: ox.Store | None = store
        self._writable = writable
        self._merged = merged
        self._tally = tally

    @classmethod
    def memory(
        cls, quads: Iterable[ox.Quad] = (), *, snapshot: bool = False, tally: Tally | None = None
    ) -> EmbeddedStore:
        """A store in memory that holds these quads.

        `snapshot`: they are all that one has, of which `tally` was counted.
        """
        store = ox.Store()
        store.bulk_extend(quads)
        return cls(store, writable=True, merged=snapshot and is_merged(store), tally=tally)

    @classmethod
    def read_only(cls, path: Path) -> EmbeddedStore:
        """The store in this folder, which nobody may be writing. Raises OutsideError."""
        try:
            store = ox.Store.read_only(str(path))
            tally = Tally(path.parent)  # which has nothing where it is not that of a snapshot
            return cls(store, writable=False, merged=is_merged(store), tally=tally)
        except _FAILURES as error:
            raise OutsideError(
                f"The store cannot be opened: {error}", where=Location(str(path))
            ) from error

    def copied(self) -> EmbeddedStore:
        """A copy in memory."""
        copy = ox.Store()
        try:
            quads = self._open.quads_for_pattern(None, None, None, None)
            # Each call keeps every other thread waiting until it is done.
            while some := list(islice(quads, _AT_ONCE)):
                copy.bulk_extend(some)
        except _FAILURES as error:
            raise OutsideError(f"The store cannot be read: {error}") from error
        return EmbeddedStore(copy, writable=True, merged=self._merged, tally=self._tally)

    def query(self, text: str, media_type: str, *, dataset: DatasetSpec | None = None) -> Answer:
        """See the port."""
        form, body = self._serialized(text, media_type, None, dataset)
        return Answer(body or b"", media_type, form)

    def write(
        self, text: str, media_type: str, output: Output, *, dataset: DatasetSpec | None = None
    ) -> None:
        """As `query`, into `output` while the answer is being found.

        Raises as `query` does, at whatever point it goes wrong; what `output` raises comes out as
        OutsideError.
        """
        self._serialized(text, media_type, output, dataset)

    def _serialized(
        self, text: str, media_type: str, output: Output | None, dataset: DatasetSpec | None
    ) -> tuple[QueryForm, bytes | None]:
        result = self._run(text, dataset)
        try:
            if not isinstance(result, _Rows):
                graph_format = _graph_format(media_type)
                if graph_format is None:
                    raise _unknown_format(media_type, "a graph")
                if output is None:
                    return QueryForm.CONSTRUCT, graph_bytes(result, graph_format)
                write_graph(result, graph_format, output)
                return QueryForm.CONSTRUCT, None
            asked = isinstance(result, ox.QueryBoolean)
            form = QueryForm.ASK if asked else QueryForm.SELECT
            rows_format = _rows_format(media_type)
            if rows_format is None:
                raise _unknown_format(media_type, "a yes or no" if asked else "rows")
            if output is None:
                return form, results_bytes(result, rows_format)
            write_results(result, rows_format, output)
        except _FAILURES as error:
            raise OutsideError(f"The query failed: {error}") from error
        return form, None

    def select(self, text: str) -> Rows:
        """See the port."""
        result = self._run(text, None)
        if not isinstance(result, ox.QuerySolutions):
            raise QuerySyntaxError("The query is no SELECT")
        variables = tuple(variable.value for variable in result.variables)
        try:
            rows = tuple(tuple(row[name] for name in variables) for row in result)
        except _FAILURES as error:
            raise OutsideError(f"The query failed: {error}") from error
        return Rows(variables, rows)

    def ask(self, text: str) -> bool:
        """See the port."""
        result = self._run(text, None)
        if not isinstance(result, ox.QueryBoolean):
            raise QuerySyntaxError("The query is no ASK")
        return bool(result)

    def construct(self, text: str) -> tuple[ox.Triple, ...]:
        """See the port."""
        result = self._run(text, None)
        if isinstance(result, _Rows):
            raise QuerySyntaxError("The query is no CONSTRUCT or DESCRIBE")
        try:
            return tuple(result)
        except _FAILURES as error:
            raise OutsideError(f"The query failed: {error}") from error

    def quads(
        self,
        subject: Subject | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - the name the term has in RDF
        graph: ox.NamedNode | None = None,
    ) -> tuple[ox.Quad, ...]:
        """See the port."""
        try:
            found = self._open.quads_for_pattern(subject, predicate, object, graph)
            if self._merged and graph is None:  # what stands in the default graph stands elsewhere
                return tuple(each for each in found if each.graph_name != _DEFAULT)
            return tuple(found)
        except _FAILURES as error:
            raise OutsideError(f"The store cannot be read: {error}") from error

    def measure(
        self,
        most: int,
        subject: Subject | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - the name the term has in RDF
    ) -> tuple[int, int]:
        """How many quads fit the pattern; with a subject, how long the longest object is, too.

        Looking stops at `most` quads.
        """
        found = self._open.quads_for_pattern(subject, predicate, object, None)
        number = longest = 0
        for quad in islice(found, most):
            number += 1
            if subject is not None and object is None:
                longest = max(longest, len(str(quad.object)))
        return number, longest

    def some(
        self,
        most: int,
        subject: Subject | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - the name the term has in RDF
    ) -> list[ox.Quad]:
        """Up to so many quads of the pattern, as a query without a dataset finds its triples."""
        graph = _DEFAULT if self._merged else None
        found = self._open.quads_for_pattern(subject, predicate, object, graph)
        return list(islice((each for each in found if each.graph_name != _KEPT_GRAPH), most))

    def graphs(self) -> tuple[ox.NamedNode, ...]:
        """See the port."""
        names = [name for name in self._open.named_graphs() if isinstance(name, ox.NamedNode)]
        return tuple(sorted(names, key=lambda name: name.value))

    def load(self, quads: Sequence[ox.Quad]) -> None:
        """See the port."""
        if not self._writable:
            raise OutsideError("The store is read-only", mend="Build a new snapshot instead.")
        self._tally = None  # it is that of a snapshot no more
        self._open.extend(quads)

    def close(self) -> None:
        """See the port."""
        self._store = None

    @property
    def _open(self) -> ox.Store:
        if self._store is None:
            raise OutsideError("The store is closed")
        return self._store

    def _run(self, text: str, dataset: DatasetSpec | None) -> _Result:
        if dataset is None and has_dataset(text):
            # Its graphs are handed over like those of the protocol, so that they can be merged.
            said = dataset_of(text)
            if said is None:
                return self._ask(self._open, text)
            dataset = said
        if dataset is None:
            return self._ask_default(text)
        # The engine would find a graph that is named twice twice.
        default = [_graph(iri) for iri in dict.fromkeys(dataset.default_graphs)]
        named = [_graph(iri) for iri in dict.fromkeys(dataset.named_graphs)]
        if len(default) > 1:
            try:
                merge = merged(self._open, default, named)
            except _FAILURES as error:
                raise OutsideError(f"The store cannot be read: {error}") from error
            if merge is not None:
                return self._ask(merge, text, [ox.DefaultGraph()], named)
        return self._ask(self._open, text, default, named)

    def _ask_default(self, text: str) -> _Result:
        """Ask the default graph: all graphs but that of what is kept."""
        store = self._open
        counting = question(text) if self._tally else None
        known = counting.asked(self._tally) if counting and self._tally else None
        if known is not None:
            with suppress(QuerySyntaxError):  # which is told below, where it was written
                return self._ask(store, known)
        if self._merged:
            return self._ask(store, text)
        said = unkept(text) if _has(store, _KEPT_GRAPH) else Unkept(text)
        try:
            if said.is_whole:
                found = self._ask(store, said.text, union=True)
            else:
                found = self._ask(store, text, [*filter(is_merging, store.named_graphs())])
        except QuerySyntaxError:
            self._ask(store, text, union=True)  # so that the fault is where it was written
            raise
        if said.describes and not isinstance(found, _Rows):
            return (each for each in found if not is_kept(each.predicate.value))
        return found

    def _ask(
        self,
        store: ox.Store,
        text: str,
        default: Sequence[_DefaultName] | None = None,
        named: Sequence[_GraphName] | None = None,
        *,
        union: bool = False,
    ) -> _Result:
        try:
            return store.query(
                text,
                base_iri=BASE,  # relative names are names of ours: <model/davinci>
                # Handing over all of them takes longer than a cheap query itself.
                prefixes={name: iri for mark, name, iri in _PREFIXES if mark in text},
                use_default_graph_as_union=union,
                default_graph=cast(list[_DefaultName] | None, default),
                named_graphs=cast(list[_GraphName] | None, named),
            )
        except SyntaxError as error:
            raise self._syntax_error(text, str(error)) from error
        except _FAILURES as error:
            raise OutsideError(f"The query failed: {error}") from error

    def _syntax_error(self, text: str, message: str) -> QuerySyntaxError:
        """The engine's message with its place, and with what may have been meant.

        An undeclared prefix, which it does not name, is named.
        """
        match = _PLACE.match(message)
        if match is None:
            return QuerySyntaxError(message)
        missing = advice.undeclared(text)
        if missing is not None:
            prefix = missing.token.partition(":")[0]
            return QuerySyntaxError(
                f"The prefix {prefix}: is not declared",
                where=Location(QUERY_NAME, missing.line, missing.column),
                mend=f"Write PREFIX {prefix}: <…> at the top.",
                token=missing.token,
                suggestion=missing.suggestion,
            )
        line, column, detail = int(match[1]), int(match[2]), match[3]
        if len(detail) > _LONGEST_MESSAGE:
            detail = detail[:_LONGEST_MESSAGE].rsplit(",", 1)[0] + " …"
        found = advice.at_place(text, line, column)
        return QuerySyntaxError(
            f"Syntax error: {detail}",
            where=Location(QUERY_NAME, line, column),
            token=found.token,
            suggestion=found.suggestion or advice.hint(text, self.terms()),
        )

    def terms(self) -> frozenset[str]:
        """The local names of the ontology's terms."""
        graph = ox.NamedNode(ONTOLOGY_GRAPH)
        return frozenset(
            quad.subject.value.removeprefix(LLMKG)
            for quad in self.quads(predicate=ox.NamedNode(RDF.type), graph=graph)
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(LLMKG)
        )


def is_merged(store: ox.Store) -> bool:
    """Whether the store of a snapshot has the merge of its graphs in its default graph.

    All but that of what is kept: see `unkept`.

    It is written there when two graphs share a triple: the engine's own union of graphs would find
    that triple twice.
    """
    return _has(store, _DEFAULT)


def _has(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> bool:
    """Whether there is a quad in a graph. The iterator ends here: it must not leave its thread."""
    return next(store.quads_for_pattern(None, None, None, graph), None) is not None


def is_merging(graph: GraphName) -> bool:
    """Whether what stands in a graph belongs to that merge."""
    return is_named(graph) and graph != _KEPT_GRAPH


def as_stored(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads as a store gives them back: it rewrites numbers and dates ("01" to 1).

    What has no such literal is handed on as it is.
    """
    rewritten = ox.Store()
    typed = []
    for quad in quads:
        value = quad.object
        if isinstance(value, ox.NamedNode | ox.BlankNode) or (
            isinstance(value, ox.Literal) and value.datatype in _KEPT
        ):
            yield quad
        else:
            typed.append(quad)
    rewritten.bulk_extend(typed)
    yield from rewritten


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise ParameterError(f"{iri} is no IRI of a graph: {error}") from error


def _unknown_format(media_type: str, what: str) -> UnknownFormatError:
    return UnknownFormatError(f"{media_type} cannot hold {what}")
