"""The query that a page shows runs elsewhere as it stands, and gives what the page shows."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import sys

import httpx
import pyoxigraph as ox
import pytest

from llmkg.http.registry import discover
from llmkg.vocab import BASE

REGISTRY = discover()
PLACES = [
    *(site.path for site in REGISTRY.sites),
    *dict.fromkeys(page.examples[0] for page in REGISTRY.kinds.values() if page.examples),
]
SNIPPET = re.compile(
    r'<pre id="query-([\w-]+?)-(sparql|curl|python)"[^>]*><code>(.*?)</code>', re.DOTALL
)
EACH = """
import json, sys
found = {}
for name, program in json.load(sys.stdin).items():
    names = {}
    exec(program, names)
    found[name] = names.get("rows") or names.get("turtle") or []
print(json.dumps(found))
"""
SHOWS = [
    ("/proposition/code-training-gives-chain-of-thought", "argument-about-proposition", "claim"),
    ("/proposition/code-training-gives-chain-of-thought", "evidence-for-proposition", "evidence"),
    ("/read/fu2022-zh?section=3.1", "claims-of-section", "claim"),
    ("/origins", "", "ability"),
    ("/ability/chain-of-thought", "", "proposition"),
]


@pytest.fixture(scope="module")
def client(reader):
    with httpx.Client(base_url=reader.address, headers={"Accept": "text/html"}) as client:
        yield client


@pytest.fixture(scope="module")
def snippets(client):
    """By the name of a query: what pages show of it, of each the first."""
    found: dict[str, dict[str, str]] = {}
    for path in PLACES:
        of: dict[str, dict[str, str]] = {}
        for name, form, text in SNIPPET.findall(client.get(path).text):
            of.setdefault(name, {})[form] = html.unescape(text)
        found = {**of, **found}
    return found


def read(text, media_type):
    """The rows of a table; the triples of a graph."""
    if media_type == "text/csv":
        return list(csv.DictReader(io.StringIO(text)))
    return sorted(str(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))


def asked_for(sparql):
    """What the form of a query gives."""
    return "text/csv" if re.search(r"^\s*SELECT\b", sparql, re.MULTILINE) else "text/turtle"


def ran(reader, sparql):
    """What a query gives, from the endpoint itself."""
    media_type = asked_for(sparql)
    answer = httpx.post(
        reader.sparql, data={"query": sparql}, headers={"Accept": media_type}, timeout=60
    )
    assert answer.status_code == 200, answer.text
    return read(answer.text, media_type)


def test_every_query_that_pages_show_runs_as_sparql_curl_and_python(reader, snippets):
    assert len(snippets) > 5
    assert all(set(forms) == {"sparql", "curl", "python"} for forms in snippets.values())
    expected = {name: ran(reader, forms["sparql"]) for name, forms in snippets.items()}
    assert any(expected.values())
    for name, forms in snippets.items():
        command = ["bash", "-c", forms["curl"]]
        said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        assert read(said, asked_for(forms["sparql"])) == expected[name], name
    # One interpreter for all of them: each is a program of its own that leaves `rows`.
    programs = {name: forms["python"] for name, forms in snippets.items()}
    told = subprocess.run(
        [sys.executable, "-c", EACH],
        input=json.dumps(programs),
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert expected == {
        name: read(each, "text/turtle") if isinstance(each, str) else each
        for name, each in json.loads(told).items()
    }


@pytest.mark.parametrize(("path", "query", "kind"), SHOWS)
def test_what_the_query_gives_is_what_the_page_shows(client, reader, path, query, kind):
    text = client.get(path).text
    main = text[text.index("<main") : text.index('<div class="tools">')]
    shown = set(re.findall(rf'href="/{kind}/([^"?#]+)', main))
    found = [each for each in SNIPPET.findall(text) if query in each[0] and each[1] == "sparql"]
    assert found
    given = {
        slug
        for _, _, sparql in found
        for each in ran(reader, html.unescape(sparql))
        for slug in re.findall(rf"{re.escape(BASE)}{kind}/([^\s>\"'#]+)", str(each))
    }
    assert given
    assert given <= shown, given - shown
