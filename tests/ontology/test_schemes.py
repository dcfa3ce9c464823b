"""The two ordered schemes, and the classes of properties."""

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node

LLMKG = Namespace("https://w3id.org/llmkg/ontology#")

LEVELS = {
    "Established": (5, "established"),
    "WellSupported": (4, "well supported"),
    "CorrelationNotCausation": (3, "correlation, not causation"),
    "Anecdotal": (2, "anecdotal"),
    "Conjectural": (1, "conjecture"),
    "Unresolved": (0, "unresolved"),
}
# What each type of evidence warrants at most: for a causal proposition, for a factual one.
CEILINGS = {
    "Replication": ("Established", "Established"),
    "ControlledExperiment": ("WellSupported", "Established"),
    "NaturalContrast": ("CorrelationNotCausation", "WellSupported"),
    "BenchmarkResult": ("CorrelationNotCausation", "Established"),
    "PublishedFinding": ("CorrelationNotCausation", "WellSupported"),
    "DatasetStatistic": ("CorrelationNotCausation", "Established"),
    "OfficialDocumentation": ("Conjectural", "Established"),
    "ScaleArgument": ("Conjectural", "Conjectural"),
    "Analogy": ("Conjectural", "Conjectural"),
    "CommunityExperience": ("Anecdotal", "Anecdotal"),
    "Anecdote": ("Anecdotal", "Anecdotal"),
    "AuthorStatement": ("Conjectural", "WellSupported"),
}
SCHEMES = {
    "ConfidenceLevel": "ConfidenceLevelScheme",
    "EvidenceType": "EvidenceTypeScheme",
    "TensionKind": "TensionKindScheme",
    "AssessmentStatus": "AssessmentStatusScheme",
}


def names(nodes) -> set[str]:
    return {str(node).removeprefix(str(LLMKG)) for node in nodes}


def rank(ontology: Graph, level: Node) -> int:
    (value,) = ontology.objects(level, LLMKG.rank)
    return int(str(value))


def test_levels_are_ranked_without_gap_or_tie(ontology):
    levels = list(ontology.subjects(RDF.type, LLMKG.ConfidenceLevel))
    assert sorted(rank(ontology, level) for level in levels) == [0, 1, 2, 3, 4, 5]
    for name, (place, label) in LEVELS.items():
        assert rank(ontology, LLMKG[name]) == place
        texts = {text.language: str(text) for text in ontology.objects(LLMKG[name], RDFS.label)}
        assert texts["en"] == label
    assert names(levels) == set(LEVELS)


def test_every_evidence_type_has_its_two_ceilings(ontology):
    types = list(ontology.subjects(RDF.type, LLMKG.EvidenceType))
    assert names(types) == set(CEILINGS)
    for kind in types:
        (causal,) = ontology.objects(kind, LLMKG.warrantsCausal)
        (factual,) = ontology.objects(kind, LLMKG.warrantsFactual)
        assert (
            tuple(str(at).removeprefix(str(LLMKG)) for at in (causal, factual))
            == CEILINGS[str(kind).removeprefix(str(LLMKG))]
        )
        assert rank(ontology, causal) <= rank(ontology, factual)


def test_observation_never_warrants_causation(ontology):
    watching = {"NaturalContrast", "BenchmarkResult", "PublishedFinding", "DatasetStatistic"}
    for name in watching:
        (causal,) = ontology.objects(LLMKG[name], LLMKG.warrantsCausal)
        assert rank(ontology, causal) <= LEVELS["CorrelationNotCausation"][0]


def test_evidence_types_are_listed_in_order(ontology):
    places = [int(ontology.value(LLMKG[name], LLMKG.listPosition)) for name in CEILINGS]
    assert places == list(range(1, len(CEILINGS) + 1))


@pytest.mark.parametrize(("kind", "scheme"), SCHEMES.items())
def test_members_are_in_their_scheme_and_apart(kind, scheme, ontology):
    members = set(ontology.subjects(RDF.type, LLMKG[kind]))
    assert len(members) > 1
    assert (LLMKG[scheme], RDF.type, SKOS.ConceptScheme) in ontology
    assert set(ontology.subjects(SKOS.inScheme, LLMKG[scheme])) == members
    assert all((member, RDF.type, SKOS.Concept) in ontology for member in members)
    apart = [
        set(Collection(ontology, head))
        for axiom in ontology.subjects(RDF.type, OWL.AllDifferent)
        for head in ontology.objects(axiom, OWL.distinctMembers)
    ]
    assert members in apart


def test_every_causal_property_is_marked(ontology):
    causal = set(ontology.subjects(RDF.type, LLMKG.CausalProperty))
    below = set(ontology.transitive_subjects(RDFS.subPropertyOf, LLMKG.affectsAbility))
    assert causal == below | {LLMKG.causes}
    assert {"givesRiseTo", "injects", "unlocks", "improves", "weakens", "recovers"} <= names(causal)
    assert causal <= set(ontology.subjects(RDF.type, LLMKG.DomainProperty))


def test_what_only_reads_backwards_is_never_authored(ontology):
    """An entailed property is the inverse of one that is authored, and of no other kind."""
    entailed = set(ontology.subjects(RDF.type, LLMKG.EntailedProperty))
    assert entailed
    for prop in entailed:
        inverses = {*ontology.objects(prop, OWL.inverseOf), *ontology.subjects(OWL.inverseOf, prop)}
        assert inverses
        assert not inverses & entailed
        assert (prop, RDF.type, LLMKG.DomainProperty) not in ontology


def test_domain_properties_are_about_the_world(ontology):
    """No domain property starts from a claim, a source's statement or a part of one."""
    world = set(ontology.transitive_subjects(RDFS.subClassOf, LLMKG.Entity))
    for prop in ontology.subjects(RDF.type, LLMKG.DomainProperty):
        assert ontology.value(prop, RDFS.domain) in world


def test_scope_qualifiers_belong_to_propositions(ontology):
    scopes = set(ontology.subjects(RDF.type, LLMKG.ScopeQualifier))
    assert names(scopes) == {
        *("condition", "onAbility", "onBenchmark", "comparedWith", "amongst", "atTime")
    }
    for prop in scopes:
        assert ontology.value(prop, RDFS.domain) == LLMKG.Proposition
