"""Folders of snapshots that are removed, and those that may not be."""

import fcntl

import pytest

from llmkg.store import folders


@pytest.fixture
def out(tmp_path):
    for name in ("older", "mine", "current"):
        (tmp_path / folders.SNAPSHOTS / name).mkdir(parents=True)
        (tmp_path / folders.SNAPSHOTS / name / folders.LEASE).touch()
    folders.point(tmp_path, tmp_path / folders.SNAPSHOTS / "current", settled=False)
    return tmp_path


def left(out):
    return sorted(path.name for path in (out / folders.SNAPSHOTS).iterdir())


def test_what_serves_stays_though_who_removes_has_another(out):
    """Somebody has built meanwhile, and the clock was set back."""
    built = {"older": "2", "mine": "3", "current": "1"}
    mine = out / folders.SNAPSHOTS / "mine"
    folders.prune(out, mine, 1, lambda path: built[path.name])
    assert left(out) == ["current", "mine"]


def test_nobody_comes_to_read_what_is_being_renamed(out, monkeypatch):
    """Who looked at the link just before would open what is then removed."""
    older = out / folders.SNAPSHOTS / "older"
    rename = type(older).rename

    def renamed(path, target):
        with (path / folders.LEASE).open("rb") as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        with pytest.raises(FileNotFoundError):
            folders.lease(path)
        return rename(path, target)

    monkeypatch.setattr(type(older), "rename", renamed)
    folders.prune(out, out / folders.SNAPSHOTS / "mine", 1, lambda path: path.name)
    assert left(out) == ["current", "mine"]


def test_what_is_read_stays(out):
    older = out / folders.SNAPSHOTS / "older"
    lease = folders.lease(older)
    folders.prune(out, out / folders.SNAPSHOTS / "mine", 1, lambda path: path.name)
    assert left(out) == ["current", "mine", "older"]
    assert lease is not None
    lease.close()
    folders.prune(out, out / folders.SNAPSHOTS / "mine", 1, lambda path: path.name)
    assert left(out) == ["current", "mine"]
