"""Bringing a snapshot to an endpoint, so that readers see the old one, the new one, or neither.

A small change goes in one request, where the server does a request as a whole. A larger one is
announced first, done in steps, counted, and declared whole at last; whoever is killed in between
goes on from the last step that is noted, and readers are told to wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self, TypeAlias
from uuid import uuid4

import pyoxigraph as ox

from llmkg.errors import EndpointError, LlmkgError
from llmkg.model.location import Location
from llmkg.model.manifest import Manifest
from llmkg.remote.addresses import without_secrets
from llmkg.remote.ledger import Ledger
from llmkg.remote.standing import CHANGING, STANDING_GRAPH, WHOLE, Standing
from llmkg.remote.steps import Held, Kind, steps
from llmkg.remote.store import AT_ONCE, RemoteStore
from llmkg.store.port import GraphStore
from llmkg.store.snapshot import OpenSnapshot, snapshot_at

Progress: TypeAlias = Callable[[str], None]
"""Is told what goes on, in a few words."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did.

    steps    requests that changed graphs
    resumed  steps that an earlier load, which was cut short, had done
    at_once  whether readers saw the old snapshot until they saw the new one
    """

    digest: str
    steps: int
    resumed: int
    at_once: bool


def load(
    snapshot: OpenSnapshot,
    remote: RemoteStore,
    out: Path,
    progress: Progress = lambda _said: None,
    *,
    force: bool = False,
) -> Loaded:
    """Let the endpoint hold this snapshot. Nothing is done where it does already, unless `force`.

    `out` is the folder of the snapshots, which keeps what is done of a load. Raises EndpointError
    (DeniedError where we may not write), OutsideError.
    """
    manifest = snapshot.manifest
    store = snapshot.store()
    try:
        with Ledger(out, remote.endpoint.address) as ledger:
            progress("looking at what is there")
            said = remote.said()
            if said is not None and said.is_whole and said.digest == manifest.digest and not force:
                return Loaded(manifest.digest, 0, 0, at_once=True)
            found = None if force else said
            loader = _Loader(remote, ledger, manifest, progress)
            with _Older(out, found) as older:
                held = _held(said, found, older)
                whole = loader.at_once(store, held) if found is not None else None
                return whole or loader.in_steps(store, held, None if force else said)
    finally:
        store.close()
        remote.forget()


class _Loader:
    """One load."""

    def __init__(
        self, remote: RemoteStore, ledger: Ledger, manifest: Manifest, progress: Progress
    ) -> None:
        self._remote = remote
        self._writer = remote.writer
        self._ledger = ledger
        self._manifest = manifest
        self._progress = progress

    def at_once(self, store: GraphStore, held: Held) -> Loaded | None:
        """All in one request; None where it is too much for one, or the server splits requests."""
        if held.store is None or not self._remote.endpoint.dialect.whole:
            return None
        removed: list[ox.Quad] = []
        added: list[ox.Quad] = []
        for step in steps(store, self._manifest, held):
            if step.kind not in (Kind.ADD, Kind.REMOVE) or len(step.quads) > AT_ONCE:
                return None
            (added if step.kind is Kind.ADD else removed).extend(step.quads)
            if len(removed) + len(added) > AT_ONCE:
                return None
        self._progress("changing what differs")
        standing = self._standing(WHOLE, uuid4().hex)
        self._writer.replace(removed, added, STANDING_GRAPH, standing.quads())
        return Loaded(self._manifest.digest, 1, 0, at_once=True)

    def in_steps(self, store: GraphStore, held: Held, said: Standing | None) -> Loaded:
        """Announced, step by step, and declared whole at last."""
        digest = self._manifest.digest
        done: frozenset[str] = frozenset()
        run = uuid4().hex
        if said is not None and not said.is_whole and said.digest == digest:
            done = self._ledger.done(said.run, digest)
        if said is not None and done:
            run = said.run
            self._ledger.resume()
        else:
            self._ledger.begin(run, digest)
            touched = {*held.graphs, *(info.iri for info in self._manifest.graphs)}
            self._say(self._standing(CHANGING, run, sorted(touched)))
        number = resumed = 0
        for step in steps(store, self._manifest, held):
            if step.name in done:
                resumed += 1
                continue
            self._ours(run)
            step.do(self._writer)
            self._ledger.note(step.name)
            number += 1
            self._progress(f"{step.kind} {step.graph.rsplit('/', 1)[-1]}, step {number + resumed}")
        self._progress("counting what is there")
        self._count()
        self._ours(run)
        self._say(self._standing(WHOLE, run))
        self._ledger.clear()
        return Loaded(digest, number, resumed, at_once=False)

    def _standing(self, state: str, run: str, touched: Iterable[str] = ()) -> Standing:
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        manifest = self._manifest if state == WHOLE else None
        return Standing(state, run, self._manifest.digest, now, manifest, tuple(touched))

    def _say(self, standing: Standing) -> None:
        self._writer.declare(STANDING_GRAPH, standing.quads())

    def _ours(self, run: str) -> None:
        """EndpointError where somebody else has begun to load meanwhile: two would mix."""
        said = self._remote.said()
        if said is None or said.run != run:
            raise self._fault(
                "Somebody else has begun to load the store meanwhile",
                "Load again when nobody else does.",
            )

    def _count(self) -> None:
        """EndpointError where a graph does not have as many triples as it should."""
        found = self._remote.counted([info.iri for info in self._manifest.graphs])
        for info in self._manifest.graphs:
            if found.get(info.iri, 0) != info.triples:
                self._ledger.clear()  # what it says is done is not what is there
                raise self._fault(
                    f"The graph {info.iri} has {found.get(info.iri, 0):,} triples there, and "
                    f"{info.triples:,} in the snapshot",
                    "Load with --force; if it stays so, the server rewrites what it is given.",
                )

    def _fault(self, what: str, mend: str) -> EndpointError:
        where = Location("", iri=without_secrets(self._remote.endpoint.address))
        return EndpointError(what, where=where, mend=mend)


class _Older:
    """The snapshot that the endpoint holds, where it is still on this disk."""

    def __init__(self, out: Path, said: Standing | None) -> None:
        self.store: GraphStore | None = None
        if said is None or not said.is_whole:
            return
        for path in sorted((out / "snapshots").glob(f"{said.digest[:16]}*")):
            with suppress(LlmkgError, OSError):
                found = snapshot_at(path)
                if found.manifest.digest == said.digest:
                    self.store = found.store()
                    return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self.store is not None:
            self.store.close()


def _held(said: Standing | None, found: Standing | None, older: _Older) -> Held:
    whole = found.manifest if found is not None and found.is_whole else None
    digests = {info.iri: info.digest for info in whole.graphs} if whole is not None else {}
    return Held(digests, said.graphs if said is not None else (), older.store)
