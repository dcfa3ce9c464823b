"""The context and the frames: documents come back, and the REST interface drops nothing."""

import json
from collections import defaultdict

import pyoxigraph as ox
import pytest
from pyld import jsonld

from llmkg.export.context import CONTEXT_IRI, load_context
from llmkg.export.frames import CLASSES
from llmkg.export.jsonld import framed, refuse
from llmkg.store.snapshot import open_current
from llmkg.vocab import BASE, Kind, split

REST = [
    "/api/models",
    "/api/models/text-davinci-003",
    "/api/models/text-davinci-003/lineage",
    "/api/abilities",
    "/api/abilities/chain-of-thought",
    "/api/abilities/chain-of-thought/origins?as_of=2023&min_confidence=Anecdotal",
    "/api/claims?limit=200",
    "/api/claims/fu2022-zh-3-1-code-training-gives-cot",
    "/api/propositions/code-training-gives-chain-of-thought",
    "/api/propositions/code-training-gives-chain-of-thought?as_of=2022-12-31",
    "/api/evidence/fu2022-zh-gpt3-no-code-no-cot",
    "/api/explain?subject=model:chatgpt&predicate=llmkg:derivedFrom&object=model:davinci",
    "/api/explain?subject=model:davinci&predicate=llmkg:derivedFrom&object=model:chatgpt",
    "/api/tensions",
    "/api/open-questions",
    "/api/search?q=code",
    "/api/queries",
]


@pytest.fixture(scope="session")
def samples(snapshot):
    """A thing or two of each kind: the first by name, and the one with the longest."""
    found = defaultdict(set)
    with open_current(snapshot) as opened:
        store = opened.store()
        for quad in store.quads():
            named = split(quad.subject.value) if isinstance(quad.subject, ox.NamedNode) else None
            if named:
                found[named[0]].add(named[1])
        store.close()
    return {kind: {min(slugs), max(slugs, key=len)} for kind, slugs in found.items()}


@pytest.fixture(scope="session")
def published(client):
    return client.get("/context.jsonld").json()


@pytest.mark.parametrize("kind", list(CLASSES))
def test_a_thing_comes_back_from_rdf(client, root, samples, kind):
    context = load_context(root)
    for slug in samples[kind]:
        iri = f"{BASE}{kind.value}/{slug}"
        body = client.get(f"/{kind.value}/{slug}?format=jsonld").content
        triples = [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.JSON_LD)]
        plain = client.get(f"/{kind.value}/{slug}?format=nt").content
        wanted = {quad.triple for quad in ox.parse(plain, format=ox.RdfFormat.N_TRIPLES)}
        assert set(triples) == wanted
        ordered = [quad.triple for quad in ox.parse(plain, format=ox.RdfFormat.N_TRIPLES)]
        assert json.loads(framed(ordered, context, iri)) == json.loads(body)


@pytest.mark.parametrize("kind", list(CLASSES))
def test_the_published_frame_makes_the_published_tree(client, published, samples, kind):
    frame = client.get(f"/frames/{kind.value}.jsonld").json()
    assert frame["@context"] == CONTEXT_IRI
    slug = min(samples[kind])
    body = client.get(f"/{kind.value}/{slug}?format=jsonld").json()
    expanded = jsonld.flatten(body, options={"documentLoader": refuse})
    things = [node for node in expanded if not node["@id"].startswith(f"{BASE}ontology#")]
    one = {**frame, "@id": body["@id"], "@context": published["@context"]}
    options = {"documentLoader": refuse, "omitGraph": True, "pruneBlankNodeIdentifiers": False}
    tree = jsonld.frame(things, one, options)
    tree.pop("@context")
    served = {name: value for name, value in body.items() if name not in ("@context", "included")}
    assert expansion(tree, published) == expansion(served, body)


def expansion(tree, context):
    document = {"@context": context["@context"], **tree}
    return jsonld.expand(document, {"documentLoader": refuse})


def test_there_is_no_frame_for_graphs(client):
    assert client.get("/frames/graph.jsonld").status_code == 404


def test_the_context_has_versions(client, published):
    assert client.get("/context/0.1.0.jsonld").json() == published
    assert client.get("/context/9.9.9.jsonld").status_code == 404


@pytest.mark.parametrize("path", REST)
def test_rest_answers_are_json_ld_and_lose_nothing(client, published, path):
    response = client.get(path)
    assert response.status_code == 200, response.text
    document = response.json()
    address = document["@context"]
    assert address == "http://testserver/context.jsonld"
    dropped: list[str] = []

    def load(url, _options=None):
        assert url == address
        return {"contextUrl": None, "documentUrl": url, "document": published}

    options = {"documentLoader": load, "base": "http://testserver/"}
    found = jsonld.expand(document, options, on_property_dropped=dropped.append)
    assert dropped == []
    assert found
    assert not list(relative(found))


def relative(value):
    """IRIs that stayed relative: values that were taken for names and are none."""
    match value:
        case dict():
            for key, inner in value.items():
                if key in ("@id", "@type"):
                    each = inner if isinstance(inner, list) else [inner]
                    yield from (one for one in each if ":" not in one)
                else:
                    yield from relative(inner)
        case list():
            for inner in value:
                yield from relative(inner)


def test_every_kind_has_a_frame():
    assert set(CLASSES) == set(Kind) - {Kind.GRAPH}
