"""The requests that OpenRefine makes, as its source makes them (ff43aa1, August 2026).

Which file of it makes a request is named beside it: what is not escaped there is not escaped here,
and what its reader of answers needs is looked for.
"""

import json
import urllib.parse
from typing import Any

import pytest

from llmkg.link.reading import MOST_QUERIES
from tests.link.specification import valid

BASE = "https://w3id.org/llmkg/"
MODEL = f"{BASE}ontology#Model"
BROWSER = {
    "Accept": "application/json, text/javascript, */*; q=0.01",
    "Origin": "http://127.0.0.1:3333",
}
"""What jQuery sends for `dataType: "json"`, from the page of a local OpenRefine."""


@pytest.fixture(scope="module")
def manifest(client):
    """`recon-manager.js`: the address of the service, with CORS; JSONP only where that fails."""
    answer = client.get("/reconcile", headers=BROWSER)
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


def as_browsers_have_it(address):
    """`encodeURI`, and no fragment: a browser sends nothing from "#" on."""
    return urllib.parse.quote(address, safe="!#$%&'()*+,/:;=?@~").partition("#")[0]


def posted(client, name, value):
    """`HttpClient.postNameValue`: one field of a form."""
    answer = client.post("/reconcile", data={name: json.dumps(value)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_batch_is_no_larger_than_it_will_send(manifest):
    """`StandardReconConfig.getBatchSize`: a tenth of the rows, from ten to `batchSize`."""
    assert 10 <= manifest["batchSize"] <= MOST_QUERIES


def test_a_column_with_columns_beside_it(client):
    """`StandardReconConfig.createJob`: no limit unless one was set, types as `should`; cells beside
    it as they are, or as `id` and `name` where they were matched before."""
    parent = {"id": f"{BASE}model/code-davinci-002", "name": "code-davinci-002"}
    rows: list[tuple[str, list[dict[str, Any]]]] = [
        ("davinci 002", [{"pid": f"{BASE}ontology#derivedFrom", "v": parent}]),
        ("ChatGPT", [{"pid": f"{BASE}ontology#releasedOn", "v": "2022-11-30T00:00:00Z"}]),
        ("PaLM", [{"pid": f"{BASE}ontology#releasedOn", "v": 2022},
                  {"pid": "no such property", "v": True}]),
    ]  # fmt: skip
    queries = {
        f"q{at}": {"query": text, "type": MODEL, "type_strict": "should", "properties": properties}
        for at, (text, properties) in enumerate(rows)
    }
    valid(queries, "0.2", "reconciliation-query-batch")
    found = posted(client, "queries", queries)
    valid(found, "0.2", "reconciliation-result-batch")
    assert [found[key]["result"][0]["id"].removeprefix(BASE) for key in queries] == [
        "model/text-davinci-002", "model/chatgpt", "model/palm",
    ]  # fmt: skip
    # `ReconResult`, `GuessTypesOfColumnCommand`: types are objects with id and name
    for answer in found.values():
        for each in answer["result"]:
            assert all(type_["id"] and type_["name"] for type_ in each["type"])


@pytest.mark.parametrize("kind", ["entity", "type", "property"])
def test_what_is_typed_is_completed(client, manifest, kind):
    """`suggest-4_3a.js` and `custom-suggest.js`: the prefix alone, and nothing escaped twice."""
    where = manifest["suggest"][kind]
    answer = client.get(
        where["service_url"] + where["service_path"], params={"prefix": "m"}, headers=BROWSER
    )
    names = {"entity": "entities", "type": "types", "property": "properties"}
    valid(answer.json(), "0.2", f"suggest-{names[kind]}-response")
    assert answer.json()["result"]


@pytest.mark.parametrize("view", ["preview", "view"])
def test_an_identifier_is_put_into_an_address_as_it_is(client, manifest, view):
    """`recon-renderer.js`: `encodeURI(url.replace("{{id}}", id))`."""
    address = manifest[view]["url"].replace("{{id}}", f"{BASE}model/text-davinci-002")
    answer = client.get(as_browsers_have_it(address))
    assert answer.status_code == 200
    assert "text-davinci-002" in answer.text


def test_a_preview_fits_a_frame_that_may_do_nothing(client, manifest):
    """`recon-renderer.js`: an iframe of these dimensions with `sandbox=""`, so without scripts."""
    preview = manifest["preview"]
    assert all(isinstance(preview[side], int) for side in ("width", "height"))
    page = client.get(as_browsers_have_it(preview["url"].replace("{{id}}", "model:chatgpt")))
    assert "<script" not in page.text
    assert "frame-ancestors *" in page.headers["content-security-policy"]


@pytest.mark.parametrize("typed", [MODEL, "llmkg:Model", ""])
def test_properties_are_proposed_for_a_type_that_is_not_escaped(client, manifest, typed):
    """`add-column-by-reconciliation.js`: `url + "?type=" + typeID`, "" where no type was chosen.

    All from the "#" of our identifiers on never leaves the browser.
    """
    where = manifest["extend"]["propose_properties"]
    address = f"{where['service_url']}{where['service_path']}?type={typed}"
    answer = client.get(as_browsers_have_it(address), headers=BROWSER)
    assert answer.status_code == 200, answer.text
    found = [each["id"].removeprefix(BASE) for each in answer.json()["properties"]]
    assert "ontology#derivedFrom" in found
    assert all(each["name"] for each in answer.json()["properties"])


def test_columns_are_fetched(client):
    """`ReconciledDataExtensionJob`: meta in order, each with id and name; of each value `id` with
    `name`, or one of `str`, `float`, `int`, `date`, `bool`."""
    ids = [f"{BASE}model/text-davinci-002", f"{BASE}model/chatgpt"]
    wanted: list[dict[str, Any]] = [
              {"id": f"{BASE}ontology#derivedFrom"},
              {"id": f"{BASE}ontology#releasedOn", "settings": {}}]  # fmt: skip
    query = {"ids": ids, "properties": wanted}
    valid(query, "0.2", "data-extension-query")
    found = posted(client, "extend", query)
    valid(found, "0.2", "data-extension-response")
    assert [each["id"] for each in found["meta"]] == [each["id"] for each in wanted]
    parents = found["rows"][ids[0]][wanted[0]["id"]]
    assert f"{BASE}model/code-davinci-002" in [each["id"] for each in parents]
    assert all(each["name"] for each in parents)
