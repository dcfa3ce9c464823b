"""Every public query as a SHACL executable: as the convention has it, and it runs."""

import json

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, Dataset, Graph, Literal, Namespace, URIRef
from typer.testing import CliRunner

from llmkg.cli.main import make_app
from llmkg.export.context import load_context
from llmkg.export.executables import NAMES, executables, listed, name_of, runnable
from llmkg.export.formats import GRAPH_FORMATS, TURTLE
from llmkg.export.write import write
from llmkg.queries import bind, load_queries, parse_query

HOME = "https://graph.example/"
SH = Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = Namespace("https://schema.org/")
TEXTS = (SH.select, SH.construct, SH.ask)
# What readers of the convention rely on: one text, a comment, an endpoint, prefixes, keywords.
SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> .
[] a sh:NodeShape ; sh:targetClass sh:SPARQLExecutable ;
  sh:xone (
    [ sh:class sh:SPARQLSelectExecutable ; sh:property [ sh:path sh:select ; sh:minCount 1 ] ]
    [ sh:class sh:SPARQLConstructExecutable ; sh:property [ sh:path sh:construct ; sh:minCount 1 ] ]
    [ sh:class sh:SPARQLAskExecutable ; sh:property [ sh:path sh:ask ; sh:minCount 1 ] ] ) ;
  sh:property
    [ sh:path [ sh:alternativePath ( sh:select sh:construct sh:ask ) ] ; sh:maxCount 1 ;
      sh:datatype xsd:string ] ,
    [ sh:path rdfs:comment ; sh:minCount 2 ; sh:datatype rdf:langString ; sh:uniqueLang true ;
      sh:languageIn ( "en" "zh" ) ] ,
    [ sh:path schema:keywords ; sh:minCount 1 ; sh:datatype xsd:string ] ,
    [ sh:path schema:keyword ; sh:maxCount 0 ] ,
    [ sh:path schema:target ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sh:prefixes ; sh:minCount 1 ; sh:node [ sh:property [ sh:path sh:declare ;
        sh:minCount 1 ; sh:node [ sh:property
          [ sh:path sh:prefix ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ] ,
          [ sh:path sh:namespace ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:anyURI ]
        ] ] ] ] .
"""


@pytest.fixture(scope="module")
def stored(root):
    return {
        name: query for name, query in load_queries(root / "queries").items() if not query.internal
    }


@pytest.fixture(scope="module")
def published(root, stored):
    data = write(listed(stored.values(), HOME), TURTLE, load_context(root), also=NAMES)
    return Graph().parse(data=data, format="turtle")


def text_of(graph, iri):
    (text,) = (value for way in TEXTS for value in graph.objects(URIRef(iri), way))
    return str(text)


def test_all_public_queries_are_there_and_no_other(published, stored):
    named = {str(each) for each in published.subjects(RDF.type, SH.SPARQLExecutable)}
    assert named == {name_of(query) for query in stored.values()}
    whole = URIRef("https://w3id.org/llmkg/queries")
    assert {str(each) for each in published.objects(whole, SCHEMA.hasPart)} == named


def test_they_are_as_the_convention_has_them(published):
    conforms, _, report = validate(published, shacl_graph=Graph().parse(data=SHAPE))
    assert conforms, report


@pytest.mark.parametrize(
    ("path", "value"),
    [(RDFS.comment, None), (SCHEMA.keywords, None), (SCHEMA.target, None), (SH.prefixes, None),
     (SH.select, None), (SCHEMA.keyword, Literal("x"))],
)  # fmt: skip
def test_the_shape_finds_what_is_amiss(published, path, value):
    iri = URIRef("https://w3id.org/llmkg/queries/origins-of-ability")
    spoilt = Graph()
    for triple in published:
        spoilt.add(triple)
    spoilt.remove((iri, path, None))
    if value is not None:
        spoilt.add((iri, path, value))
    assert not validate(spoilt, shacl_graph=Graph().parse(data=SHAPE))[0]


def test_their_texts_are_the_stored_ones(published, stored):
    for query in stored.values():
        text = text_of(published, name_of(query))
        lines = text.splitlines()
        values = {n: p.example for n, p in query.params.items() if p.required}
        ours = bind(query, values).strip().splitlines()
        declared = [line for line in ours if line.startswith("PREFIX ")]
        assert all(lines.count(line) == 1 for line in declared), query.name
        body = [line for line in lines if not line.startswith("PREFIX ")]
        assert body == [line for line in ours if line not in declared]
        ox.Store().query(text)  # by an engine that knows none of our prefixes


def test_each_runs(published, stored, fated):
    for query in stored.values():
        text = text_of(published, name_of(query))
        values = {name: p.example for name, p in query.params.items() if p.required}
        same = fated.run(query.name, **values)
        assert fated.query(text, same.media_type).body == same.body, query.name


def test_what_it_says_of_parameters(published, stored):
    query = stored["origins-of-ability"]
    iri = URIRef(name_of(query))
    action = published.value(iri, SCHEMA.potentialAction)
    entry = published.value(action, SCHEMA.target)
    template = str(published.value(entry, SCHEMA.urlTemplate))
    assert template == (
        f"{HOME}api/queries/origins-of-ability{{?ability,min_confidence,source,language}}"
    )
    inputs = {
        str(published.value(node, SCHEMA.valueName)): (
            published.value(node, SCHEMA.valueRequired).toPython(),
            {text.language for text in published.objects(node, SCHEMA.description)},
        )
        for node in published.objects(action, SCHEMA["query-input"])
    }
    assert inputs["ability"] == (True, {"en", "zh"})
    assert inputs.keys() == query.params.keys()


def test_a_prefix_of_its_own_is_not_declared_twice():
    text = "#+ summary: x\nPREFIX p: <http://other.example/>\nSELECT * { p:a rdfs:label ?b }\n"
    found = runnable(parse_query(text, "x", "x.rq"))
    assert found.count("PREFIX") == 2
    assert "PREFIX p: <http://other.example/>" in found


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda each: each.name)
def test_every_format_says_the_same(root, stored, format_):
    one = [stored["is-claimed"]]
    wanted = {quad.triple for quad in executables(one, HOME)}
    body = write(executables(one, HOME), format_, load_context(root), also=NAMES)
    names = {"jsonld": "json-ld", "rdfxml": "xml", "ntriples": "nt"}
    read = Dataset().parse(data=body, format=names.get(format_.name, format_.name))
    assert len({quad[:3] for quad in read.quads()}) == len(wanted)


def test_the_command_writes_them(root, tmp_path):
    target = tmp_path / "queries.ttl"
    runner = CliRunner(env={"LLMKG_BASE": "https://graph.example"})
    done = runner.invoke(
        make_app(), ["--root", str(root), "export", "queries", "--output", str(target)]
    )
    assert done.exit_code == 0, done.output
    graph = Graph().parse(target)
    iri = URIRef("https://w3id.org/llmkg/queries/is-claimed")
    assert graph.value(iri, SCHEMA.target) == URIRef(f"{HOME}sparql")
    shown = runner.invoke(make_app(), ["--root", str(root), "export", "queries", "-f", "jsonld"])
    assert "@graph" in json.loads(shown.stdout)
    assert runner.invoke(make_app(), ["export", "queries", "-f", "csv"]).exit_code == 2
