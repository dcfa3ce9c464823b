"""What is kept and indexed of a large build, where several parts speak of one thing."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from zlib import crc32

import pyoxigraph as ox
import pytest

from llmkg.build import keeping
from llmkg.build.beside import beside
from llmkg.build.crew import Crew
from llmkg.build.place import Place, Spread
from llmkg.build.progress import Meter
from llmkg.build.texts import documents_of
from llmkg.rdf.part import Part, write_part
from llmkg.rdf.table import Table
from llmkg.reason.facts import Columns
from llmkg.reason.kept import keep_all, keys_of
from llmkg.reason.near import Near
from llmkg.search.documents import documents
from llmkg.store.snapshot import open_current
from llmkg.vocab import ASSESSMENTS_GRAPH, BASE, CATALOGUE_GRAPH, LLMKG, ONTOLOGY_GRAPH

PARTS = 3
SOME = 3
SOURCES = f"{BASE}graph/source/"
WHOLE = (ONTOLOGY_GRAPH, CATALOGUE_GRAPH)


def given(snapshot: Path) -> Iterator[ox.Quad]:
    """The ontology, and what some sources say, with how that was assessed."""
    with open_current(snapshot) as built:
        store = built.store()
        names = sorted(graph.value for graph in store.graphs())
        sources = [each for each in names if each.startswith(SOURCES)][:SOME]
        said = {graph: store.quads(graph=ox.NamedNode(graph)) for graph in (*WHOLE, *sources)}
        things = {str(quad.subject) for graph in sources for quad in said[graph]}
        for quad in store.quads(graph=ox.NamedNode(ASSESSMENTS_GRAPH)):
            if f"{str(quad.subject).partition('#')[0]}>" in things:
                yield quad
    for quads in said.values():
        yield from quads


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("keeping"), ["a"])


@pytest.fixture(scope="module")
def spread(snapshot: Path, place: Place) -> Spread:
    """Parts by subject, assessments in parts of their own, and one line in eight anywhere."""
    lines = {f"{quad} .\n".encode() for quad in given(snapshot)}
    lines = {line for line in lines if b"_:" not in line}
    random = Random(1)
    dealt: dict[str, list[bytes]] = {}
    for line in sorted(lines):
        subject = line[: line.index(b" ")]
        thing = subject.partition(b"#")[0].rstrip(b">")
        number = random.randrange(PARTS) if random.random() < 1 / 8 else crc32(thing) % PARTS
        name = "assessed" if b"#assessment" in subject else "some"
        dealt.setdefault(f"{name}-{number}", []).append(line)
    names = sorted(dealt, reverse=True)
    names[:PARTS] = names[:PARTS][::-1]  # some-0 … first, as their numbers have it
    return place.spread(
        "named", [place.part(name, partial(dealt.__getitem__, name)) for name in names]
    )


def test_what_is_kept_slice_by_slice_is_what_is_kept_of_all(place, spread, monkeypatch):
    monkeypatch.setattr(keeping, "HEAP", 1_000)
    parts = list(keeping.keep(Crew(1), place, spread, Meter(lambda _step: None)))
    lines = [line for part in parts for line in part.lines()]
    assert len(lines) == len(set(lines))
    assert sorted(lines) == sorted(f"{quad} .\n".encode() for quad in keep_all(spread.open()))
    assert [len(beside(spread, number)) for number in range(PARTS)] == [1] * PARTS


def test_slices_have_all_things_and_each_once(spread):
    lines = spread.open()
    slices = [
        Near(lines, (number, *beside(spread, number)))
        for number in range(len(spread.parts))
        if not Near.is_empty(lines, number)
    ]
    whole = Columns(lines)
    keys = keys_of(whole)
    found = [keys_of(each) for each in slices]
    for name in ("claims", "propositions", "evidence", "tensions", "questions", "listed"):
        its = [iri for each in found for iri in getattr(each, name)]
        assert sorted(its) == sorted(getattr(keys, name))
    for predicate in (LLMKG.status, LLMKG.statedIn, LLMKG.asserts, LLMKG.hedge):
        for iri in keys.claims | keys.propositions:
            for near in slices:
                assert near.objects(iri, predicate) == whole.objects(iri, predicate)
                assert near.subjects(predicate, iri) == whole.subjects(predicate, iri)


def test_documents_of_parts_are_those_of_a_store(spread):
    store = ox.Store()
    store.extend(spread.open().all())
    made = [one for number in range(len(spread.parts)) for one in documents_of(spread, number)]
    assert sorted(made, key=lambda each: each.iri) == sorted(
        documents(store), key=lambda each: each.iri
    )


def test_a_table_has_terms_as_an_engine_reads_them(tmp_path):
    terms = [
        ox.NamedNode("x:ä"),
        ox.Literal('"\\ \n\t'),
        ox.Literal("言"),
        ox.Literal("a", language="en"),
        ox.Literal('1"^^<x:y>', datatype=ox.NamedNode("x:y")),
        ox.BlankNode("b"),
    ]
    lines = [f"<x:s> <x:p> {term} <x:g> .\n".encode() for term in terms]
    table = Table(write_part(tmp_path / "part", lines))
    assert {table.value(value) for _, value in table.pairs(table.having(["x:p"]))} == {
        str(getattr(term, "value", "")) for term in terms
    }
    assert table.plain().sum() == len(terms) - 1
    assert not table.outside(("x:g",)).any()
    assert not table.having(["x:q"]).any()
    assert Part.at(tmp_path / "part").quads == len(terms)
