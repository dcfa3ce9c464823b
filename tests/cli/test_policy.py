"""`llmkg build --policy`: a group's own ceilings, and what is wrong with them."""

import json

import pytest

CEILING = """@prefix llmkg: <https://w3id.org/llmkg/ontology#> .
llmkg:OfficialDocumentation llmkg:warrantsFactual llmkg:Anecdotal .
"""
LEVEL = """SELECT ?level WHERE {
  <https://w3id.org/llmkg/proposition/chatgpt-fine-tuned-from-code-davinci-002#assessment>
      llmkg:effectiveConfidence ?level }"""


@pytest.fixture
def policy(tmp_path):
    folder = tmp_path / "policy"
    folder.mkdir()
    return folder


def level(run, *options):
    answer = json.loads(run(*options, "query", "--json", LEVEL).stdout)
    (row,) = answer["results"]["bindings"]
    return row["level"]["value"].rpartition("#")[2]


def test_a_ceiling_of_ones_own_changes_what_is_warranted(run, workspace, policy, tmp_path):
    options = ("--root", str(workspace), "--out", str(tmp_path / "out"))
    (policy / "ceilings.ttl").write_text(CEILING)
    assert run(*options, "build", "--policy", str(policy)).exit_code == 0
    assert level(run, *options) == "Anecdotal"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.rq", "#+ summary: x\nSELECT * WHERE { ?s ?p ?o }\n", "A rule is a CONSTRUCT"),
        ("x.ttl", "not turtle", "x.ttl"),
        (
            "x.ttl",
            (
                "<https://w3id.org/llmkg/ontology#Anecdote>"
                " <https://w3id.org/llmkg/ontology#warrantsCausal> <http://example.org/high> .\n"
            ),
            "llmkg:Anecdote",
        ),
    ],
)
def test_a_policy_at_fault_is_named_and_the_old_snapshot_stays(
    run, workspace, policy, tmp_path, name, text, said
):
    out = tmp_path / "out"
    options = ("--root", str(workspace), "--out", str(out))
    (policy / name).write_text(text)
    failed = run(*options, "build", "--policy", str(policy))
    assert failed.exit_code == 1
    assert said in failed.stderr
    assert not (out / "current").exists()
