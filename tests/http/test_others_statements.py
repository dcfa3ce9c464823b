"""Others state things about triples in the words of our propositions: they are shown as none."""

import pyoxigraph as ox
import pytest

from llmkg.export.network import network
from llmkg.http.views.entity import entity
from llmkg.http.views.ledger import ledger
from llmkg.kb import KnowledgeBase
from llmkg.vocab import RDF, thing

MODEL, ABILITY = thing("model", "chatgpt"), thing("ability", "chain-of-thought")
GRAPH = ox.NamedNode("https://example.org/graph")
TERMS = (
    (RDF.subject, MODEL),
    (RDF.predicate, "https://w3id.org/llmkg/ontology#hasAbility"),
    (RDF.object, ABILITY),
)


@pytest.fixture
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


@pytest.mark.parametrize("node", [ox.NamedNode("https://example.org/data#s1"), ox.BlankNode("s1")])
def test_pages_and_the_network_are_the_same_with_a_statement_of_somebody_else(kb, node):
    edges = network(kb.store).edges
    about = ledger(kb).about[MODEL]
    ledger(kb).about._find.cache_clear()
    assert kb.store._store is not None
    for predicate, value in TERMS:
        triple = (node, ox.NamedNode(predicate), ox.NamedNode(value))
        kb.store._store.extend([ox.Quad(*triple, GRAPH), ox.Quad(*triple)])
    assert network(kb.store).edges == edges
    assert ledger(kb).about[MODEL] == about
    for iri in (MODEL, ABILITY):
        assert entity(kb, iri, {}).iri == iri
