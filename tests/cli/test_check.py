"""`llmkg check` on what is right and on everything that people get wrong."""

import json
import re

import pyoxigraph as ox
import pytest

from tests.cli.contribution import BROKEN, GOOD


def checked(look, path, *arguments):
    """The exit code and the JSON of a check of one file."""
    result = look("check", str(path), "--json", *arguments)
    assert "Traceback" not in result.stderr
    return result.exit_code, json.loads(result.stdout)


@pytest.fixture
def contribution(tmp_path):
    """Writes a contribution and gives its path."""

    def write(text: str | bytes):
        path = tmp_path / "one.ttl"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return write


def test_a_good_contribution_has_no_finding(look, contribution):
    code, report = checked(look, contribution(GOOD))
    assert report["findings"] == []
    assert code == 0


def test_a_broken_contribution_is_found_among_all_data(look, contribution):
    """The rest asks the slim root, which has all names and hardly any claims."""
    code, report = checked(look, contribution(BROKEN["circular evidence"][0]))
    assert code == 1
    assert [one["rule"].partition("#")[2] for one in report["findings"]] == ["CircularEvidence"]


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_contribution_is_found_at_its_place(glance, contribution, fault):
    text, at = BROKEN[fault]
    path = contribution(text)
    code, report = checked(glance, path)
    assert code == 1
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines, 1) if at in line)
    # within the statement that starts there
    last = next(
        (number for number in range(first, len(lines)) if not lines[number].strip()), len(lines)
    )
    places = [one["location"] for one in report["findings"]]
    lines_here = [place["line"] for place in places if place["file"].endswith("one.ttl")]
    assert any(first <= line <= last for line in lines_here), report["findings"]
    for one in report["findings"]:
        assert one["rule"].startswith("https://w3id.org/llmkg/")
        assert set(one["messages"]) >= {"en", "zh"}
        assert one["mend"]["en"]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (GOOD.encode().replace("贡献".encode(), b"\xff\xfe"), True),
        (GOOD.encode("utf-16"), True),
        (b"", False),
        (b"\n\n# nothing but a remark\n", False),
    ],
    ids=["bad byte", "UTF-16", "empty", "remark only"],
)
def test_what_is_not_text_or_says_nothing(glance, contribution, data, line):
    code, report = checked(glance, contribution(data))
    assert code == 1
    assert len(report["findings"]) == 1
    found = report["findings"][0]
    assert found["location"]["file"].endswith("one.ttl")
    assert bool(found["location"]["line"]) is line


def test_a_file_of_100_mb_is_refused_at_once(glance, tmp_path):
    path = tmp_path / "large.ttl"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    code, report = checked(glance, path)
    assert code == 1
    assert report["findings"][0]["location"]["file"].endswith("large.ttl")
    assert "50" in report["findings"][0]["messages"]["en"]


def test_a_wrong_digest_is_found_with_the_text(glance, contribution, texts):
    source = ("--source", f"fu2022-zh={texts / 'fu2022-zh.txt'}")
    code, report = checked(glance, contribution(GOOD), *source)
    assert code == 1
    assert {one["focus"] for one in report["findings"]} == {
        "https://w3id.org/llmkg/claim/contributed-claim"
    }


def test_text_for_people_in_both_languages(glance, contribution):
    path = contribution(BROKEN["two stances"][0])
    english, chinese = (glance("check", str(path), "--lang", lang) for lang in ("en", "zh"))
    assert english.exit_code == chinese.exit_code == 1
    assert re.search(r"one\.ttl:\d+:\d+: violation: ", english.stdout)
    assert re.search(r"\d+ violations?", english.stdout.splitlines()[-1])
    assert re.search(r"[\u4e00-\u9fff]", chinese.stdout)


def test_warnings_decide_when_they_are_asked_to(glance, contribution):
    path = contribution(BROKEN["overclaim"][0])
    code, report = checked(glance, path)
    assert report["conforms"]
    assert report["counts"]["warning"] >= 1
    assert code == 1
    assert checked(glance, path, "--fail-on", "violation")[0] == 0


def test_sarif_and_the_shacl_report(glance, contribution, tmp_path):
    path = contribution(BROKEN["two stances"][0])
    sarif, report = tmp_path / "out.sarif", tmp_path / "report.ttl"
    result = glance("check", str(path), "--sarif", str(sarif), "--report", str(report))
    assert result.exit_code == 1
    log = json.loads(sarif.read_text(encoding="utf-8"))
    assert log["version"] == "2.1.0"
    places = [
        place["physicalLocation"] for one in log["runs"][0]["results"] for place in one["locations"]
    ]
    assert any(place["artifactLocation"]["uri"].endswith("one.ttl") for place in places)
    assert all(place["region"]["startLine"] > 0 for place in places)
    quads = ox.parse(path=report, format=ox.RdfFormat.TURTLE)
    predicates = [quad.predicate.value for quad in quads]
    assert "http://www.w3.org/ns/shacl#conforms" in predicates
    assert "http://www.w3.org/ns/shacl#focusNode" in predicates


def test_all_data_hold(look):
    result = look("check", "--json")
    report = json.loads(result.stdout)
    assert [one for one in report["findings"] if one["severity"] == "violation"] == []
    assert result.exit_code == 0


def test_a_file_that_is_not_there(look):
    result = look("check", "nowhere.ttl")
    assert result.exit_code in {1, 3}
    assert "nowhere.ttl" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_that_is_no_root(run, tmp_path):
    result = run("--root", str(tmp_path), "check")
    assert result.exit_code == 1
    assert str(tmp_path) in result.stderr


def test_as_a_process(process, contribution):
    result = process("check", str(contribution(BROKEN["bad Turtle"][0])))
    assert result.returncode == 1
    assert re.search(r"one\.ttl:\d+:\d+: violation", result.stdout)
    assert "Traceback" not in result.stderr
