"""The knowledge base behind an endpoint: as the embedded one, but for what lies beside a store."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from llmkg import __version__
from llmkg.errors import LlmkgError, NoSnapshotError
from llmkg.kb import KnowledgeBase
from llmkg.library.endpoint import Endpoint
from llmkg.library.remote import RemoteStore
from llmkg.model.location import Location
from llmkg.model.manifest import GraphInfo, Manifest
from llmkg.queries import NamedQuery
from llmkg.search import Search
from llmkg.store.port import Rows
from llmkg.vocab import DCTERMS, LLMKG, PAV

_VOID = "/.well-known/void"
_UNTOLD = "not told by the endpoint"


class RemoteKnowledgeBase(KnowledgeBase):
    """A knowledge base whose quads are behind a SPARQL endpoint.

    Its manifest is what the endpoint lets one count; the digest is that of the server's VoID
    description. Its index of texts is made here, from what the endpoint says, at the first search.
    """

    def __init__(self, endpoint: Endpoint, queries: Mapping[str, NamedQuery]) -> None:
        """Look what is there. Raises OutsideError, and NoSnapshotError where nothing of ours is."""
        store = RemoteStore(endpoint, queries)
        super().__init__(store, queries, _manifest(store, queries))
        self._folder: TemporaryDirectory[str] | None = None
        if not self.manifest.counts:
            raise NoSnapshotError(
                "The endpoint's default graph holds nothing of llmkg",
                where=Location("", iri=endpoint.address),
                mend="Let its default graph be the union of the named ones, or see the address.",
            )

    def close(self) -> None:
        """Forget what was read."""
        super().close()
        if self._folder is not None:
            self._folder.cleanup()

    @cached_property
    def _search(self) -> Search:
        from llmkg.search.index import write_index  # noqa: PLC0415 - most readers never search

        quads = [ox.Quad(*row) for row in self.rows("kb/texts").rows]  # type: ignore[arg-type]
        self._folder = TemporaryDirectory(prefix="llmkg-search-")
        folder = Path(self._folder.name) / "index"
        write_index(folder, quads, self._numbers("kb/mentions"))
        return Search(folder)


def _manifest(store: RemoteStore, queries: Mapping[str, NamedQuery]) -> Manifest:
    def numbers(name: str) -> dict[str, int]:
        return {text(row[0]): int(text(row[1])) for row in rows(name).rows}

    def rows(name: str) -> Rows:
        return store.select(queries[name].text)

    def text(term: object) -> str:
        return str(getattr(term, "value", term))

    graphs = numbers("kb/graphs")
    counts = numbers("kb/class-counts")
    digest, built = _described(store.endpoint)
    return Manifest(
        digest=digest,
        built=built,
        version=__version__,
        tools={},
        inputs={},
        counts={iri.removeprefix(LLMKG): number for iri, number in counts.items()},
        graphs=tuple(GraphInfo(iri, number, "") for iri, number in sorted(graphs.items())),
        quads=sum(graphs.values()),
    )


def _described(endpoint: Endpoint) -> tuple[str, str]:
    """Digest and day of what is served, as a server of ours describes it; others may not."""
    try:
        quads = list(ox.parse(endpoint.beside(_VOID), format=ox.RdfFormat.TURTLE))
    except (LlmkgError, ValueError, OSError):
        return _UNTOLD, ""
    said = {
        quad.predicate.value: quad.object.value
        for quad in quads
        if isinstance(quad.object, ox.Literal)
        and isinstance(quad.subject, ox.NamedNode)
        and quad.predicate.value in (PAV.version, DCTERMS.modified)
    }
    return said.get(PAV.version, _UNTOLD), said.get(DCTERMS.modified, "")
