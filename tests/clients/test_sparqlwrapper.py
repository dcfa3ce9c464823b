"""SPARQLWrapper, in every format it knows and by every way it sends a query."""

import csv
import io
from typing import Any
from xml.dom.minidom import Document
from xml.etree import ElementTree as ET

import httpx
import pytest
import rdflib
from rdflib.compare import isomorphic
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
    SPARQLWrapper2,
)
from SPARQLWrapper.SPARQLExceptions import EndPointNotFound, QueryBadFormed
from SPARQLWrapper.Wrapper import RDF

MODEL = "https://w3id.org/llmkg/model/davinci"
ROWS = "SELECT ?s ?label { ?s a llmkg:Model ; rdfs:label ?label } ORDER BY ?s ?label LIMIT 5"
CONSTRUCT = "CONSTRUCT { ?s rdfs:label ?label } WHERE { ?s a llmkg:Model ; rdfs:label ?label }"
DESCRIBE = "DESCRIBE model:davinci"
RESULTS = "{http://www.w3.org/2005/sparql-results#}"
NAMES = ("s", "label")
WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]
# Its own use of what rdflib is giving up.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
ways = pytest.mark.parametrize(("method", "how"), WAYS, ids=["get", "form", "direct"])


def asking(served, query, method=GET, how=URLENCODED, wanted=None) -> Any:
    wrapper = SPARQLWrapper(served.sparql)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(how)
    wrapper.setQuery(query)
    if wanted is not None:
        wrapper.setReturnFormat(wanted)
    return wrapper


@pytest.fixture(scope="module")
def rows(reader):
    """What the other formats must say as well."""
    found = asking(reader, ROWS, wanted=JSON).queryAndConvert()["results"]["bindings"]
    assert len(found) == 5
    assert {row["label"]["xml:lang"] for row in found} == {"en", "zh"}
    return [tuple(row[name]["value"] for name in NAMES) for row in found]


@ways
def test_rows_as_json(reader, rows, method, how):
    result = asking(reader, ROWS, method, how, JSON).query()
    assert result.info()["content-type"] == "application/sparql-results+json"
    document = result.convert()
    assert document["head"]["vars"] == list(NAMES)
    found = document["results"]["bindings"]
    assert [tuple(row[name]["value"] for name in NAMES) for row in found] == rows


@ways
def test_rows_as_xml(reader, rows, method, how):
    document = asking(reader, ROWS, method, how, XML).queryAndConvert()
    assert isinstance(document, Document)
    results = ET.fromstring(document.toxml()).iter(f"{RESULTS}binding")
    texts = [value.text for binding in results for value in binding]
    assert texts == [value for row in rows for value in row]


@ways
def test_rows_as_csv(reader, rows, method, how):
    text = asking(reader, ROWS, method, how, CSV).queryAndConvert().decode()
    head, *found = csv.reader(io.StringIO(text, newline=""))
    assert head == list(NAMES)
    assert [tuple(row) for row in found] == rows


@ways
def test_rows_as_tsv(reader, rows, method, how):
    text = asking(reader, ROWS, method, how, TSV).queryAndConvert().decode()
    head, *found = text.rstrip("\n").split("\n")
    assert head == "?s\t?label"
    assert [row.split("\t")[0] for row in found] == [f"<{iri}>" for iri, _ in rows]
    assert all(row.split("\t")[1].startswith('"') for row in found)


def test_rows_without_a_wanted_format(reader, rows):
    document = asking(reader, ROWS).queryAndConvert()
    assert isinstance(document, Document), "SPARQLWrapper's own default is XML"
    assert len(document.getElementsByTagName("result")) == len(rows)


@pytest.mark.parametrize("wanted", [JSON, XML])
@ways
def test_yes_and_no(reader, method, how, wanted):
    for query, answer in (
        ("ASK { model:davinci ?p ?o }", True),
        ("ASK { <urn:x:no> ?p ?o }", False),
    ):
        result = asking(reader, query, method, how, wanted).queryAndConvert()
        if wanted is JSON:
            assert result["boolean"] is answer
        else:
            assert f"<boolean>{str(answer).lower()}</boolean>" in result.toxml()


@pytest.fixture(scope="module")
def graphs(reader):
    """What CONSTRUCT and DESCRIBE give, as N-Triples."""
    found = {}
    for query in (CONSTRUCT, DESCRIBE):
        asked = {"query": query, "format": "nt"}
        text = httpx.get(reader.sparql, params=asked, timeout=60).text
        found[query] = rdflib.Graph().parse(data=text, format="nt")
        assert len(found[query]) > 20
    return found


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
@ways
@pytest.mark.parametrize(
    ("wanted", "syntax"),
    [(TURTLE, "turtle"), (N3, "n3"), (RDFXML, None), (JSONLD, None), (XML, None)],
)
def test_graphs(reader, graphs, query, method, how, wanted, syntax):
    converted = asking(reader, query, method, how, wanted).queryAndConvert()
    if isinstance(converted, bytes):
        converted = rdflib.Graph().parse(converted, format=syntax)
    plain = rdflib.Graph()
    for triple in converted.triples((None, None, None)):
        plain.add(triple)
    assert isomorphic(plain, graphs[query])


@pytest.mark.filterwarnings("ignore:Sending Accept header")
def test_the_name_rdf_gives_a_graph(reader, graphs):
    converted = asking(reader, CONSTRUCT, wanted=RDF).queryAndConvert()
    assert len(converted) == len(graphs[CONSTRUCT])


def test_parameters_of_the_protocol(reader):
    graph = "https://w3id.org/llmkg/graph/catalogue"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def number(name=None):
        wrapper = asking(reader, count, wanted=JSON)
        if name is not None:
            wrapper.addParameter(name, graph)
        return int(wrapper.queryAndConvert()["results"]["bindings"][0]["n"]["value"])

    assert 0 < number("default-graph-uri") < number()
    assert number("named-graph-uri") == 0
    wrapper: Any = SPARQLWrapper(reader.sparql, defaultGraph=graph, returnFormat=JSON)
    wrapper.setQuery(count)
    found = wrapper.queryAndConvert()["results"]["bindings"][0]["n"]["value"]
    assert int(found) == number("default-graph-uri")


def test_only_conneg(reader):
    """Without its own parameters `format`, `output` and `results` it must work as well."""
    for only in (True, False):
        wrapper = asking(reader, ROWS, wanted=CSV)
        wrapper.setOnlyConneg(only)
        assert wrapper.query().info()["content-type"] == "text/csv; charset=utf-8"


def test_its_other_class(reader, rows):
    wrapper: Any = SPARQLWrapper2(reader.sparql)
    wrapper.setQuery(ROWS)
    found = wrapper.query()
    assert [tuple(row[name].value for name in NAMES) for row in found.bindings] == rows
    assert {row["label"].lang for row in found.bindings} == {"en", "zh"}


@ways
def test_a_bad_query_is_told_as_one(reader, method, how):
    with pytest.raises(QueryBadFormed) as told:
        asking(reader, "SELECT * {", method, how).query()
    assert "line" in str(told.value)


def test_an_unknown_address_is_told_as_one(reader):
    wrapper = SPARQLWrapper(f"{reader.address}/elsewhere")
    wrapper.setQuery(ROWS)
    with pytest.raises(EndPointNotFound):
        wrapper.query()


def test_a_timeout_of_the_client(reader):
    wrapper = asking(reader, "ASK { ?a ?b ?c }", wanted=JSON)
    wrapper.setTimeout(30)
    assert wrapper.queryAndConvert()["boolean"] is True
