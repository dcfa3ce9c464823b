"""Large builds: in parts on the disk, by several processes, in memory that does not grow with them.

The same files give the same snapshot as in memory (`whole`), which is faster for a few of them.
What takes long is kept below ``{out}/building`` until the snapshot is there: a build that was
killed goes on where it was (see `place`).
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pyoxigraph as ox

from llmkg import __version__
from llmkg.build import stages
from llmkg.build.apart import tell_apart, write_marks
from llmkg.build.checking import check
from llmkg.build.crew import Crew
from llmkg.build.keeping import keep
from llmkg.build.loading import LABELLED, Loader
from llmkg.build.place import Place, sweep
from llmkg.build.progress import Meter
from llmkg.build.reading import read_files
from llmkg.build.texts import write_texts
from llmkg.errors import OutsideError
from llmkg.export.bulkcount import count_in_parts
from llmkg.export.counted import write
from llmkg.model.manifest import Manifest
from llmkg.rdf.canonical import canonical_quads
from llmkg.rdf.corpus import Corpus, load_files
from llmkg.rdf.distinct import union
from llmkg.rdf.graphdigest import GraphDigest
from llmkg.rdf.numbered import mark
from llmkg.rdf.part import Part, graph_infos, members_of
from llmkg.search.index import SEARCH_FOLDER, copy_index
from llmkg.store.contents import Contents
from llmkg.store.embedded import as_stored
from llmkg.store.folders import new_folder
from llmkg.store.journal import Journal
from llmkg.store.manifest import counted_class
from llmkg.store.reckoning import Reckoned
from llmkg.store.snapshot import Facts, finish
from llmkg.vocab import ENTAILED_GRAPHS, LLMKG

_AFRESH: Final = 300_000_000
"""Bytes of Turtle from which on each stage begins with new processes.

What one keeps of a stage, and has mapped, the next has no use for: a gigabyte for a million claims.
"""


@dataclass(frozen=True, slots=True)
class Given:
    """What a build is made from.

    inputs   sha256 by name of the files below `root`
    facts    of the snapshot; `warnings` is not known yet
    rules    folders of the policy: the standard one, and a group's own
    """

    root: Path
    out: Path
    inputs: Mapping[str, str]
    facts: Facts
    rules: tuple[Path, Path | None]
    contents: Contents
    limit_bytes: int
    keep: int

    @property
    def size(self) -> int:
        """Bytes of the files."""
        return sum((self.root / name).stat().st_size for name in self.inputs)


def build_in_parts(given: Given, crew: Crew, meter: Meter) -> Manifest:
    """Make the snapshot. To be called while `building`; raises as `build` does."""
    place = Place(given.out, _key(given))
    large = given.size > _AFRESH
    journal = Journal(given.out)
    small, parts, merged = _read(given, crew, place, meter)
    authored = place.spread("authored", parts)
    marks = place.once("marks", lambda at: write_marks(at, parts))
    with Loader(place.folder / "loading", apart=crew.processes > 1) as loader:

        def load(some: Iterable[Part]) -> list[Part]:
            listed = []
            for part in some:
                loader.give(part)
                listed.append(part)
            return listed

        def afresh() -> None:
            if large:
                crew.renew()

        load(parts)
        work = stages.Work(crew, place, given.root, given.rules, authored, marks, meter)
        meter.stage("checking", len(parts))
        warnings = check(work, small, given.limit_bytes)
        afresh()
        meter.stage("assessing", len(parts))
        # In the same order when a build goes on: what looks into them goes by their numbers.
        assessed = sorted(load(stages.assess(work)), key=lambda part: part.folder.name)
        afresh()
        meter.stage("entailing")
        entailed = _entail(work, assessed)
        told = load([*entailed.told, _audit(place, journal, given.contents)])
        load(entailed.graphs)
        everything = [*parts, *assessed, *told, *entailed.graphs]
        named = place.spread("named", [*parts, *assessed, *told])
        kept = load(keep(crew, place, named, meter))
        afresh()
        texts = write_texts(crew, place, named, meter)
        afresh()
        if merged:
            loader.give_merged(everything)
        everything += kept
        meter.stage("counting")
        statistics = _counted(place, crew, everything)
        meter.stage("loading the store")
        loader.wait()
    meter.stage("writing the snapshot")
    new = new_folder(given.out)
    # Links: whoever is killed from here on finds them again. A store that is lost is loaded anew.
    copy_index(texts / SEARCH_FOLDER, new / SEARCH_FOLDER)
    for path in statistics.glob("statistics*"):
        os.link(path, new / path.name)
    loader.store.rename(new / "store")
    reckoned = _reckoned(everything, small)
    facts = replace(given.facts, warnings=warnings)
    manifest = finish(given.out, new, facts, reckoned, keep=given.keep, reuse=False)
    sweep(given.out)
    return manifest


def _entail(work: stages.Work, assessed: Sequence[Part]) -> stages.Entailed:
    """What follows; in a process of its own, which gives back all the memory that it took."""
    if work.crew.processes == 1:
        return stages.entail(work, assessed)
    alone = replace(work, crew=Crew(1), meter=Meter(_silent))
    with Crew(2) as crew:
        return crew.start(_entailed, (alone, assessed))()


def _entailed(job: tuple[stages.Work, Sequence[Part]]) -> stages.Entailed:
    return stages.entail(*job)


def _silent(_step: str) -> None:
    """Who works alone for another tells nobody how far it is."""


def _read(given: Given, crew: Crew, place: Place, meter: Meter) -> tuple[Corpus, list[Part], bool]:
    """Ontology, shapes and contributions; everything authored in parts; whether graphs share."""
    meter.stage("reading files", given.size, "bytes")
    claims = {name: said for name, said in given.inputs.items() if name.startswith("claims/")}
    parts, faulty = read_files(crew, given.root, place.parts, claims, given.limit_bytes, meter.done)
    small = _small(given, faulty)
    if given.contents.generation:
        journal = Journal(given.out)
        small = journal.overlay(small)
        # They were read with the others, which may share names with them.
        parts = [_without_what_went(part, place, journal, given.contents) for part in parts]
    parts, merged = tell_apart([_kernel(place, small), *parts])
    return small, parts, merged


def _key(given: Given) -> Iterable[str]:
    """What the snapshot hangs on: all of it, and the program."""
    yield from (f"{said} {name}" for name, said in sorted(given.inputs.items()))
    yield from (f"{said} {name}" for name, said in sorted(given.facts.inputs.items()))
    yield from (f"{said} {name}" for name, said in sorted(given.facts.tools.items()))
    yield __version__
    yield str(given.contents)


def _small(given: Given, faulty: Sequence[str]) -> Corpus:
    """Ontology and shapes; and where files have faults, LoadFailed with all of them."""
    ontology = [name for name in given.inputs if name.startswith("ontology/")]
    corpus = load_files(given.root, [*ontology, *faulty], limit_bytes=given.limit_bytes)
    if faulty:
        raise OutsideError(
            f"Files were written while they were read: {', '.join(faulty)}", mend="Build again."
        )
    return corpus


def _without_what_went(part: Part, place: Place, journal: Journal, contents: Contents) -> Part:
    """A part without the graphs that were replaced, and what was taken from others."""
    graphs = contents.graphs.keys() & part.graphs.keys()
    over = {iri for iri in graphs if contents.graphs[iri].over}
    gone = {line for iri in over for line in _lines(journal.patch(iri, contents).removed)}
    ends = tuple(f" <{iri}> .\n".encode() for iri in graphs - over)
    if not gone and not ends:
        return part
    name = f"{part.folder.name}-shown"
    return place.part(
        name,
        lambda: [each for each in part.lines() if each not in gone and not each.endswith(ends)],
    )


def _kernel(place: Place, small: Corpus) -> Part:
    """The ontology, and what was contributed: all that may have blank nodes.

    Their labels are told by looking at all of them, so they are read together.
    """
    part = place.part("kernel", lambda: _lines(canonical_quads(as_stored(small.quads()))))
    (part.folder / LABELLED).touch()
    return part


def _counted(place: Place, crew: Crew, parts: Sequence[Part]) -> Path:
    """A folder with the statistics of parts."""

    def count(folder: Path) -> None:
        heaps = folder / "heaps"
        heaps.mkdir()
        write(folder, count_in_parts(parts, heaps, crew.each))
        shutil.rmtree(heaps)

    return place.once("statistics", count)


def _audit(place: Place, journal: Journal, contents: Contents) -> Part:
    return place.part("audit", lambda: _lines(as_stored(journal.audit(contents))))


def _lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return text.splitlines(keepends=True)


def _reckoned(parts: Sequence[Part], small: Corpus) -> Reckoned:
    """What the manifest says of the quads, put together from what each part says of its own."""
    # Where blank nodes may be, the quads themselves are looked at.
    careful = {document.graph for document in small.documents}
    infos = graph_infos(parts, careful)
    for iri in careful:
        digest = GraphDigest()
        for part in parts:
            if iri in part.graphs:
                text = b"\n".join((*part.triples(iri), b""))
                digest.add(ox.parse(text, ox.RdfFormat.N_TRIPLES))
        infos[iri] = digest.info(iri)
    return Reckoned.of(infos.values(), _counts(parts))


def _counts(parts: Sequence[Part]) -> dict[str, int]:
    """As `count_classes` in `store.manifest`; things are told apart by their marks."""
    members: dict[str, set[int]] = defaultdict(set)
    careful = [part for part in parts if (part.folder / LABELLED).exists()]
    classes = {}
    for part in careful:
        for quad in ox.parse(b"".join(part.lines()), ox.RdfFormat.N_QUADS):
            if counted_class(quad):
                members[counted_class(quad)].add(mark(str(quad.subject).encode()))
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(LLMKG):
                classes[mark(str(quad.subject).encode())] = quad.subject.value
    found = members_of(
        (part for part in parts if part not in careful and not any(map(_is_entailed, part.graphs))),
        classes,
    )
    for iri, marks in found.items():
        name = iri.removeprefix(LLMKG)
        whole = union(marks, np.array(sorted(members[name]), dtype=np.uint64))
        members.pop(name)
        found[iri] = whole
    counts = {iri.removeprefix(LLMKG): len(marks) for iri, marks in found.items()}
    counts |= {name: len(marks) for name, marks in members.items()}
    return {name: counts[name] for name in sorted(counts)}


def _is_entailed(graph: str) -> bool:
    return graph.startswith(ENTAILED_GRAPHS)
