"""Writing to an endpoint: quads into and out of graphs, and whole graphs.

Everything here may be done twice and leaves what it leaves when it is done once: so it is tried
again where that may help, and a load that was killed goes on from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit
from uuid import uuid4

import pyoxigraph as ox

from llmkg.errors import DeniedError, LlmkgError, OutsideError, ParameterError
from llmkg.model.location import Location
from llmkg.remote.addresses import without_secrets
from llmkg.remote.asker import Asker
from llmkg.remote.dialect import UNKNOWN
from llmkg.remote.phrase import phrase
from llmkg.remote.scope import Texts
from llmkg.remote.standing import PROBE_GRAPH
from llmkg.store.port import DatasetSpec, QueryForm

_NOTHING: Final = "INSERT DATA {}"


class Writer:
    """Writes to an endpoint. It finds out where at its first writing."""

    def __init__(self, asker: Asker, texts: Texts) -> None:
        """`texts` gives a stored query by its name."""
        self._asker = asker
        self._texts = texts
        self._endpoint = asker.endpoint
        self._update = asker.endpoint.addresses.update
        self._graphs = asker.endpoint.addresses.graphs
        self._tried = {"update": bool(self._update), "graphs": bool(self._graphs)}

    # -- what is done ---------------------------------------------------------------------------

    def change(self, removed: Sequence[ox.Quad], added: Sequence[ox.Quad]) -> None:
        """Take quads away and add others, in one request: all or none where the server does that.

        Raises ParameterError for a blank node, which would be a new one each time.
        """
        parts = _changes(removed, added)
        if parts:
            self.run(" ;\n".join(parts))

    def replace(
        self,
        removed: Sequence[ox.Quad],
        added: Sequence[ox.Quad],
        graph: str,
        quads: Sequence[ox.Quad],
    ) -> None:
        """As `change`, with a graph of which all is replaced, all in one request."""
        parts = (*_changes(removed, added), f"DROP SILENT GRAPH <{graph}>", *_changes((), quads))
        self.run(" ;\n".join(parts))

    def run(self, text: str) -> None:
        """An update that does no harm when it is done twice."""
        self._endpoint.update(text, self.update_address(), again=True)

    def put(self, graph: str, quads: Sequence[ox.Quad]) -> None:
        """Let a graph hold these and nothing else; blank nodes are allowed."""
        address = self.graphs_address()
        if address and quads:
            # Fuseki 5.6 over TDB2 leaves decimals such as "1" there when it is to replace a graph.
            self.drop(graph)
            self._endpoint.send("PUT", address, graph, _triples(quads))
            return
        data = f" ;\nINSERT DATA {{ GRAPH <{graph}> {{ {_triples(quads).decode()} }} }}"
        self.run(f"DROP SILENT GRAPH <{graph}>{data if quads else ''}")

    def declare(self, graph: str, quads: Sequence[ox.Quad]) -> None:
        """As `put`, for a few named things; readers see it as it was or as it is, never without.

        (As far as the server can: where it splits requests, and has no graph store, they may.)
        """
        address = "" if self._endpoint.dialect.whole else self.graphs_address()
        if address:
            self._endpoint.send("PUT", address, graph, _triples(quads))
        else:
            self.replace((), (), graph, quads)

    def add(self, graph: str, quads: Sequence[ox.Quad]) -> None:
        """Add to a graph."""
        address = self.graphs_address()
        if address:
            _refuse_blanks(quads)
            self._endpoint.send("POST", address, graph, _triples(quads))
        else:
            self.change((), quads)

    def drop(self, graph: str) -> None:
        """Take a whole graph away."""
        self.run(f"DROP SILENT GRAPH <{graph}>")

    # -- where ----------------------------------------------------------------------------------

    def update_address(self) -> str:
        """Where updates go. Raises DeniedError, OutsideError where nobody takes them from us."""
        if not self._tried["update"]:
            self._update = self._found_update()
            self._tried["update"] = True
        return self._update

    def graphs_address(self) -> str:
        """Where whole graphs go; "" where there is no such place."""
        if not self._tried["graphs"]:
            self._graphs = self._found_graphs()
            self._tried["graphs"] = True
        return self._graphs

    def _found_update(self) -> str:
        if self._endpoint.dialect is UNKNOWN:
            # Any answer tells what it is.
            self._asker.yes(phrase(self._texts("remote/is-union"), QueryForm.ASK), None)
        refused: LlmkgError | None = None
        for address in self._near(self._endpoint.dialect.updates):
            try:
                self._endpoint.update(_NOTHING, address, again=True)
            except DeniedError as error:
                refused = error  # it is there, and wants to know who we are
            except LlmkgError as error:
                refused = refused or error  # nothing of the kind is there
            else:
                return address
        raise refused or self._nowhere()

    def _found_graphs(self) -> str:
        """Found by sending something, and looking whether it has arrived."""
        node = ox.NamedNode(PROBE_GRAPH)
        sent = ox.Quad(node, node, ox.Literal(uuid4().hex), node)
        text = f"ASK {{ GRAPH <{PROBE_GRAPH}> {{ {sent.triple} }} }}"
        asked = phrase(text, QueryForm.ASK)
        try:
            for address in self._near(self._endpoint.dialect.graphs):
                try:
                    self._endpoint.send("PUT", address, PROBE_GRAPH, _triples([sent]))
                except LlmkgError:
                    continue
                if self._asker.yes(asked, DatasetSpec((), (PROBE_GRAPH,))):
                    return address
        finally:
            self.drop(PROBE_GRAPH)
        return ""

    def _near(self, places: Iterable[str]) -> list[str]:
        """The addresses that these are against that of queries."""
        return list(dict.fromkeys(_beside(self._endpoint.address, place) for place in places))

    def _nowhere(self) -> OutsideError:
        return OutsideError(
            "The endpoint takes no updates",
            where=Location("", iri=without_secrets(self._endpoint.address)),
            mend="Give the address where it does after that of queries, between spaces.",
        )


def _beside(address: str, place: str) -> str:
    if not place:
        return address
    if not place.startswith("/"):
        return urljoin(address, place)
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + place, "", ""))


def _changes(removed: Sequence[ox.Quad], added: Sequence[ox.Quad]) -> list[str]:
    return [
        f"{word} DATA {{ {_grouped(quads)} }}"
        for word, quads in (("DELETE", removed), ("INSERT", added))
        if quads
    ]


def _grouped(quads: Sequence[ox.Quad]) -> str:
    """Quads as they stand in INSERT DATA."""
    _refuse_blanks(quads)
    graphs: dict[str, list[str]] = {}
    for quad in quads:
        if not isinstance(quad.graph_name, ox.NamedNode):
            raise ParameterError(
                f"A quad stands in no named graph: {quad.triple}", mend="Name its graph."
            )
        graphs.setdefault(str(quad.graph_name), []).append(f"{quad.triple} .")
    return "\n".join(f"GRAPH {name} {{ {' '.join(said)} }}" for name, said in graphs.items())


def _triples(quads: Sequence[ox.Quad]) -> bytes:
    return b"".join(f"{quad.triple} .\n".encode() for quad in quads)


def _refuse_blanks(quads: Iterable[ox.Quad]) -> None:
    for quad in quads:
        if has_blank(quad):
            raise ParameterError(
                f"A blank node cannot be added twice as the same: {quad.triple}",
                mend="Name it with an IRI, or put its graph as a whole.",
            )


def has_blank(quad: ox.Quad) -> bool:
    """Whether a quad has a blank node."""
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
