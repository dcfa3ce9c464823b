"""What lies at a place, what is fetched from it, and what is refused."""

import errno
import json
import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from llmkg.cli.build import run_build
from llmkg.cli.main import make_app
from llmkg.cli.serve import ensure_snapshot
from llmkg.errors import (
    ArchiveError,
    LayoutError,
    NoSnapshotError,
    NotFoundError,
    OutsideError,
    ParameterError,
    SnapshotDamagedError,
)
from llmkg.model.location import Location
from llmkg.replicas.listing import Listing, Standing
from llmkg.replicas.place import Place
from llmkg.replicas.pull import pull
from llmkg.replicas.push import push, roll_back, standing
from llmkg.settings import Settings
from llmkg.store.beside import said_of
from llmkg.store.journal import MANIFEST
from llmkg.store.snapshot import (
    Facts,
    building,
    open_current,
    read_manifest,
    write_snapshot,
)
from tests.replicas.days import built, llmkg

KEEP = 3


@pytest.fixture
def home(tmp_path: Path) -> Path:
    built(tmp_path / "home", "Monday")
    return tmp_path / "home"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(str(tmp_path / "place"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "replica"


@pytest.fixture
def web(tmp_path) -> Iterator[tuple[Place, list[str]]]:
    """The same place through a web server, and what was asked of it."""
    asked: list[str] = []

    class Files(SimpleHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            asked.append(str(said[1]))

    answering = partial(Files, directory=str(tmp_path / "place"))
    with ThreadingHTTPServer(("127.0.0.1", 0), answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield Place(f"http://127.0.0.1:{server.server_port}/"), asked
        server.shutdown()
        thread.join()


def files(place: Place) -> set[str]:
    return {path.name for path in Path(place.address, "files").iterdir()}


def test_what_is_pulled_is_what_was_pushed(home, place, out):
    pushed = push(home, place, keep=KEEP)
    manifest, changed = pull(out, place, keep=KEEP)
    assert changed
    assert manifest == read_manifest(home) == read_manifest(out)
    assert pushed.digest == manifest.digest
    with open_current(out) as here, open_current(home) as there:
        here.verify()
        assert set(here.store().quads()) == set(there.store().quads())
    assert pull(out, place, keep=KEEP) == (manifest, False)


def test_who_only_reads_makes_no_folder_and_sees_it_once_it_is_there(home, place, out):
    waiting = Place(place.address)
    assert standing(waiting) is None
    with pytest.raises(NoSnapshotError, match="Nothing was pushed"):
        pull(out, waiting, keep=KEEP)
    assert not Path(place.address).exists()
    push(home, place, keep=KEEP)
    assert pull(out, waiting, keep=KEEP)[1]


def test_a_disk_that_is_full_here_is_no_fault_of_the_place(home, place, out, monkeypatch):
    push(home, place, keep=KEEP)
    real = Path.open

    def full(self: Path, mode: str = "r", *more: object, **and_: object) -> object:
        if mode == "xb":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return real(self, mode, *more, **and_)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutsideError, match="cannot be written") as refused:
        pull(out, place, keep=KEEP)
    assert refused.value.where == Location(str(out))


def test_over_the_web_it_is_the_same_and_nothing_is_taken(home, place, web, out):
    push(home, place, keep=KEEP)
    site, asked = web
    assert pull(out, site, keep=KEEP)[0] == read_manifest(home)
    assert any("/files/" in line for line in asked)
    with pytest.raises(ParameterError, match="takes nothing"):
        push(home, site, keep=KEEP)
    with pytest.raises(ParameterError, match="takes nothing"):
        roll_back(site)


def test_what_is_there_already_is_neither_sent_nor_fetched(home, place, web, out, monkeypatch):
    """A snapshot of which only the manifest differs."""
    push(home, place, keep=KEEP)
    site, asked = web
    pull(out, site, keep=KEEP)
    before, sent = files(place), []
    put = Place.put

    def noted(self: Place, name: str, content: bytes | Path) -> None:
        sent.append(name)
        put(self, name, content)

    monkeypatch.setattr(Place, "put", noted)
    push(home, place, keep=KEEP)
    assert not [name for name in sent if name.startswith("files/")]
    assert files(place) == before

    # The large files of a store are shared with the snapshot before.
    with open_current(out) as snapshot:
        large = {path.name: path.stat() for path in (snapshot.path / "store").glob("*.sst")}
    assert large
    listing = json.loads(Path(place.address, "snapshots", standing(place).serves).read_text())  # type: ignore[union-attr]
    other = dict(listing, digest="0" * 64)
    Path(place.address, "snapshots", "0" * 64).write_text(json.dumps({"format": 1, **other}))
    asked.clear()
    Path(place.address, "current").write_bytes(
        Standing("0" * 64, ("0" * 64, listing["digest"])).to_json()
    )
    with pytest.raises(SnapshotDamagedError, match="not what the list"):
        pull(out, site, keep=KEEP)  # its manifest is that of the other one
    fetched = [line for line in asked if "/files/" in line]
    wanted = [said for name, said in listing["files"].items() if not name.endswith(".sst")]
    assert len(fetched) == len(wanted)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes() + b"?"),
        lambda path: path.unlink(),
    ],
    ids=["changed", "cut", "longer", "gone"],
)
@pytest.mark.parametrize("what", ["manifest.json", "graphs", "store/CURRENT", ".sst"])
def test_a_copy_that_is_damaged_or_not_whole_is_refused(home, place, out, spoil, what):
    push(home, place, keep=KEEP)
    pull(out, place, keep=KEEP)
    before = read_manifest(out)
    built(home, "Tuesday", others=50)
    names = push(home, place, keep=KEEP).files
    said = next(said for name, said in names.items() if name.endswith(what))
    shutil.copy(path := Path(place.address, "files", said.partition(" ")[2]), out / "kept")
    spoil(path)
    with pytest.raises((SnapshotDamagedError, OutsideError)):
        pull(out, place, keep=KEEP)
    assert read_manifest(out) == before
    shutil.copy(out / "kept", path)
    assert pull(out, place, keep=KEEP)[0] == read_manifest(home)
    assert not list((out / "snapshots").glob(".new*"))


def test_a_damaged_copy_here_is_fetched_again(home, place, out):
    built(home, "Monday", others=500)
    monday = push(home, place, keep=KEEP)
    pull(out, place, keep=KEEP)
    with open_current(out) as snapshot:
        large = max((snapshot.path / "store").glob("*.sst"), key=lambda path: path.stat().st_size)
    built(home, "Tuesday")
    push(home, place, keep=KEEP)
    pull(out, place, keep=KEEP)
    spoilt = bytearray(large.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1  # which is not seen where it is opened
    large.write_bytes(spoilt)
    roll_back(place)
    assert pull(out, place, keep=KEEP)[0].digest == monday.digest
    with open_current(out) as snapshot:
        for name, said in monday.files.items():
            assert said_of(snapshot.path / name) == said


@pytest.mark.parametrize("lost", ["manifest.json", "graphs", "inputs", "store/CURRENT"])
def test_what_is_damaged_is_pulled_again_and_not_built(home, place, out, lost):
    push(home, place, keep=KEEP)
    pull(out, place, keep=KEEP)
    with open_current(out) as snapshot:
        (snapshot.path / lost).unlink()
    with pytest.raises(SnapshotDamagedError) as damaged, open_current(out) as snapshot:
        snapshot.verify()
    assert f"llmkg snapshot pull {place.address}" in damaged.value.mend
    assert "uild" not in damaged.value.mend
    assert pull(out, place, keep=KEEP)[1]
    with open_current(out) as snapshot:
        snapshot.verify()


def test_what_is_damaged_is_not_pushed(home, place):
    with open_current(home) as snapshot:
        (snapshot.path / "graphs").write_bytes(b"")
    with pytest.raises(SnapshotDamagedError):
        push(home, place, keep=KEEP)
    assert standing(place) is None


def test_a_pull_that_breaks_off_leaves_nothing_that_serves(home, place, out, monkeypatch):
    push(home, place, keep=KEEP)
    fetch, left = Place.fetch, [4]

    def broken(self, name, path):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return fetch(self, name, path)

    monkeypatch.setattr(Place, "fetch", broken)
    with pytest.raises(KeyboardInterrupt):
        pull(out, place, keep=KEEP)
    with pytest.raises(NoSnapshotError):
        read_manifest(out)
    assert pull(out, place, keep=KEEP)[1]
    assert len(list((out / "snapshots").iterdir())) == 1


def test_a_push_that_breaks_off_is_not_seen(home, place, out, monkeypatch):
    push(home, place, keep=KEEP)
    before = read_manifest(home)
    built(home, "Tuesday")
    put = Place.put

    def broken(self, name, content):
        if name.startswith("snapshots/"):
            raise KeyboardInterrupt
        put(self, name, content)

    monkeypatch.setattr(Place, "put", broken)
    with pytest.raises(KeyboardInterrupt):
        push(home, place, keep=KEEP)
    assert pull(out, place, keep=KEEP)[0] == before


def test_old_ones_are_taken_away_and_what_others_need_is_not(home, place, out):
    digests = [push(home, place, keep=2).digest]
    for day in ("Tuesday", "Wednesday"):
        built(home, day)
        digests.append(push(home, place, keep=2).digest)
    found = standing(place)
    assert found == Standing(digests[2], (digests[2], digests[1]))
    named = {path.name for path in Path(place.address, "snapshots").iterdir()}
    assert named == set(digests[1:])
    needed = {
        said.partition(" ")[2]
        for digest in digests[1:]
        for said in json.loads(Path(place.address, "snapshots", digest).read_text())[
            "files"
        ].values()
    }
    assert files(place) == needed
    roll_back(place)
    assert pull(out, place, keep=KEEP)[0].digest == digests[1]
    with pytest.raises(NotFoundError):
        roll_back(place)
    # The one that serves stays, however old it is.
    for day in ("Thursday", "Friday"):
        built(home, day)
        push(home, place, keep=2, serve=False)
    found = standing(place)
    assert found is not None
    assert found.serves == digests[1]
    assert len(found.digests) == 3
    assert pull(out, place, keep=KEEP)[0].digest == digests[1]


def test_a_list_cannot_lead_out_of_the_folder(home, place, out, tmp_path):
    digest = push(home, place, keep=KEEP).digest
    path = Path(place.address, "snapshots", digest)
    given = json.loads(path.read_text())
    for name in ("../../out", "/etc/x", "store/../../x", "a\\b", ""):
        spoilt = {**given, "files": {**given["files"], name: "0 " + "0" * 64}}
        path.write_text(json.dumps(spoilt))
        with pytest.raises(ArchiveError):
            pull(out, place, keep=KEEP)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"{}", b'{"format": 2}', b'{"format": 1, "serves": "x", "digests": ["x"]}'],
)
def test_what_cannot_be_read_says_so(home, place, out, text):
    push(home, place, keep=KEEP)
    Path(place.address, "current").write_bytes(text)
    with pytest.raises(SnapshotDamagedError, match="cannot be read"):
        pull(out, place, keep=KEEP)
    with pytest.raises(SnapshotDamagedError, match="cannot be read"):
        Listing.read(text, "there")


def test_a_place_that_is_none_or_empty_says_so(place, out):
    with pytest.raises(NoSnapshotError):
        pull(out, place, keep=KEEP)
    with pytest.raises(NoSnapshotError):
        roll_back(place)
    for address in ("nonsense://x", "https://", "s3://"):
        with pytest.raises((ParameterError, OutsideError)):
            pull(out, Place(address), keep=KEEP)
    (out.parent / "file").touch()
    with pytest.raises(ParameterError):
        Place(str(out.parent / "file"))
    assert not out.exists()


def test_where_snapshots_are_built_none_is_pulled_and_the_other_way_round(home, place, out, root):
    push(home, place, keep=KEEP)
    with pytest.raises(LayoutError, match="built here"):
        pull(home, place, keep=KEEP)
    pull(out, place, keep=KEEP)
    with pytest.raises(LayoutError, match="pulled from"):
        run_build(Settings(root=root, out=out))


def test_a_replica_does_not_finish_writes_of_others(home, place, out, tmp_path):
    """The journal of what was written lies where it was built."""
    with building(home):
        write_snapshot(home, [], Facts("0", {}, {MANIFEST: "1" * 64}))
    push(home, place, keep=KEEP)
    pull(out, place, keep=KEEP)
    before = read_manifest(out)
    ensure_snapshot(Settings(root=tmp_path / "none", out=out))
    assert read_manifest(out) == before


def test_commands_say_what_is_there(home, place, out):
    at = place.address
    assert "No snapshot is there" in llmkg(out, "list", at)
    llmkg(home, "push", at)
    llmkg(out, "pull", at)
    assert "serves already" in llmkg(out, "pull", at)
    (there,) = json.loads(llmkg(out, "list", at, "--json"))
    (here,) = json.loads(llmkg(out, "list", "--json"))
    assert there == here
    assert there["digest"] == read_manifest(home).digest
    llmkg(out, "rollback", at, code=1)
    llmkg(out, "pull", "nonsense://x", code=2)


def test_one_that_looks_again_and_again_outlives_what_goes_wrong(home, place, out, monkeypatch):
    push(home, place, keep=KEEP)
    turns = iter(["break", "mend", "stop"])

    def sleep(seconds: float) -> None:
        if seconds != 7:
            return  # it waits for servers
        turn = next(turns)
        if turn == "stop":
            raise KeyboardInterrupt
        current = Path(place.address, "current")
        if turn == "break":
            current.rename(current.with_name("away"))
        else:
            current.with_name("away").rename(current)
            built(home, "Tuesday")
            push(home, place, keep=KEEP)

    monkeypatch.setattr("llmkg.cli.snapshot.time.sleep", sleep)
    command = ["--out", str(out), "snapshot", "pull", place.address, "--every", "7"]
    done = CliRunner().invoke(make_app(), command)
    assert "Nothing was pushed" in done.output
    assert done.output.count("serves") == 2
    assert read_manifest(out) == read_manifest(home)


DIGESTS = st.lists(
    st.text("0123456789abcdef", min_size=64, max_size=64), min_size=1, max_size=6, unique=True
)


@given(DIGESTS, st.data())
def test_back_is_the_one_before_and_forward_again_is_where_it_was(digests, data):
    found = Standing(digests[0], (digests[0],))
    for digest in digests[1:]:
        found = found.with_new(digest, serves=data.draw(st.booleans()))
        assert found.digests[0] == digest
        assert found.serves in found.digests
    assert Standing.read(found.to_json(), "") == found
    if found.serves != found.digests[-1]:
        back = found.back()
        assert back.digests == found.digests
        assert back.digests.index(back.serves) == found.digests.index(found.serves) + 1
        assert back.back(found.serves) == found
