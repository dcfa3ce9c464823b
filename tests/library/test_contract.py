"""What the library promises, over the snapshot and over an endpoint alike."""

import dataclasses
import pickle
import sys
from datetime import date

import pytest
import rdflib

import llmkg
from llmkg.errors import (
    ForbiddenQueryError,
    LlmkgError,
    MissingExtraError,
    NotFoundError,
    OutsideError,
    ParameterError,
    QuerySyntaxError,
    UnknownQueryError,
)
from llmkg.library import Claim, Table
from llmkg.library.frames import level_words
from llmkg.model.claim import Claim as PlainClaim
from llmkg.quote.marks import escaped
from llmkg.remote.store import RemoteStore
from llmkg.vocab import BASE, LLMKG

ABILITY = BASE + "ability/chain-of-thought"
PROPOSITION = "p:code-training-gives-chain-of-thought"
ORDER = [
    "Unresolved",
    "Conjectural",
    "Anecdotal",
    "CorrelationNotCausation",
    "WellSupported",
    "Established",
]


# -- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        ABILITY,
        "ability:chain-of-thought",
        "ability/chain-of-thought",
        "chain-of-thought",
        "Chain of Thought",
        "chain-of-thought reasoning",
        "思维链推理",
    ],
)
def test_a_thing_is_known_by_many_names(kg, name):
    assert kg.origins(name).ability.iri == ABILITY


def test_a_thing_names_itself(kg):
    ability = next(each for each in kg.abilities() if each.slug == "chain-of-thought")
    assert kg.origins(ability) == kg.origins(ABILITY)
    assert kg.thing(kg.thing(ability)).thing.iri == ABILITY


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        (lambda kg: kg.origins("chain of tought"), "ability:chain-of-thought"),
        (lambda kg: kg.lineage("model:text-davinci-03"), "model:text-davinci-003"),
        (lambda kg: kg.thing("chatgtp"), "model:chatgpt"),
        (lambda kg: kg.claims(predicate="derivedFrm"), "derivedFrom"),
        (lambda kg: kg.argument("p:code-training-gives-chain-of-though"), "p:code-training"),
    ],
)
def test_a_miss_names_what_is_near(kg, ask, near):
    with pytest.raises(NotFoundError) as caught:
        ask(kg)
    assert near in str(caught.value)


# -- claims ------------------------------------------------------------------------------------


def test_claims_are_chosen(kg):
    found = kg.claims("chain of thought", min_confidence="well supported", stance="asserts")
    assert 0 < len(found) < len(kg.claims("chain of thought")) < len(kg.claims())
    assert all(each.confidence.rank >= 4 for each in found)
    assert {each.stance.value for each in found} == {"asserts"}
    open_ = kg.claims(stance="leaves open", source="fu2022-zh", hedged=True)
    assert {each.source.slug for each in open_} == {"fu2022-zh"}
    assert all(each.hedge for each in open_)


def test_a_list_reads_as_a_sequence(kg):
    found = kg.claims(about="chatgpt")
    assert found[-1] == list(found)[-1]
    assert found[1:3] == tuple(found)[1:3]
    with pytest.raises(IndexError):
        found[len(found)]
    with pytest.raises(IndexError):
        found[-len(found) - 1]
    assert found[0] in found


def test_values_are_those_of_the_model_and_frozen(kg):
    claim = kg.claims(about="chatgpt")[0]
    assert isinstance(claim, PlainClaim)
    with pytest.raises(dataclasses.FrozenInstanceError):
        claim.slug = "other"  # type: ignore[misc]  # that it is refused is what is tested
    assert claim == kg.claim(claim.iri) == kg.claim(claim.slug)
    copy = pickle.loads(pickle.dumps(claim))
    assert copy == claim
    assert claim.slug in copy._repr_markdown_()


# -- arguments ---------------------------------------------------------------------------------


def test_an_argument_by_proposition_and_by_claim(kg):
    found = kg.argument(PROPOSITION)
    assert found.asserted
    assert found.denied
    assert found.assessment is not None
    assert kg.argument(found.asserted[0]).proposition == found.proposition
    assert isinstance(found.asserted[0], Claim)
    early = kg.argument(PROPOSITION, as_of=date(2022, 1, 1))
    assert len(early.claims) < len(found.claims)


def test_an_explanation(kg):
    found = kg.explain("text-davinci-003", "derivedFrom", "code-davinci-002")
    assert found.follows
    assert found.explanations[0].grounds
    assert not kg.explain("chatgpt", "llmkg:derivedFrom", "t5").follows


def test_a_lineage(kg):
    found = kg.lineage("text-davinci-003")
    assert "code-davinci-002" in {each.slug for each in found.ancestors}
    frame = found.to_frame()
    assert len(frame) == len(found.edges)
    assert frame["effective"].cat.ordered


# -- frames ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda kg: kg.claims(about="chatgpt"),
        lambda kg: kg.models(),
        lambda kg: kg.sources(),
        lambda kg: kg.tensions(),
        lambda kg: kg.open_questions(),
        lambda kg: kg.origins("chain of thought"),
        lambda kg: kg.lineage("chatgpt"),
        lambda kg: kg.argument(PROPOSITION),
        lambda kg: kg.thing("chatgpt"),
        lambda kg: kg.search("chain of thought", kinds=["ability", "model"]),
    ],
)
def test_frames_have_the_columns_that_are_told_of(kg, make):
    found = make(kg)
    frame = found.to_frame()
    assert list(frame.columns) == list(found.columns)
    assert all(found.columns.values())
    assert len(frame) > 0
    html = found._repr_html_()
    assert html.count("<tr>") > 1


def test_levels_are_ordered(kg):
    frame = kg.claims(about="chain of thought").to_frame()
    assert list(frame["confidence"].cat.categories) == ORDER
    sure = frame[frame["confidence"] >= "WellSupported"]
    assert 0 < len(sure) < len(frame)
    assert frame["source"].str.startswith(BASE).all()


def test_an_empty_list_is_a_frame_too(kg):
    found = kg.claims(about="chatgpt", section="no such section")
    assert len(found) == 0
    frame = found.to_frame()
    assert list(frame.columns) == list(found.columns)
    assert list(frame["confidence"].cat.categories) == ORDER


# -- queries and RDF ---------------------------------------------------------------------------


def test_a_stored_query_takes_names(kg):
    rows = kg.rows("origins-of-ability", ability="chain of thought")
    assert len(rows) > 0
    assert rows[0].keys() == set(rows.variables)


def test_sparql_gives_values_of_python(kg):
    rows = kg.rows('SELECT (3 AS ?n) (1.5 AS ?d) (true AS ?b) ("x" AS ?s) ?none {}')
    assert isinstance(rows, Table)
    assert dict(rows[0]) | {"d": float(str(rows[0]["d"]))} == {
        "n": 3,
        "d": 1.5,
        "b": True,
        "s": "x",
        "none": None,
    }
    levels = kg.rows("SELECT ?level { ?level a llmkg:ConfidenceLevel }").to_frame()["level"]
    assert list(levels.cat.categories) == ORDER
    assert kg.query("ASK { ?x a llmkg:Model }") is True
    graph = kg.query("CONSTRUCT { ?s a llmkg:Model } WHERE { ?s a llmkg:Model }")
    assert isinstance(graph, rdflib.Graph)
    assert len(graph) == len(kg.models())


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda kg: kg.query("origin-of-ability"), UnknownQueryError),
        (lambda kg: kg.query("origins-of-ability", nonsense=1), ParameterError),
        (lambda kg: kg.query("SELECT * {"), QuerySyntaxError),
        (lambda kg: kg.query("SELECT * { SERVICE <http://x> { ?s ?p ?o } }"), ForbiddenQueryError),
        (lambda kg: kg.rows("ASK {}"), ParameterError),
        (lambda kg: kg.claims(stance="maybe"), ParameterError),
        (lambda kg: kg.claims(min_confidence="certain"), ParameterError),
        (lambda kg: kg.things("planet"), ParameterError),
        (lambda kg: kg.argument(PROPOSITION, as_of="soon"), ParameterError),
        (lambda kg: kg.thing(" "), ParameterError),
        (lambda kg: kg.thing("<no iri>:x"), NotFoundError),
    ],
)
def test_errors_are_ours(kg, ask, error):
    with pytest.raises(error) as caught:
        ask(kg)
    assert isinstance(caught.value, LlmkgError)


def test_a_dataset_of_rdflib(kg):
    dataset = kg.dataset()
    ability = rdflib.URIRef(ABILITY)
    labels = {str(each) for each in dataset.objects(ability, rdflib.RDFS.label)}
    assert "思维链推理" in labels
    catalogue = dataset.graph(rdflib.URIRef(BASE + "graph/catalogue"))
    assert (ability, rdflib.RDF.type, rdflib.URIRef(LLMKG.Ability)) in catalogue
    rows = list(dataset.query(f"SELECT ?l {{ <{ABILITY}> rdfs:label ?l }}"))
    assert len(rows) == 2
    with pytest.raises((LlmkgError, TypeError)):
        dataset.add((ability, ability, ability))


# -- notebooks ---------------------------------------------------------------------------------


def test_a_claim_is_shown_with_level_and_citation(kg):
    claim = kg.argument(PROPOSITION).asserted[0]
    assert "○" in level_words(claim.confidence, "en")
    shown = claim._repr_markdown_()
    assert level_words(claim.confidence, "en") in shown
    assert escaped(kg.cite(claim).written) in shown
    assert f"]({claim.iri})" in shown
    cited = kg.cite(claim)
    assert cited.source is not None
    assert cited.bibtex.count("@") >= 2
    assert claim.iri in cited.permalink


def test_the_tree_is_drawn(kg):
    drawing = kg.tree(ability="chain of thought")._repr_svg_()
    assert drawing.lstrip().startswith("<svg")
    assert "text-davinci-003" in drawing
    assert f'href="{BASE}model/' in drawing


def test_search_forgives_slips(kg):
    assert kg.search("chain of thougt")[0].thing.iri == ABILITY
    assert kg.search("思维链")[0].thing.iri == ABILITY


# -- both alike --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda kg: kg.origins("chain of thought"),
        lambda kg: kg.lineage("chatgpt"),
        lambda kg: kg.argument(PROPOSITION),
        lambda kg: kg.explain("text-davinci-003", "derivedFrom", "code-davinci-002"),
        lambda kg: kg.explain("text-davinci-003", "hasAbility", "chain-of-thought"),
        lambda kg: tuple(kg.claims(about="in-context learning")),
        lambda kg: tuple(kg.tensions()[:20]),
        lambda kg: tuple(kg.open_questions()),
        lambda kg: tuple(kg.models()),
        lambda kg: tuple(kg.sources()),
        lambda kg: tuple(kg.search("reasoning")),
        lambda kg: kg.cite("c:fu2022-zh-3-1-code-training-gives-cot").written,
        lambda kg: kg.base.manifest.digest,
        lambda kg: dict(kg.base.manifest.counts),
    ],
)
def test_an_endpoint_says_what_the_snapshot_says(embedded, remote, ask):
    assert ask(remote) == ask(embedded)


def test_an_endpoint_is_asked_seldom(reader):
    with llmkg.open(reader.sparql) as kg:
        store = kg.base.store
        assert isinstance(store, RemoteStore)
        before = store.requests
        assert kg.origins("chain of thought").origins
        assert store.requests - before < 25


def test_a_closed_graph_refuses(reader, snapshot):
    for where in (snapshot, reader.sparql):
        kg = llmkg.open(where)
        kg.close()
        kg.close()
        with pytest.raises(OutsideError):
            kg.claims()[0]


def test_a_frame_says_what_it_needs(embedded, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"pip install llmkg\[pandas\]"):
        embedded.models().to_frame()
