"""Each check passes on a small site that has everything, and fails without its own part."""

import json
import re

import pytest

from llmkg.errors import ParameterError
from llmkg.fair import Outcome, Visitor, as_json, as_lines, keep, kept, measure
from llmkg.fair.measure import CHECKS
from llmkg.fair.result import Points
from llmkg.fair.visit import Answer

HOME = "https://graph.example/"
ONTOLOGY = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix d: <http://purl.org/dc/terms/> .
@prefix vann: <http://purl.org/vocab/vann/> .
<https://w3id.org/llmkg/ontology> a owl:Ontology .
<https://w3id.org/llmkg/ontology> d:title "T" .
<https://w3id.org/llmkg/ontology> d:description "D" .
<https://w3id.org/llmkg/ontology> d:license <https://licence.example/> .
<https://w3id.org/llmkg/ontology> owl:versionIRI <https://w3id.org/llmkg/ontology/1> .
<https://w3id.org/llmkg/ontology> owl:versionInfo "1" .
<https://w3id.org/llmkg/ontology> d:creator <https://people.example/a> .
<https://w3id.org/llmkg/ontology> d:publisher <https://people.example/a> .
<https://w3id.org/llmkg/ontology> d:created "2026-01-01" .
<https://w3id.org/llmkg/ontology> d:issued "2026-01-01" .
<https://w3id.org/llmkg/ontology> d:source <https://source.example/> .
<https://w3id.org/llmkg/ontology> d:bibliographicCitation "T, 2026" .
<https://w3id.org/llmkg/ontology> vann:preferredNamespacePrefix "t" .
<https://w3id.org/llmkg/ontology> vann:preferredNamespaceUri "https://w3id.org/llmkg/ontology#" .
<https://w3id.org/llmkg/ontology> <http://xmlns.com/foaf/0.1/logo> <https://w3id.org/llmkg/l> .
<https://w3id.org/llmkg/ontology> <http://purl.org/ontology/bibo/status> "draft" .
<https://w3id.org/llmkg/ontology> <http://purl.org/ontology/bibo/doi> "10.1/t" .
<https://w3id.org/llmkg/ontology#A> a owl:Class .
<https://w3id.org/llmkg/ontology#A> rdfs:label "a" .
<https://w3id.org/llmkg/ontology#A> rdfs:comment "an a" .
<https://w3id.org/llmkg/ontology#A> rdfs:subClassOf <http://other.example/B> .
"""
RECORD = json.dumps(
    {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": "https://w3id.org/llmkg/",
        "name": "N",
        "description": "D",
        "keywords": "k",
        "identifier": "https://w3id.org/llmkg/",
        "creator": {"@id": "https://people.example/a"},
        "publisher": {"@id": "https://people.example/a"},
        "license": "https://licence.example/",
        "isAccessibleForFree": True,
        "datePublished": "2026-01-01",
        "dateModified": "2026-01-02",
        "isBasedOn": "https://source.example/",
        "distribution": {
            "@type": "DataDownload",
            "contentUrl": "https://w3id.org/llmkg/data.nt",
            "contentSize": "1",
            "encodingFormat": "application/n-triples",
        },
    },
    indent=0,
)
VOID = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix void: <http://rdfs.org/ns/void#> .
<https://w3id.org/llmkg/> <http://purl.org/dc/terms/description> "D" .
<https://w3id.org/llmkg/> <http://www.w3.org/ns/adms#status> <https://status.example/s> .
<https://w3id.org/llmkg/> a dcat:Dataset .
<https://w3id.org/llmkg/> void:classPartition <https://w3id.org/llmkg/part> .
<https://w3id.org/llmkg/> <http://purl.org/pav/version> "1" .
"""
# Without a term of a field of science, which FAIR-Checker would not know.
VOID_OF_ALL = "".join(line for line in VOID.splitlines(True) if "adms" not in line)
SITE = {
    ("ontology", "text/html"): "<h1>T</h1>",
    ("ontology", "text/turtle"): ONTOLOGY,
    ("ontology/1", "text/turtle"): ONTOLOGY,
    ("", "text/html"): f'<script type="application/ld+json">{RECORD}</script>',
    ("", "text/turtle"): VOID,
    ("data.nt", "*/*"): "",
    ("link", ""): '<https://w3id.org/llmkg/void>; rel="describedby"; type="text/turtle"',
    ("void", "text/turtle"): VOID_OF_ALL,
}


def without(*patterns):
    """The site with the lines that hold any of these left out, wherever they stand."""
    found = re.compile("|".join(patterns))
    return {
        key: "".join(line for line in text.splitlines(keepends=True) if not found.search(line))
        for key, text in SITE.items()
    }


def renamed(old, new):
    """The site with one text for another everywhere."""
    return {key: text.replace(old, new) for key, text in SITE.items()}


def lacking(*keys):
    """The site without some of its documents."""
    return {key: text for key, text in SITE.items() if key not in keys}


def visitor(site, home=HOME):
    def fetch(_method, address, accept):
        text = site.get((address.removeprefix(home), accept))
        if text is None:
            return Answer(address, 404)
        return Answer(
            address, 200, {"content-type": accept, "link": site[("link", "")]}, text.encode()
        )

    return Visitor(home, fetch)


PAGE, RDF, LINKED = ("", "text/html"), ("", "text/turtle"), ("void", "text/turtle")
NO_RECORD = SITE | {PAGE: "<h1>none</h1>"}
NOTHING = lacking(PAGE, RDF, LINKED)
BARE = lacking(RDF, LINKED) | {PAGE: "<h1>none</h1>"}
STRANGE = SITE | {PAGE: SITE[PAGE].replace('"keywords"', '"http://strange.example/p"')}
FAULTS = {
    "PURL1": renamed("https://w3id.org/llmkg/ontology>", "https://else.example/ontology>"),
    "URI1": lacking(("ontology", "text/turtle")),
    "URI2": renamed("llmkg/ontology>", "llmkg/ontologies>"),
    "VER1": without("versionIRI"),
    "VER2": lacking(("ontology/1", "text/turtle")),
    "OM1": without("preferredNamespaceUri"),
    "FIND1": without("preferredNamespacePrefix"),
    "CN1": lacking(("ontology", "text/html")),
    "HTTP1": renamed("https://w3id.org/llmkg/ontology>", "urn:x:ontology>"),
    "RDF1": SITE | {("ontology", "text/turtle"): "this is no Turtle"},
    "VOC1": SITE | {("ontology", "text/turtle"): "<https://w3id.org/llmkg/ontology> a "
                    "<http://www.w3.org/2002/07/owl#Ontology> ."},
    "VOC2": without("subClassOf"),
    "DOC1": SITE | {("ontology", "text/html"): " "},
    "OM2": without("bibliographicCitation"),
    "OM3": without("logo", "bibo/doi"),
    "VOC3": without("rdfs:label"),
    "VOC4": without("rdfs:comment"),
    "OM4.1": without("license"),
    "OM5.1": without("creator"),
    "OM5.2": without("publisher"),
    "FsF-F1-01MD-2": without("contentUrl"),
    "FsF-F1-02MD-1": without('"identifier"'),
    "FsF-F1-02MD-4": renamed("https://w3id.org/llmkg/data.nt", "https://files.example/data.nt"),
    "FsF-F2-01M-2": without('"publisher"'),
    "FsF-F2-01M-3": without('"keywords"'),
    "FsF-F3-01M-2": without("contentUrl"),
    "FsF-F4-01M-1": NO_RECORD,
    "FsF-A1-01M-1": without("isAccessibleForFree"),
    "FsF-A1-02MD-1": NOTHING,
    "FsF-A1-02MD-2": lacking(("data.nt", "*/*")),
    "FsF-A1.1-01MD-2": renamed("https://w3id.org/llmkg/data.nt", "file:///data.nt"),
    "FsF-A1.2-01MD-2": renamed("https://w3id.org/llmkg/data.nt", "file:///data.nt"),
    "FsF-I1-01M-1": NO_RECORD,
    "FsF-I1-01M-2": lacking(RDF, LINKED),
    "FsF-I2-01M-2": NOTHING,
    "FsF-I3-01M-1": without("isBasedOn"),
    "FsF-I3-01M-2": renamed("https://source.example/", "urn:x:source"),
    "FsF-R1-01M-1": renamed('"Dataset"', '"Thing"')
    | {each: VOID.replace("dcat:Dataset", "void:X") for each in (RDF, LINKED)},
    "FsF-R1-01M-2": without("contentSize"),
    "FsF-R1-01M-3": without("classPartition"),
    "FsF-R1.1-01M-1": without("license"),
    "FsF-R1.2-01M-1": without("creator", "publisher", "date"),
    "FsF-R1.2-01M-2": without("pav/version"),
    "FsF-R1.3-01M-1": without("adms"),
    "FsF-R1.3-01M-3": NOTHING,
    "FsF-R1.3-02D-1": renamed("application/n-triples", "application/msword"),
    "F1A": lacking(PAGE),
    "F1B": without('"identifier"'),
    "F2A": lacking(LINKED),
    "F2B": STRANGE,
    "A1.1": lacking(PAGE),
    "A1.2": without("license"),
    "I1": BARE,
    "I2": BARE,
    "I3": without("people", "source.example", "licence.example", "contentUrl"),
    "R1.1": without("license"),
    "R1.2": without("creator", "publisher", "pav/version"),
    "R1.3": STRANGE,
}  # fmt: skip
# What asks for nothing but an address of the web: no site that is reached at all can fail it.
REACHED = {"FsF-F1-01MD-1", "FsF-A1.1-01MD-1", "FsF-A1.2-01MD-1"}
# What earns a part of its points all the same, and how much.
PARTS = {
    "OM1": 5 / 6,
    "CN1": 1 / 2,
    "OM2": 3 / 4,
    "OM3": 4 / 6,
    "OM5.1": 1 / 2,
    "OM5.2": 1 / 2,
    "F2A": 1 / 2,
    "F2B": 1 / 2,
    "R1.3": 1 / 2,
}


def outcomes(site, home=HOME):
    return {r.check.id: r for r in measure(visitor(site, home)).results}


def test_a_site_that_has_everything_passes_everything():
    report = measure(visitor(SITE))
    lost = (Outcome.MISSING, Outcome.PARTLY)
    assert {r.check.id: r.why for r in report.results if r.outcome in lost} == {}
    assert report.percent == 100
    assert {r.check.tool.name for r in report.results} == {"FOOPS!", "F-UJI", "FAIR-Checker"}


@pytest.mark.parametrize("id_", FAULTS)
def test_a_check_fails_without_its_part(id_):
    found = outcomes(FAULTS[id_])[id_]
    assert found.outcome is (Outcome.PARTLY if id_ in PARTS else Outcome.MISSING)
    assert found.found.share == pytest.approx(PARTS.get(id_, 0))
    assert found.why


def test_points_are_those_of_the_tools():
    report = measure(visitor(SITE))
    points = {tool.name: report.points(tool) for tool in report.tools}
    # as the tools themselves have it: one a check; by metric; two a check
    assert points["FOOPS!"] == Points(20, 20, 24)
    assert points["F-UJI"] == Points(25.5, 25.5, 26)
    assert points["FAIR-Checker"] == Points(24, 24, 24)


def test_points_of_alternatives_are_earned_once():
    tool = next(each for each in measure(visitor(SITE)).tools if each.name == "F-UJI")
    assert measure(visitor(FAULTS["FsF-R1.3-01M-1"])).points(tool) == Points(25.5, 25.5, 26)
    assert measure(visitor(FAULTS["FsF-R1.1-01M-1"])).points(tool) == Points(24.5, 25.5, 26)


def test_what_has_to_be_registered_is_no_fault():
    found = outcomes(without("bibo/doi"))["OM3"]
    assert found.outcome is Outcome.PASSED
    assert (found.found.share, found.found.outside) == (pytest.approx(5 / 6), pytest.approx(1 / 6))
    lines = as_lines(measure(visitor(without("bibo/doi"))))
    assert any("says nothing of: DOI" in line for line in lines)


def test_a_report_is_kept_and_read_again(tmp_path):
    assert kept(tmp_path) is None
    report = measure(visitor(SITE))
    file = keep(report, tmp_path / "out")
    again = kept(tmp_path / "out") or {}
    assert again.pop("measured").endswith("Z")
    assert again == json.loads(json.dumps(as_json(report)))
    file.write_text("[]")
    assert kept(tmp_path / "out") is None
    file.write_text('{"measured": "2026')
    assert kept(tmp_path / "out") is None
    assert [each.name for each in (tmp_path / "out").iterdir()] == [file.name]


def test_every_check_is_failed_by_some_site_or_left_out():
    left_out = {check.id for check in CHECKS if isinstance(check.asks, str)}
    assert FAULTS.keys() | REACHED == {check.id for check in CHECKS} - left_out
    assert left_out == {
        *("FIND2", "FIND3", "FIND_3_BIS", "OM4.2", "FsF-F1-02MD-2", "FsF-F1-02MD-5"),
    }


def test_what_only_asks_to_be_reached():
    def fetch(*_asked):
        return Answer("urn:x:nowhere", 200, {"content-type": "text/html"})

    found = measure(Visitor(HOME, fetch)).results
    failed = {r.check.id for r in found if r.outcome is Outcome.MISSING}
    assert failed >= REACHED


def test_identifiers_are_those_of_the_tools_and_none_comes_twice():
    ids = [check.id for check in CHECKS]
    assert len(ids) == len(set(ids))
    for check in CHECKS:
        assert re.fullmatch(r"(F[1-4]|A1(\.[12])?|A2|I[1-3]|R1(\.[1-3])?)", check.principle)


def test_the_report_says_what_is_missing_and_why():
    report = measure(visitor(without("license")))
    lines = as_lines(report)
    assert any("missing: the metadata has no licence" in line for line in lines)
    passed, total = report.score()
    assert lines[-1].startswith(f"Passed {passed} of {total} checks")
    document = json.loads(json.dumps(as_json(report)))
    assert document["passed"] == passed < document["total"] == total
    lost = {each["id"] for each in document["checks"] if each["outcome"] == "missing"}
    assert lost == {"OM4.1", "FsF-R1.1-01M-1", "A1.2", "R1.1"}
    partly = {each["id"] for each in document["checks"] if each["outcome"] == "partly"}
    assert partly == {"OM1"}


@pytest.mark.parametrize("home", ["graph.example", "file:///etc/passwd", ""])
def test_a_service_has_a_web_address(home):
    with pytest.raises(ParameterError, match="no address"):
        Visitor(home)


def test_no_other_host_is_asked():
    asked = []

    def fetch(_method, address, accept):
        asked.append(address)
        text = SITE.get((address.removeprefix(HOME), accept))
        return Answer(
            address, 200 if text else 404, {"content-type": accept}, (text or "").encode()
        )

    measure(Visitor(HOME, fetch))
    assert asked
    assert all(address.startswith(HOME) for address in asked)
