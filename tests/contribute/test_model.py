"""Any sequence of writes gives what a plain model says."""

from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmkg.contribute.job import Do, Job
from llmkg.contribute.payload import Part
from llmkg.contribute.place import Place
from llmkg.contribute.state import State
from llmkg.contribute.wanted import wanted
from llmkg.errors import InputError
from llmkg.vocab import CONTRIBUTED_GRAPH

GRAPHS = ("https://example.org/g", "https://example.org/h", CONTRIBUTED_GRAPH)
NAMES = tuple(f"https://example.org/{name}" for name in "abc")
triples = st.tuples(*[st.sampled_from(NAMES)] * 3)
sets = st.frozensets(triples, max_size=4)
graphs = st.sampled_from(GRAPHS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just(Do.PUT), graphs, sets),
        st.tuples(st.just(Do.POST), graphs, sets),
        st.tuples(st.just(Do.DELETE), graphs, st.just(frozenset())),
        st.tuples(st.just(Do.PATCH), graphs, sets),
        st.tuples(st.just("insert data"), graphs, sets),
        st.tuples(st.just("delete data"), graphs, sets),
        st.tuples(st.just("move"), graphs, graphs),
        st.tuples(st.just("copy where"), graphs, st.sampled_from(NAMES)),
        st.tuples(st.just("clear"), graphs, st.just(frozenset())),
    ),
    max_size=8,
)


def text(found):
    return " ".join(f"<{s}> <{p}> <{o}> ." for s, p, o in sorted(found))


def block(graph, found):
    """In an update; the graph of contributions is what names no graph."""
    inside = text(found)
    return inside if graph == CONTRIBUTED_GRAPH else f"GRAPH <{graph}> {{ {inside} }}"


def job(do, graph, value):
    if isinstance(do, Do):
        content = f"INSERT DATA {{ {text(value)} }}" if do is Do.PATCH else text(value)
        parts = (Part("text/turtle", content.encode()),)
        return Job(do, graph=graph, parts=parts, base="http://e/")
    name = "DEFAULT" if graph == CONTRIBUTED_GRAPH else f"GRAPH <{graph}>"
    update = {
        "insert data": lambda: f"INSERT DATA {{ {block(graph, value)} }}",
        "delete data": lambda: f"DELETE DATA {{ {block(graph, value)} }}",
        "move": lambda: f"MOVE SILENT <{graph}> TO <{value}>",
        "copy where": lambda: (
            f"INSERT {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE "
            f"{{ VALUES ?s {{ <{value}> }} ?s ?p ?o }}"
        ),
        "clear": lambda: f"CLEAR SILENT {name}",
    }[do]()
    return Job(Do.UPDATE, parts=(Part("", update.encode()),))


def expected(model, do, graph, value):
    """The plain model: sets of triples by graph."""
    old = model.get(graph, frozenset())
    if do in (Do.PUT, Do.DELETE, "clear"):  # what is sent with the last two is empty
        return {**model, graph: value}
    if do in (Do.POST, Do.PATCH, "insert data"):
        return {**model, graph: old | value}
    if do == "delete data":
        return {**model, graph: old - value}
    if do == "move":
        # By the definition of MOVE the target is dropped first, also where nothing is moved.
        if graph == value:
            return model
        return {**model, value: old, graph: frozenset()}
    found = {triple for each in model.values() for triple in each if triple[0] == value}
    return {**model, graph: old | found}


class Start:
    """Where each sequence starts; its representation is short, which a state's is not."""

    def __init__(self, state: State) -> None:
        self.state = state

    def with_graphs(self, kept):
        """The state with these graphs and no others."""
        store = ox.Store()
        documents = []
        for name, quads in kept.items():
            store.add_graph(ox.NamedNode(name))
            store.bulk_extend(quads)
            document = self.state.corpus.documents[0]
            documents.append(replace(document, graph=name, quads=quads))
        corpus = replace(self.state.corpus, documents=tuple(documents))
        return replace(self.state, store=store, corpus=corpus)


@pytest.fixture(scope="module")
def start(built_small) -> Start:
    return Start(State.load(Place(built_small / "root", built_small / "out", 3)))


def stored(state):
    found: dict[str, set[tuple[str, ...]]] = {}
    for quad in state:
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in GRAPHS:
            triple = (quad.subject.value, quad.predicate.value, quad.object.value)
            found.setdefault(quad.graph_name.value, set()).add(triple)
    return {graph: frozenset(each) for graph, each in found.items()}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_writes_do_what_a_plain_model_does(start, sequence):
    kept: dict[str, Any] = {}
    model: dict[str, Any] = {}
    for do, graph, value in sequence:
        try:
            changes = wanted(start.with_graphs(kept), job(do, graph, value))
        except InputError:
            assert graph not in kept, "only what is not there cannot be removed or patched"
            assert do in (Do.DELETE, Do.PATCH)
            continue
        for name, quads in changes.items():
            if quads is None:
                kept.pop(name, None)
            else:
                kept[name] = quads
        model = expected(model, do, graph, value)
        for name in GRAPHS:
            mine = stored(kept.get(name, ())).get(name, frozenset())
            assert mine == model.get(name, frozenset()), (do, graph, value)
