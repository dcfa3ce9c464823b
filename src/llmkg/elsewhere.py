"""The knowledge base behind an endpoint: as the embedded one, but for what lies beside a store."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from llmkg import __version__
from llmkg.errors import LlmkgError, NoSnapshotError, NotWholeError
from llmkg.kb import KnowledgeBase
from llmkg.model.location import Location
from llmkg.model.manifest import GraphInfo, Manifest
from llmkg.queries import NamedQuery, load_queries
from llmkg.remote.addresses import Addresses, without_secrets
from llmkg.remote.credentials import Credentials
from llmkg.remote.endpoint import Endpoint
from llmkg.remote.standing import Standing
from llmkg.remote.store import RemoteStore
from llmkg.search import Search
from llmkg.settings import Settings
from llmkg.store.guard import DEFAULT_BYTES, DEFAULT_DEPTH
from llmkg.store.port import Rows
from llmkg.store.snapshot import snapshot_at
from llmkg.vocab import DCTERMS, LLMKG, PAV

_VOID = "/.well-known/void"
_UNTOLD = "not told by the endpoint"


class RemoteKnowledgeBase(KnowledgeBase):
    """A knowledge base whose quads are behind a SPARQL endpoint.

    Where llmkg has loaded the endpoint, its manifest is what the endpoint says of itself; else it
    is what can be counted, with the digest of the server's VoID description. Its index of texts is
    made here, from what the endpoint says, at the first search.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        queries: Mapping[str, NamedQuery],
        *,
        limits: tuple[int, int] = (DEFAULT_BYTES, DEFAULT_DEPTH),
        out: Path = Path(),
    ) -> None:
        """Look what is there. `out`: where the same snapshot may be on this disk, with its index.

        Raises EndpointError, NotWholeError while it is being loaded, and NoSnapshotError where
        nothing of ours is.
        """
        store = RemoteStore(endpoint, queries)
        store.standing = standing = whole(store)
        manifest = standing.manifest if standing is not None else None
        manifest = manifest or _manifest(store, queries)
        super().__init__(store, queries, manifest, limits=limits)
        self._made: TemporaryDirectory[str] | None = None
        self.folder = _same(out, manifest.digest) or out / "remote"
        if not self.manifest.counts:
            raise NoSnapshotError(
                "The endpoint holds nothing of llmkg",
                where=_where(store),
                mend="Load a snapshot with `llmkg load`, or look at the address.",
            )

    @property
    def remote(self) -> RemoteStore:
        """The store, as what it is."""
        assert isinstance(self.store, RemoteStore)  # noqa: S101 - see above
        return self.store

    def still_there(self) -> Manifest:
        """The manifest, of what can be read at this moment; else EndpointError, NotWholeError."""
        whole(self.remote)
        return self.manifest

    def is_current(self) -> bool:
        """Whether the endpoint still holds what was there when this was opened."""
        opened, now = self.remote.standing, self.remote.said()
        return (opened.run if opened else "") == (now.run if now and now.is_whole else "")

    def close(self) -> None:
        """Forget what was read."""
        super().close()
        if self._made is not None:
            self._made.cleanup()

    @cached_property
    def _search(self) -> Search:
        from llmkg.search.index import SEARCH_FOLDER, write_index  # noqa: PLC0415 - rarely needed

        if (self.folder / SEARCH_FOLDER).is_dir():
            return Search.beside(self.folder)
        quads = [ox.Quad(*row) for row in self.rows("kb/texts").rows]  # type: ignore[arg-type]
        self._made = TemporaryDirectory(prefix="llmkg-search-")
        folder = Path(self._made.name) / "index"
        write_index(folder, quads, self._numbers("kb/mentions"))
        return Search(folder)


def open_elsewhere(settings: Settings) -> RemoteKnowledgeBase:
    """The knowledge base of the store that the settings name.

    Who we are to it is read from the environment, where it stays: settings are handed about.
    """
    queries = load_queries(settings.root / "queries")
    return RemoteKnowledgeBase(endpoint_of(settings), queries, out=settings.out)


def endpoint_of(settings: Settings) -> Endpoint:
    """The endpoint of the remote store; ParameterError for what is no address."""
    return Endpoint(
        Addresses.read(settings.store),
        timeout=settings.query_seconds,
        credentials=Credentials.from_environment(os.environ),
    )


def whole(store: RemoteStore) -> Standing | None:
    """What a store says that it holds. Raises NotWholeError while that is being changed."""
    standing = store.said()
    if standing is None or standing.is_whole:
        return standing
    raise NotWholeError(
        f"Since {standing.since}, the store is being loaded with {standing.digest[:12]}",
        where=_where(store),
        mend="Wait, or finish a load that was cut short: run the same `llmkg load` again.",
    )


def _same(out: Path, digest: str) -> Path | None:
    """The folder of a snapshot on this disk with this digest."""
    for path in sorted((out / "snapshots").glob(f"{digest[:16]}*")):
        with suppress(LlmkgError, OSError):
            if snapshot_at(path).manifest.digest == digest:
                return path
    return None


def _where(store: RemoteStore) -> Location:
    return Location("", iri=without_secrets(store.endpoint.address))


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
