"""Loading a snapshot into every server that can be had."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from llmkg.errors import EndpointError, OutsideError
from llmkg.remote import load as loading
from llmkg.remote import steps as stepping
from llmkg.remote.load import load
from llmkg.remote.standing import STANDING_GRAPH
from llmkg.remote.store import RemoteStore
from llmkg.store.snapshot import Facts, OpenSnapshot, building, open_current, write_snapshot
from tests.remote.conftest import ALL, endpoint_at
from tests.remote.test_store import emptied

BASE = """
<x:a> <x:p> "one"@en <https://example.org/g1> .
<x:a> <x:p> "line\\n\\t\\"q\\" \\\\ 一"@zh-hans <https://example.org/g1> .
<x:a> <x:q> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> <https://example.org/g1> .
<x:a> <x:q> "1.5"^^<http://www.w3.org/2001/XMLSchema#decimal> <https://example.org/g1> .
<x:a> <x:q> "2022-12"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> <https://example.org/g1> .
<x:a> <x:q> "2022-12-11"^^<http://www.w3.org/2001/XMLSchema#date> <https://example.org/g1> .
<x:l> <x:first> _:n1 <https://example.org/blank> .
_:n1 <x:rest> _:n2 <https://example.org/blank> .
_:n2 <x:rest> "end" <https://example.org/blank> .
_:n2 <x:share> "1"^^<http://www.w3.org/2001/XMLSchema#decimal> <https://example.org/blank> .
"""
MANY = tuple(
    ox.Quad(
        ox.NamedNode(f"x:s{number}"),
        ox.NamedNode("x:p"),
        ox.Literal(number),
        ox.NamedNode("https://example.org/many"),
    )
    for number in range(60)
)


def parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, ox.RdfFormat.N_QUADS))


def snapshot_of(out: Path, quads: Sequence[ox.Quad]) -> OpenSnapshot:
    with building(out):
        write_snapshot(out, quads, Facts("0", {}, {}))
    return open_current(out)


def canonical(quads: Sequence[ox.Quad]) -> str:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


@pytest.fixture(params=ALL)
def remote(request, queries) -> Iterator[RemoteStore]:
    store = emptied(RemoteStore(endpoint_at(request.getfixturevalue(request.param)), queries))
    store.writer.drop(STANDING_GRAPH)
    yield store
    store.writer.drop(STANDING_GRAPH)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(stepping, "CHUNK", 20)


def test_what_is_loaded_is_there_and_twice_is_once(remote, tmp_path):
    with snapshot_of(tmp_path, [*parsed(BASE), *MANY]) as snapshot:
        wanted = canonical(snapshot.store().quads())
        first = load(snapshot, remote, tmp_path)
        assert first.steps >= 6
        assert not first.at_once
        assert canonical(remote.quads()) == wanted
        assert load(snapshot, remote, tmp_path).steps == 0
        again = load(snapshot, remote, tmp_path, force=True)
        assert again.steps == first.steps
        assert canonical(remote.quads()) == wanted
        said = remote.said()
    assert said is not None
    assert said.is_whole
    assert said.manifest is not None
    assert said.manifest.digest == snapshot.manifest.digest
    assert said.manifest.graphs == snapshot.manifest.graphs


def test_a_change_touches_what_changed(remote, tmp_path, monkeypatch):
    with snapshot_of(tmp_path, [*parsed(BASE), *MANY]) as snapshot:
        load(snapshot, remote, tmp_path)
    changed = [
        *parsed(BASE.replace('"one"@en', '"two"@en')),
        *MANY[1:],
        *parsed("<x:n> <x:n> <x:n> <x:new> ."),
    ]
    sent: list[str] = []
    with snapshot_of(tmp_path, changed) as snapshot:
        put = remote.writer.put

        def noted(graph, quads):
            sent.append(graph)
            put(graph, quads)

        monkeypatch.setattr(remote.writer, "put", noted)
        loaded = load(snapshot, remote, tmp_path)
        assert canonical(remote.quads()) == canonical(snapshot.store().quads())
    assert "https://example.org/blank" not in sent
    assert "https://example.org/g1" not in sent
    back = snapshot_of(tmp_path, changed[:-1])
    with back:
        load(back, remote, tmp_path)
        assert canonical(remote.quads()) == canonical(back.store().quads())
    with snapshot_of(tmp_path, changed[1:-1]) as snapshot:
        loaded = load(snapshot, remote, tmp_path)
    assert loaded.at_once == remote.endpoint.dialect.whole
    assert canonical(remote.quads()) == canonical(changed[1:-1])


class Stop(Exception):
    pass


@pytest.mark.parametrize("when", [0, 1, 3])
def test_a_load_that_is_cut_short_goes_on(remote, tmp_path, monkeypatch, when):
    with snapshot_of(tmp_path, [*parsed(BASE), *MANY]) as snapshot:
        whole = stepping.Step.do
        count = 0

        def do(step, writer):
            nonlocal count
            whole(step, writer)  # done, and not noted
            if count == when:
                raise Stop
            count += 1

        monkeypatch.setattr(stepping.Step, "do", do)
        with pytest.raises(Stop):
            load(snapshot, remote, tmp_path)
        monkeypatch.setattr(stepping.Step, "do", whole)
        said = remote.said()
        assert said is not None
        assert not said.is_whole
        loaded = load(snapshot, remote, tmp_path)
        assert loaded.resumed == when
        assert canonical(remote.quads()) == canonical(snapshot.store().quads())


def test_what_a_cut_load_of_another_left_is_taken_away(remote, tmp_path, monkeypatch):
    one, other = tmp_path / "one", tmp_path / "other"
    with snapshot_of(one, MANY) as snapshot:
        monkeypatch.setattr(loading._Loader, "_count", lambda _self: (_ for _ in ()).throw(Stop()))
        with pytest.raises(Stop):
            load(snapshot, remote, one)
        monkeypatch.undo()
    with snapshot_of(other, parsed(BASE)) as snapshot:
        load(snapshot, remote, other)
        assert canonical(remote.quads()) == canonical(snapshot.store().quads())


def test_what_does_not_arrive_is_seen(remote, tmp_path, monkeypatch):
    whole = stepping.Step.do
    monkeypatch.setattr(
        stepping.Step,
        "do",
        lambda step, writer: None if step.kind is stepping.Kind.ADD else whole(step, writer),
    )
    with snapshot_of(tmp_path, MANY) as snapshot, pytest.raises(EndpointError, match="triples"):
        load(snapshot, remote, tmp_path)
    said = remote.said()
    assert said is not None
    assert not said.is_whole


def test_two_loads_do_not_mix(remote, tmp_path, monkeypatch):
    one, other = tmp_path / "one", tmp_path / "other"
    with snapshot_of(one, MANY) as slow, snapshot_of(other, parsed(BASE)) as quick:
        whole = stepping.Step.do

        def do(step, writer):
            monkeypatch.setattr(stepping.Step, "do", whole)
            load(quick, remote, other)
            whole(step, writer)

        monkeypatch.setattr(stepping.Step, "do", do)
        with pytest.raises(EndpointError, match="Somebody else"):
            load(slow, remote, one)


def test_one_process_loads_at_a_time(remote, tmp_path, monkeypatch):
    with snapshot_of(tmp_path, MANY) as snapshot:
        monkeypatch.setattr(
            stepping.Step, "do", lambda _step, _writer: load(snapshot, remote, tmp_path)
        )
        with pytest.raises(OutsideError, match="Another load"):
            load(snapshot, remote, tmp_path)
