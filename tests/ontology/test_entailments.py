"""What the ontology entails, by owlrl: nothing wrong by itself, and what it is meant to."""

import pytest
from owlrl.OWLRL import OWLRL_Semantics
from rdflib import OWL, RDF, Graph, Namespace

LLMKG = Namespace("https://w3id.org/llmkg/ontology#")
PROV = Namespace("http://www.w3.org/ns/prov#")
EX = Namespace("https://example.org/")


def closed(ontology: Graph, data: str = "") -> tuple[Graph, list[str]]:
    """The closure of the ontology with some data, and the complaints of the reasoner."""
    graph = Graph()
    graph += ontology
    graph.parse(
        data=f"@prefix llmkg: <{LLMKG}> . @prefix ex: <{EX}> . @prefix owl: <{OWL}> . {data}"
    )
    reasoner = OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    reasoner.closure()
    return graph, [str(message) for message in reasoner.error_messages]


def test_ontology_alone_is_consistent(ontology):
    graph, complaints = closed(ontology)
    assert complaints == []
    assert len(graph) > len(ontology)
    assert not list(graph.subjects(RDF.type, OWL.Nothing))
    ours = [
        (one, other)
        for one, other in graph.subject_objects(OWL.sameAs)
        if one != other and str(one).startswith(LLMKG)
    ]
    assert ours == []


LINEAGE = """
ex:stage llmkg:inputModel ex:base ; llmkg:outputModel ex:tuned ; llmkg:method ex:rlhf ;
    llmkg:usedDataset ex:data .
ex:first llmkg:outputModel ex:base ; llmkg:method ex:pretraining .
ex:pretraining llmkg:unlocks ex:reasoning . ex:data llmkg:injects ex:manners .
ex:child llmkg:fineTunedFrom ex:tuned .
ex:base llmkg:strongAt ex:writing .
"""


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        (EX.tuned, LLMKG.producedBy, EX.stage),
        (EX.tuned, LLMKG.derivedFrom, EX.base),
        (EX.child, LLMKG.derivedFrom, EX.base),
        (EX.base, LLMKG.hasDescendant, EX.child),
        (EX.tuned, LLMKG.trainedWith, EX.rlhf),
        (EX.child, LLMKG.trainedWith, EX.pretraining),
        (EX.child, LLMKG.trainedOn, EX.data),
        (EX.base, LLMKG.hasAbility, EX.writing),
        (EX.child, LLMKG.inheritsAbility, EX.writing),
        (EX.child, LLMKG.inheritsAbility, EX.reasoning),
        (EX.tuned, LLMKG.inheritsAbility, EX.manners),
        (EX.reasoning, LLMKG.arisesFrom, EX.pretraining),
        (EX.reasoning, LLMKG.abilityAffectedBy, EX.pretraining),
        (EX.child, PROV.wasDerivedFrom, EX.base),
        (EX.stage, RDF.type, PROV.Activity),
    ],
)
def test_lineage_entails(subject, predicate, value, lineage):
    assert (subject, predicate, value) in lineage


@pytest.fixture(scope="module")
def lineage(ontology) -> Graph:
    graph, complaints = closed(ontology, LINEAGE)
    assert complaints == []
    return graph


def test_a_method_does_not_give_its_ability_to_every_model(lineage):
    """That code training gives rise to an ability does not show that each model has it."""
    assert (EX.child, LLMKG.hasAbility, EX.reasoning) not in lineage
    assert (EX.child, LLMKG.hasAbility, EX.writing) not in lineage
    assert (EX.base, LLMKG.trainedWith, EX.rlhf) not in lineage


# What cannot be, each about things of its own.
CONTRADICTIONS = {
    "has and lacks": "ex:a1 llmkg:hasAbility ex:a2 ; llmkg:lacksAbility ex:a2 .",
    "strong and lacks": "ex:b1 llmkg:strongAt ex:b2 ; llmkg:lacksAbility ex:b2 .",
    "injects and unlocks": "ex:c1 llmkg:injects ex:c2 ; llmkg:unlocks ex:c2 .",
    "tuned from each other": "ex:d1 llmkg:fineTunedFrom ex:d2 . ex:d2 llmkg:fineTunedFrom ex:d1 .",
    "tuned from itself": "ex:e1 llmkg:fineTunedFrom ex:e1 .",
    "each the larger": "ex:f1 llmkg:largerThan ex:f2 . ex:f2 llmkg:largerThan ex:f1 .",
    "a model improved": "ex:g1 a llmkg:Model . ex:g2 llmkg:improves ex:g1 .",
    "claim and evidence": "ex:h1 a llmkg:Claim , llmkg:Evidence .",
    "a person asserted": "ex:i1 a llmkg:Person . ex:i2 llmkg:asserts ex:i1 .",
    "an able source": "ex:j1 a llmkg:Source ; llmkg:hasAbility ex:j2 .",
    "a rated tension": "ex:k1 a llmkg:Tension ; llmkg:confidence llmkg:Established .",
}


@pytest.fixture(scope="module")
def complaints(ontology) -> list[str]:
    """What the reasoner says to all of them at once; a closure each would take minutes."""
    return closed(ontology, "\n".join(CONTRADICTIONS.values()))[1]


@pytest.mark.parametrize("data", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_contradiction_is_seen(data, complaints):
    thing = EX[data[3:5]]
    assert any(str(thing) in complaint for complaint in complaints)


def test_two_levels_are_never_one(ontology):
    assert closed(ontology, "llmkg:Established owl:sameAs llmkg:WellSupported .")[1]


def test_inheriting_what_one_lacks_is_no_contradiction(ontology):
    """A model may well lose what its making lets one expect: that is for sources to say."""
    data = "ex:m llmkg:derivedFrom ex:n ; llmkg:lacksAbility ex:a . ex:n llmkg:hasAbility ex:a ."
    graph, complaints = closed(ontology, data)
    assert complaints == []
    assert (EX.m, LLMKG.inheritsAbility, EX.a) in graph
