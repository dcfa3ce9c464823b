"""Reports as text, JSON, SARIF and RDF."""

import json

import pyoxigraph as ox
import pytest

from llmkg.check import RULES, as_json, as_sarif, as_shacl, as_text, load_shapes
from llmkg.check.as_sarif import SCHEMA
from llmkg.model.finding import Finding, Report, Severity
from llmkg.model.location import Location
from llmkg.vocab import BASE, LLMKG, RDF, SH

FOUND = Finding(
    rule=RULES.ClaimWithoutConfidence,
    severity=Severity.VIOLATION,
    messages={"en": "The claim has no confidence.", "zh": "该主张没有置信等级。"},
    focus=f"{BASE}claim/x",
    path=LLMKG.confidence,
    location=Location("claims/文 本/one.ttl", 12, 5),
    mend={"en": "Add it.", "zh": "补充。"},
)
DOUBTED = Finding(
    rule=RULES.StatedAboveItsEvidence,
    severity=Severity.WARNING,
    messages={"en": "Stated above its evidence."},
    focus=f"{BASE}claim/y",
    value=f"<{LLMKG.Established}>",
    location=Location("/tmp/new.ttl", 3),
)
UNREAD = Finding(
    rule=RULES.EmptyFile,
    severity=Severity.VIOLATION,
    messages={"en": "The file holds no statement."},
    focus="claims/a.ttl",
    location=Location("claims/a.ttl"),
)
NOTED = Finding(RULES.HedgeDrift, Severity.INFO, {"en": "Less sure elsewhere."}, f"{BASE}claim/z")
REPORT = Report((FOUND, DOUBTED, UNREAD, NOTED))


@pytest.fixture(scope="module")
def rules(root):
    return load_shapes((root / "ontology" / "shapes").glob("*.ttl")).rules


def test_text_starts_like_a_compilers():
    lines = as_text(REPORT).splitlines()
    assert lines[0] == (
        "claims/文 本/one.ttl:12:5: violation: "
        "The claim has no confidence. [ClaimWithoutConfidence]"
    )
    assert lines[1:3] == ["    c:x  llmkg:confidence", "    Add it."]
    assert "/tmp/new.ttl:3: warning: Stated above its evidence. [StatedAboveItsEvidence]" in lines
    assert "claims/a.ttl: violation: The file holds no statement. [EmptyFile]" in lines
    assert lines[-1] == "2 violations, 1 warning, 1 note"


def test_text_in_chinese_and_english_where_there_is_no_chinese():
    text = as_text(REPORT, language="zh")
    assert "该主张没有置信等级。" in text
    assert "补充。" in text
    assert "Stated above its evidence." in text


def test_text_of_nothing():
    assert as_text(Report()) == "No findings.\n"


def test_json_says_everything():
    said = json.loads(as_json(REPORT))
    assert said["conforms"] is False
    assert said["counts"] == {"violation": 2, "warning": 1, "info": 1}
    assert said["findings"][0] == {
        "rule": FOUND.rule,
        "severity": "violation",
        "messages": dict(FOUND.messages),
        "focus": FOUND.focus,
        "path": FOUND.path,
        "value": None,
        "location": {"file": "claims/文 本/one.ttl", "line": 12, "column": 5},
        "mend": dict(FOUND.mend),
    }
    assert said["findings"][3]["location"] is None


def test_json_of_warnings_alone_conforms():
    assert json.loads(as_json(Report((DOUBTED,))))["conforms"] is True


def test_sarif_has_what_2_1_0_asks_for(rules):
    log = json.loads(as_sarif(REPORT, rules=rules))
    assert set(log) == {"$schema", "version", "runs"}
    assert (log["$schema"], log["version"]) == (SCHEMA, "2.1.0")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "llmkg"
    assert len(driver["rules"]) == len(rules)
    assert len({rule["id"] for rule in driver["rules"]}) == len(rules)
    levels = {"none", "note", "warning", "error"}
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in levels
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in levels
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}


def test_sarif_places_are_uris_below_the_root(rules):
    results = json.loads(as_sarif(REPORT, rules=rules))["runs"][0]["results"]
    physical = [result["locations"][0].get("physicalLocation") for result in results]
    assert physical[0] == {
        "artifactLocation": {
            "uri": "claims/%E6%96%87%20%E6%9C%AC/one.ttl",
            "uriBaseId": "SRCROOT",
        },
        "region": {"startLine": 12, "startColumn": 5},
    }
    assert physical[1]["artifactLocation"] == {"uri": "file:///tmp/new.ttl"}
    assert "region" not in physical[2]
    assert physical[3] is None


def test_a_finding_keeps_its_fingerprint_when_it_moves():
    def prints(finding):
        log = json.loads(as_sarif(Report((finding,))))
        return log["runs"][0]["results"][0]["partialFingerprints"]

    moved = Finding(FOUND.rule, FOUND.severity, FOUND.messages, FOUND.focus, FOUND.path)
    assert prints(moved) == prints(FOUND)
    assert prints(DOUBTED) != prints(FOUND)


def test_sarif_lists_rules_of_findings_without_a_catalogue():
    log = json.loads(as_sarif(REPORT))
    assert [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]] == [
        "ClaimWithoutConfidence",
        "StatedAboveItsEvidence",
        "EmptyFile",
        "HedgeDrift",
    ]


def values(turtle):
    said: dict[object, dict[str, set[str]]] = {}
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        one = said.setdefault(quad.subject, {})
        one.setdefault(quad.predicate.value, set()).add(str(quad.object))
    return said


def test_the_shacl_report_is_a_standard_one(rules):
    said = values(as_shacl(REPORT, rules=rules))
    (report,) = [one for one in said.values() if f"<{SH.ValidationReport}>" in one[RDF.type]]
    assert report[SH.conforms] == {'"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'}
    assert len(report[SH.result]) == 4
    results = [one for one in said.values() if f"<{SH.ValidationResult}>" in one[RDF.type]]
    for result in results:
        for name in ("focusNode", "resultSeverity", "sourceShape", "sourceConstraintComponent"):
            assert len(result[SH[name]]) == 1
    (found,) = [one for one in results if f"<{FOUND.rule}>" in one[SH.sourceShape]]
    assert found[SH.focusNode] == {f"<{FOUND.focus}>"}
    assert found[SH.resultPath] == {f"<{LLMKG.confidence}>"}
    assert found[SH.resultSeverity] == {f"<{SH.Violation}>"}
    assert found[SH.sourceConstraintComponent] == {f"<{SH.MinCountConstraintComponent}>"}
    assert found[SH.resultMessage] == {
        '"The claim has no confidence."@en',
        '"该主张没有置信等级。"@zh',
    }
    (doubted,) = [one for one in results if f"<{DOUBTED.rule}>" in one[SH.sourceShape]]
    assert doubted[SH.sourceConstraintComponent] == {f"<{SH.SPARQLConstraintComponent}>"}
    assert doubted[SH.value] == {f"<{LLMKG.Established}>"}


def test_the_shacl_report_of_nothing_conforms():
    (report,) = values(as_shacl(Report())).values()
    assert report[SH.conforms] == {'"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'}
    assert SH.result not in report


def test_the_shacl_report_is_the_same_every_time(rules):
    assert as_shacl(REPORT, rules=rules) == as_shacl(REPORT, rules=rules)
