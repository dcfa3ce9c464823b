"""Results in the four formats, for every kind of term and every character that is hard to write.

After the W3C's recommendations: Query Results JSON Format, Query Results XML Format, and CSV and
TSV Formats. What comes back must be what was asked for, by a reader that we did not write.
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
import rdflib
from rdflib import XSD
from rdflib.query import Result

from tests.stranger import stranger

R = "{http://www.w3.org/2005/sparql-results#}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TYPES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}


@pytest.fixture(scope="module")
def client(reader) -> Iterator[httpx.Client]:
    with stranger(reader.address) as client:
        yield client


def ask(client, query, wanted):
    response = client.post("/sparql", data={"query": query, "format": wanted})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == TYPES[wanted]
    return response


TERMS = """SELECT ?iri ?plain ?tagged ?regional ?integer ?decimal ?double ?boolean ?date ?other
  ?empty ?unbound ?blank {
  BIND(<https://example.org/思?a=1&b=2> AS ?iri) BIND("plain" AS ?plain)
  BIND("词"@zh AS ?tagged) BIND("word"@en-GB AS ?regional) BIND(7 AS ?integer) BIND(1.5 AS ?decimal)
  BIND(1.5e0 AS ?double) BIND(true AS ?boolean) BIND("2022-12-01"^^xsd:date AS ?date)
  BIND("x"^^<urn:x:type> AS ?other) BIND("" AS ?empty) BIND(BNODE() AS ?blank) }"""
NAMES = TERMS.split("{", 1)[0].replace("SELECT", "").replace("?", "").split()


def test_terms_in_json(client):
    document = ask(client, TERMS, "json").json()
    assert document["head"]["vars"] == NAMES
    (row,) = document["results"]["bindings"]
    assert row["iri"] == {"type": "uri", "value": "https://example.org/思?a=1&b=2"}
    assert row["plain"] == {"type": "literal", "value": "plain"}
    assert row["tagged"] == {"type": "literal", "value": "词", "xml:lang": "zh"}
    # Case says nothing in a language tag (RDF 1.1, 3.3), and the engine writes it small.
    assert row["regional"]["xml:lang"].lower() == "en-gb"
    for name, value, datatype in (
        ("integer", "7", XSD.integer),
        ("decimal", "1.5", XSD.decimal),
        ("boolean", "true", XSD.boolean),
        ("date", "2022-12-01", XSD.date),
        ("other", "x", "urn:x:type"),
    ):
        assert row[name] == {"type": "literal", "value": value, "datatype": str(datatype)}, name
    assert float(row["double"]["value"]) == 1.5
    assert row["empty"] == {"type": "literal", "value": ""}
    assert "unbound" not in row
    assert row["blank"]["type"] == "bnode"
    assert row["blank"]["value"]
    assert not row["blank"]["value"].startswith("_:")


def test_terms_in_xml(client):
    root = ET.fromstring(ask(client, TERMS, "xml").content)
    assert root.tag == f"{R}sparql"
    head, results = root
    assert [each.get("name") for each in head.iter(f"{R}variable")] == NAMES
    (result,) = results
    row: dict[str, Any] = {binding.get("name", ""): binding[0] for binding in result}
    assert row["iri"].tag == f"{R}uri"
    assert row["iri"].text == "https://example.org/思?a=1&b=2"
    assert (row["plain"].text, row["plain"].attrib) == ("plain", {})
    assert row["tagged"].attrib == {XML_LANG: "zh"}
    assert row["date"].attrib == {"datatype": str(XSD.date)}
    assert row["other"].attrib == {"datatype": "urn:x:type"}
    assert (row["empty"].text or "") == ""
    assert "unbound" not in row
    assert row["blank"].tag == f"{R}bnode"


def test_terms_in_csv(client):
    text = ask(client, TERMS, "csv").content.decode()
    assert "\r\n" in text, "lines end as RFC 4180 has it"
    head, row = csv.reader(io.StringIO(text, newline=""))
    assert head == NAMES
    found = dict(zip(head, row, strict=True))
    assert found["iri"] == "https://example.org/思?a=1&b=2", "an IRI goes without its brackets"
    assert found["tagged"] == "词", "a literal goes without its language"
    assert found["date"] == "2022-12-01"
    assert found["unbound"] == found["empty"] == ""
    assert found["blank"].startswith("_:")


def test_terms_in_tsv(client):
    head, row = ask(client, TERMS, "tsv").content.decode().rstrip("\n").split("\n")
    assert head.split("\t") == [f"?{name}" for name in NAMES]
    found = dict(zip(NAMES, row.split("\t"), strict=True))
    assert found["iri"] == "<https://example.org/思?a=1&b=2>"
    assert found["plain"] == '"plain"'
    assert found["tagged"] == '"词"@zh'
    assert found["integer"] in ("7", f'"7"^^<{XSD.integer}>')
    assert found["date"] == f'"2022-12-01"^^<{XSD.date}>'
    assert found["other"] == '"x"^^<urn:x:type>'
    assert found["empty"] == '""'
    assert found["unbound"] == ""
    assert found["blank"].startswith("_:")


HARD = [
    'a "quoted" word',
    "a, comma",
    "line\nfeed",
    "carriage\rreturn",
    "both\r\nof them",
    "tab\tstop",
    "back\\slash",
    "<tag> & entity &amp; ]]>",
    "'single'",
    " spaces at both ends ",
    "思维链 𝄞 👩‍🔬",
    "\u0085\u2028\u2029",
    "\ufeffmark",
    "e\u0301 and \u00e9",
    "=1+1",
    "\x7f",
]


def written(text: str) -> str:
    """As a string of SPARQL, every character of it by its number."""
    return '"' + "".join(f"\\U{ord(each):08X}" for each in text) + '"'


PAIRS = " ".join(f"({number} {written(text)})" for number, text in enumerate(HARD))
ROWS = f"SELECT ?n ?text {{ VALUES (?n ?text) {{ {PAIRS} }} }} ORDER BY ?n"


@pytest.mark.parametrize("wanted", ["json", "xml", "csv", "tsv"])
def test_hard_text_comes_back(client, wanted):
    response = ask(client, ROWS, wanted)
    if wanted == "json":
        found = [
            row["text"]["value"] for row in json.loads(response.content)["results"]["bindings"]
        ]
    elif wanted == "xml":
        root = ET.fromstring(response.content)
        found = [
            "".join(binding[0].itertext())
            for binding in root.iter(f"{R}binding")
            if binding.get("name") == "text"
        ]
    elif wanted == "csv":
        text = response.content.decode()
        found = [row[1] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    else:
        lines = response.content.decode().removesuffix("\n").split("\n")[1:]
        # As Turtle has it, so Turtle reads it.
        found = [str(rdflib.util.from_n3(line.split("\t")[1])) for line in lines]
    assert found == HARD


@pytest.mark.parametrize("wanted", ["json", "xml", "tsv"])
def test_rdflib_reads_them(client, wanted):
    response = ask(client, TERMS, wanted)
    result: Any = Result.parse(io.BytesIO(response.content), format=wanted)
    (row,) = result
    assert row.iri == rdflib.URIRef("https://example.org/思?a=1&b=2")
    assert row.tagged == rdflib.Literal("词", lang="zh")
    assert row.date == rdflib.Literal("2022-12-01", datatype=XSD.date)
    assert row.unbound is None
    assert isinstance(row.blank, rdflib.BNode)


@pytest.mark.parametrize("wanted", ["json", "xml"])
@pytest.mark.parametrize(("query", "answer"), [("ASK {}", True), ("ASK { FILTER(false) }", False)])
def test_yes_and_no(client, wanted, query, answer):
    response = ask(client, query, wanted)
    result = Result.parse(io.BytesIO(response.content), format=wanted)
    assert result.askAnswer is answer


@pytest.mark.parametrize("wanted", ["json", "xml", "csv", "tsv"])
def test_no_rows_and_no_columns(client, wanted):
    none = ask(client, "SELECT ?a ?b { FILTER(false) }", wanted)
    if wanted == "json":
        assert none.json() == {"head": {"vars": ["a", "b"]}, "results": {"bindings": []}}
    elif wanted == "csv":
        assert none.content == b"a,b\r\n"
    elif wanted == "tsv":
        assert none.content == b"?a\t?b\n"
    one = ask(client, "SELECT * {}", wanted)
    if wanted == "json":
        assert one.json() == {"head": {"vars": []}, "results": {"bindings": [{}]}}


def test_one_blank_node_is_one_within_an_answer(client):
    (row,) = ask(
        client, "SELECT ?a ?b { BIND(BNODE() AS ?x) BIND(?x AS ?a) BIND(?x AS ?b) }", "json"
    ).json()["results"]["bindings"]
    assert row["a"] == row["b"]


TEXTS = " ".join(written(text) for text in HARD)
GRAPH = f"CONSTRUCT {{ <urn:x:s> <urn:x:p> ?text }} WHERE {{ VALUES ?text {{ {TEXTS} }} }}"


@pytest.mark.parametrize(
    ("wanted", "syntax"),
    [("turtle", "turtle"), ("nt", "nt"), ("rdfxml", "xml"), ("jsonld", "json-ld")],
)
def test_hard_text_in_graphs(client, wanted, syntax):
    response = client.post("/sparql", data={"query": GRAPH, "format": wanted})
    assert response.status_code == 200
    graph = rdflib.Graph().parse(data=response.content, format=syntax)
    assert {str(value) for value in graph.objects()} == set(HARD)


def test_a_predicate_that_xml_cannot_name(client):
    """RDF/XML writes a predicate as an element: one without a local name fits no element."""
    query = "CONSTRUCT { <urn:x:s> <urn:x:p/1> 1 . <urn:x:s> <urn:x:> 2 } WHERE {}"
    response = client.post("/sparql", data={"query": query, "format": "rdfxml"})
    if response.status_code == 200:
        graph = rdflib.Graph().parse(data=response.content, format="xml")
        assert len(graph) == 2
    else:
        # Better no answer than a broken one.
        assert response.status_code in (406, 422)
        assert response.headers["content-type"] == "application/problem+json"
