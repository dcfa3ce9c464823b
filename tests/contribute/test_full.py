"""Writes that meet a full disk, at each step of theirs."""

import errno
import os
import shutil

import pytest

from llmkg.contribute.job import Do
from llmkg.contribute.worker import Worker
from llmkg.errors import DiskFullError, OutsideError
from llmkg.search.amend import Desk as Index
from llmkg.store import folders, journal
from llmkg.store.journal import Journal
from llmkg.store.refusal import refused
from llmkg.store.snapshot import open_current, read_manifest
from llmkg.store.working import Working

G = "https://example.org/g"


def full(*_given, **_more):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full_engine(*_given, **_more):
    """Engines have words of their own, and no number."""
    raise OSError("IO error: No space left on device: While appending to file: 000014.log")


def full_index(*_given, **_more):
    raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")


@pytest.mark.parametrize(
    ("of", "step", "fails"),
    [
        (shutil, "copytree", full),
        (Working, "apply", full_engine),
        (Index, "amend", full_index),
        (folders, "new_folder", full),
        (folders, "named", full),
        (folders, "aim", full),
        (journal, "_write", full),
    ],
)
def test_nothing_is_stored_and_it_is_told_what_to_do(desk, monkeypatch, of, step, fails):
    desk.do(Do.PUT, G, "<x:a> <x:p> 1 .")
    before = read_manifest(desk.place.out)
    if step == "copytree":
        desk.worker.close()  # the next write begins by copying the store
    with monkeypatch.context() as patch:
        patch.setattr(of, step, fails)
        with pytest.raises(DiskFullError) as raised:
            desk.do(Do.PUT, G, "<x:a> <x:p> 2 .")
        assert "No space left" in raised.value.what
        assert "Make room" in raised.value.mend
    assert read_manifest(desk.place.out) == before
    assert Journal(desk.place.out).contents().generation == 1
    desk.do(Do.POST, G, "<x:a> <x:p> 3 .")
    assert sorted(quad.object.value for quad in desk.quads(G)) == ["1", "3"]
    with open_current(desk.place.out) as snapshot:
        snapshot.verify()


def test_what_is_stored_and_does_not_serve_is_told_so(desk, monkeypatch):
    desk.do(Do.PUT, G, "<x:a> <x:p> 1 .")
    with monkeypatch.context() as patch:
        patch.setattr(folders, "point", full)
        with pytest.raises(OutsideError, match="is stored, and does not serve yet") as raised:
            desk.do(Do.PUT, G, "<x:a> <x:p> 2 .")
    assert "need not be sent again" in raised.value.mend
    desk.worker = Worker(desk.place)
    desk.do(Do.POST, G, "<x:a> <x:p> 3 .")
    assert sorted(quad.object.value for quad in desk.quads(G)) == ["2", "3"]
    desk.worker.close()


def test_a_disk_that_fails_otherwise_is_no_full_one(tmp_path):
    error = refused("It cannot be written", tmp_path, OSError(errno.EIO, "Input/output error"))
    assert type(error) is OutsideError
    assert error.what == "It cannot be written: Input/output error"
