"""Snapshots that serve before they are on the disk, and machines that fail meanwhile."""

import errno
import os
import shutil
from contextlib import contextmanager

import pytest

from llmkg.build import build
from llmkg.cli.serve import ensure_snapshot
from llmkg.contribute.footing import Footing
from llmkg.contribute.job import Do
from llmkg.contribute.settling import DOUBT, Settling
from llmkg.errors import SnapshotDamagedError
from llmkg.settings import Settings
from llmkg.store import disk, folders
from llmkg.store.snapshot import open_current, read_manifest

G = "https://example.org/g"


@pytest.fixture
def written(desk):
    """Two writes; the second snapshot is not on the disk yet."""
    for number in (1, 2):
        desk.do(Do.PUT, G, f"<x:a> <x:p> {number} .")
    assert read_manifest(desk.place.out).boot == disk.boot() != ""
    return desk


@pytest.fixture
def failed(monkeypatch):
    """The machine fails, and starts again."""
    return lambda: monkeypatch.setattr(disk, "boot", lambda: "another start")


def fails(*_given):
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def value(desk):
    (quad,) = desk.quads(G)
    return quad.object.value


def test_the_first_write_is_on_the_disk_before_it_serves(desk, failed):
    """So that a journal without its snapshot is noticed from then on."""
    desk.do(Do.PUT, G, "<x:a> <x:p> 1 .")
    assert read_manifest(desk.place.out).boot == ""
    failed()
    assert value(desk) == "1"


def test_what_was_not_on_the_disk_is_not_read_after_the_machine_failed(written, failed):
    assert value(written) == "2"
    failed()
    with pytest.raises(SnapshotDamagedError, match="nothing that was written is lost"):
        open_current(written.place.out)


def test_what_has_settled_is_read(written, failed):
    settling = Settling(written.place.out)
    path = (written.place.out / "current").resolve()
    assert not folders.is_there(path, "an earlier start")
    settling.served(path)
    settling.close()
    failed()
    assert value(written) == "2"


def test_where_the_disk_has_failed_all_is_read_again(written, monkeypatch):
    """What it was given then may be lost, and it says nothing of it the next time."""
    out = written.place.out
    path = (out / "current").resolve()
    settling = Settling(out)

    def settles():
        settling.served(path)
        settling.close()
        return (path / folders.SETTLED).exists()

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        assert not settles()
    assert (out / DOUBT).exists()
    whole = (path / "statistics.json").read_bytes()
    (path / "statistics.json").write_bytes(whole.replace(b"1", b"2"))
    assert not settles()
    (path / "statistics.json").write_bytes(whole)
    assert settles()
    assert not (out / DOUBT).exists()


def test_a_snapshot_that_goes_before_it_has_settled_is_let_go(written, tmp_path):
    settling = Settling(written.place.out)
    settling.served(tmp_path / "gone")
    settling.close()
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("lost", ["nothing", "statistics.json", "manifest.json", "."])
def test_what_was_lost_is_made_anew(written, failed, lost):
    """Of a snapshot that is as it was written the files are kept."""
    out = written.place.out
    before = read_manifest(out)
    path = (out / "current").resolve()
    failed()
    if lost == ".":
        shutil.rmtree(path)
    elif lost != "nothing":
        (path / lost).write_bytes(b"")
    ensure_snapshot(Settings(root=written.place.root, out=out))
    after = read_manifest(out)
    assert (after.boot, after.digest) == ("", before.digest)
    assert value(written) == "2"
    assert ((out / "current").resolve() == path) == (lost in ("nothing", "."))
    with open_current(out) as snapshot:
        snapshot.verify()


def test_an_older_snapshot_is_noticed(written, failed):
    """The link to the new one was not on the disk."""
    out = written.place.out
    older = (out / "current").resolve()
    written.do(Do.PUT, G, "<x:a> <x:p> 3 .")
    folders.settle(out, older)
    folders.point(out, older)
    failed()
    assert value(written) == "2"
    ensure_snapshot(Settings(root=written.place.root, out=out))
    assert value(written) == "3"


def test_who_begins_to_serve_beside_a_write_leaves_it_alone(written, monkeypatch):
    """It is journaled already, and its snapshot does not serve yet."""
    out = written.place.out
    older = (out / "current").resolve()
    written.do(Do.PUT, G, "<x:a> <x:p> 3 .")
    newer = (out / "current").resolve()
    folders.point(out, older)

    @contextmanager
    def after_the_write(_out, patience):
        assert patience > 0
        folders.point(out, newer)
        yield

    monkeypatch.setattr("llmkg.store.snapshot.building", after_the_write)
    monkeypatch.setattr("llmkg.cli.serve.run_build", lambda _settings: pytest.fail("it was built"))
    ensure_snapshot(Settings(root=written.place.root, out=out))
    assert value(written) == "3"


def test_a_write_goes_on_after_the_machine_failed(written, failed):
    failed()
    written.worker.close()
    written.do(Do.POST, G, "<x:a> <x:p> 3 .")
    assert {quad.object.value for quad in written.quads(G)} == {"2", "3"}


def test_what_was_not_on_the_disk_is_not_gone_on_with(written, failed):
    """It is the one that was made of the journal, and the link is to the one before."""
    out = written.place.out
    older = (out / "current").resolve()
    folders.settle(out, older)
    written.do(Do.PUT, G, "<x:a> <x:p> 3 .")
    lost = (out / "current").resolve()
    folders.point(out, older)
    failed()
    written.worker.close()
    assert Footing.of(written.place) is None
    assert (out / "current").resolve() == older != lost


def test_a_build_of_the_same_sees_it_through(written, failed):
    failed()
    build(written.place.root, written.place.out)
    assert value(written) == "2"
    assert read_manifest(written.place.out).boot == ""
