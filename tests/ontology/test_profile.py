"""The ontology is in OWL 2 RL, and the check that says so refuses what is not."""

import pytest
from rdflib import Graph

from llmkg.check.breach import MESSAGES, Breach, Clause
from llmkg.check.profile import profile_breaches
from tests.ontology.constructs import BAD, FINE, NAMESPACES, PREFIXES


def breaches(data: str) -> tuple[Breach, ...]:
    return profile_breaches(Graph().parse(data=PREFIXES + data))


def iri(name: str) -> str:
    prefix, colon, local = name.partition(":")
    if name == "_:":
        return name
    return NAMESPACES[prefix] + local if colon else f"https://example.org/{name}"


@pytest.mark.parametrize("data", FINE.values(), ids=FINE)
def test_what_the_profile_allows(data):
    assert breaches(data) == ()


@pytest.mark.parametrize(("data", "clause", "term"), BAD.values(), ids=BAD)
def test_what_the_profile_refuses(data, clause, term):
    found = breaches(data)
    assert clause in {breach.clause for breach in found}, found
    if term is not None:
        assert (clause, iri(term)) in {(breach.clause, breach.term) for breach in found}


def test_the_ontology_is_in_the_profile(ontology):
    assert [str(breach) for breach in profile_breaches(ontology)] == []


@pytest.mark.parametrize(
    "data",
    [
        # what the design first asked for: the chains end in the property that is disjoint
        "llmkg:hasAbility owl:propertyChainAxiom ( llmkg:trainedWith llmkg:givesRiseTo ) .",
        "llmkg:Proposition rdfs:subClassOf rdf:Statement .",
        "llmkg:releasedOn rdfs:range xsd:date .",
        "llmkg:derivedFrom a owl:IrreflexiveProperty .",
    ],
)
def test_tempting_changes_leave_the_profile(data, ontology):
    graph = Graph()
    graph += ontology
    graph.parse(
        data=f"{PREFIXES} @prefix llmkg: <https://w3id.org/llmkg/ontology#> . {data}",
    )
    assert profile_breaches(graph)


def test_every_clause_is_put_into_words_and_tried():
    assert set(MESSAGES) == set(Clause) == {clause for _, clause, _ in BAD.values()}
    assert all(set(texts) == {"en", "zh"} for texts in MESSAGES.values())
    breach = Breach(Clause.AXIOM, "https://example.org/p", "owl:ReflexiveProperty")
    assert str(breach).startswith("https://example.org/p: ")
