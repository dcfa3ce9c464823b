"""Files beside the store: listed with their digests, looked at, and shared between snapshots."""

import os

import pytest

from llmkg.errors import SnapshotDamagedError
from llmkg.store import beside as files
from llmkg.store.snapshot import Facts, building, open_current, read_manifest, write_snapshot
from tests.store.test_snapshot import quads

FACTS = Facts("0", {"search": "1"}, {})


def write(out, name, files, facts=FACTS):
    def beside(folder, _quads):
        (folder / "index").mkdir()
        for path, content in files.items():
            if isinstance(content, bytes):
                (folder / "index" / path).write_bytes(content)
            else:
                os.link(content, folder / "index" / path)

    with building(out):
        return write_snapshot(out, quads(name), facts, beside=beside)


def test_all_but_locks_is_listed(tmp_path):
    manifest = write(tmp_path, "a", {"one": b"1", ".two": b"22", ".writer.lock": b""})
    assert sorted(manifest.beside) == ["graphs", "index/.two", "index/one", "inputs"]
    assert manifest.beside["index/one"].split() == [
        "1",
        "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
    ]
    assert read_manifest(tmp_path) == manifest
    with open_current(tmp_path) as snapshot:
        snapshot.look()
        snapshot.verify()


@pytest.mark.parametrize(
    ("spoil", "said", "seen"),
    [
        (lambda path: path.unlink(), "missing", True),
        (lambda path: path.write_bytes(b"12"), "another size", True),
        (lambda path: path.write_bytes(b"2"), "not what", False),
    ],
)
def test_damage_is_seen_and_written_anew(tmp_path, spoil, said, seen):
    manifest = write(tmp_path, "a", {"one": b"1"})
    with open_current(tmp_path) as snapshot:
        spoil(snapshot.path / "index/one")
        if seen:
            with pytest.raises(SnapshotDamagedError, match=said):
                snapshot.look()
        with pytest.raises(SnapshotDamagedError, match=said):
            snapshot.verify()
    assert write(tmp_path, "a", {"one": b"1"}).digest == manifest.digest
    with open_current(tmp_path) as snapshot:
        snapshot.verify()
        assert snapshot.path.name.endswith("-2")


def test_an_index_of_another_format_is_not_taken_for_the_same(tmp_path):
    write(tmp_path, "a", {"one": b"1"})
    newer = write(tmp_path, "a", {"one": b"2"}, Facts("0", {"search": "2"}, {}))
    with open_current(tmp_path) as snapshot:
        assert snapshot.manifest == newer
        assert (snapshot.path / "index/one").read_bytes() == b"2"


def test_what_two_snapshots_share_is_read_once(tmp_path, monkeypatch):
    first = write(tmp_path, "a", {"one": b"1"})
    old = (tmp_path / "current").resolve() / "index/one"
    read = []
    said = files.said_of

    def noted(path):
        read.append(path.name)
        return said(path)

    monkeypatch.setattr(files, "said_of", noted)
    second = write(tmp_path, "b", {"one": old, "two": b"2"})
    assert read == ["graphs", "two", "inputs"]
    assert second.beside["index/one"] == first.beside["index/one"]
    with open_current(tmp_path) as snapshot:
        snapshot.verify()


def test_a_manifest_of_before_lists_nothing(tmp_path):
    files.look(tmp_path, {})
