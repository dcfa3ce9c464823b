import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from llmkg.errors import (
    EmptyInputError,
    EncodingError,
    InputError,
    LayoutError,
    LoadFailed,
    TooLargeError,
    TurtleSyntaxError,
)
from llmkg.rdf.canonical import digest
from llmkg.rdf.corpus import digest_inputs, graph_of_path, load_corpus
from llmkg.vocab import BASE, CATALOGUE_GRAPH, ONTOLOGY_GRAPH

CLAIM = """\
<https://w3id.org/llmkg/claim/new> <https://w3id.org/llmkg/ontology#statedIn>
    <https://w3id.org/llmkg/source/late> ;
    <https://w3id.org/llmkg/ontology#anchor> [ <x:start> 1 ] .
"""


@pytest.fixture
def small(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "tests/fixtures/small", tmp_path / "small")
    return tmp_path / "small"


def errors_of(root: Path) -> tuple[InputError, ...]:
    with pytest.raises(LoadFailed) as caught:
        load_corpus(root, limit_bytes=10_000)
    return caught.value.errors


def test_each_file_goes_to_its_graph(small):
    corpus = load_corpus(small)
    assert {each.name: each.graph for each in corpus.documents} == {
        "claims/catalogue/things.ttl": CATALOGUE_GRAPH,
        "claims/early/text.ttl": BASE + "graph/source/early",
        "claims/late/text.ttl": BASE + "graph/source/late",
        "ontology/terms.ttl": ONTOLOGY_GRAPH,
    }
    for document in corpus.documents:
        assert {quad.graph_name for quad in document.quads} == {ox.NamedNode(document.graph)}
    assert [path.name for path in corpus.shapes] == ["claim.ttl"]
    assert len(corpus.inputs) == 5
    assert corpus.inputs == digest_inputs(small)


@pytest.mark.parametrize(
    ("name", "graph"),
    [
        ("ontology/a.ttl", ONTOLOGY_GRAPH),
        ("ontology/deep/a.ttl", ONTOLOGY_GRAPH),
        ("ontology/shapes/a.ttl", None),
        ("claims/catalogue/a.ttl", CATALOGUE_GRAPH),
        ("claims/fu2022-zh/deep/a.ttl", BASE + "graph/source/fu2022-zh"),
    ],
)
def test_graphs_by_place(name, graph):
    assert graph_of_path(name) == graph


def test_only_the_ontology_keeps_blank_nodes(small):
    corpus = load_corpus(small)
    blank = {
        document.name
        for document in corpus.documents
        for quad in document.quads
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
    }
    assert blank == {"ontology/terms.ttl"}
    parts = {str(quad.subject) for quad in corpus.quads() if "claim/" in str(quad.subject)}
    assert f"<{BASE}claim/early-2-size#anchor>" in parts


def test_faults_of_all_files_are_told_together(small):
    (small / "claims/early/empty.ttl").write_bytes(b"")
    (small / "claims/early/latin.ttl").write_bytes('<x:a> <x:b> "é" .'.encode("latin-1"))
    (small / "claims/early/broken.ttl").write_text("<x:a> <x:b> .")
    (small / "claims/early/large.ttl").write_bytes(b" " * 10_001)
    (small / "claims/stray.ttl").write_text("<x:a> <x:b> <x:c> .")
    (small / "ontology/shapes/broken.ttl").write_text("<x:a> <x:b>")
    found = {error.where.file: type(error) for error in errors_of(small) if error.where is not None}
    assert found == {
        "claims/early/empty.ttl": EmptyInputError,
        "claims/early/latin.ttl": EncodingError,
        "claims/early/broken.ttl": TurtleSyntaxError,
        "claims/early/large.ttl": TooLargeError,
        "claims/stray.ttl": LayoutError,
        "ontology/shapes/broken.ttl": TurtleSyntaxError,
    }


def test_a_hundred_megabytes_are_refused_without_being_read(small):
    path = small / "claims/early/huge.ttl"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(LoadFailed) as caught:
        load_corpus(small)
    [error] = caught.value.errors
    assert isinstance(error, TooLargeError)
    assert "100,000,000" in error.what


def test_a_blank_node_that_belongs_to_nothing_is_refused(small):
    (small / "claims/early/loose.ttl").write_text("[] <x:p> 1 .")
    [error] = errors_of(small)
    assert error.where is not None
    assert error.where.file == "claims/early/loose.ttl"


@pytest.mark.parametrize("folder", ["ontology", "claims"])
def test_a_missing_folder_is_named(small, folder):
    shutil.rmtree(small / folder)
    with pytest.raises(LayoutError, match=folder):
        load_corpus(small)


def test_hidden_files_are_no_input(small):
    (small / "claims/early/.draft.ttl").write_text("broken")
    (small / "claims/.trash").mkdir()
    (small / "claims/.trash/a.ttl").write_text("broken")
    assert len(load_corpus(small).documents) == 4


def test_names_and_order_of_files_do_not_reach_the_digest(small):
    before = digest(load_corpus(small).quads())
    early = small / "claims/early"
    lines = (early / "text.ttl").read_text().split("\n\n")
    prefixes, blocks = lines[0], lines[1:]
    (early / "text.ttl").unlink()
    for number, block in enumerate(blocks):
        (early / f"{99 - number}.ttl").write_text(f"{prefixes}\n{block}")
    corpus = load_corpus(small)
    assert len(corpus.documents) > 6
    assert digest(corpus.quads()) == before


def test_parts_of_one_thing_in_two_files_are_numbered_by_content(small):
    start = "<https://w3id.org/llmkg/claim/x> <x:anchor> [ <x:start> "
    found = []
    for first, second in (("1", "2"), ("2", "1")):
        (small / "claims/early/a.ttl").write_text(f"{start}{first} ] .")
        (small / "claims/early/b.ttl").write_text(f"{start}{second} ] .")
        found.append(digest(load_corpus(small).quads()))
    assert found[0] == found[1]


def test_a_contribution_joins_the_graph_of_its_source(small, tmp_path):
    path = tmp_path / "new.ttl"
    path.write_text(CLAIM)
    corpus = load_corpus(small, extra=[path])
    document = corpus.document(str(path))
    assert document is not None
    assert document.graph == BASE + "graph/source/late"
    assert any("new#anchor" in str(quad.subject) for quad in document.quads)
    assert len(corpus.inputs) == 6


def test_a_contribution_without_a_source_joins_the_catalogue(small):
    corpus = load_corpus(small).with_turtle(b"<x:a> <x:b> <x:c> .", "new.ttl")
    document = corpus.document("new.ttl")
    assert document is not None
    assert document.graph == CATALOGUE_GRAPH


def test_a_contribution_that_is_already_there_changes_nothing(small):
    corpus = load_corpus(small)
    again = corpus.with_turtle((small / "claims/early/text.ttl").read_bytes(), "copy.ttl")
    assert digest(again.quads()) == digest(corpus.quads())


def test_a_contribution_under_a_known_name_takes_its_place(small):
    corpus = load_corpus(small)
    name = "claims/early/text.ttl"
    again = corpus.with_turtle(CLAIM.encode(), name)
    assert [each.name for each in again.documents] == [each.name for each in corpus.documents]
    document = again.document(name)
    assert document is not None
    assert len(document.quads) == 3
    assert document.graph == BASE + "graph/source/early"


def test_a_broken_contribution_is_told_with_its_name(small):
    with pytest.raises(LoadFailed) as caught:
        load_corpus(small).with_turtle(b"<x:a> <x:b> .", "posted")
    assert "posted:1:13" in str(caught.value)
