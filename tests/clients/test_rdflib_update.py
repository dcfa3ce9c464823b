"""rdflib's SPARQLUpdateStore: a graph of ours that is changed as if it were a local one."""

import pytest
import rdflib
from rdflib import Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

NOTES = URIRef("https://example.org/graph/notes")
A, P, Q = (URIRef(f"https://example.org/{name}") for name in "apq")


def store_of(served, **more):
    return SPARQLUpdateStore(
        query_endpoint=served.sparql, update_endpoint=served.sparql, method="POST", **more
    )


@pytest.fixture(params=["bearer", "basic"])
def store(writer, request):
    """By the token as it is, or as the password of Basic, which rdflib has an argument for."""
    if request.param == "basic":
        return store_of(writer, auth=("tester", writer.token))
    return store_of(writer, headers={"Authorization": f"Bearer {writer.token}"})


def test_a_graph_that_changes(store):
    graph = rdflib.Graph(store, identifier=NOTES)
    graph.add((A, P, Literal("one")))
    assert (A, P, Literal("one")) in graph
    graph.addN([(A, Q, Literal("zwei", lang="de"), graph), (A, Q, Literal(2), graph)])
    assert {*graph.objects(A, Q)} == {Literal("zwei", lang="de"), Literal(2)}
    graph.remove((A, Q, None))
    assert list(graph.objects(A, Q)) == []
    graph.update("DELETE { ?s ?p 'one' } INSERT { ?s ?p 'other' } WHERE { ?s ?p 'one' }")
    assert list(graph.objects(A, P)) == [Literal("other")]
    assert len(graph) == 1
    graph.remove((None, None, None))
    assert len(graph) == 0


def test_changes_that_wait_for_a_commit(writer):
    headers = {"Authorization": f"Bearer {writer.token}"}
    store = store_of(writer, headers=headers, autocommit=False)
    graph = rdflib.Graph(store, identifier=URIRef("https://example.org/graph/later"))
    for number in range(5):
        graph.add((A, P, Literal(number)))
    store.commit()
    seen = rdflib.Graph(store_of(writer), identifier=graph.identifier)
    assert len(seen) == 5
    graph.remove((None, None, None))
    store.commit()
    assert len(seen) == 0


def test_a_token_is_needed(writer):
    graph = rdflib.Graph(store_of(writer), identifier=NOTES)
    with pytest.raises(Exception, match="401"):
        graph.add((A, P, Literal("no")))
