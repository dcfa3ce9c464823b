"""The store port over a SPARQL endpoint, read through stored queries and kept while it is open.

The knowledge base reads quads one subject at a time, which over a network would be a request each.
So a request for one thing also asks for those that are likely to be asked for next: those that the
answers so far have mentioned, in the order in which they were. What has come is kept in memory, in
a store of its own, and is not asked for again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from threading import RLock
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.errors import LlmkgError, OutsideError
from llmkg.library.endpoint import Endpoint
from llmkg.model.location import Location
from llmkg.queries import NamedQuery, bind, find_query
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.port import Answer, DatasetSpec, QueryForm, Rows, Subject, Term
from llmkg.store.serialise import graph_bytes, results_bytes
from llmkg.vocab import BASE, LLMKG, PREFIXES, Kind, split

_ROWS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_AT_ONCE: Final = 200
"""Things in one request: with IRIs of 100 letters, a third of what our server takes."""
_POINTING: Final = frozenset(
    LLMKG[name]
    for name in (
        *("asserts", "denies", "leavesOpen", "supports", "disputes", "qualifies"),
        *("assessedProposition", "between", "citesEvidence"),
    )
)
"""The properties that `kb/quads-to` follows backwards."""
_POINTED_AT: Final = frozenset({Kind.PROPOSITION, Kind.CLAIM, Kind.EVIDENCE})
_Pattern: TypeAlias = tuple[str, str, str, str]
_Names: TypeAlias = tuple[str, ...]
_QUAD: Final = ("subject", "predicate", "object", "graph")
_MARKED: Final = ("_subject", "_predicate", "_object", "_graph")


class RemoteStore:
    """Quads behind an endpoint; see the port. It is read once: what changes there is not seen."""

    def __init__(self, endpoint: Endpoint, queries: Mapping[str, NamedQuery]) -> None:
        self.endpoint = endpoint
        self.requests = 0
        self._queries = queries
        self._parser = EmbeddedStore.memory()
        self._here: ox.Store | None = ox.Store()
        self._lock = RLock()
        self._whole: set[str] = set()
        self._turned: set[str] = set()
        self._graphs_whole: set[str] = set()
        self._asked: set[_Pattern] = set()
        self._mentioned: dict[str, None] = {}

    # -- SPARQL ---------------------------------------------------------------------------------

    def query(self, text: str, media_type: str, *, dataset: DatasetSpec | None = None) -> Answer:
        """See the port. The endpoint sends one format, and we write the one that is wanted."""
        form = self._checked(text, media_type, dataset)
        body = self._send(text, _TRIPLES if form.gives_graph else _ROWS, dataset)
        if form.gives_graph:
            graph = ox.RdfFormat.from_media_type(media_type)
            written = graph_bytes(_triples(body, self.endpoint), graph or ox.RdfFormat.N_TRIPLES)
        else:
            rows = ox.QueryResultsFormat.from_media_type(media_type)
            found = _results(body, self.endpoint)
            written = results_bytes(found, rows or ox.QueryResultsFormat.JSON)
        return Answer(written, media_type, form)

    def select(self, text: str) -> Rows:
        """See the port; what the rows name is likely to be asked for next."""
        self._parser.select(text)
        rows = self._rows(text)
        with self._lock:
            for row in rows.rows:
                self._mention(row)
        return rows

    def ask(self, text: str) -> bool:
        """See the port."""
        self._parser.ask(text)
        found = _results(self._send(text, _ROWS), self.endpoint)
        if not isinstance(found, ox.QueryBoolean):
            raise _no_answer(self.endpoint, "it is no yes or no")
        return bool(found)

    def construct(self, text: str) -> tuple[ox.Triple, ...]:
        """See the port."""
        self._parser.construct(text)
        return _triples(self._send(text, _TRIPLES), self.endpoint)

    # -- quads ----------------------------------------------------------------------------------

    def quads(
        self,
        subject: Subject | None = None,
        predicate: ox.NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - the name the term has in RDF
        graph: ox.NamedNode | None = None,
    ) -> tuple[ox.Quad, ...]:
        """See the port. A blank node is found where answers have brought it, and nowhere else."""
        with self._lock:
            here = self._open
            if isinstance(subject, ox.NamedNode):
                self._bring_subject(subject.value)
            elif subject is None:
                self._bring_pattern(predicate, object, graph)
            return tuple(here.quads_for_pattern(subject, predicate, object, graph))

    def graphs(self) -> tuple[ox.NamedNode, ...]:
        """See the port."""
        found = (row["graph"] for row in self._rows(self._text("kb/graphs")))
        return tuple(sorted((g for g in found if isinstance(g, ox.NamedNode)), key=str))

    def load(self, quads: Sequence[ox.Quad]) -> None:
        """Refused: this is for reading."""
        raise OutsideError(
            f"{len(quads)} quads cannot be written: an endpoint is open for reading only",
            where=Location("", iri=self.endpoint.address),
            mend="Write with `llmkg build`, or over the server's own interface.",
        )

    def close(self) -> None:
        """Forget what has been read."""
        self._here = None

    # -- what has come --------------------------------------------------------------------------

    def _bring_subject(self, iri: str) -> None:
        if iri in self._whole:
            return
        self._mentioned.pop(iri, None)
        things = [iri, *islice(self._mentioned, _AT_ONCE - 1)]
        self._keep(self._quads("kb/quads-of", things=" ".join(things)))
        self._whole.update(things)
        for each in things:
            self._mentioned.pop(each, None)

    def _bring_pattern(
        self, predicate: ox.NamedNode | None, obj: Term | None, graph: ox.NamedNode | None
    ) -> None:
        target = obj.value if isinstance(obj, ox.NamedNode) else ""
        named = split(target) if target else None
        link = predicate.value if predicate is not None else ""
        if link in _POINTING and named is not None and named[0] in _POINTED_AT:
            self._bring_pointing(target, named[0])
            return
        whole = graph.value if graph is not None else ""
        asked = {(link, target, whole), ("", target, whole), (link, "", whole), ("", "", whole)}
        if any(("", *each) in self._asked for each in asked) or ("",) * 4 in self._asked:
            return
        given = {"predicate": link, "object": target, "graph": whole}
        quads = self._quads("kb/quads", **{k: v for k, v in given.items() if v})
        if not (link or target):
            self._forget(whole)
            self._keep(quads)
            self._graphs_whole.add(whole)
        else:
            self._keep(quads)
        self._asked.add(("", link, target, whole))

    def _bring_pointing(self, target: str, kind: Kind) -> None:
        if target in self._turned:
            return
        alike = (
            iri
            for iri in (*reversed(self._mentioned), *self._whole)
            if iri not in self._turned and iri != target and iri.startswith(f"{BASE}{kind.value}/")
        )
        things = [target, *dict.fromkeys(islice((i for i in alike if "#" not in i), _AT_ONCE - 1))]
        self._keep(self._quads("kb/quads-to", things=" ".join(things)))
        self._turned.update(things)

    def _keep(self, quads: Iterable[ox.Quad]) -> None:
        """Put quads with the others, and note what they mention."""
        # A graph that is here as a whole has its blank nodes under the names they had then.
        new = [quad for quad in quads if _name(quad.graph_name) not in self._graphs_whole]
        self._open.bulk_extend(new)
        for quad in new:
            self._mention((quad.subject, quad.object))

    def _forget(self, graph: str) -> None:
        here = self._open
        if graph:
            here.clear_graph(ox.NamedNode(graph))
        else:
            here.clear()

    def _mention(self, terms: Iterable[Term | None]) -> None:
        for term in terms:
            if not isinstance(term, ox.NamedNode) or not term.value.startswith(BASE):
                continue
            if term.value not in self._whole:
                self._mentioned.setdefault(term.value)

    def _quads(self, name: str, **given: str) -> list[ox.Quad]:
        rows = self._rows(self._text(name, **given))
        names: _Names = _QUAD
        fixed: dict[str, Term] = {}
        if name == "kb/quads":  # whose variables are its parameters: what is given does not return
            names = _MARKED
            fixed = {f"_{key}": ox.NamedNode(value) for key, value in given.items()}
        blanks: dict[str, ox.BlankNode] = {}

        def own(term: Term | None) -> Term | None:
            # The names of blank nodes mean something within one answer only.
            if isinstance(term, ox.BlankNode):
                return blanks.setdefault(term.value, ox.BlankNode())
            return term

        found = []
        for row in rows:
            s, p, o, g = (own(row.get(key, fixed.get(key))) for key in names)
            with suppress(TypeError):  # a triple term as subject, say, which no quad of ours has
                found.append(ox.Quad(s, p, o, g))  # type: ignore[arg-type]
        return found

    # -- requests -------------------------------------------------------------------------------

    @property
    def _open(self) -> ox.Store:
        if self._here is None:
            raise OutsideError("It is closed", mend="Open it again.")
        return self._here

    def _text(self, name: str, **given: str) -> str:
        return bind(find_query(self._queries, name), given)

    def _checked(self, text: str, media_type: str, dataset: DatasetSpec | None) -> QueryForm:
        """The form, asked of a store with nothing in it: a fault is told before anything is sent.

        So it comes with its line, whatever the endpoint would say of it.
        """
        return self._parser.query(text, media_type, dataset=dataset).form

    def _rows(self, text: str) -> Rows:
        found = _results(self._send(text, _ROWS), self.endpoint)
        if not isinstance(found, ox.QuerySolutions):
            raise _no_answer(self.endpoint, "it has no rows")
        names = tuple(each.value for each in found.variables)
        return Rows(names, tuple(tuple(row[name] for name in names) for row in found))

    def _send(self, text: str, accept: str, dataset: DatasetSpec | None = None) -> bytes:
        _ = self._open
        # On the first line, so that lines in errors stay those of the text.
        prefixes = "".join(
            f"PREFIX {n}: <{iri}> " for n, iri in PREFIXES.items() if f"{n}:" in text
        )
        self.requests += 1
        return self.endpoint.ask(prefixes + text, accept, dataset)


def _results(body: bytes, endpoint: Endpoint) -> ox.QuerySolutions | ox.QueryBoolean:
    try:
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    except (ValueError, OSError) as error:
        raise _no_answer(endpoint, str(error)) from error


def _triples(body: bytes, endpoint: Endpoint) -> tuple[ox.Triple, ...]:
    def read() -> Iterator[ox.Triple]:
        for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES):
            yield quad.triple

    try:
        return tuple(read())
    except (ValueError, OSError) as error:
        raise _no_answer(endpoint, str(error)) from error


def _no_answer(endpoint: Endpoint, why: str) -> LlmkgError:
    return OutsideError(
        f"The endpoint's answer cannot be read: {why}",
        where=Location("", iri=endpoint.address),
        mend="Look whether the address is that of a SPARQL endpoint.",
    )


def _name(graph: object) -> str:
    return str(getattr(graph, "value", ""))
