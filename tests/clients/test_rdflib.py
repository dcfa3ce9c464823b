"""rdflib's SPARQLStore: a graph of ours as if it were a local one."""

from typing import Any

import pytest
import rdflib
from rdflib import RDF, RDFS, URIRef
from rdflib.namespace import DCTERMS
from rdflib.plugins.stores.sparqlstore import SPARQLStore

LLMKG = rdflib.Namespace("https://w3id.org/llmkg/ontology#")
DAVINCI = URIRef("https://w3id.org/llmkg/model/davinci")
CATALOGUE = URIRef("https://w3id.org/llmkg/graph/catalogue")
ONTOLOGY = URIRef("https://w3id.org/llmkg/graph/ontology")


@pytest.fixture(params=["GET", "POST", "POST_FORM"])
def store(reader, request):
    return SPARQLStore(reader.sparql, method=request.param)


@pytest.fixture
def graph(store):
    return rdflib.Graph(store)  # without a name of its own it asks for no graph in particular


@pytest.fixture
def catalogue(store):
    return rdflib.Graph(store, identifier=CATALOGUE)


def test_triples_by_every_pattern(graph):
    whole = set(graph.triples((DAVINCI, None, None)))
    assert len(whole) > 3
    assert {subject for subject, _, _ in whole} == {DAVINCI}
    one = next(triple for triple in whole if isinstance(triple[2], URIRef))
    for pattern in [
        (one[0], one[1], None),
        (one[0], None, one[2]),
        (one[0], one[1], one[2]),
    ]:
        assert one in set(graph.triples(pattern))
    assert one in graph
    assert (DAVINCI, RDF.type, URIRef("urn:x:none")) not in graph


def test_values(graph):
    labels = list(graph.objects(DAVINCI, RDFS.label))
    assert {label.language for label in labels} == {"en", "zh"}
    assert graph.value(DAVINCI, RDF.type) is not None
    assert DAVINCI in set(graph.subjects(RDF.type, LLMKG.Model))


def test_a_named_graph_is_asked_by_its_name(catalogue, store):
    other = rdflib.Graph(store, identifier=URIRef("urn:x:none"))
    assert len(other) == 0
    assert len(catalogue) > 100
    assert (DAVINCI, RDF.type, LLMKG.Model) in catalogue
    ontology = rdflib.Graph(store, identifier=ONTOLOGY)
    assert (DAVINCI, RDF.type, LLMKG.Model) not in ontology


def test_length(graph, catalogue):
    assert len(graph) > len(catalogue) > 0


def test_contexts(store):
    found = set(store.contexts())
    assert {CATALOGUE, ONTOLOGY} <= found
    holding = set(store.contexts((DAVINCI, RDF.type, LLMKG.Model)))
    assert CATALOGUE in holding
    assert ONTOLOGY not in holding


def test_query_with_bindings(graph):
    query = "SELECT ?label { ?s rdfs:label ?label }"
    result = graph.query(query, initBindings={"s": DAVINCI}, initNs={"rdfs": RDFS})
    assert {row.label for row in result} == set(graph.objects(DAVINCI, RDFS.label))


def test_query_with_namespaces(graph):
    result = graph.query("SELECT ?s { ?s a k:Model }", initNs={"k": LLMKG})
    assert DAVINCI in {row.s for row in result}


def test_query_forms(graph):
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    assert graph.query("ASK { <urn:x:no> ?p ?o }").askAnswer is False
    made = graph.query("CONSTRUCT WHERE { ?s a llmkg:Model }").graph
    assert len(made) == len(set(graph.subjects(RDF.type, LLMKG.Model)))
    described = graph.query("DESCRIBE model:davinci").graph
    assert (DAVINCI, RDF.type, LLMKG.Model) in described


def test_paging(graph):
    """rdflib writes LIMIT, OFFSET and ORDER BY into its query from attributes of the graph."""
    graph.LIMIT = 3
    graph.OFFSET = 0
    pattern = (None, RDF.type, LLMKG.Model)
    setattr(graph, "ORDERBY", "?s")  # noqa: B010 - the store looks for it, rdflib does not declare it
    first = list(graph.triples(pattern))
    graph.OFFSET = 3
    second = list(graph.triples(pattern))
    assert len(first) == len(second) == 3
    assert not set(first) & set(second)


@pytest.mark.parametrize("wanted", ["xml", "json", "csv", "tsv"])
def test_formats(reader, wanted):
    store = SPARQLStore(reader.sparql, returnFormat=wanted)
    graph = rdflib.Graph(store)
    found: Any = graph.query("SELECT ?s { ?s a llmkg:Model }")
    assert str(DAVINCI) in {str(row[0]) for row in found}


@pytest.mark.parametrize("union", [True, False])
def test_a_dataset(store, union):
    """Where its default graph is no union, it asks for `urn:x-rdflib:default`."""
    dataset = rdflib.Dataset(store, default_union=union)
    assert dataset.query("ASK { model:davinci a llmkg:Model }").askAnswer is True
    named: Any = dataset.query("SELECT ?g { GRAPH ?g { model:davinci a llmkg:Model } }")
    assert CATALOGUE in {row.g for row in named}


def test_literals_come_back_as_they_are(graph):
    issued = list(graph.objects(URIRef("https://w3id.org/llmkg/source/fu2022-zh"), DCTERMS.issued))
    assert [value.datatype for value in issued] == [rdflib.XSD.date]


def test_a_store_without_writing_says_so(graph):
    with pytest.raises(TypeError, match="read only"):
        graph.add((DAVINCI, RDFS.label, rdflib.Literal("x")))
