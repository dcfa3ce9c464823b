"""Every kind of permanent name leads, by the rules of w3id.org, to a route that answers."""

import re
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from llmkg.http.problems import PROBLEMS
from llmkg.store.snapshot import open_current
from llmkg.vocab import BASE, Kind, split
from tests.linked.rewrite import Redirect, follow, parse

DOCUMENTS = [
    "api",
    "context.jsonld",
    "context/0.1.0.jsonld",
    "frames/model.jsonld",
    "ontology/0.1.0",
    "ontology/mappings",
    "profiles",
    "queries",
    "queries/origins-of-ability",
    "logo.svg",
    *sorted({f"problem/{kind.name}" for kind in PROBLEMS.values()}),
]


@pytest.fixture(scope="session")
def rules(root):
    return parse(root / "w3id" / "llmkg" / ".htaccess")


def sent_on(rules, path, query="") -> Redirect:
    sent = follow(rules, path, query)
    assert sent is not None, path
    return sent


@pytest.fixture(scope="session")
def names(snapshot):
    """Some names of each kind from the data, the longest and the oddest among them."""
    found: dict[Kind, set[str]] = {}
    with open_current(snapshot) as opened:
        store = opened.store()
        for quad in store.quads():
            for term in (quad.subject, quad.object, quad.graph_name):
                named = split(term.value) if isinstance(term, ox.NamedNode) else None
                if named:
                    found.setdefault(named[0], set()).add(named[1])
        store.close()
    return found


@pytest.mark.parametrize("kind", list(Kind))
def test_every_name_of_a_thing_is_sent_on(rules, names, kind):
    assert names[kind]
    for slug in names[kind]:
        sent = sent_on(rules, f"{kind.value}/{slug}")
        assert sent.status == 303
        assert urlsplit(sent.target).path == f"/{kind.value}/{slug}"


@pytest.mark.parametrize("kind", list(Kind))
def test_what_a_name_leads_to_is_there(client, rules, names, kind):
    odd = max(names[kind], key=lambda slug: (len(re.sub(r"[a-z-]", "", slug)), len(slug)))
    target = urlsplit(sent_on(rules, f"{kind.value}/{odd}").target)
    response = client.get(target.path, headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    assert f"{BASE}{kind.value}/{odd}" in client.get(f"{target.path}?format=nq").text


@pytest.mark.parametrize("path", ["", "ontology", "ontology/"])
def test_the_dataset_and_its_ontology(client, rules, path):
    sent = sent_on(rules, path)
    assert sent.status == 303
    where = urlsplit(sent.target).path
    for accept in ("text/html", "text/turtle", "application/ld+json"):
        response = client.get(where, headers={"Accept": accept})
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(accept)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents(client, rules, path):
    sent = sent_on(rules, path)
    assert sent.status == 302
    assert client.get(urlsplit(sent.target).path).status_code == 200


def test_a_query_goes_along(rules):
    assert sent_on(rules, "model/davinci", "format=nt").target.endswith("/model/davinci?format=nt")


@pytest.mark.parametrize(
    "path",
    ["models/davinci", "model/", "model", "model/../../x", "context.json", "ontology/x", "x"],
)
def test_what_is_no_name_is_not_sent_on(rules, path):
    sent = follow(rules, path)
    assert sent is None


def test_the_server_stands_in_one_place(root):
    text = (root / "w3id" / "llmkg" / ".htaccess").read_text(encoding="utf-8")
    assert len(re.findall(r"https?://(?!w3id\.org)", text)) == 1
