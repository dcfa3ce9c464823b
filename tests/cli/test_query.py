"""`llmkg query` and `llmkg queries`."""

import csv
import io
import json

import pyoxigraph as ox
import pytest

PROPOSITION = "code-training-gives-chain-of-thought"
MODELS = "SELECT ?model { ?model a llmkg:Model } ORDER BY ?model"


def test_text_a_file_and_stdin_give_the_same(ask, tmp_path):
    path = tmp_path / "models.rq"
    path.write_text(MODELS, encoding="utf-8")
    answers = [
        ask("query", MODELS),
        ask("query", str(path)),
        ask("query", "-", stdin=MODELS),
    ]
    assert {answer.exit_code for answer in answers} == {0}
    assert len({answer.stdout for answer in answers}) == 1
    assert "model:text-davinci-003" in answers[0].stdout


def test_a_stored_query_takes_parameters(ask):
    result = ask("query", "hedges-of-proposition", "--param", f"proposition={PROPOSITION}")
    assert result.exit_code == 0
    assert "很可能" in result.stdout
    assert "llmkg:CorrelationNotCausation" in result.stdout


def test_rows_in_every_format(ask):
    rows = list(csv.DictReader(io.StringIO(ask("query", MODELS, "-f", "csv").stdout)))
    models = {row["model"] for row in rows}
    assert "https://w3id.org/llmkg/model/davinci" in models
    shown = json.loads(ask("query", MODELS, "--json").stdout)
    assert {row["model"]["value"] for row in shown["results"]["bindings"]} == models
    assert ask("query", MODELS, "-f", "tsv").stdout.startswith("?model\n")
    assert "<sparql" in ask("query", MODELS, "-f", "xml").stdout
    assert ask("query", MODELS).stdout.endswith(f"{len(models)} rows\n")


@pytest.mark.parametrize(
    ("form", "rdf"),
    [
        ("turtle", ox.RdfFormat.TURTLE),
        ("nt", ox.RdfFormat.N_TRIPLES),
        ("rdfxml", ox.RdfFormat.RDF_XML),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("json", ox.RdfFormat.JSON_LD),
        ("xml", ox.RdfFormat.RDF_XML),
        ("table", ox.RdfFormat.TURTLE),
    ],
)
def test_a_graph_in_every_format(ask, form, rdf):
    text = "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a llmkg:Model ; rdfs:label ?l }"
    result = ask("query", text, "--format", form)
    assert result.exit_code == 0
    expected = ask("query", text, "--format", "nt").stdout.splitlines()
    found = {str(quad.triple) for quad in ox.parse(result.stdout.encode(), format=rdf)}
    assert len(found) == len(expected) > 10


@pytest.mark.parametrize(
    ("text", "shown"), [("ASK { model:davinci ?p ?o }", "yes"), ("ASK { model:none ?p ?o }", "no")]
)
def test_yes_and_no(ask, text, shown):
    assert ask("query", text).stdout.strip() == shown


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["SELECT * {"], "query:1:"),
        (["hedges-of-propositions"], "hedges-of-proposition"),
        (["hedges-of-proposition"], "proposition"),
        (["hedges-of-proposition", "--param", "proposition"], "name=value"),
        (["hedges-of-proposition", "-p", "proposition=a", "-p", "proposition=b"], "twice"),
        (["hedges-of-proposition", "-p", "nonsense=1"], "nonsense"),
        (["ASK {}", "-p", "a=b"], "--param"),
        (["ASK {}", "-f", "pdf"], "pdf"),
        (["ASK {}", "-f", "turtle"], "turtle"),
        (["SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"], "SERVICE"),
        (["INSERT DATA { model:a a llmkg:Model }"], "query"),
    ],
)
def test_a_wrong_question_is_wrong_usage(ask, arguments, part):
    result = ask("query", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert part in result.stderr


def test_a_value_cannot_change_what_is_asked(ask):
    result = ask(
        "query", "hedges-of-proposition", "-p", "proposition=x> } DELETE WHERE { ?s ?p ?o } #"
    )
    assert result.exit_code == 2
    assert "proposition" in result.stderr


def test_a_file_that_is_not_there_is_outside(ask):
    result = ask("query", "nowhere.rq")
    assert result.exit_code == 3
    assert "nowhere.rq" in result.stderr


def test_a_file_that_is_not_utf_8_is_a_finding(ask, tmp_path):
    path = tmp_path / "latin.rq"
    path.write_bytes("ASK { ?s rdfs:label 'é' }".encode("latin-1"))
    result = ask("query", str(path))
    assert result.exit_code == 1
    assert "UTF-8" in result.stderr


def test_without_a_snapshot_it_says_how_to_make_one(run, root, tmp_path):
    result = run("--root", str(root), "--out", str(tmp_path / "none"), "query", "ASK {}")
    assert result.exit_code == 3
    assert "llmkg build" in result.stderr


def test_queries_are_listed_with_their_parameters(ask):
    result = ask("queries")
    assert result.exit_code == 0
    assert "hedges-of-proposition proposition [source] [language]\n    " in result.stdout
    assert "kb/" not in result.stdout
    assert "kb/" in ask("queries", "--all").stdout
    listed = json.loads(ask("queries", "--json").stdout)
    assert all(query["summary"] for query in listed)
    one = next(query for query in listed if query["name"] == "hedges-of-proposition")
    assert one["params"][0]["required"]


def test_the_text_of_one_query(ask):
    result = ask("queries", "hedges-of-proposition")
    assert "#+ summary:" in result.stdout or "SELECT" in result.stdout
    missing = ask("queries", "hedge-of-proposition")
    assert missing.exit_code == 2
    assert "hedges-of-proposition" in missing.stderr


def test_every_example_of_every_query_answers(ask):
    """The examples in the headers do not rot."""
    for query in json.loads(ask("queries", "--json").stdout):
        given = [
            argument
            for param in query["params"]
            if param["required"]
            for argument in ("-p", f"{param['name']}={param['example']}")
        ]
        result = ask("query", query["name"], *given)
        assert result.exit_code == 0, (query["name"], result.stderr)
        assert "\n0 rows" not in result.stdout, query["name"]
