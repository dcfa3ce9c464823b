"""docs/questions.md lists every stored query, with its summary and its parameters, and no other."""

import re
from pathlib import Path

import pytest

from tests.stored import public

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
QUERIES = public()
ROWS = {
    name: (question, params)
    for name, question, params in re.findall(
        r"^\| `([a-z-]+)` \| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE
    )
}


def test_every_query_is_on_the_page_and_no_other():
    assert sorted(ROWS) == sorted(QUERIES)
    named = set(re.findall(r"`([a-z-]+)`", PAGE.split("## Data")[0])) - {"queries", "source"}
    assert named <= QUERIES.keys()


@pytest.mark.parametrize("name", QUERIES)
def test_the_page_says_what_the_header_says(name):
    query = QUERIES[name]
    question, params = ROWS[name]
    assert question == query.summary
    written = [f"`{p.name}`" if p.required else f"[`{p.name}`]" for p in query.params.values()]
    assert params.split() == written


@pytest.mark.parametrize("name", QUERIES)
def test_a_header_says_how_to_read_the_answer(name):
    query = QUERIES[name]
    assert query.description or query.form == "ASK", "say what a row is and what its hedges mean"
    assert query.tags
    for param in query.params.values():
        assert param.description
        assert param.example
