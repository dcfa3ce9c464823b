"""What a write starts from: everything that is loaded, kept warm between writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from llmkg import __version__
from llmkg.build import STANDARD_POLICY, policy_inputs, tool_versions
from llmkg.contribute.dump import computed
from llmkg.contribute.place import Place, own_policy
from llmkg.contribute.touching import Touching
from llmkg.errors import SnapshotError
from llmkg.model.manifest import Manifest
from llmkg.rdf.corpus import Corpus, Document, digest_inputs, graph_of_path, load_corpus
from llmkg.store.contents import Contents
from llmkg.store.journal import FOLDER, MANIFEST, Journal
from llmkg.store.snapshot import open_current


@dataclass(frozen=True, slots=True)
class State:
    """Files, contributions and what was computed from them, as of one moment.

    corpus    files, and contributions over them
    contents  of the journal
    audit     the record of writes
    computed  assessments and entailments of the current snapshot
    policy    folder of a policy that was laid over the standard one
    manifest  of the current snapshot, where there is one
    current   whether that snapshot was made of all this
    store     all quads in named graphs, for updates to look at
    touching  tells what has to do with the claims
    """

    place: Place
    corpus: Corpus
    contents: Contents
    audit: tuple[ox.Quad, ...]
    computed: tuple[ox.Quad, ...]
    policy: Path | None
    manifest: Manifest | None
    current: bool
    store: ox.Store
    touching: Touching

    @classmethod
    def load(cls, place: Place) -> State:
        """Read everything. Raises LoadFailed, LayoutError, SnapshotError, OutsideError."""
        journal = Journal(place.out)
        corpus = journal.overlay(load_corpus(place.root))
        contents = journal.contents()
        manifest, inferred = _computed(place.out)
        policy = own_policy(place.root, manifest) if manifest is not None else None
        audit = journal.audit(contents)
        store = ox.Store()
        store.bulk_extend((*corpus.quads(), *inferred, *audit))
        for document in corpus.documents:
            store.add_graph(ox.NamedNode(document.graph))
        inputs = {**corpus.inputs, **_policy(place.root, policy)}
        return cls(
            place=place,
            corpus=corpus,
            contents=contents,
            audit=audit,
            computed=inferred,
            policy=policy,
            manifest=manifest,
            current=manifest is not None
            and dict(manifest.inputs) == inputs
            and manifest.version == __version__
            and dict(manifest.tools) == dict(tool_versions()),
            store=store,
            touching=Touching.of(corpus),
        )

    def is_fresh(self) -> bool:
        """Whether files, contributions and snapshot are still what was read."""
        files = {
            name: digest
            for name, digest in self.corpus.inputs.items()
            if not name.startswith(f"{FOLDER}/")
        }
        return (
            self.is_undisturbed()
            and files == dict(digest_inputs(self.place.root))
            and not (self.manifest is None and (self.place.out / "current").exists())
        )

    def is_undisturbed(self) -> bool:
        """Whether nobody else has written or built since this was read."""
        if Journal(self.place.out).contents() != self.contents:
            return False
        try:
            with open_current(self.place.out) as snapshot:
                return snapshot.manifest == self.manifest
        except SnapshotError:
            return self.manifest is None

    def inputs(self, contents: Contents) -> dict[str, str]:
        """What a snapshot is made of, once these are the contents of the journal."""
        files = {name: digest for name, digest in self.corpus.inputs.items() if name != MANIFEST}
        own = _policy(self.place.root, self.policy)
        return {**files, **Journal.inputs_of(contents), **own}

    def quads_of(self, graph: str) -> tuple[ox.Quad, ...] | None:
        """What is authored in a graph; None when there is no such graph."""
        found = [each.quads for each in self.corpus.documents if each.graph == graph]
        return tuple(quad for quads in found for quad in quads) if found else None

    def graphs(self) -> frozenset[str]:
        """The graphs that are authored."""
        return frozenset(document.graph for document in self.corpus.documents)

    def graphs_of_files(self) -> frozenset[str]:
        """The graphs that files have, hidden ones included."""
        names = (name for name in self.corpus.inputs if not name.startswith(f"{FOLDER}/"))
        return frozenset(graph for name in names if (graph := graph_of_path(name)) is not None)

    def with_documents(self, changes: Mapping[str, Document | None]) -> Corpus:
        """The corpus after a change of whole graphs (None: the graph is gone)."""
        kept = [each for each in self.corpus.documents if each.graph not in changes]
        added = [each for each in changes.values() if each is not None]
        return replace(self.corpus, documents=(*kept, *added))


def _policy(root: Path, own: Path | None) -> Mapping[str, str]:
    return policy_inputs(root, root / STANDARD_POLICY, own)


def _computed(out: Path) -> tuple[Manifest | None, tuple[ox.Quad, ...]]:
    """The manifest of the current snapshot, and what was computed in it."""
    try:
        with open_current(out) as snapshot:
            return snapshot.manifest, computed(snapshot.path / "store")
    except SnapshotError:
        return None, ()
