"""What an update would change is what it changes when it is done."""

from dataclasses import dataclass, field

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.contribute import update
from llmkg.contribute.effect import Effect, Unbounded, effect
from llmkg.contribute.faults import ProtectedGraphError
from llmkg.contribute.update import Dataset
from llmkg.errors import InputError, LlmkgError
from llmkg.rdf.view import Difference, is_named
from llmkg.vocab import CONTRIBUTED_GRAPH

E = "http://e/"
DATA = """
<http://e/g> { e:a e:p e:b , 1 . e:b e:p e:c . e:c e:q [ e:p e:a ] }
<http://e/h> { e:a e:p e:b . e:c e:q "x"@en , 2.50 . e:g e:p e:h }
<http://e/i> { e:i e:p e:g , e:h }
"""
DIFFERENT = DATA.replace("<http://e/h> { e:a e:p e:b", "<http://e/h> { e:a e:p e:d")
"""No triple stands in two graphs: only then a snapshot may have no merge."""

PREFIX = "PREFIX e: <http://e/> "


@dataclass
class Land:
    """Graphs in memory, with or without the merge of all in the default graph."""

    store: ox.Store = field(default_factory=ox.Store)
    merged: bool = False

    def exists(self, graph: str) -> bool:
        return self.store.contains_named_graph(ox.NamedNode(graph))

    def apply(self, difference: Difference) -> None:
        for quad in difference.removed:
            self.store.remove(quad)
        self.store.extend(difference.added)
        self.merge()

    def merge(self) -> None:
        if self.merged:
            self.store.clear_graph(ox.DefaultGraph())
            self.store.extend([ox.Quad(*quad.triple) for quad in list(self.store)])


def land(*, merged: bool = False, data: str = DATA) -> Land:
    found = Land(merged=merged)
    text = "@prefix e: <http://e/> . " + data
    found.store.load(text.encode(), format=ox.RdfFormat.TRIG)
    found.merge()
    return found


def state(quads, graphs):
    """Graphs in canonical form, and which there are."""
    dataset = ox.Dataset(quad for quad in quads if is_named(quad.graph_name))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset)), sorted(graphs)


def done(text, dataset=Dataset(), data=DATA):  # noqa: B008 - a frozen value
    """What the engine makes of it."""
    here = land(data=data)
    update.run(here.store, text, dataset)
    there = {name.value for name in here.store.named_graphs()}
    empty = not any(here.store.quads_for_pattern(None, None, None, ox.NamedNode(CONTRIBUTED_GRAPH)))
    return state(here.store, there - {CONTRIBUTED_GRAPH} if empty else there)


def reckoned(text, dataset=Dataset(), *, merged=False, data=DATA):  # noqa: B008 - as above
    """What is said that it would."""
    here = land(merged=merged, data=data)
    before = set(here.store)
    found = effect(here, text, dataset)
    assert set(here.store) == before, "nothing was done"
    assert found.changed.added.isdisjoint(before)
    assert found.changed.removed <= before
    there = {name.value for name in here.store.named_graphs()}
    there |= {graph for graph, exists in found.exists.items() if exists}
    there -= {graph for graph, exists in found.exists.items() if not exists}
    named = set(before) - found.changed.removed | found.changed.added
    if not any(str(quad.graph_name) == f"<{CONTRIBUTED_GRAPH}>" for quad in named):
        there.discard(CONTRIBUTED_GRAPH)
    return state(named, there)


UPDATES = [
    "INSERT DATA { e:x e:p 01 , 1 . GRAPH e:g { e:a e:p e:b . e:a e:p [ e:q 1 ] } e:y e:p e:z }",
    "INSERT DATA { GRAPH e:new {} }",
    "DELETE DATA { GRAPH e:g { e:a e:p e:b , 01 } GRAPH e:none { e:a e:p e:b } }",
    "DELETE DATA { e:a e:p e:b }",
    "DELETE WHERE { GRAPH e:g { ?s e:p ?o } }",
    "DELETE WHERE { GRAPH ?g { ?s e:p ?o } }",
    "DELETE WHERE { GRAPH ?g { e:c ?p ?o } . GRAPH e:h { ?s e:p e:b } }",
    "DELETE WHERE { ?s e:p ?o }",
    "INSERT { ?s e:is e:found } WHERE { ?s e:p ?o . ?x e:q ?y }",
    (
        "INSERT { GRAPH e:g { ?s e:n ?n } } WHERE { { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } "
        "GROUP BY ?s } }"
    ),
    "INSERT { GRAPH ?o { ?s e:p ?o ; e:part [ e:q ?o ] } } WHERE { e:i e:p ?o . ?s e:p e:b }",
    (
        "DELETE { GRAPH ?g { ?s e:p ?o } } INSERT { GRAPH ?g { ?s e:q ?o . ?s e:p 1 } } "
        "WHERE { GRAPH ?g { ?s e:p ?o } }"
    ),
    "WITH e:g DELETE { ?s e:p ?o } INSERT { ?o e:p ?s } WHERE { ?s e:p ?o FILTER isIRI(?o) }",
    "WITH e:g INSERT { ?s e:r ?o } WHERE { ?s e:p ?o . GRAPH e:h { ?s e:p ?o } }",
    "WITH e:g INSERT { ?s e:r ?o } USING e:h WHERE { ?s e:p ?o }",
    "WITH e:g DELETE { ?s ?p ?o } INSERT { GRAPH e:i { ?s ?p ?o } } WHERE { ?s ?p ?o }",
    (
        "INSERT { GRAPH e:i { ?s e:r ?o } } USING e:h USING NAMED e:g "
        "WHERE { ?s e:p ?o . GRAPH ?g { ?s e:p ?b } }"
    ),
    "INSERT { GRAPH e:i { ?s e:r ?o } } USING NAMED e:g WHERE { GRAPH ?g { ?s e:p ?o } }",
    "INSERT { ?s e:r ?o } USING e:h WHERE { ?s e:p ?o }",
    "CLEAR GRAPH e:g",
    "CLEAR SILENT GRAPH e:none",
    "CLEAR DEFAULT",
    "DROP GRAPH e:g",
    "DROP SILENT GRAPH e:none",
    "CREATE GRAPH e:new",
    "CREATE SILENT GRAPH e:g",
    "COPY e:g TO e:h",
    "COPY e:g TO DEFAULT",
    "COPY e:none TO e:g",
    "MOVE e:g TO e:new",
    "ADD e:g TO e:h",
    "ADD DEFAULT TO e:h",
    "INSERT DATA { e:x e:p e:y } ; ADD DEFAULT TO e:h ; CLEAR DEFAULT",
    (
        "INSERT DATA { GRAPH e:g { e:x e:p e:y } } ; DELETE WHERE { GRAPH e:g { ?s e:p e:y } } ; "
        "INSERT { GRAPH e:h { ?s e:r ?o } } WHERE { ?s e:p ?o }"
    ),
    "DELETE WHERE { GRAPH e:g { ?s ?p ?o } } ; INSERT DATA { GRAPH e:g { e:a e:p e:b } }",
    "DROP GRAPH e:g ; INSERT { GRAPH e:g { ?s ?p ?o } } WHERE { GRAPH e:h { ?s ?p ?o } }",
    (
        "PREFIX f: <http://e/> BASE <http://e/> INSERT DATA { GRAPH <g> { f:k <p> f:l } } ; "
        "PREFIX f: <http://f/> DELETE { GRAPH <g> { ?s <p> ?o } } "
        "WHERE { GRAPH <g> { ?s <p> ?o } }"
    ),
    "INSERT { GRAPH e:g { ?s e:at _:x . _:x e:p ?o } } WHERE { GRAPH e:h { ?s e:p ?o } }",
    "INSERT { GRAPH e:g { ?s e:n \"a } b\" , 'GRAPH' } . ?s e:m 1 } WHERE { ?s e:q ?o }",
    "DELETE {} INSERT {} WHERE { ?s ?p ?o }",
    "DELETE { GRAPH e:g { e:a e:p 1 } } WHERE {}",
]


@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize("text", UPDATES)
def test_it_is_as_if_done(text, merged):
    text = PREFIX + text
    data = DATA if merged else DIFFERENT
    assert reckoned(text, merged=merged, data=data) == done(text, data=data)


@pytest.mark.parametrize(
    "dataset", [Dataset((f"{E}g",)), Dataset((), (f"{E}h",)), Dataset((f"{E}i",), (f"{E}g",))]
)
@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s e:r ?o } WHERE { ?s e:p ?o }",
        "INSERT { GRAPH ?g { ?s e:r ?o } } WHERE { GRAPH ?g { ?s e:p ?o } }",
        "DELETE WHERE { GRAPH ?g { ?s e:p ?o } }",
    ],
)
def test_it_sees_what_the_protocol_says(text, dataset):
    text = PREFIX + text
    assert reckoned(text, dataset) == done(text, dataset)


@pytest.mark.parametrize(
    "text",
    [
        "CLEAR GRAPH e:none",
        "CREATE GRAPH e:g",
        "CLEAR ALL",
        "WITH e:g INSERT { ?s e:r ?o } WHERE { ?s e:p ?o",
        "INSERT DATA { _:a e:p 1 } ; INSERT DATA { _:a e:p 2 }",
    ],
)
def test_what_cannot_be_done_is_refused_alike(text):
    with pytest.raises(LlmkgError) as caught:
        done(PREFIX + text)
    with pytest.raises(type(caught.value)) as told:
        effect(land(), PREFIX + text, Dataset())
    assert str(told.value) == str(caught.value)


def test_using_and_the_protocol_contradict_each_other():
    text = PREFIX + "INSERT { ?s e:r ?o } USING e:h WHERE { ?s e:p ?o }"
    with pytest.raises(LlmkgError) as caught:
        done(text, Dataset((f"{E}g",)))
    with pytest.raises(type(caught.value)):
        effect(land(), text, Dataset((f"{E}g",)))


@pytest.mark.parametrize(
    "text",
    [
        (
            "INSERT { GRAPH e:g { ?s e:r ?u } GRAPH e:h { ?s e:r ?u } } "
            "WHERE { ?s e:p ?o BIND(UUID() AS ?u) }"
        ),
        "INSERT { GRAPH e:g { ?s e:r _:x } GRAPH e:h { ?s e:r _:x } } WHERE { ?s e:p ?o }",
        (
            "INSERT DATA { GRAPH e:i { e:a e:p e:b } } ; "
            "INSERT { e:x e:n ?n } WHERE { { SELECT (COUNT(*) AS ?n) { ?s e:q ?o } } }"
        ),
    ],
)
def test_what_has_to_be_done_to_be_known_is_told(text):
    here = land(data=DIFFERENT)
    before = set(here.store)
    with pytest.raises(Unbounded):
        effect(here, PREFIX + text, Dataset())
    assert set(here.store) == before


PATCHES = [
    "INSERT { ?s e:q ?o } WHERE { ?s e:p ?o }",
    (
        "DELETE { ?s e:p ?o } INSERT { ?s e:q [ e:p ?o ] } WHERE { ?s e:p ?o } ; "
        "DELETE DATA { e:c e:q 1 }"
    ),
    "DELETE WHERE { ?s e:p ?o }",
    "INSERT DATA { e:x e:p e:y } ; INSERT { ?o e:p ?s } WHERE { ?s e:p ?o FILTER isIRI(?o) }",
    "INSERT { ?s e:q ?g } WHERE { ?s e:p ?o . GRAPH ?g { ?a e:p ?b } }",
]


@pytest.mark.parametrize("text", PATCHES)
def test_a_patch_is_as_if_done(text):
    here = land()
    graph = ox.NamedNode(f"{E}g")
    before = set(here.store.quads_for_pattern(None, None, None, graph))
    triples = update.patch(tuple(before), PREFIX + text)
    found: Effect = effect(here, PREFIX + text, Dataset(), f"{E}g")
    after = before - found.changed.removed | found.changed.added
    assert state(after, ()) == state(
        [ox.Quad(each.subject, each.predicate, each.object, graph) for each in triples], ()
    )


def test_a_patch_writes_nowhere_else():
    for text in (
        "INSERT { GRAPH e:h { ?s e:q 1 } } WHERE { ?s e:p ?o }",
        "INSERT DATA { GRAPH e:h { e:a e:p 1 } }",
        f"INSERT DATA {{ GRAPH <{CONTRIBUTED_GRAPH}> {{ e:a e:p 1 }} }}",
    ):
        with pytest.raises(InputError):
            effect(land(), PREFIX + text, Dataset(), f"{E}g")
    for text in ("CLEAR DEFAULT", "WITH e:h INSERT { ?s e:q 1 } WHERE { ?s e:p ?o }"):
        with pytest.raises(Unbounded):
            effect(land(), PREFIX + text, Dataset(), f"{E}g")


def test_reaching_for_all_graphs_is_protected_from():
    with pytest.raises(ProtectedGraphError):
        effect(land(), "DROP NAMED", Dataset())


_TERMS = st.sampled_from(["e:a", "e:b", "e:c", "e:g", "1", "?s", "?o", "?x"])
_SUBJECTS = st.sampled_from(["e:a", "e:b", "e:c", "?s", "?o", "?x"])
_PROPERTIES = st.sampled_from(["e:p", "e:q"])
_TRIPLE = st.tuples(_SUBJECTS, _PROPERTIES, _TERMS).map(" ".join)
_GRAPHS = st.sampled_from(["", "e:g", "e:h", "?g"])
_BLOCK = st.tuples(_GRAPHS, _TRIPLE).map(
    lambda drawn: f"GRAPH {drawn[0]} {{ {drawn[1]} }}" if drawn[0] else f"{drawn[1]} ."
)
_TEMPLATE = st.lists(_BLOCK, max_size=3).map(" ".join)
_WHERE = st.lists(_BLOCK, min_size=1, max_size=2).map(" ".join)
_ONE = st.tuples(st.sampled_from(["", "WITH e:g ", "WITH e:h "]), _TEMPLATE, _TEMPLATE, _WHERE)


@settings(max_examples=150)
@given(st.lists(_ONE, min_size=1, max_size=2), st.booleans())
def test_whatever_it_is_it_is_as_if_done(parts, merged):
    text = PREFIX + " ; ".join(
        f"{own}DELETE {{ {gone} }} INSERT {{ {come} }} WHERE {{ {where} }}"
        for own, gone, come, where in parts
    )
    data = DATA if merged else DIFFERENT
    assert reckoned(text, merged=merged, data=data) == done(text, data=data)
