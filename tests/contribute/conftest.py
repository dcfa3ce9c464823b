"""A small root of files, and writes to it without a server."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from llmkg.contribute import faults
from llmkg.contribute.job import Do, Job, Outcome
from llmkg.contribute.payload import Part
from llmkg.contribute.place import Place
from llmkg.contribute.state import State
from llmkg.contribute.work import work
from llmkg.contribute.worker import Worker
from llmkg.store.snapshot import open_current


@dataclass
class Desk:
    """Does jobs one after the other, in this process.

    long  whether each is done with everything in memory
    """

    place: Place
    worker: Worker
    long: bool = False

    def do(self, do: Do, graph: str = "", text: str = "", **more: object) -> Outcome:
        """Do a job. Raises what becomes of it instead."""
        media_type = str(more.pop("media_type", "text/turtle"))
        parts = (Part(media_type, text.encode()),) if do is not Do.DELETE else ()
        job = Job(do, graph=graph, parts=parts, base=graph or "http://e/", who="ada", **more)  # type: ignore[arg-type]
        if self.long:
            self.worker.close()
            outcome, _ = work(State.load(self.place), job)
        else:
            outcome = self.worker.do(job)
        if outcome.error is not None:
            raise faults.from_json(outcome.error)
        assert not outcome.stale
        return outcome

    def quads(self, graph: str) -> set[ox.Quad]:
        """What the current snapshot has in a graph."""
        with open_current(self.place.out) as snapshot:
            store = snapshot.store()
            found = set(store.quads(graph=ox.NamedNode(graph)))
            store.close()
        return found

    def triples(self, graph: str) -> list[ox.Triple]:
        """The same without the graph, in canonical form."""
        dataset = ox.Dataset(ox.Quad(q.subject, q.predicate, q.object) for q in self.quads(graph))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return sorted((quad.triple for quad in dataset), key=str)


@pytest.fixture
def place(built_small: Path, tmp_path: Path) -> Place:
    """A copy that a test may write to."""
    return _copied(built_small, tmp_path)


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    """One for a test, over a copy of its own."""
    yield from _desk(place)


@pytest.fixture(scope="module")
def common(built_small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all tests of a module: for what is refused, and for graphs that no other test has."""
    folder = tmp_path_factory.mktemp("common")
    yield from _desk(_copied(built_small, folder))


def _copied(built_small: Path, folder: Path) -> Place:
    shutil.copytree(built_small / "out", folder / "out", symlinks=True)
    shutil.copytree(built_small / "root", folder / "root")
    return Place(folder / "root", folder / "out", 3)


def _desk(place: Place) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        # What memory this process may take is for whoever runs the tests to say.
        patch.setattr("llmkg.contribute.worker.bound_memory", lambda: None)
        worker = Worker(place)
        yield Desk(place, worker)
        worker.close()
