"""What follows is the same from the numbers of parts as from quads."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from llmkg.rdf.part import write_part
from llmkg.reason.entail import follow_parts, follow_quads
from llmkg.reason.theory import Theory
from llmkg.vocab import (
    ASSESSMENTS_GRAPH,
    CATALOGUE_GRAPH,
    LLMKG,
    OWL,
    RDF,
    SOURCE_GRAPHS,
    Kind,
    thing,
)
from tests.reason.arguments import ONTOLOGY

THEORY = Theory.of(ONTOLOGY)
THINGS = tuple(thing(Kind.MODEL, name) for name in "abc")
PROPOSITIONS = tuple(thing(Kind.PROPOSITION, name) for name in ("one", "two", "three", "four"))
CLAIMS = tuple(thing(Kind.CLAIM, name) for name in ("c1", "c2", "c3", "c4"))
TENSION = thing(Kind.TENSION, "t1")
GRAPHS = (CATALOGUE_GRAPH, f"{SOURCE_GRAPHS}s", ASSESSMENTS_GRAPH, "https://example.org/other")
RELATIONS = (LLMKG.derivedFrom, LLMKG.fineTunedFrom, LLMKG.largerThan, LLMKG.hasDescendant)
LEVELS = tuple(sorted(THEORY.scheme.ranks))
LITERAL = ox.Literal("2021", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear"))
WORD = ox.Literal('a "word" \\ 模型', language="en")


def quad(subject: str, predicate: str, value: str | ox.Literal, graph: str) -> ox.Quad:
    node = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), node, ox.NamedNode(graph))


def now(proposition: str) -> str:
    return f"{proposition}#assessment"


def stated(proposition: str, fact: tuple[str, str, str | ox.Literal], level: str) -> list[ox.Quad]:
    """A proposition that stands at a level, with a claim on it."""
    graph = GRAPHS[1]
    claim = CLAIMS[PROPOSITIONS.index(proposition)]
    return [
        quad(proposition, RDF.type, LLMKG.Proposition, graph),
        quad(proposition, RDF.subject, fact[0], graph),
        quad(proposition, RDF.predicate, fact[1], graph),
        quad(proposition, RDF.object, fact[2], graph),
        quad(claim, LLMKG.asserts, proposition, graph),
        quad(now(proposition), LLMKG.effectiveConfidence, level, ASSESSMENTS_GRAPH),
        quad(now(proposition), LLMKG.statedFor, level, ASSESSMENTS_GRAPH),
        quad(now(proposition), LLMKG.status, LLMKG.Supported, ASSESSMENTS_GRAPH),
    ]


# More than a shape lets pass: several values where there is one, and what is said in any graph.
ANY = st.one_of(
    st.builds(
        stated,
        st.sampled_from(PROPOSITIONS),
        st.tuples(
            st.sampled_from(THINGS), st.sampled_from(RELATIONS), st.sampled_from((*THINGS, WORD))
        ),
        st.sampled_from(LEVELS),
    ),
    st.builds(
        lambda *said: [quad(*said)],
        st.sampled_from([now(each) for each in PROPOSITIONS]),
        st.sampled_from((LLMKG.effectiveConfidence, LLMKG.deniedConfidence, LLMKG.statedFor)),
        st.sampled_from(LEVELS),
        st.sampled_from(GRAPHS),
    ),
    st.builds(
        lambda *said: [quad(*said)],
        st.sampled_from([now(each) for each in PROPOSITIONS]),
        st.just(LLMKG.status),
        st.sampled_from((LLMKG.Open, LLMKG.Refuted, LLMKG.Supported)),
        st.sampled_from(GRAPHS),
    ),
    st.builds(
        lambda *said: [quad(*said)],
        st.sampled_from(CLAIMS),
        st.sampled_from((LLMKG.asserts, LLMKG.denies)),
        st.sampled_from(PROPOSITIONS),
        st.sampled_from(GRAPHS),
    ),
    st.builds(
        lambda *said: [quad(*said)],
        st.sampled_from((*THINGS, *PROPOSITIONS)),
        st.sampled_from((*RELATIONS, LLMKG.condition, LLMKG.releasedOn)),
        st.sampled_from((*THINGS, LITERAL)),
        st.sampled_from(GRAPHS),
    ),
    st.builds(
        lambda *said: [quad(*said)],
        st.sampled_from((*THINGS, *PROPOSITIONS)),
        st.just(RDF.type),
        st.sampled_from((LLMKG.Model, LLMKG.AbilityBearer, LLMKG.Proposition, OWL.Thing)),
        st.sampled_from(GRAPHS),
    ),
    st.builds(
        lambda *said: [quad(*said)],
        st.just(TENSION),
        st.just(LLMKG.between),
        st.sampled_from(CLAIMS),
        st.sampled_from(GRAPHS),
    ),
)
CIRCLE = [
    *stated(PROPOSITIONS[0], (THINGS[0], LLMKG.fineTunedFrom, THINGS[1]), LEVELS[0]),
    *stated(PROPOSITIONS[1], (THINGS[1], LLMKG.fineTunedFrom, THINGS[0]), LEVELS[0]),
]
NAMED = [quad(TENSION, LLMKG.between, claim, GRAPHS[1]) for claim in CLAIMS[:2]]
TWICE = stated(PROPOSITIONS[0], (THINGS[0], LLMKG.derivedFrom, THINGS[1]), LEVELS[0])
ASIDE = [quad(now(PROPOSITIONS[0]), LLMKG.status, LLMKG.Refuted, ASSESSMENTS_GRAPH)]
NARROW = [quad(PROPOSITIONS[0], LLMKG.condition, THINGS[2], GRAPHS[1])]
DENIED = [quad(now(PROPOSITIONS[0]), LLMKG.deniedConfidence, LEVELS[0], ASSESSMENTS_GRAPH)]
WRITTEN = [
    quad(THINGS[0], LLMKG.hasDescendant, THINGS[1], GRAPHS[3]),
    quad(THINGS[1], LLMKG.hasDescendant, THINGS[0], GRAPHS[1]),
    quad(THINGS[0], RDF.type, LLMKG.AbilityBearer, GRAPHS[3]),
]
FOUND = [quad(THINGS[0], LLMKG.derivedFrom, THINGS[1], ASSESSMENTS_GRAPH)]
NAMED_BEFORE = [quad(TENSION, LLMKG.between, claim, ASSESSMENTS_GRAPH) for claim in CLAIMS[:2]]
OTHERWISE = [quad(PROPOSITIONS[0], RDF.object, each, GRAPHS[0]) for each in (THINGS[0], WORD)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=st.lists(ANY, max_size=12), number=st.integers(1, 3))
@example(said=[CIRCLE], number=2)
@example(said=[CIRCLE, NAMED], number=2)
@example(said=[TWICE, OTHERWISE], number=2)
@example(said=[TWICE, ASIDE], number=2)
@example(said=[TWICE, NARROW], number=2)
@example(said=[TWICE, DENIED, CIRCLE[8:]], number=3)
@example(said=[TWICE, WRITTEN], number=3)
@example(said=[TWICE, FOUND], number=2)
@example(said=[CIRCLE, NAMED_BEFORE], number=2)
def test_parts_say_what_quads_say(said: list[list[ox.Quad]], number: int) -> None:
    quads = list(dict.fromkeys(each for some in said for each in some))
    lines = [f"{each} .\n".encode() for each in quads]
    with TemporaryDirectory() as folder:
        parts = [
            write_part(Path(folder, str(at)), lines[at::number])
            for at in range(min(number, len(lines)))
        ]
        of_parts = follow_parts(THEORY, parts)
        found = sorted(map(str, of_parts.quads()))
    of_quads = follow_quads(THEORY, quads)
    assert found == sorted(map(str, of_quads.quads()))
    assert of_parts.contradictions == of_quads.contradictions


def test_the_examples_reach_what_they_are_for() -> None:
    def tensions(quads: list[ox.Quad]) -> int:
        found = follow_quads(THEORY, quads).quads()
        return sum(each.object == ox.NamedNode(LLMKG.Tension) for each in found)

    assert tensions(CIRCLE) == 1
    assert tensions([*CIRCLE, *NAMED]) == 0
