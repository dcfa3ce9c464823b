"""The public queries give the answers that stand beside them, in this process and over HTTP.

``expected/{name}.json`` is a list of cases, each read off the article and not off the answer:

- `params`, and `rows` that the answer must hold: terms as CURIEs or plain text, only the columns
  that matter. ``~text`` is any value that contains the text, ``>=5`` any number from 5 on.
- `ordered`: whether these rows stand in this order.
- `sets`: for a column, all the values that it has (of rows where it has one).
- `exactly`, `at_least`: how many rows there are.
- `absent`: what no row may be.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from llmkg.http.app import create_app
from llmkg.kb import KnowledgeBase
from llmkg.settings import Settings
from llmkg.vocab import compact
from tests.stored import public

HERE = Path(__file__).parent
EXPECTED = sorted((HERE / "expected").glob("*.json"))
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}-{at}")
    for path in EXPECTED
    for at, case in enumerate(json.loads(path.read_text(encoding="utf-8")))
]
PUBLIC = list(public().values())
NAMES = [query.name for query in PUBLIC]
SELECTS = [query.name for query in PUBLIC if query.form == "SELECT"]
BILINGUAL = [q.name for q in PUBLIC if "language" in q.params and q.form == "SELECT"]


@pytest.fixture(scope="module")
def kb(root: Path, snapshot: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        yield kb


@pytest.fixture(scope="module")
def client(root: Path, snapshot: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(root=root, out=snapshot))) as client:
        yield client


@pytest.fixture(scope="module")
def answered(kb):
    """The body of an answer; what has been asked before is not asked again."""
    known = {}

    def body(name, values, media_type=None):
        query = kb.queries[name]
        defaults = {key: param.default for key, param in query.params.items()}
        key = name, media_type, json.dumps(defaults | values, sort_keys=True, default=str)
        if key not in known:
            known[key] = kb.run(name, *([media_type] if media_type else []), **values).body
        return known[key]

    return body


def rows_of(results):
    return [
        {name: compact(term["value"]) for name, term in row.items()}
        for row in results["results"]["bindings"]
    ]


def limit(name, case):
    """How many rows are given at most; None: all."""
    param = public()[name].params.get("limit")
    return None if param is None else int(case["params"].get("limit", param.default))


def told(answer):
    """An answer in its order, but for words that are put together: an engine takes any order."""
    rows = [
        {
            name: term | {"value": sorted(re.findall(r"\w+", term["value"]))}
            for name, term in row.items()
        }
        for row in answer.get("results", {}).get("bindings", [])
    ]
    return answer["head"], answer.get("boolean"), rows


def fits(value, wanted):
    if wanted.startswith("~"):
        return wanted[1:] in value
    if wanted.startswith(">="):
        return float(value) >= float(wanted[2:])
    return value == wanted


def is_like(row, wanted):
    return all(name in row and fits(row[name], value) for name, value in wanted.items())


def check(rows, case):
    found = []
    for wanted in case["rows"]:
        places = [at for at, row in enumerate(rows) if is_like(row, wanted)]
        assert places, wanted
        found.append(places[0])
    if case.get("ordered"):
        assert found == sorted(set(found))
    for column, values in case.get("sets", {}).items():
        assert {row[column] for row in rows if row.get(column)} == set(values)
    if "exactly" in case:
        assert len(rows) == case["exactly"]
    assert len(rows) >= case.get("at_least", 0)
    for absent in case.get("absent", []):
        assert not any(is_like(row, absent) for row in rows), absent


def test_every_query_has_an_expected_answer_and_the_other_way_round():
    assert {path.stem for path in EXPECTED} == set(NAMES)
    assert len(NAMES) >= 44


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_an_expected_answer_expects_something(path):
    keys = {"params", "rows", "sets", "absent", "exactly", "at_least", "ordered"}
    for case in json.loads(path.read_text(encoding="utf-8")):
        if "rows" not in case:
            assert case.keys() in ({"params", "boolean"}, {"params", "triples"})
            continue
        assert case.keys() <= keys
        assert case["rows"] or case.get("sets") or case.get("absent") or "exactly" in case


@pytest.mark.parametrize("name", SELECTS)
def test_an_answer_never_loses_the_hedge(kb, name):
    query = kb.queries[name]
    columns = set(re.findall(r"\?(\w+)(?=[ )])", query.text[: query.text.index("WHERE")]))
    if columns & {"claim", "remark"} and "claims" not in columns:
        assert {"confidence", "hedge"} <= columns
        assert columns & {"stance", "kind", "tension", "remark"}
    elif "proposition" in columns:
        assert columns & {"confidence", "ceiling", "highest"}
    elif "evidence" in columns:
        assert columns & {"ceiling", "type"}


@pytest.mark.parametrize(("name", "case"), CASES)
def test_in_this_process(answered, name, case):
    if "rows" in case:
        check(rows_of(json.loads(answered(name, case["params"]))), case)
    elif "boolean" in case:
        assert json.loads(answered(name, case["params"]))["boolean"] is case["boolean"]
    else:
        body = answered(name, case["params"], "application/n-triples").decode()
        for triple in case["triples"]:
            assert triple in body


@pytest.mark.parametrize(("name", "case"), CASES)
def test_over_http_it_is_the_same_in_the_same_order(client, answered, name, case):
    """Asked again, of another store and by another way."""
    accept = "application/n-triples" if "triples" in case else "application/json"
    response = client.get(f"/api/queries/{name}", params=case["params"], headers={"Accept": accept})
    assert response.status_code == 200, response.text
    if "triples" in case:
        again = answered(name, case["params"], accept)
        assert sorted(response.content.splitlines()) == sorted(again.splitlines())
        return
    found, again = response.json(), json.loads(answered(name, case["params"]))
    if "rows" in case and len(found["results"]["bindings"]) == limit(name, case):
        # Of what is equal, any may stand at the end of a list that is cut.
        check(rows_of(found), case)
        assert len(found["results"]["bindings"]) == len(again["results"]["bindings"])
    else:
        assert told(found) == told(again)


@pytest.mark.parametrize("name", SELECTS)
def test_every_answer_is_put_in_order(kb, name):
    assert "ORDER BY" in kb.queries[name].text


@pytest.mark.parametrize("name", BILINGUAL)
def test_labels_and_hedges_come_in_the_language_asked_for(kb, answered, name):
    query = kb.queries[name]
    values = {key: param.example for key, param in query.params.items() if param.required}
    for language in ("en", "zh"):
        results = json.loads(answered(name, {**values, "language": language}))
        tags = {
            term["xml:lang"]
            for row in results["results"]["bindings"]
            for term in row.values()
            if "xml:lang" in term
        }
        assert tags <= {language}


def test_every_query_is_listed_with_its_parameters(client):
    listed = client.get("/api/queries").json()
    assert [one["name"] for one in listed["items"]] == NAMES
    for one in listed["items"]:
        assert one["summary"]
        assert one["tags"]
        for param in one["params"].values():
            assert param["type"]
            assert param["description"]
            assert param["example"] is not None


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("evidence-for-proposition", 422),
        ("evidence-for-proposition?proposition=", 422),
        ("evidence-for-proposition?proposition=a%20b", 422),
        ("evidence-for-proposition?proposition=x%3E%20%7D", 422),
        ("evidence-for-proposition?proposition=a&proposition=b", 422),
        ("code-training-evidence?langauge=zh", 422),
        ("origins-of-ability?ability=dialogue&min_confidence=Certain", 422),
        ("code-training-evidence?format=turtle", 406),
        ("kb/claims", 404),
        ("nothing", 404),
    ],
)
def test_bad_parameters_over_http(client, path, status):
    response = client.get(f"/api/queries/{path}")
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


def test_a_value_cannot_change_the_question(client):
    response = client.get(
        "/api/queries/code-training-evidence", params={"language": 'en") } UNION { ?s ?p ?o } #'}
    )
    assert response.status_code == 200
    rows = response.json()["results"]["bindings"]
    assert len(rows) == 7
    assert all("label" not in row for row in rows)


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_a_query_answers_in_every_format(client, form):
    response = client.get("/api/queries/code-training-evidence", params={"format": form})
    assert response.status_code == 200
    assert "fu2022-zh-gpt3-no-code-no-cot" in response.text
    tag = response.headers["etag"]
    again = client.get(
        "/api/queries/code-training-evidence",
        params={"format": form},
        headers={"If-None-Match": tag},
    )
    assert again.status_code == 304
