"""Copies that follow a snapshot have what whoever opens it finds."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.rdf.view import Difference
from llmkg.store import folders, mirror, step
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.mirror import Mirrors
from llmkg.store.snapshot import Facts, OpenSnapshot, building, open_current, write_snapshot
from llmkg.store.step import Step
from llmkg.store.working import News, Working

NODES = [ox.NamedNode(f"urn:n:{number}") for number in range(3)]
GRAPHS = [ox.NamedNode(f"urn:g:{number}") for number in range(3)]
VALUES = [*NODES, ox.Literal("a\n\\b", language="en"), ox.BlankNode("c14n0")]
QUADS = st.frozensets(
    st.builds(
        ox.Quad,
        st.sampled_from(NODES),
        st.just(NODES[0]),
        st.sampled_from(VALUES),
        st.sampled_from(GRAPHS),
    ),
    max_size=9,
)
NEWS = News("0", {}, 0)

Content: TypeAlias = tuple[set[ox.Quad], set[ox.NamedNode | ox.BlankNode]]


def whole(out: Path, quads: frozenset[ox.Quad]) -> None:
    with building(out):
        write_snapshot(out, quads, Facts("0", {}, {}))


def content(store: ox.Store) -> Content:
    """All quads, those of the default graph too, and the names of graphs."""
    return set(store), set(store.named_graphs())


def opened(snapshot: OpenSnapshot) -> Content:
    return content(ox.Store.read_only(str(snapshot.path / "store")))


def seen(lent: EmbeddedStore) -> Content:
    return content(lent._open)


def numbered(*numbers: int) -> frozenset[ox.Quad]:
    return frozenset(
        ox.Quad(NODES[0], NODES[1], ox.Literal(str(number)), GRAPHS[0]) for number in numbers
    )


@settings(max_examples=8)
@given(first=QUADS, states=st.lists(st.tuples(QUADS, st.booleans()), min_size=2, max_size=5))
def test_who_follows_has_what_who_opens_finds(
    first: frozenset[ox.Quad], states: list[tuple[frozenset[ox.Quad], bool]]
) -> None:
    """Whoever reads has the same until he is done with it, though others follow meanwhile."""
    with TemporaryDirectory() as folder:
        out = Path(folder)
        whole(out, first)
        mirrors = Mirrors(out)
        with building(out), Working.open(out) as working:
            with open_current(out) as snapshot:
                mirrors.keep_up(snapshot)
            now = first
            reading: list[tuple[EmbeddedStore, Content]] = []
            for quads, is_long in states:
                working.apply(Difference.between(now, quads))
                now = quads
                working.publish(NEWS)
                with open_current(out) as snapshot:
                    told = (snapshot.path / step.FILE).exists()
                    lent = mirrors.store_of(snapshot)
                    if told and not reading:
                        assert lent is not None
                    if lent is not None:
                        assert seen(lent) == opened(snapshot)
                        assert (
                            lent._merged is EmbeddedStore.read_only(snapshot.path / "store")._merged
                        )
                        reading.append((lent, seen(lent)))
                    for each, before in reading:
                        assert seen(each) == before
                    if not is_long:
                        while reading:
                            reading.pop()[0].close()
                    mirrors.keep_up(snapshot)
        while reading:  # the engine writes to a folder while anybody has it
            reading.pop()[0].close()
        mirrors.close()
        assert not list((out / folders.WORKING).iterdir())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    whole(tmp_path, numbered(0))
    return tmp_path


@pytest.fixture
def working(out: Path) -> Iterator[Working]:
    with building(out), Working.open(out) as opened:
        yield opened


@pytest.fixture
def mirrors(out: Path) -> Iterator[Mirrors]:
    both = Mirrors(out)
    with open_current(out) as snapshot:
        both.keep_up(snapshot)
    yield both
    both.close()


def publish(working: Working, *numbers: int) -> OpenSnapshot:
    working.apply(Difference(numbered(*numbers)))
    working.publish(NEWS)
    return open_current(working.folder.parents[1])


def test_a_copy_takes_several_steps_at_once(working: Working, mirrors: Mirrors) -> None:
    publish(working, 1).close()
    publish(working, 2).close()
    with publish(working, 3) as snapshot:
        lent = mirrors.store_of(snapshot)
        assert lent is not None
        assert seen(lent) == opened(snapshot)


def test_nothing_follows_where_the_way_is_not_known(working: Working, mirrors: Mirrors) -> None:
    with publish(working, 1) as snapshot:
        (snapshot.path / step.FILE).unlink()
    with publish(working, 2) as snapshot:
        assert mirrors.store_of(snapshot) is None
        mirrors.keep_up(snapshot)
        lent = mirrors.store_of(snapshot)
        assert lent is not None
        assert seen(lent) == opened(snapshot)


def test_a_step_from_another_snapshot_of_that_name_is_none(
    working: Working, mirrors: Mirrors
) -> None:
    """The same quads, and so the same name, may come again; their default graph may differ."""
    publish(working, 1).close()
    with publish(working, 2) as snapshot:
        told = Step.read(snapshot.path)
        assert told is not None
        lease = snapshot.path.with_name(told.name) / folders.LEASE
        lease.write_text(f"{told.before[0] + 7}\n", encoding="ascii")
        assert mirrors.store_of(snapshot) is None


def test_a_step_that_was_cut_is_none(working: Working) -> None:
    with publish(working, 1) as snapshot:
        path = snapshot.path / step.FILE
        assert Step.read(snapshot.path) is not None
        path.write_bytes(path.read_bytes()[:-1])
        assert Step.read(snapshot.path) is None


def test_much_is_opened_and_not_followed(working: Working) -> None:
    with publish(working, *range(step.MOST_QUADS + 2)) as snapshot:
        assert not (snapshot.path / step.FILE).exists()


def test_copies_that_have_taken_much_are_made_anew(
    working: Working, mirrors: Mirrors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "WORN_BYTES", 10)
    with publish(working, 1) as snapshot:
        mirrors.keep_up(snapshot)  # which they follow, and are worn
    with publish(working, 2) as snapshot:
        assert mirrors.store_of(snapshot) is None
        mirrors.keep_up(snapshot)
        lent = mirrors.store_of(snapshot)
        assert lent is not None
        assert seen(lent) == opened(snapshot)


def test_copies_are_not_swept_away_while_somebody_has_them(
    out: Path, working: Working, mirrors: Mirrors
) -> None:
    assert len(list((out / folders.WORKING).iterdir())) == 3
    folders.sweep(out)
    with publish(working, 1) as snapshot:
        lent = mirrors.store_of(snapshot)
        assert lent is not None
        mirrors.close()
        folders.sweep(out)
        assert list((out / folders.WORKING).iterdir()) == [working.folder]
        assert seen(lent) == opened(snapshot)  # who reads does so to the end


def test_where_nothing_may_be_linked_all_is_opened(
    working: Working, mirrors: Mirrors, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_given: object) -> None:
        raise PermissionError("no")

    mirrors.close()
    others = Mirrors(working.folder.parents[1])
    monkeypatch.setattr("llmkg.store.state.os.link", refused)
    with open_current(working.folder.parents[1]) as snapshot:
        others.keep_up(snapshot)
        assert others.store_of(snapshot) is None
    assert list(working.folder.parent.iterdir()) == [working.folder]
    assert not list(working.folder.parents[1].glob(".mirror-*"))


def test_copies_that_take_too_much_of_the_disk_go_when_nobody_reads_them(
    working: Working, mirrors: Mirrors, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = working.folder.parents[1]
    with publish(working, 1) as snapshot:
        lent = mirrors.store_of(snapshot)
        assert lent is not None
        assert not mirrors.look(snapshot.path)
        monkeypatch.setattr(mirror, "STRAYED_BYTES", -1)
        assert mirrors.look(snapshot.path)
        assert len(list((out / folders.WORKING).iterdir())) == 2  # the writer's, and what is read
        assert seen(lent) == opened(snapshot)
        lent.close()
        assert mirrors.store_of(snapshot) is None
        assert not mirrors.look(snapshot.path)
        assert list((out / folders.WORKING).iterdir()) == [working.folder]
        mirrors.keep_up(snapshot)  # it is not tried again at once
        assert mirrors.store_of(snapshot) is None
