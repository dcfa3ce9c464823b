"""What an older permalink says: the snapshot that was cited against the one that serves."""

import pytest

from llmkg.build import build
from llmkg.http.views.entity import entity
from llmkg.http.views.ledger import ledger
from llmkg.http.views.since import since
from llmkg.kb import KnowledgeBase
from llmkg.store.snapshot import read_manifest
from llmkg.vocab import Kind, split, thing
from tests.serving import copied

CLAIM = "zhao2026-beyond-code-no-chains-from-code-alone"
PROPOSITION = thing(Kind.PROPOSITION, "code-training-gives-chain-of-thought")
ABILITY = thing(Kind.ABILITY, "chain-of-thought")
OTHER = thing(Kind.ABILITY, "dialogue")


@pytest.fixture
def two(snapshot, workspace, tmp_path):
    """A folder with two snapshots, the older one's digest, and the newer one open."""
    out = tmp_path / "out"
    copied(snapshot, out)
    older = read_manifest(out).digest
    files = [
        path for path in (workspace / "claims").rglob("*.ttl") if f"c:{CLAIM} " in path.read_text()
    ]
    (file,) = files
    text = file.read_text("utf-8")
    start = text.index(f"c:{CLAIM} ")
    block = text[start:]
    changed = block.replace(
        "llmkg:confidence llmkg:WellSupported", "llmkg:confidence llmkg:Anecdotal", 1
    )
    assert changed != block
    file.write_text(text[:start] + changed, "utf-8")
    build(workspace, out)
    with KnowledgeBase.open(out, workspace / "queries") as kb:
        yield kb, out, older


def test_what_moved_is_told_and_what_did_not_is_not(two):
    kb, out, older = two
    found = since(kb, out, older[:16], ABILITY)
    assert found.built is not None
    assert found.changes is not None
    (claim,) = [each for each in found.changes if each.what == "claim"]
    assert (claim.how, claim.ref.slug) == ("changed", CLAIM)
    levels = [state and state.level and state.level.name for state in (claim.before, claim.after)]
    assert tuple(levels) == ("WellSupported", "Anecdotal")
    assert since(kb, out, older[:16], OTHER).changes == ()
    assert since(kb, out, older[:16], PROPOSITION).changes


def test_a_snapshot_that_is_gone_leaves_the_dates(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        found = since(kb, snapshot, "0" * 16, ABILITY)
    assert found.changes is None
    assert found.moves
    assert [each.day for each in found.moves] == sorted(
        (each.day for each in found.moves), reverse=True
    )


def test_what_only_goes_with_an_ability_is_not_its_best_origin(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        view = entity(kb, ABILITY, {}).view
        book = ledger(kb)
        assert ledger(kb) is book
        said = {*book.about[ABILITY], *book.within[ABILITY]}
    assert view.sure.best.proposition.causal
    assert view.sure.contested == 1
    assert view.sure.denied == 1
    assert {line.iri for part in view.sections for line in part.lines} == said
    rows = {row.proposition.iri for part in view.sections for row in part.rows}
    assert len(rows) > 10
    assert rows <= said


def test_every_thing_that_is_spoken_of_has_all_that_is_said_in_its_groups(snapshot, root):
    kinds = ("ability", "model", "family", "method", "stage", "dataset", "benchmark")
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        book = ledger(kb)
        spoken_of = {*book.about, *book.within}
        named = [iri for iri in spoken_of if (parts := split(iri)) and parts[0].value in kinds]
        assert len(named) > 100  # ours speak of many more
        for iri in named:
            view = entity(kb, iri, {}).view
            rows = [line.iri for part in view.sections for line in part.lines]
            rows += [each.said.proposition.iri for f in view.figures for each in f.amounts]
            said = [*book.about.get(iri, ()), *book.within.get(iri, ())]
            assert sorted(rows) == sorted(said), iri
