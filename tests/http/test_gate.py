"""Addresses and hosts that can be none are refused, and none of them is an error of ours."""

import pytest
from hypothesis import given
from hypothesis import settings as few
from hypothesis import strategies as st

from llmkg.http.gate import AddressError, check_host, check_path


@pytest.mark.parametrize(
    "path",
    [
        b"/model/%zz", b"/model/%", b"/model/%4", b"/model/a%2Fb", b"/model/a%2fb", b"/model/a%5Cb",
        b"/model/a\\b", b"/model/%00", b"/model/%0d%0aX-Evil:%201", b"/model/%0A", b"/model/%7F",
        b"/model/../api", b"/model/%2e%2e/api", b"/./model/x", b"/model/%c0%ae", b"/model/%ff",
        b"/model/%ed%a0%80", b"/" + b"a" * 9_000,
    ],
)  # fmt: skip
def test_a_path_that_can_be_none(path):
    with pytest.raises(AddressError):
        check_path(path)


@pytest.mark.parametrize(
    "path", [b"/", b"/model/x", b"/model/%E6%80%9D", b"/a%20b", b"/a..b/c.", b"//x", b"/%25zz"]
)
def test_a_path_that_may_be_one(path):
    check_path(path)


@pytest.mark.parametrize(
    "hosts",
    [
        [b""], [b"a b"], [b"a/b"], [b"a@b"], [b"a:b"], [b"a:99999"], [b"a", b"a"], [b"a:1:2"],
        [b"<script>"], [b"a\r\nb"], [b"[::1"], [b"a?b"], [b"a#b"], [b"-a"], [b"\xff"],
    ],
)  # fmt: skip
def test_a_host_that_can_be_none(hosts):
    with pytest.raises(AddressError):
        check_host(hosts)


@pytest.mark.parametrize(
    "host", [b"a", b"a.example:80", b"127.0.0.1:8000", b"[::1]:8000", b"[::1]"]
)
def test_a_host_that_may_be_one(host):
    check_host([host])


@few(max_examples=60)
@given(st.text(st.sampled_from("/%.\\ab01c0eF2;:@#?&=+ \u4e2d"), max_size=20))
def test_no_path_is_an_error_of_ours(client, path):
    response = client.get("/" + path.lstrip("/"))
    assert response.status_code < 500
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/model/%2e%2e%2fx", "/api/models/%00", "/claim/%0d%0aX: 1"])
def test_what_is_refused_is_a_problem(client, path):
    response = client.get(path)
    assert response.status_code in (400, 404)
    assert response.headers["content-type"] == "application/problem+json"


def test_an_evil_host_gets_no_link(client):
    response = client.get("/sparql", headers={"Host": "evil.example/x?"})
    assert response.status_code == 400


@pytest.mark.parametrize("name", ["format", "default-graph-uri", "timeout", "version"])
def test_line_breaks_in_parameters_reach_no_header(client, name):
    asked = {"query": "ASK {}", name: "x\r\nX-Evil: 1"}
    response = client.get("/sparql", params=asked)
    assert "x-evil" not in response.headers
    assert response.status_code < 500
