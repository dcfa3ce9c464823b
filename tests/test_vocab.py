import pickle

import pytest

from llmkg.vocab import (
    BASE,
    DCTERMS,
    LLMKG,
    PREFIXES,
    Kind,
    compact,
    expand,
    local_name,
    source_graph,
    split,
    thing,
)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_thing_is_found_again_in_its_iri(kind):
    assert split(thing(kind, "a-slug.1")) == (kind, "a-slug.1")


@pytest.mark.parametrize(
    "iri",
    [
        "https://example.org/model/x",
        BASE + "unknown/x",
        BASE + "model/",
        BASE + "model",
        BASE + "claim/x#anchor",
        LLMKG.Claim,
    ],
)
def test_what_is_no_thing_has_no_kind(iri):
    assert split(iri) is None


def test_terms_are_named_by_attribute_or_item():
    assert LLMKG.asserts == LLMKG["asserts"] == "https://w3id.org/llmkg/ontology#asserts"
    assert DCTERMS["title"] == "http://purl.org/dc/terms/title"
    assert pickle.loads(pickle.dumps(LLMKG)) == LLMKG


@pytest.mark.parametrize("prefix", list(PREFIXES))
def test_every_prefix_goes_both_ways(prefix):
    iri = PREFIXES[prefix] + "name"
    assert expand(f"{prefix}:name") == iri
    assert compact(iri) == f"{prefix}:name"


def test_the_short_prefixes_are_those_of_the_authored_files():
    assert PREFIXES["p"] == BASE + "proposition/"
    assert PREFIXES["c"] == BASE + "claim/"
    assert PREFIXES["e"] == BASE + "evidence/"
    assert PREFIXES["q"] == BASE + "question/"


@pytest.mark.parametrize("name", ["nothing:x", "https://example.org/x", "plain"])
def test_what_has_none_of_our_prefixes_is_left_alone(name):
    assert expand(name) is None
    assert compact(name) == name


@pytest.mark.parametrize(
    ("iri", "name"),
    [("http://x/y#z", "z"), ("http://x/y/z", "z"), ("urn:x:z", "z"), ("http://x/y#", "y#")],
)
def test_a_local_name_ends_the_iri(iri, name):
    assert local_name(iri) == name


def test_a_source_has_a_graph():
    assert source_graph("fu2022-zh") == BASE + "graph/source/fu2022-zh"
