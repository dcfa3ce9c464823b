"""States of a store that is open for writing, as readers open them."""

import shutil
from hashlib import sha256
from itertools import count
from pathlib import Path
from threading import Thread

import pyoxigraph as ox
import pytest

from llmkg.store import state

NUMBERS = count()


def more(store: ox.Store) -> None:
    """Write something new, and take some of it away again."""
    number = next(NUMBERS)
    quads = [
        ox.Quad(
            ox.NamedNode(f"urn:s:{number}:{at}"),
            ox.NamedNode("urn:p"),
            ox.Literal(f"{at} of {number}"),
            ox.NamedNode(f"urn:g:{number % 3}"),
        )
        for at in range(20)
    ]
    store.extend(quads)
    store.remove(quads[0])


@pytest.fixture
def store(tmp_path: Path) -> ox.Store:
    opened = ox.Store(str(tmp_path / "store"))
    more(opened)
    opened.flush()
    return opened


def test_what_the_engine_has_not_written_out_is_there(store: ox.Store, tmp_path: Path) -> None:
    more(store)
    assert state.put(store, tmp_path / "store", tmp_path / "new") > 0
    there = set(store)
    more(store)  # what comes later does not count
    assert set(ox.Store.read_only(str(tmp_path / "new"))) == there
    assert len(store) > len(there)


def test_files_are_shared(store: ox.Store, tmp_path: Path) -> None:
    state.put(store, tmp_path / "store", tmp_path / "new")
    for path in (tmp_path / "new").glob("*.sst"):
        assert path.samefile(tmp_path / "store" / path.name)
    assert list((tmp_path / "new").glob("*.sst"))


def test_a_state_is_whole_whatever_the_engine_does_with_its_files(
    store: ox.Store, tmp_path: Path
) -> None:
    for number in range(6):
        more(store)
        flushing = Thread(target=store.flush)
        flushing.start()
        for again in range(2):
            new = tmp_path / f"{number}-{again}"
            state.put(store, tmp_path / "store", new)
            assert set(ox.Store.read_only(str(new))) == set(store)
        flushing.join()


def test_where_files_come_and_go_all_the_time_the_engine_is_asked(
    store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "_PAUSE_SECONDS", 0)
    monkeypatch.setattr(state, "_is_still", lambda *_: False)
    more(store)
    assert state.put(store, tmp_path / "store", tmp_path / "new") == 0
    assert set(ox.Store.read_only(str(tmp_path / "new"))) == set(store)


def test_a_file_that_was_not_listed_yet_is_never_written_through_its_link(
    store: ox.Store, tmp_path: Path
) -> None:
    # The engine may be writing one at the moment of a state, whose numbers it gives again later.
    new, kept = tmp_path / "new", tmp_path / "kept"
    state.put(store, tmp_path / "store", new)
    kept.mkdir()
    last = max(int(path.stem) for path in new.iterdir() if path.stem.isdigit())
    some = next(new.glob("*.sst"))
    for number in range(last + 1, last + 40):
        name = f"{number:06}.sst"
        shutil.copy(some, kept / name)
        (new / name).hardlink_to(kept / name)
    before = {path.name: sha256(path.read_bytes()).digest() for path in kept.iterdir()}
    there = set(store)
    assert set(ox.Store.read_only(str(new))) == there
    opened = ox.Store(str(new))
    for _ in range(3):
        more(opened)
        opened.flush()
    assert there < set(opened)
    assert {path.name: sha256(path.read_bytes()).digest() for path in kept.iterdir()} == before
