"""Nanopublications come back as claims: what is known is left out, what is wrong stores nothing."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from llmkg.cli.main import make_app
from llmkg.errors import CheckFailed
from llmkg.exchange.nanopub import Press, trig
from llmkg.exchange.returning import FILE, run_nanopubs
from llmkg.kb import KnowledgeBase
from llmkg.rdf.turtle import parse_turtle
from llmkg.vocab import Kind, thing
from tests.exchange.conftest import new_world

COT = thing(Kind.CLAIM, "fu2022-zh-3-1-code-training-gives-cot")


@pytest.fixture(scope="module")
def published(root, snapshot, tmp_path_factory):
    """A file with the nanopublication of one claim."""
    path = tmp_path_factory.mktemp("published") / "cot.trig"
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        path.write_bytes(trig([Press(kb.store, "2026-11-23T00:00:00Z").of(COT)]))
    return path


def forget(world: Path, claim: str) -> None:
    """Take a claim, with its anchor, out of the files of a world."""
    for path in (world / "claims").rglob("*.ttl"):
        triples = list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
        left = [each for each in triples if str(each.subject) != f"<{claim}>"]
        if len(left) == len(triples):
            continue
        held = {each.object for each in left}
        left = [
            each
            for each in left
            if not isinstance(each.subject, ox.BlankNode) or each.subject in held
        ]
        text = ox.serialize(left, format=ox.RdfFormat.TURTLE)
        assert text is not None
        path.write_bytes(text)


def test_what_was_forgotten_comes_back_once(published, workspace):
    forget(workspace, COT)
    found = run_nanopubs(published, root=workspace)
    assert found.new == {"Claim": (COT,)}
    assert found.changed == (f"fu2022-zh/{FILE}",)
    written = parse_turtle((workspace / "claims" / "fu2022-zh" / FILE).read_bytes(), FILE, "urn:x")
    assert ox.NamedNode(COT) in {quad.subject for quad in written}
    assert run_nanopubs(published, root=workspace).changed == ()


def test_what_is_known_is_left_out(published, root, tmp_path):
    options = ["--root", str(root), "--out", str(tmp_path / "out")]
    asked = ["import", "nanopub", str(published), "--into", str(tmp_path / "claims"), "--json"]
    done = CliRunner().invoke(make_app(), [*options, *asked])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["counts"]["records"] == 1
    assert told["files"] == told["changed"] == []
    assert not (tmp_path / "claims").exists()


def test_what_does_not_fit_stores_nothing(published, root, tmp_path):
    world = new_world(tmp_path / "world", root)
    with pytest.raises(CheckFailed):
        run_nanopubs(published, root=world)
    assert not list(world.rglob(FILE))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: text.replace("very likely", "certainly"), "is not what its trusty URI says"),
        (lambda text: text[: len(text) // 2], "This is not TriG"),
        (lambda text: text.replace("https://w3id.org/np/RA", "https://w3id.org/np/"), "no trusty"),
    ],
)
def test_what_was_tampered_with_is_told_and_stores_nothing(published, root, tmp_path, spoil, words):
    path = tmp_path / "spoiled.trig"
    path.write_text(spoil(published.read_text("utf-8")), encoding="utf-8")
    options = ["--root", str(root), "--out", str(tmp_path / "out")]
    asked = ["import", "nanopub", str(path), "--into", str(tmp_path / "claims"), "--json"]
    done = CliRunner().invoke(make_app(), [*options, *asked])
    assert done.exit_code == 1, done.output
    (finding,) = json.loads(done.stdout)["findings"]
    assert words in finding["message"]
    assert finding["file"] == str(path)
    assert not (tmp_path / "claims").exists()
