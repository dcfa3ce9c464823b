"""`llmkg build --policy`: a group's own ceilings, and what is wrong with them."""

import json
from pathlib import Path

import pytest

CEILING = """@prefix llmkg: <https://w3id.org/llmkg/ontology#> .
llmkg:OfficialDocumentation llmkg:warrantsFactual llmkg:Anecdotal .
"""
UNRANKED = """@prefix llmkg: <https://w3id.org/llmkg/ontology#> .
llmkg:Anecdote llmkg:warrantsCausal <http://example.org/high> .
"""
LEVEL = """SELECT ?level WHERE {
  <https://w3id.org/llmkg/proposition/chatgpt-fine-tuned-from-code-davinci-002#assessment>
      llmkg:effectiveConfidence ?level }"""


@pytest.fixture
def policy(tmp_path):
    folder = tmp_path / "policy"
    folder.mkdir()
    return folder


@pytest.fixture
def build(run, policy, tmp_path):
    """Build a root under the policy; gives the options that name it, and the result."""

    def building(place):
        options = ("--root", str(place), "--out", str(tmp_path / "out"))
        return options, run(*options, "build", "--policy", str(policy))

    return building


def test_a_ceiling_of_ones_own_changes_what_is_warranted(run, build, policy, workspace):
    (policy / "ceilings.ttl").write_text(CEILING)
    options, done = build(workspace)
    assert done.exit_code == 0
    (row,) = json.loads(run(*options, "query", "--json", LEVEL).stdout)["results"]["bindings"]
    assert row["level"]["value"].rpartition("#")[2] == "Anecdotal"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.rq", "#+ summary: x\nSELECT * WHERE { ?s ?p ?o }\n", "A rule is a CONSTRUCT"),
        ("x.ttl", "not turtle", "x.ttl"),
        ("x.ttl", UNRANKED, "llmkg:Anecdote"),
    ],
)
def test_a_policy_at_fault_is_named_and_no_snapshot_is_made(build, slim, policy, name, text, said):
    (policy / name).write_text(text)
    options, failed = build(slim / "root")
    assert failed.exit_code == 1
    assert said in failed.stderr
    assert not (Path(options[-1]) / "current").exists()
