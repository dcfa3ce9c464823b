"""What is found after somebody was killed, and what goes when nobody needs it any more."""

import errno
import os

import pytest

from llmkg.contribute.job import Do
from llmkg.contribute.worker import Worker
from llmkg.engine.faults import BusyError
from llmkg.errors import DiskFullError
from llmkg.store import folders, journal, working
from llmkg.store.journal import Journal
from llmkg.store.snapshot import building, open_current, read_manifest

G = "https://example.org/g"


class Killed(BaseException):
    pass


def full(*_given, **_more):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def dies(*_given, **_more):
    raise Killed


@pytest.mark.parametrize("at", ["point", "named"])
def test_a_write_that_was_killed_late_is_there_or_not(desk, monkeypatch, at):
    """Before it was journaled, or after, and before its snapshot serves."""
    desk.do(Do.PUT, G, "<x:a> <x:p> 1 .")
    before = read_manifest(desk.place.out)
    with monkeypatch.context() as patch:
        patch.setattr(folders, at, dies)
        with pytest.raises(Killed):
            desk.do(Do.PUT, G, "<x:a> <x:p> 2 .")
    assert read_manifest(desk.place.out) == before
    stored = Journal(desk.place.out).contents().generation
    assert stored == (2 if at == "point" else 1)
    other = Worker(desk.place)
    monkeypatch.setattr(other, "_anew", dies)
    desk.worker = other
    desk.do(Do.POST, G, "<x:a> <x:p> 3 .")
    values = sorted(quad.object.value for quad in desk.quads(G))
    assert values == (["2", "3"] if at == "point" else ["1", "3"])
    with open_current(desk.place.out) as snapshot:
        snapshot.verify()
    other.close()


def test_what_was_journaled_by_who_was_killed_is_let_serve(desk, monkeypatch):
    """By the next process, though nobody writes anything more."""
    desk.do(Do.PUT, G, "<x:a> <x:p> 1 .")
    with monkeypatch.context() as patch:
        patch.setattr(folders, "point", dies)
        with pytest.raises(Killed):
            desk.do(Do.PUT, G, "<x:a> <x:p> 2 .")
    desk.worker.close()
    desk.worker = Worker(desk.place)
    monkeypatch.setattr(desk.worker, "_anew", dies)
    desk.do(Do.FINISH)
    assert [quad.object.value for quad in desk.quads(G)] == ["2"]
    assert Journal(desk.place.out).contents().generation == 2
    desk.worker.close()


def test_what_the_journal_refused_leaves_no_snapshot(desk, monkeypatch):
    """It would take the place of one that served."""
    desk.do(Do.PUT, G, "<x:a> <x:p> 1 .")
    snapshots = desk.place.out / "snapshots"
    before = sorted(snapshots.glob("[!.]*"))
    with monkeypatch.context() as patch:
        patch.setattr(journal, "_write", full)
        with pytest.raises(DiskFullError):
            desk.do(Do.PUT, G, "<x:a> <x:p> 2 .")
    assert sorted(snapshots.glob("[!.]*")) == before


def test_a_clock_that_is_set_back_makes_no_snapshot_older(desk, monkeypatch):
    served = []
    for year in range(2030, 2024, -1):
        with monkeypatch.context() as patch:
            patch.setattr(working, "now", lambda year=year: f"{year}-01-01T00:00:00Z")
            desk.do(Do.PUT, G, f"<x:a> <x:p> {year} .")
        served.append((desk.place.out / "current").resolve())
    desk.worker.after()
    assert {*(desk.place.out / "snapshots").glob("[!.]*")} == {*served[-desk.place.keep :]}


def test_who_writes_while_something_is_built_is_told_to_come_again(desk):
    with building(desk.place.out), pytest.raises(BusyError, match="build is running"):
        desk.do(Do.PUT, G, "<x:a> <x:p> 1 .", seconds=0.01)


def test_old_snapshots_go_after_the_answer(desk):
    for number in range(6):
        desk.do(Do.PUT, G, f"<x:a> <x:p> {number} .")
    snapshots = desk.place.out / "snapshots"
    assert len(list(snapshots.glob("[!.]*"))) > desk.place.keep
    desk.worker.after()
    assert len(list(snapshots.glob("[!.]*"))) == desk.place.keep
    assert (desk.place.out / "current").resolve().exists()


def test_an_update_of_a_graph_whose_files_changed_takes_the_long_way(desk, monkeypatch):
    """Its file was changed after the process had looked at all files."""
    desk.do(Do.PUT, G, "<x:a> <x:p> 1 .")
    with (desk.place.root / "claims" / "text" / "one.ttl").open("a", encoding="utf-8") as file:
        file.write("\n# another text\n")
    monkeypatch.setattr(desk.worker, "_anew", dies)
    graph = "https://w3id.org/llmkg/graph/source/text"
    with pytest.raises(Killed):
        desk.do(Do.UPDATE, text=f"INSERT DATA {{ GRAPH <{graph}> {{ <x:a> <x:p> 1 }} }}")
