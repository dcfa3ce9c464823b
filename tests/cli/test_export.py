"""`llmkg export`."""

import json

import pyoxigraph as ox
import pytest

CATALOGUE = "https://w3id.org/llmkg/graph/catalogue"
COT = "fu2022-zh-3-1-code-training-gives-cot"
DAVINCI = "https://w3id.org/llmkg/model/davinci"


def test_all_of_it_keeps_the_graphs(ask):
    result = ask("export", "--format", "nquads")
    assert result.exit_code == 0
    quads = list(ox.parse(result.stdout.encode(), format=ox.RdfFormat.N_QUADS))
    graphs = {quad.graph_name.value for quad in quads}
    assert {CATALOGUE, "https://w3id.org/llmkg/graph/source/fu2022-zh"} <= graphs
    assert len(quads) == len(set(map(str, quads))) > 10_000


def test_twice_the_same_bytes(process):
    first, second = (process("export", "-f", "trig") for _ in range(2))
    assert first.returncode == 0
    assert first.stdout == second.stdout


def test_a_graph_by_its_short_name_and_by_its_iri(ask):
    short = ask("export", "-g", "catalogue", "-f", "nt")
    assert short.exit_code == 0
    assert short.stdout == ask("export", "-g", CATALOGUE, "-f", "nt").stdout
    assert "claim/" not in short.stdout


@pytest.mark.parametrize("name", ["model:davinci", "model/davinci", DAVINCI])
def test_a_thing_by_any_of_its_names(ask, name):
    result = ask("export", "--entity", name, "-f", "nt")
    assert result.exit_code == 0
    assert f"<{DAVINCI}> " in result.stdout


def test_a_thing_as_json_ld(ask):
    document = json.loads(ask("export", "-e", "model:davinci", "-f", "jsonld").stdout)
    assert "@context" in document


def test_the_name_of_the_output_says_the_format(ask, tmp_path):
    path = tmp_path / "davinci.jsonld"
    result = ask("export", "-e", "model:davinci", "-o", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (["-e", "davinci"], 2, "model:davinci"),
        (["-e", "model:a b"], 2, "no IRI"),
        (["-e", "model:davinci", "-g", "catalogue"], 2, "exclude each other"),
        (["-f", "pdf"], 2, "turtle"),
        (["-o", "graph.pdf"], 2, "turtle"),
        (["-e", "model:nothing-of-this-name"], 1, "model/nothing-of-this-name"),
        (["-e", "model:davincii"], 1, "Nearest: model:davinci"),
        (["-o", "."], 2, "is a folder"),
        (["markdown"], 2, "--all"),
        (["markdown", "--all"], 2, "--output"),
        (["markdown", COT[:-1]], 1, f"Nearest: c:{COT}"),
        (["markdown", "a b"], 2, "no IRI"),
        (["markdown", COT, "-o", "no/such/x.md"], 3, "no/such/x.md"),
        (["nanopub", "a b"], 2, "no IRI"),
        (["nanopub", f"c:{COT[:-1]}"], 1, f"Nearest: c:{COT}"),
        (["network", "edges.csv"], 2, ".graphml"),
        (["site", __file__], 2, "is a file"),
        (["-g", "nothing"], 1, CATALOGUE),
        (["-o", "no/such/folder/x.ttl"], 3, "no/such/folder"),
    ],
)
def test_what_cannot_be_exported(ask, arguments, code, part):
    result = ask("export", *arguments)
    assert result.exit_code == code
    assert part in result.stderr
    assert result.stdout == ""


def test_a_claim_in_words(ask, tmp_path):
    result = ask("export", "markdown", COT)
    assert result.exit_code == 0
    assert "## How to cite it" in result.stdout
    path = tmp_path / "claim.md"
    assert ask("export", "markdown", f"c:{COT}", "-o", str(path)).exit_code == 0
    assert path.read_text(encoding="utf-8") == result.stdout
    (found,) = json.loads(ask("export", "markdown", COT, "--json").stdout)
    assert (found["@id"].rpartition("/")[2], found["markdown"]) == (COT, result.stdout)
    assert "## 如何引用" in ask("export", "markdown", COT, "--lang", "zh").stdout


def test_several_go_into_a_folder(ask, tmp_path):
    folder = tmp_path / "a" / "folder"
    names = [COT, "p:code-training-gives-chain-of-thought"]
    result = ask("export", "markdown", *names, "-o", str(folder), "--json")
    assert result.exit_code == 0
    files = [each["file"] for each in json.loads(result.stdout)]
    assert sorted(files) == sorted(map(str, folder.iterdir()))
    assert len(files) == 2
