"""Content negotiation by profile, in both functional profiles of the W3C."""

import pyoxigraph as ox
import pytest
from httplink import parse_link_header

from llmkg.export.profiles import PROFILES
from llmkg.http.representation import formats_of

THING = "/claim/fu2022-zh-3-1-code-training-gives-cot"
KEYWORDS = {
    "skos": "http://www.w3.org/2004/02/skos/core#prefLabel",
    "schema": "https://schema.org/name",
    "prov": "http://www.w3.org/ns/prov#wasQuotedFrom",
    "argument": "http://www.w3.org/ns/oa#start",
    "llmkg": "https://w3id.org/llmkg/ontology#hedge",
    "triple-terms": "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies",
    "labels": "http://www.w3.org/2000/01/rdf-schema#label",
    "alt": "http://www.w3.org/ns/dx/connegp/altr#hasRepresentation",
}


def predicates(response):
    return {quad.predicate.value for quad in ox.parse(response.content, format=ox.RdfFormat.TURTLE)}


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.token)
def test_by_header_and_by_query_string_are_one(client, profile):
    by_header = client.get(
        THING, headers={"Accept-Profile": f"<{profile.iri}>", "Accept": "text/turtle"}
    )
    by_token = client.get(THING, params={"_profile": profile.token, "_mediatype": "text/turtle"})
    by_iri = client.get(THING, params={"_profile": profile.iri, "_mediatype": "text/turtle"})
    assert by_header.content == by_token.content
    assert by_iri.content == by_header.content
    assert KEYWORDS[profile.token] in predicates(by_header)
    for response in (by_header, by_token):
        assert response.headers["content-profile"] == f"<{profile.iri}>"
        links = parse_link_header(response.headers["link"]).links
        assert [link.target for link in links if "profile" in link.rel] == [profile.iri]
        varies = response.headers["vary"].lower()
        assert "accept-profile" in varies
        assert "accept" in varies.split(", ")


def test_views_differ_and_so_do_their_tags(client):
    found = [
        client.get(THING, params={"_profile": profile.token, "_mediatype": "text/turtle"})
        for profile in PROFILES
    ]
    assert len({response.headers["etag"] for response in found}) == len(PROFILES)
    assert len({response.content for response in found}) == len(PROFILES)


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("<https://schema.org/>;q=0.5, <http://www.w3.org/ns/prov>;q=0.9", "prov"),
        ("<urn:unknown>, <https://schema.org/>;q=0.1", "schema"),
        ("<https://schema.org>", "schema"),
        ("*", "llmkg"),
        ("", "llmkg"),
        ("<unclosed", "llmkg"),
        ('"skos"', "skos"),
        ("<https://schema.org/>;q=0, <http://www.w3.org/ns/prov>", "prov"),
    ],
)
def test_qualities(client, header, token):
    response = client.get(THING, headers={"Accept-Profile": header, "Accept": "text/turtle"})
    assert response.status_code == 200
    wanted = next(profile for profile in PROFILES if profile.token == token)
    assert response.headers["content-profile"] == f"<{wanted.iri}>"


def test_the_query_string_goes_first(client):
    response = client.get(f"{THING}?_profile=skos", headers={"Accept-Profile": "<urn:unknown>"})
    assert response.headers["content-profile"] == "<http://www.w3.org/2004/02/skos/core>"


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ("_profile=none", {}, 400),
        ("_profile=", {}, 400),
        ("", {"Accept-Profile": "<urn:unknown>"}, 406),
        ("_profile=skos&_mediatype=text/html", {}, 406),
        ("_profile=skos", {"Accept": "image/png"}, 406),
        ("_mediatype=image/png", {}, 406),
        ("_mediatype=text/turtle&format=nt", {}, 422),
        ("_profile=skos&_profile=prov", {}, 422),
        ("_profiles=skos", {}, 422),
    ],
)
def test_what_there_is_not(client, query, headers, status):
    response = client.get(f"{THING}?{query}", headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["mend"]


def test_a_plus_that_was_not_escaped(client):
    response = client.get(f"{THING}?_mediatype=application/ld+json")
    assert response.headers["content-type"] == "application/ld+json"


def test_the_list_of_representations_holds_what_is_there(client):
    response = client.get(f"{THING}?_profile=alt&_mediatype=text/turtle")
    quads = list(ox.parse(response.content, format=ox.RdfFormat.TURTLE))
    altr = "http://www.w3.org/ns/dx/connegp/altr#"
    listed = [q.object.value for q in quads if q.predicate.value == f"{altr}hasRepresentation"]
    usual = [q.object for q in quads if q.predicate.value == f"{altr}hasDefaultRepresentation"]
    assert len(usual) == 1
    assert len(listed) == sum(len(formats_of(profile)) for profile in PROFILES)
    types = {q.subject.value: q.object.value for q in quads if q.predicate.value.endswith("format")}
    for address in listed:
        found = client.get(address, headers={"Accept": "image/png"})
        assert found.status_code == 200, address
        assert found.headers["content-type"].replace(" ", "").startswith(types[address])


def test_links_to_other_profiles_lead_there(client):
    links = parse_link_header(client.get(THING).headers["link"]).links
    others = {}
    for link in links:
        attributes = dict(link.attributes)
        if "alternate" in link.rel:
            others[attributes["profile"]] = (link.target, attributes["type"])
    assert set(others) == {profile.iri for profile in PROFILES}
    for iri, (target, type_) in others.items():
        response = client.get(target)
        assert response.headers["content-profile"] == f"<{iri}>"
        assert response.headers["content-type"].startswith(type_)


def test_the_profiles_are_described(client):
    text = client.get("/profiles").text
    for profile in PROFILES:
        assert f'"{profile.token}"' in text
