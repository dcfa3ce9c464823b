"""The default graph is the merge of all graphs but the kept one, whatever is asked of it.

What the store answers is compared with a store that has this merge in its default graph.
"""

import itertools
import random
from collections import Counter

import pyoxigraph as ox
import pytest

from llmkg.errors import QuerySyntaxError
from llmkg.rdf.view import Difference
from llmkg.store.embedded import EmbeddedStore, is_merged
from llmkg.store.snapshot import Facts, building, open_current, write_snapshot
from llmkg.store.unkept import unkept
from llmkg.store.verbs import is_kept
from llmkg.store.working import Working
from llmkg.vocab import BASE, KEPT, KEPT_GRAPH, PREFIXES
from tests.stored import stored

ROWS = "application/sparql-results+json"
GRAPH = ox.NamedNode(KEPT_GRAPH)
DEFAULT = ox.DefaultGraph()
THINGS = [ox.NamedNode(f"{BASE}model/{name}") for name in ("a", "b", "c", "d")]
SHELF = ox.NamedNode(f"{KEPT}of-shelf")
NEXT, SAYS = ox.NamedNode(f"{BASE}ontology#next"), ox.NamedNode(f"{BASE}ontology#says")
CLAIMS, ON = ox.NamedNode(KEPT.claims), ox.NamedNode(KEPT.shelf)
ONE, TWO = (ox.NamedNode(f"{BASE}graph/source/{name}") for name in ("one", "two"))
A, B, C, D = THINGS
QUADS = [
    ox.Quad(A, NEXT, B, ONE),
    ox.Quad(B, NEXT, C, TWO),
    ox.Quad(C, SAYS, ox.Literal("five", language="en"), TWO),
    ox.Quad(A, SAYS, ox.Literal("5"), ONE),
    ox.Quad(A, CLAIMS, ox.Literal(5), GRAPH),
    ox.Quad(B, CLAIMS, ox.Literal(2), GRAPH),
    ox.Quad(C, ON, SHELF, GRAPH),
    ox.Quad(D, ON, SHELF, GRAPH),
    ox.Quad(SHELF, CLAIMS, ox.Literal(2), GRAPH),
]
K = "PREFIX k: <https://w3id.org/llmkg/kept#> PREFIX g: <https://w3id.org/llmkg/graph/> "
PATTERNS = [
    "?s ?p ?o",
    "model:a ?p ?o",
    "?s ?p model:c .",
    "?s llmkg:next ?o ; ?p ?v ;",
    "?s ?p ?o , ?v",
    "?s $p [ ?q ?v ]",
    "[ ?p ?o ]",
    "[] ?p ?o .",
    "_:it ?p ?o . _:it ?q ?v",
    "?s ?p +5",
    '?s ?p "five"@en',
    '?s ?p "5"^^xsd:string',
    "?s ?p ( ?o )",
    "?s llmkg:next* ?o",
    "?s llmkg:next? ?o",
    "model:b llmkg:next* ?o",
    "?s llmkg:says ?v ; llmkg:next* ?o",
    "?s (llmkg:next|^llmkg:next)+ ?o",
    "?s llmkg:next/llmkg:next* ?o",
    "?s (llmkg:next*)/(llmkg:says?) ?o",
    "?s !llmkg:next ?o",
    "?s !(llmkg:next|^llmkg:says) ?o",
    "?s (!llmkg:next)* ?o",
    "?s k:claims ?o",
    "?s llmkg:next|k:claims ?o",
    "?s <https://w3id.org/llmkg/kept#claims> ?o",
    "?s <kept#claims> ?o",
    "?s <kept\\u0023claims> ?o",
    "?s ?p ?o FILTER(?p IN (llmkg:next, llmkg:says))",
    "?s ?p ?o FILTER(?p IN (llmkg:next, k:claims))",
    "?s ?p ?o FILTER(?p = llmkg:next && ?s != model:b)",
    "?s ?p ?o FILTER(?p = llmkg:next || ?s != model:b)",
    "?s ?p ?o FILTER(?p != llmkg:next)",
    "VALUES ?p { llmkg:next k:claims } ?s ?p ?o",
    "VALUES (?p ?q) { (llmkg:next k:claims) (UNDEF UNDEF) } ?s ?p ?o GRAPH g:kept { ?s ?q ?v }",
    "VALUES (?p ?q) { (llmkg:next k:claims) } ?s ?p ?o GRAPH g:kept { ?s ?q ?v }",
    "GRAPH g:kept { ?s ?p ?o }",
    "GRAPH ?g { ?s ?p ?o }",
    "GRAPH ?g { ?s ?p ?o FILTER EXISTS { ?s ?q ?v } }",
    "GRAPH ?g { { SELECT ?s ?p { ?s ?p ?o } } }",
    "GRAPH g:kept { ?s !k:claims ?o }",
    "GRAPH g:kept { ?s k:claims ?n } ?s llmkg:next* ?o",
    "GRAPH g:kept { ?s k:shelf* ?o }",
    "GRAPH g:kept { ?s ?p ?n } ?s ?p ?o",
    "?s llmkg:next ?o OPTIONAL { ?o ?p ?v }",
    "?s llmkg:says ?v OPTIONAL { ?s llmkg:next* ?o }",
    "OPTIONAL { ?s k:claims ?o }",
    "{ ?s ?p ?o } UNION { ?s k:claims ?o }",
    "{ ?s llmkg:next ?o } UNION { GRAPH g:kept { ?s k:claims ?o } }",
    "?s llmkg:next ?o MINUS { ?s ?p ?v FILTER(?v > 1) }",
    "?s llmkg:next ?o FILTER EXISTS { ?s ?p 5 }",
    "?s llmkg:next ?o FILTER NOT EXISTS { ?s ?p 5 }",
    "?s llmkg:next ?o FILTER(?o = model:x || EXISTS { ?s ?p 5 })",
    "?s llmkg:next ?o BIND(EXISTS { ?s ?p 5 } AS ?five)",
    "BIND(model:a AS ?s) ?s ?p ?o",
    "?s llmkg:next ?o FILTER STRSTARTS(STR(?s), STR(model:))",
    "{ SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING(COUNT(*) > 1) }",
    "{ SELECT ?s (EXISTS { ?s ?p 5 } AS ?five) { ?s llmkg:next ?o } }",
    "{ SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3 }",
    "{ ?s ?p ?o } FILTER(?p = llmkg:next)",
    "?s ?p ?o # } FILTER\n",
]


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return EmbeddedStore.memory(QUADS, snapshot=True)


@pytest.fixture(scope="module")
def merge() -> ox.Store:
    """The same, with the merge in the default graph."""
    store = ox.Store()
    store.extend(QUADS)
    store.extend(ox.Quad(*quad.triple) for quad in QUADS if quad.graph_name != GRAPH)
    return store


def found(result: object) -> object:
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QuerySolutions):
        names = [variable.value for variable in result.variables]
        return Counter(str([row[name] for name in names if ":" not in name]) for row in result)
    return Counter(map(str, result))  # type: ignore[call-overload]


def compare(store: EmbeddedStore, merge: ox.Store, text: str) -> None:
    expected = merge.query(text, base_iri=BASE, prefixes=dict(PREFIXES))
    assert found(store._run(text, None)) == found(expected), text


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize(
    "form",
    [
        "SELECT * { ~ }",
        "SELECT (COUNT(*) AS ?many) WHERE { ~ }",
        "SELECT ?s { { ~ } } GROUP BY ?s",
        "ASK { ~ FILTER(!BOUND(?none)) }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ~ }",
    ],
)
def test_what_is_asked_sees_all_but_what_is_kept(store, merge, pattern, form):
    compare(store, merge, K + form.replace("~", f"{pattern} "))


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT WHERE { model:a ?p ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o . ?o llmkg:next ?v } LIMIT 1",
        "DESCRIBE model:a",
        "DESCRIBE ?s { ?s ?p 5 }",
        "DESCRIBE ?s { ?s llmkg:next ?o }",
        "SELECT (EXISTS { ?s ?p 5 } AS ?five) { ?s llmkg:next ?o } ORDER BY EXISTS { ?s ?q 5 }",
        "SELECT ?s ?p { ?s ?p ?o } VALUES ?p { llmkg:next <https://w3id.org/llmkg/kept#claims> }",
        "SELECT ?s ?p { ?s ?p ?o } GROUP BY ?s ?p HAVING(!EXISTS { ?s ?q 5 })",
    ],
)
def test_other_forms_see_all_but_what_is_kept(store, merge, text):
    compare(store, merge, text)


def test_patterns_put_together_at_random_see_all_but_what_is_kept(store, merge):
    chance = random.Random(7)
    joins = ("~ . ~", "{ ~ } { ~ }", "{ ~ } UNION { ~ }", "~ OPTIONAL { ~ }", "~ MINUS { ~ }")
    for join in itertools.islice(itertools.cycle(joins), 300):
        text = join
        while "~" in text:
            inner = "~" if chance.random() > 0.2 else chance.choice(joins)
            each = chance.choice(PATTERNS) if inner == "~" else f"{{ {inner} }}"
            text = text.replace("~", f"{each.rstrip(' .;')} ", 1)
        try:
            ox.Store().query(f"{K} SELECT * {{ {text} }}", prefixes=dict(PREFIXES), base_iri=BASE)
        except SyntaxError:
            continue  # they do not go together
        compare(store, merge, f"{K} SELECT * {{ {text} }}")


def test_stored_queries_are_asked_of_the_union_of_the_graphs():
    """Else they would name every graph, and take as long."""
    named = {each.name for each in stored().values() if not unkept(each.text).is_whole}
    assert named <= {"model-ancestry"}  # whose parameter is the end of a path


def test_names_need_no_conditions():
    text = "SELECT * { ?s a llmkg:Model ; llmkg:next/llmkg:next* ?o }"
    assert unkept(text).text == text


def test_a_fault_is_where_it_was_written(store):
    text = "SELECT * { { ?s ?p ?o } ?s ?p }"
    with pytest.raises(QuerySyntaxError) as caught:
        store.query(text, ROWS)
    with pytest.raises(QuerySyntaxError) as otherwise:
        EmbeddedStore.memory().query(text, ROWS)
    assert caught.value.where is not None
    assert caught.value.where == otherwise.value.where


def test_a_path_from_a_name_has_that_name_whatever_is_said_of_it(store):
    """SPARQL 1.1, section 18.4: a path of length zero from a term leads to that term."""
    rows = store.select("SELECT ?o { model:d llmkg:next* ?o }")
    assert [row["o"] for row in rows] == [D]


def test_what_is_kept_is_there_by_its_name(store):
    kept = [quad for quad in QUADS if quad.graph_name == GRAPH]
    for text in (
        f"SELECT ?s ?p ?o {{ GRAPH <{GRAPH.value}> {{ ?s ?p ?o }} }}",
        f"SELECT ?s ?p ?o FROM <{GRAPH.value}> {{ ?s ?p ?o }}",
    ):
        rows = store.select(text)
        assert {tuple(row.values()) for row in rows} == {
            (quad.subject, quad.predicate, quad.object) for quad in kept
        }
    assert {quad.graph_name for quad in store.quads(A)} == {ONE, GRAPH}
    assert {quad.graph_name for quad in store.some(10, A)} == {ONE}


def test_a_snapshot_shows_what_is_kept_by_its_name_alone(snapshot):
    with open_current(snapshot) as opened:
        store = opened.store()
        for text in ("DESCRIBE model:davinci", "CONSTRUCT WHERE { model:davinci ?p ?o }"):
            found = store.construct(text)
            assert found
            assert not [each for each in found if is_kept(each.predicate.value)]
        about = f"GRAPH <{GRAPH.value}> {{ model:davinci ?p ?o }}"
        assert store.ask(f"ASK {{ {about} FILTER(STRSTARTS(STR(?p), '{KEPT}')) }}")
        # What is said of predicates of its own holds both ways.
        others = {each.predicate for each in store.quads(graph=GRAPH)}
        assert {quad.graph_name for each in others for quad in store.quads(None, each)} == {GRAPH}
        assert all(is_kept(each.value) for each in others)


def test_graphs_that_share_a_triple_are_merged_without_what_is_kept(tmp_path):
    shared = [*QUADS, ox.Quad(A, NEXT, B, TWO)]
    with building(tmp_path):
        write_snapshot(tmp_path, shared, Facts("1", {}, {}))
    with open_current(tmp_path) as opened:
        store = opened.store()
        assert len(store.select("SELECT * { ?s ?p ?o }").rows) == 4
        assert store.ask(f"ASK {{ GRAPH <{GRAPH.value}> {{ model:a ?p 5 }} }}")
    change = Difference(
        frozenset({ox.Quad(B, CLAIMS, ox.Literal(3), GRAPH), ox.Quad(B, SAYS, C, ONE)}),
        frozenset({ox.Quad(B, CLAIMS, ox.Literal(2), GRAPH)}),
    )
    with building(tmp_path), Working.open(tmp_path) as working:
        working.apply(change)
        merge = {quad.triple for quad in working.store.quads_for_pattern(None, None, None, DEFAULT)}
    expected = {quad.triple for quad in QUADS if quad.graph_name != GRAPH}
    assert merge == {*expected, ox.Triple(B, SAYS, C)}


def test_what_is_kept_alone_makes_no_merge(tmp_path):
    said = QUADS[0]
    with building(tmp_path):
        quads = [*QUADS, ox.Quad(said.subject, said.predicate, said.object, GRAPH)]
        write_snapshot(tmp_path, quads, Facts("1", {}, {}))
    with open_current(tmp_path) as opened:
        assert not is_merged(ox.Store.read_only(str(opened.path / "store")))
