import json
import subprocess
import sys

import pyoxigraph as ox
import pytest

from llmkg.errors import NotFoundError, UnknownFormatError
from llmkg.export.arrange import arranged
from llmkg.export.export import export_all, export_graph, export_thing
from llmkg.export.formats import GRAPH_FORMATS, JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE
from llmkg.export.write import merged, write
from llmkg.store.embedded import EmbeddedStore
from llmkg.vocab import KEPT_GRAPH, PREFIXES

CATALOGUE = "https://w3id.org/llmkg/graph/catalogue"
ONTOLOGY = "https://w3id.org/llmkg/graph/ontology"
CLAIM = "https://w3id.org/llmkg/claim/fu2022-zh-3-1-code-training-gives-cot"
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
S = ox.NamedNode("https://w3id.org/llmkg/concept/s")


def read(data, format_):
    return list(ox.parse(data, format=format_.rdf))


def plain(quads, format_):
    """What a format keeps of it: datasets, or the graphs that their triples make."""
    return arranged(quads) if format_.datasets else merged(quads)


@pytest.fixture(scope="module")
def wanted(store):
    """What has to come back of a graph, by its name and by whether graphs are told apart."""
    known = {}

    def wanted(graph, format_):
        if (graph, format_.datasets) not in known:
            quads = store.quads(graph=ox.NamedNode(graph))
            assert quads
            known[graph, format_.datasets] = plain(quads, format_)
        return known[graph, format_.datasets]

    return wanted


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.name)
def test_all_comes_back_from_every_format(fated, context, format_):
    data = export_all(fated.store, format_, context)
    assert plain(read(data, format_), format_) == plain(fated.store.quads(), format_)


@pytest.mark.parametrize("graph", [CATALOGUE, ONTOLOGY])
@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.name)
def test_a_graph_comes_back_from_every_format(store, context, wanted, graph, format_):
    data = export_graph(store, graph, format_, context)
    assert plain(read(data, format_), format_) == wanted(graph, format_)


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.name)
def test_a_thing_comes_back_from_every_format(store, context, format_):
    plain = read(export_thing(store, CLAIM, N_QUADS, context), N_QUADS)
    found = read(export_thing(store, CLAIM, format_, context), format_)
    assert merged(found) == merged(plain)


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.name)
def test_the_same_data_give_the_same_bytes(store, context, format_):
    quads = list(store.quads(graph=ox.NamedNode(ONTOLOGY)))
    assert write(quads[::-1], format_, context) == write(quads, format_, context)


def test_bytes_are_the_same_in_another_process(store, context, root, snapshot):
    program = (
        "import sys; from pathlib import Path; from llmkg.kb import KnowledgeBase\n"
        "from llmkg.export.context import load_context; from llmkg.export.formats import TRIG\n"
        "from llmkg.export.export import export_graph\n"
        "root, out, graph = sys.argv[1:]\n"
        "kb = KnowledgeBase.open(Path(out), Path(root) / 'queries', in_memory=True)\n"
        "data = export_graph(kb.store, graph, TRIG, load_context(Path(root)))\n"
        "sys.stdout.buffer.write(data)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(root), str(snapshot), ONTOLOGY],
        check=True,
        capture_output=True,
    )
    assert done.stdout == export_graph(store, ONTOLOGY, TRIG, context)


@pytest.mark.parametrize("format_", [N_QUADS, TURTLE, TRIG], ids=lambda format_: format_.name)
def test_the_diff_of_two_exports_is_the_diff_of_the_data(store, context, format_):
    quads = list(store.quads(graph=ox.NamedNode(CATALOGUE)))
    more = ox.Quad(
        ox.NamedNode("https://w3id.org/llmkg/model/davinci"),
        LABEL,
        ox.Literal("one more label", language="fr"),
        ox.NamedNode(CATALOGUE),
    )
    before = write(quads, format_, context).decode().splitlines()
    after = write([*quads, more], format_, context).decode().splitlines()
    gone = [line for line in before if line not in set(after)]
    new = [line for line in after if line not in set(before)]
    assert len(gone) <= 1
    assert len(new) == 1
    assert "one more label" in new[0]


def test_lines_are_sorted_and_none_comes_twice(store, context):
    lines = export_all(store, N_TRIPLES, context).decode().splitlines()
    subjects = [line.partition(" ")[0].removesuffix(">") for line in lines]
    assert subjects == sorted(subjects)
    kept = ox.NamedNode(KEPT_GRAPH)  # which is there by its name alone
    said = {quad.triple for quad in store.quads() if quad.graph_name != kept}
    assert len(lines) == len(set(lines)) == len(said)


def test_turtle_is_prefixed_and_grouped(store, context):
    text = export_graph(store, CATALOGUE, TURTLE, context).decode()
    declared = {
        line.split()[1].rstrip(":") for line in text.splitlines() if line.startswith("@prefix")
    }
    assert {"llmkg", "rdfs", "model"} <= declared <= set(PREFIXES)
    assert "claim" not in declared
    assert "c" not in declared
    assert "model:davinci a llmkg:Model ;\n" in text
    assert "<https://w3id.org/llmkg/model/" not in text.partition("\n\n")[2].replace("@prefix", "")


def test_an_unknown_graph_lists_the_known_ones(store, context):
    with pytest.raises(NotFoundError) as caught:
        export_graph(store, "https://w3id.org/llmkg/graph/none", TURTLE, context)
    assert CATALOGUE in caught.value.mend


def test_an_unknown_thing(store, context):
    with pytest.raises(NotFoundError):
        export_thing(store, "https://w3id.org/llmkg/model/none", TURTLE, context)


# -- what belongs to a thing

STATUS_TURTLE = """
@prefix llmkg: <https://w3id.org/llmkg/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix x: <https://w3id.org/llmkg/claim/> .
@prefix p: <https://w3id.org/llmkg/proposition/> .
@prefix m: <https://w3id.org/llmkg/model/> .
p:p a llmkg:Proposition ; rdf:subject m:m ; rdf:predicate llmkg:largerThan ; rdf:object m:n .
x:old a llmkg:Claim ; llmkg:asserts p:p ; llmkg:confidence llmkg:WellSupported ;
    llmkg:hedge "very likely"@en ; dcterms:isReplacedBy x:new ; llmkg:section "1" .
x:gone a llmkg:Claim ; llmkg:asserts p:p ; owl:deprecated true .
x:new a llmkg:Claim ; llmkg:denies p:p ; llmkg:confidence llmkg:Established .
m:m a llmkg:Model ; rdfs:label "m"@en .
m:n a llmkg:Model ; rdfs:label "n"@en .
m:elsewhere a llmkg:Model ; rdfs:label "elsewhere"@en .
"""


@pytest.fixture
def small():
    graph = ox.NamedNode("https://w3id.org/llmkg/graph/source/x")
    return EmbeddedStore.memory(
        ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in ox.parse(STATUS_TURTLE, format=ox.RdfFormat.TURTLE)
    )


@pytest.mark.parametrize("thing", ["claim/old", "proposition/p", "model/m", "model/n"])
@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.name)
def test_what_is_superseded_or_retracted_says_so_wherever_it_goes(small, context, thing, format_):
    data = export_thing(small, f"https://w3id.org/llmkg/{thing}", format_, context)
    said = {str(quad.triple) for quad in read(data, format_)}
    old = "<https://w3id.org/llmkg/claim/old> <http://purl.org/dc/terms/isReplacedBy>"
    gone = "<https://w3id.org/llmkg/claim/gone> <http://www.w3.org/2002/07/owl#deprecated>"
    assert any(triple.startswith(old) for triple in said)
    if thing != "claim/old":
        assert any(triple.startswith(gone) for triple in said)
        assert any('"very likely"@en' in triple for triple in said)
    assert not any("elsewhere" in triple for triple in said)


def test_what_was_entailed_does_not_go_out_as_a_bare_fact(store, context):
    iri = "https://w3id.org/llmkg/model/chatgpt"
    derived = ox.NamedNode("https://w3id.org/llmkg/ontology#derivedFrom")
    entailed = store.quads(ox.NamedNode(iri), derived)
    bare = {str(quad.triple) for quad in entailed if "/graph/entailed/" in str(quad.graph_name)}
    assert bare
    said = {str(quad.triple) for quad in read(export_thing(store, iri, TURTLE, context), TURTLE)}
    assert not bare & said


def test_a_claim_brings_its_anchor_its_proposition_and_labels(store, context):
    document = json.loads(export_thing(store, CLAIM, JSON_LD, context))
    assert document["@id"] == CLAIM
    assert document["@type"] == "Claim"
    assert document["anchor"]["start"] < document["anchor"]["end"]
    assert document["asserts"]["predicate"] == "givesRiseTo"
    assert document["asserts"]["object"]["label"]["en"]
    assert "很可能" in str(document["hedge"])


# -- corners of the formats

LITERALS = [
    ox.Literal("a\\nb"),
    ox.Literal("line\nfeed\ttab\rreturn"),
    ox.Literal('quote " and backslash \\'),
    ox.Literal("separators \u2028 \u2029 \x85 end"),
    ox.Literal("思维链 𝄞"),
    ox.Literal(""),
    ox.Literal("very likely", language="en"),
    ox.Literal("12", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ox.Literal("1.50", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")),
    ox.Literal("2022-12", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYearMonth")),
]


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.name)
@pytest.mark.parametrize("literal", LITERALS, ids=str)
@pytest.mark.parametrize("predicate", [LABEL.value, "https://w3id.org/llmkg/ontology#section"])
def test_literals_survive(context, format_, literal, predicate):
    quad = ox.Quad(S, ox.NamedNode(predicate), literal)
    assert read(write([quad], format_, context), format_) == [quad]
    assert read(write([quad], format_, context, root=S.value), format_) == [quad]


def test_rdf_xml_refuses_what_it_cannot_hold(context):
    quad = ox.Quad(S, ox.NamedNode("https://w3id.org/llmkg/ontology#1"), S)
    with pytest.raises(UnknownFormatError):
        write([quad], RDF_XML, context)


def test_nothing_is_nothing(context):
    for format_ in GRAPH_FORMATS:
        assert read(write([], format_, context), format_) == []
