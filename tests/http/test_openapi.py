import pytest
from jsonschema import Draft202012Validator

from llmkg.http.openapi import EXAMPLE_QUERY

ROUTES = {
    "/",
    "/sparql",
    "/healthz",
    "/readyz",
    "/ontology",
    "/context.jsonld",
    "/{kind}/{slug}",
    "/api/models",
    "/api/models/{slug}",
    "/api/models/{slug}/lineage",
    "/api/abilities",
    "/api/abilities/{slug}",
    "/api/abilities/{slug}/origins",
    "/api/claims",
    "/api/claims/{slug}",
    "/api/propositions/{slug}",
    "/api/evidence/{slug}",
    "/api/explain",
    "/api/tensions",
    "/api/open-questions",
    "/api/search",
    "/api/queries",
    "/api/queries/{name}",
    "/api/validate",
}


@pytest.fixture(scope="module")
def description(client):
    response = client.get("/api/openapi.json")
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
    return response.json()


def operations(description):
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_route_is_described(description):
    assert set(description["paths"]) >= ROUTES  # the README has all of them, and its test
    for path, method, operation in operations(description):
        assert operation["summary"], path
        assert {"200", "204", "302", "303", "308"} & set(operation["responses"]), (path, method)
        for status, response in operation["responses"].items():
            if status >= "4":  # "default", too
                assert "application/problem+json" in response["content"], (path, status)
            elif status >= "3":
                assert "content" not in response, (path, status)


def test_every_reference_leads_somewhere(description):
    def references(value):
        if isinstance(value, dict):
            if "$ref" in value:
                yield value["$ref"]
            for inner in value.values():
                yield from references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    found = set(references(description))
    assert found
    for reference in found:
        at = description
        for step in reference.removeprefix("#/").split("/"):
            at = at[step]


def test_the_schemas_are_schemas(description):
    for schema in description["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_the_examples_answer(client, description):
    tried = 0
    for path, method, operation in operations(description):
        if method != "get" or "{digest}" in path:  # a digest is of one snapshot
            continue
        filled, params = path, {}
        for parameter in operation.get("parameters", []):
            examples = parameter["schema"].get("examples") or parameter.get("examples") or [None]
            example = parameter.get("example", examples[0])
            if parameter["in"] == "path":
                assert example is not None, (path, parameter["name"])
                filled = filled.replace(f"{{{parameter['name']}}}", example)
            elif example is not None:
                params[parameter["name"]] = example
        response = client.get(filled, params=params)
        assert response.status_code == 200, (filled, params, response.text)
        tried += 1
    assert tried > 15


def test_the_examples_of_bodies_answer(client, description):
    for path, method, operation in operations(description):
        if method != "post":
            continue
        for media_type, body in operation["requestBody"]["content"].items():
            example = body.get("example")
            # Assistants are answered under names of this machine only.
            headers = {"Content-Type": media_type, "Host": "localhost"}
            if isinstance(example, dict) and media_type == "application/json":
                response = client.post(path, json=example, headers=headers)
            elif isinstance(example, dict):
                response = client.post(path, data=example, headers=headers)
            elif example is not None:
                response = client.post(path, content=example, headers=headers)
            else:
                continue
            assert response.status_code == 200, response.text


def test_the_example_query_finds_something(client):
    rows = client.get("/sparql", params={"query": EXAMPLE_QUERY}).json()["results"]["bindings"]
    assert len(rows) >= 3
