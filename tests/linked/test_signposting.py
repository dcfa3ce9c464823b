"""FAIR Signposting on levels 1 and 2, read by the client of others."""

from functools import cache

import pytest
from signposting import find_signposting_http, find_signposting_http_link, find_signposting_linkset

HOME = "http://testserver"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
THINGS = {
    "model/davinci": "SoftwareApplication",
    "claim/fu2022-zh-3-1-code-training-gives-cot": "Claim",
    "source/fu2022-zh": "CreativeWork",
    "ability/chain-of-thought": "DefinedTerm",
    "graph/catalogue": "Dataset",
}


def signs(response, address):
    return find_signposting_http_link([response.headers["link"]], address)


@pytest.fixture(scope="module")
def answer_of(client):
    """Status and media type at an address; asked once, however many lead there."""

    @cache
    def ask(address):
        response = client.get(address)
        return response.status_code, response.headers["content-type"]

    return ask


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_level_1(client, answer_of, thing, accept):
    found = signs(client.get(f"/{thing}", headers={"Accept": accept}), f"{HOME}/{thing}")
    assert str(found.citeAs.target) == f"https://w3id.org/llmkg/{thing}"
    types = {str(each.target) for each in found.types if not each.context}
    own = {"https://schema.org/AboutPage", f"https://schema.org/{THINGS[thing]}"}
    assert own == {str(each.target) for each in found.types} & own
    assert types <= own | {"http://www.w3.org/ns/dx/prof/Profile"}
    assert str(found.license.target) == LICENCE
    assert found.authors
    assert {str(found.collection.target)} == {f"{HOME}/"}
    assert found.describedBy
    for each in found.describedBy:
        status, media_type = answer_of(str(each.target))
        assert status == 200
        assert media_type.startswith(str(each.type))


def test_the_authors_of_a_source_are_its_own(client):
    found = signs(client.get("/source/fu2022-zh"), f"{HOME}/source/fu2022-zh")
    names = {str(each.target).rpartition("/")[2] for each in found.authors}
    assert names == {"yao-fu", "hao-peng", "tushar-khot"}


@pytest.mark.parametrize("path", [*THINGS, ""])
@pytest.mark.parametrize("form", ["application/linkset+json", "application/linkset"])
def test_level_2(server, path, form):
    address = f"{server}/{path}"
    found = find_signposting_http(address)
    targets = [str(each.target) for each in found.linksets if str(each.type) == form]
    assert len(targets) == 1
    whole = find_signposting_linkset(targets[0])
    here = whole.for_context(address)
    assert str(here.citeAs.target) == f"https://w3id.org/llmkg/{path}"
    metadata = {str(each.target) for each in here.describedBy}
    assert {str(each.target) for each in found.describedBy} <= metadata
    assert str(here.license.target) == LICENCE
    if path:
        assert {str(here.collection.target)} == {f"{server}/"}


def test_the_dataset_names_its_files(client):
    found = signs(client.get("/", headers={"Accept": "text/html"}), f"{HOME}/")
    assert {str(each.target) for each in found.types} >= {"https://schema.org/Dataset"}
    items = [str(each.target) for each in found.items]
    assert len(items) == 1
    assert client.get(items[0]).status_code == 200


def test_headers_stay_short(client):
    # Proxies commonly refuse answers with more than 8 kB of headers.
    for thing in THINGS:
        headers = client.get(f"/{thing}").headers
        assert sum(len(name) + len(value) for name, value in headers.items()) < 6_500


def test_there_are_no_links_of_nothing(client):
    assert client.get("/linkset/model/none").status_code == 404
