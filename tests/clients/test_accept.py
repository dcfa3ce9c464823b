"""Any Accept header at any address: what comes is what was acceptable, by an oracle of our own.

RFC 9110, 12.5.1: the most specific range that fits a media type says its quality; zero is "not
acceptable"; without a header, or with one that cannot be read, everything is.
"""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.stranger import stranger

GRAPHS = (
    "text/turtle",
    "application/ld+json",
    "application/n-triples",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
)
OFFERED = {
    "/model/davinci": ("text/html", *GRAPHS),
    "/ontology": ("text/html", *GRAPHS),
    "/api/models/davinci": ("application/json", "application/ld+json"),
    "/api/claims?limit=2": ("application/json", "application/ld+json"),
}
"""The registered names under which each is described; a server may have others besides."""

NAMES = st.sampled_from(
    [
        *GRAPHS,
        *("text/html", "application/json", "image/png", "text/plain", "application/xml"),
        *("text/*", "application/*", "image/*", "*/*", "TEXT/Turtle", "Text/HTML"),
    ]
)
QUALITIES = st.one_of(
    st.none(), st.sampled_from(["0", "0.0", "0.000", "1", "1.0", "0.5", "0.001", "0.9", "0.999"])
)


@st.composite
def ranges(draw) -> list[tuple[str, float]]:
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique_by=str.lower))
    qualities = [draw(QUALITIES) for _ in names]
    return [(n, 1.0 if q is None else float(q)) for n, q in zip(names, qualities, strict=True)]


def quality(media_type: str, accepted: list[tuple[str, float]]) -> float:
    """The quality of a media type: exact range first, then its kind, then everything."""
    named = {name.lower(): value for name, value in accepted}
    kind = media_type.partition("/")[0]
    return next((named[each] for each in (media_type, f"{kind}/*", "*/*") if each in named), 0.0)


@pytest.fixture(scope="module")
def client(reader) -> Iterator[httpx.Client]:
    with stranger(reader.address) as client:
        yield client


QUICK = settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("path", OFFERED)
@QUICK
@given(accepted=ranges())
def test_what_comes_was_acceptable(client, path, accepted):
    header = ", ".join(name if value == 1 else f"{name};q={value}" for name, value in accepted)
    response = client.get(path, headers={"Accept": header})
    varies = {each.strip().lower() for each in response.headers["vary"].split(",")}
    assert "accept" in varies
    best = max(quality(each, accepted) for each in OFFERED[path])
    if response.status_code == 406:
        assert best == 0, f"{header}: something was acceptable"
        return
    assert response.status_code == 200, header
    got = response.headers["content-type"].partition(";")[0].lower()
    assert quality(got, accepted) > 0, f"{header}: {got} was not acceptable"
    assert quality(got, accepted) >= best, f"{header}: something else was better than {got}"


@pytest.mark.parametrize("path", OFFERED)
@QUICK
@given(header=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_no_header_is_too_odd(client, path, header):
    response = client.get(path, headers={"Accept": header.strip() or "*/*"})
    assert response.status_code in (200, 406)


@pytest.mark.parametrize("path", OFFERED)
def test_no_header_means_anything(client, path):
    request = client.build_request("GET", path)
    del request.headers["accept"]
    assert client.send(request).status_code == 200
