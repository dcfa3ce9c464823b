"""What a journal holds after writes, whoever was killed, and after its records are put together."""

import errno
import json

import pyoxigraph as ox
import pytest

from llmkg.errors import OutsideError, SnapshotDamagedError
from llmkg.model.manifest import Manifest
from llmkg.rdf.corpus import Corpus, Document
from llmkg.rdf.view import Difference
from llmkg.store import disk
from llmkg.store import journal as journals
from llmkg.store import manifest as manifests
from llmkg.store.contents import Contents
from llmkg.store.journal import MANIFEST, Journal
from llmkg.store.reckoning import reckon_quads
from llmkg.store.snapshot import Facts

FILED, OTHER, GONE = "x:filed", "x:other", "x:gone"


def quad(value: str, graph: str = FILED) -> ox.Quad:
    node, name = ox.NamedNode("x:a"), ox.NamedNode(graph)
    return ox.Quad(node, ox.NamedNode("x:p"), ox.Literal(value), name)


def patch(added=(), removed=(), graph=FILED) -> Difference:
    return Difference(
        frozenset(quad(each, graph) for each in added),
        frozenset(quad(each, graph) for each in removed),
    )


def said(number: int) -> list[ox.Triple]:
    return [ox.Triple(ox.NamedNode("x:w"), ox.NamedNode("x:n"), ox.Literal(f"{number}\n#= x"))]


def write(journal: Journal, changes, **more) -> Contents:
    old = journal.contents()
    contents = journal.prepare(old, changes, said(old.generation), **more)
    journal.commit(contents)
    return contents


@pytest.fixture
def corpus(tmp_path) -> Corpus:
    """What files say."""
    filed = Document(tmp_path / "a", "claims/a", FILED, tuple(map(quad, ("1", "2"))))
    gone = Document(tmp_path / "b", "claims/b", GONE, (quad("1", GONE),))
    return Corpus(tmp_path, (filed, gone), (), {})


def overlaid(journal: Journal, corpus: Corpus) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for document in journal.overlay(corpus).documents:
        values = [str(each.object)[1:-1].replace("\\n", "\n") for each in document.quads]
        found[document.graph] = sorted([*found.get(document.graph, ()), *values])
    return found


@pytest.fixture
def journal(tmp_path) -> Journal:
    """One with every kind of write, some of them after one another."""
    journal = Journal(tmp_path)
    write(journal, {FILED: patch(["3", "4"], ["1"])})
    write(journal, {FILED: patch(["1"], ["3"]), OTHER: patch(["7\n#- ", "8"], graph=OTHER)})
    write(journal, {GONE: None, OTHER: patch(["9"], ["8"], graph=OTHER)}, files=[GONE])
    write(journal, {"x:short": [quad("1", "x:short")]})
    write(journal, {"x:short": None})
    return journal


EXPECTED = {FILED: ["1", "2", "4"], OTHER: ["7\n#- ", "9"]}


def test_patches_lie_over_files(journal, corpus):
    assert overlaid(journal, corpus) == EXPECTED
    contents = journal.contents()
    assert contents.generation == 5
    assert [each.object.value for each in journal.audit(contents)] == [
        f"{number}\n#= x" for number in range(5)
    ]
    assert set(contents.graphs) == {FILED, OTHER, GONE}


def test_what_files_say_later_counts_under_patches(journal, corpus, tmp_path):
    later = Document(tmp_path / "c", "claims/c", FILED, tuple(map(quad, ("4", "5"))))
    corpus = Corpus(corpus.root, (*corpus.documents, later), (), {})
    assert overlaid(journal, corpus)[FILED] == ["1", "2", "4", "5"]


def test_a_graph_that_is_sent_as_a_whole_stands_in_place_of_files(journal, corpus):
    write(journal, {FILED: [quad("6")]})
    write(journal, {FILED: patch(["7"], ["2"]), GONE: patch(["3"], graph=GONE)})
    assert overlaid(journal, corpus) == {**EXPECTED, FILED: ["6", "7"], GONE: ["3"]}


def test_records_that_are_put_together_say_the_same(journal, corpus):
    before, folder = journal.contents(), journal.folder
    audit = journal.audit(before)
    folded = journal.fold(before)
    assert journal.contents() == folded
    assert (folder / folded.log).read_bytes() == b""
    assert sorted(folder.glob("log-*")) == [folder / folded.log]
    assert journal.inputs_of(folded) == journal.inputs_of(before)
    assert overlaid(journal, corpus) == EXPECTED
    assert journal.audit(folded) == audit
    write(journal, {FILED: patch(["5"], ["4"]), OTHER: patch(["1"], graph=OTHER)})
    again = journal.contents()
    journal.fold(again)
    assert overlaid(journal, corpus) == {FILED: ["1", "2", "5"], OTHER: ["1", "7\n#- ", "9"]}
    assert len(journal.audit(journal.contents())) == 6


def test_a_journal_is_long_when_it_outgrows_what_is_put_together(journal, monkeypatch):
    assert not journal.is_long(journal.contents())
    monkeypatch.setattr(journals, "LONG", 100)
    assert journal.is_long(journal.contents())
    write(journal, {OTHER: [quad("x" * 10_000, OTHER)]})
    journal.fold(journal.contents())
    write(journal, {OTHER: patch(["1"], graph=OTHER)})
    assert journal.contents().length > 100
    assert not journal.is_long(journal.contents())


def test_a_record_that_was_cut_short_is_not_there(journal, corpus):
    contents = journal.contents()
    path = journal.folder / contents.log
    whole = path.read_bytes()
    data = journal.prepare(contents, {FILED: patch(["9"])}, said(9)).fresh
    for cut in (1, 20, len(data) // 2, len(data) - 70, len(data) - 1):
        path.write_bytes(whole + data[:cut])
        assert journal.contents() == contents
        assert overlaid(journal, corpus) == EXPECTED
    path.write_bytes(whole + data.replace(b'"9"', b'"8"'))  # its pages came in another order
    assert journal.contents() == contents
    after = write(journal, {FILED: patch(["6"])})
    assert path.stat().st_size == after.length
    assert overlaid(journal, corpus)[FILED] == ["1", "2", "4", "6"]


def test_a_record_that_the_disk_refused_does_not_count_later(journal, monkeypatch):
    """Its writer was told that it was not written."""
    old = journal.contents()

    def full(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(disk, "sync", full)
        with pytest.raises(OutsideError):
            write(journal, {FILED: patch(("9",))})
    assert journal.contents() == old
    write(journal, {FILED: patch(("8",))})
    assert journal.contents().generation == old.generation + 1


def about(node: ox.BlankNode, graph: str) -> ox.Quad:
    """A statement, and in it another one, about a blank node."""
    inner = ox.Triple(node, ox.NamedNode("x:p"), node)
    return ox.Quad(node, ox.NamedNode("x:p"), inner, ox.NamedNode(graph))


@pytest.fixture
def served(journal, tmp_path):
    """A snapshot that was made of all that was written."""
    folder = tmp_path / "snapshots" / "one"
    folder.mkdir(parents=True)
    (tmp_path / "current").symlink_to(folder)

    def serve():
        facts = Facts("0", {}, journal.inputs())
        reckoned = reckon_quads([])
        manifests.write_tables(folder, reckoned.graphs, facts.inputs)
        manifest = Manifest("0", "", "0", {}, facts.inputs, {}, reckoned.graphs, 0)
        (folder / "manifest.json").write_text(manifests.to_json(manifest))

    serve()
    return serve


@pytest.mark.parametrize("at", [5, -100, -20], ids=["head", "record", "seal"])
def test_the_last_record_does_not_rot_unnoticed(journal, served, at):
    """It looks like one that was never finished; but what serves was made of it."""
    start = journal.contents().length
    write(journal, {FILED: patch(["5"])})
    path = journal.folder / journal.contents().log
    whole = path.read_bytes()
    rotten = bytearray(whole)
    rotten[start + at if at > 0 else at] ^= 1
    path.write_bytes(rotten)
    assert journal.contents().generation == 5  # nobody was told of the last one
    path.write_bytes(whole)
    served()
    assert journal.contents().generation == 6
    for lost in (bytes(rotten), whole[:start], whole[: start + 9], whole[:start] + b"\0" * 50):
        path.write_bytes(lost)
        with pytest.raises(SnapshotDamagedError, match="is missing"):
            journal.contents()


def test_what_was_put_together_is_known_to_who_serves_an_older_snapshot(journal, served):
    served()
    journal.fold(write(journal, {FILED: patch(["5"])}))
    assert journal.contents().generation == 6
    write(journal, {FILED: patch(["6"])})
    assert journal.contents().generation == 7


def test_a_label_that_two_builds_gave_is_that_of_two_nodes(tmp_path):
    """A build numbers blank nodes anew, so what stood for one node stands for another."""
    journal, node, own = Journal(tmp_path), ox.BlankNode("c14n0"), ox.BlankNode("own")
    write(journal, {"x:a": [about(node, "x:a")], "x:b": [about(node, "x:b"), about(own, "x:b")]})
    write(journal, {"x:c": [about(node, "x:c")]})
    contents = journal.contents()
    (a,), b, (c,) = (journal.triples(graph, contents) for graph in ("x:a", "x:b", "x:c"))
    assert {each.subject for each in b} == {a.subject, own}
    assert c.subject != a.subject
    for graph, each in (("x:a", a), *(("x:b", each) for each in b), ("x:c", c)):
        assert isinstance(each.subject, ox.BlankNode)
        assert each == about(each.subject, graph)


def test_a_record_that_was_changed_is_noticed(journal):
    path = journal.folder / journal.contents().log
    path.write_bytes(path.read_bytes().replace(b'"4"', b'"5"'))
    with pytest.raises(SnapshotDamagedError, match="from byte 0"):
        journal.contents()


def test_the_digest_hangs_on_all_that_was_written(tmp_path):
    seals = []
    for number, values in enumerate((["1", "2"], ["2", "1"])):
        journal = Journal(tmp_path / str(number))
        assert journal.inputs() == {}
        for value in values:
            write(journal, {FILED: patch([value])})
        seals.append(journal.inputs()[MANIFEST])
    assert seals[0] != seals[1]


def test_a_journal_of_before_is_gone_on_with(tmp_path, corpus):
    """Its manifest names whole graphs, and there is no log."""
    journal = Journal(tmp_path)
    write(journal, {FILED: [quad("6")]})
    folded = journal.fold(journal.contents())
    entry = folded.graphs[FILED]
    (journal.folder / folded.log).unlink()
    graphs = {
        FILED: {"file": entry.file, "digest": entry.digest},
        GONE: {"file": None, "digest": ""},
    }
    said = {"format": 1, "generation": 1, "audit": folded.audit, "graphs": graphs}
    (journal.folder / "manifest.json").write_text(json.dumps(said))
    assert overlaid(journal, corpus) == {FILED: ["6"]}
    write(journal, {FILED: patch(["7"])})
    assert overlaid(journal, corpus) == {FILED: ["6", "7"]}
    assert journal.contents().generation == 2
    assert len(journal.audit(journal.contents())) == 2


def test_a_damaged_file_is_noticed(journal, corpus):
    folded = journal.fold(journal.contents())
    (journal.folder / str(folded.graphs[OTHER].file)).write_text("<x:a> <x:p> <x:b> .\n")
    with pytest.raises(SnapshotDamagedError, match="digest"):
        journal.overlay(corpus)
    (journal.folder / "manifest.json").write_text('{"format": 9}')
    with pytest.raises(SnapshotDamagedError, match="another version"):
        journal.contents()
