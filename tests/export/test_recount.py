"""Statistics that followed changes are those that are counted anew."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.export import bulkcount
from llmkg.export.bulkcount import count_in_parts
from llmkg.export.counted import read
from llmkg.export.recount import Recount, follow
from llmkg.export.statistics import beside, count
from llmkg.rdf.part import write_part
from llmkg.rdf.view import Difference
from llmkg.store.counts import FILE
from llmkg.vocab import RDF, XSD

TYPE = ox.NamedNode(RDF.type)
THING = ox.NamedNode("urn:n:0")
NODES: list[ox.NamedNode | ox.BlankNode] = [
    THING, ox.NamedNode("urn:n:1"), ox.NamedNode("urn:n:2"), ox.BlankNode("b")
]  # fmt: skip
PROPERTIES = [ox.NamedNode("urn:p:1"), ox.NamedNode("urn:q#2")]
CLASSES = [ox.NamedNode("urn:c:1"), ox.NamedNode("urn:c:2")]
LITERALS = [ox.Literal("1"), ox.Literal("1", datatype=ox.NamedNode(XSD.integer)),
            ox.Literal("x", language="en")]  # fmt: skip
GRAPHS = [ox.NamedNode(f"urn:g:{number}") for number in range(2)]
QUADS = st.builds(
    ox.Quad, st.sampled_from(NODES), st.sampled_from(PROPERTIES),
    st.sampled_from([*NODES, *LITERALS, CLASSES[0], ox.Triple(THING, TYPE, THING)]),
    st.sampled_from(GRAPHS),
) | st.builds(
    ox.Quad, st.sampled_from([*NODES, CLASSES[0]]), st.just(TYPE),
    st.sampled_from([*CLASSES, NODES[3]]), st.sampled_from(GRAPHS),
)  # fmt: skip
STATES = st.lists(st.frozensets(QUADS, max_size=16), min_size=2, max_size=5)


def store_of(quads: frozenset[ox.Quad], *, merged: bool) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    if merged:
        store.extend(ox.Quad(*quad.triple) for quad in quads)
    return store


@settings(max_examples=150)
@given(states=STATES, merged=st.booleans())
def test_what_followed_is_what_is_counted_anew(
    states: list[frozenset[ox.Quad]], merged: bool
) -> None:
    with TemporaryDirectory() as name:
        folders = [Path(name, str(number)) for number in range(len(states))]
        for folder in folders:
            folder.mkdir()
        beside(folders[0], states[0])
        recount = Recount()
        for at, state in enumerate(states[1:], 1):
            change = Difference.between(states[at - 1], state)
            recount.follow(folders[at], folders[at - 1], store_of(state, merged=merged), change)
            assert read(folders[at]) == count(state)


@pytest.mark.parametrize("text", ["", "{}", '{"format": 1}', "[]"])
def test_where_there_is_nothing_to_follow_all_is_counted(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    new = tmp_path / "new"
    new.mkdir()
    quads = frozenset({ox.Quad(THING, TYPE, CLASSES[0], GRAPHS[0])})
    follow(new, tmp_path, store_of(quads, merged=True), Difference(quads))
    assert read(new) == count(quads)


def test_an_iri_stands_there_once(tmp_path: Path) -> None:
    quads = [ox.Quad(THING, TYPE, each, GRAPHS[0]) for each in CLASSES]
    beside(tmp_path, [*quads, ox.Quad(THING, PROPERTIES[0], THING, GRAPHS[0])])
    text = (tmp_path / FILE).read_text()
    assert json.loads(text)["iris"]
    assert text.count(CLASSES[0].value) == 1


@settings(max_examples=80)
@given(state=STATES.map(lambda states: states[0]), heaps=st.sampled_from([1, 4, 1_000]))
def test_what_is_counted_in_parts_is_what_is_counted_at_once(
    state: frozenset[ox.Quad], heaps: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as name:
        patch.setattr(bulkcount, "HEAP", heaps)
        patch.setattr(bulkcount, "_AT_ONCE", 3)
        text = ox.serialize(state, format=ox.RdfFormat.N_QUADS) or b""
        lines = text.splitlines(keepends=True)
        parts = [write_part(Path(name, str(at)), lines[at::3]) for at in range(3)]
        assert count_in_parts(parts, Path(name)) == count(state)
