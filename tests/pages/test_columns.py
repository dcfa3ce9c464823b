"""Columns of stored queries, and the words in them, have names in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from llmkg.export.executables import runnable
from llmkg.http.language import FOLDER
from llmkg.queries import load_queries

ROOT = Path(__file__).parents[2]
QUERIES = {n: q for n, q in load_queries(ROOT / "queries").items() if not q.internal}
# What a query binds itself, and is no word of a source: "for", "leaves open".
OWN = re.compile(r"(?:VALUES [^{]*\{|BIND\(|IF\()[^\n]*")
WORD = re.compile(r'"([a-z][a-z ]+)"')


def keys(language: str, kind: str) -> set[str]:
    text = (FOLDER / language / "columns.ftl").read_text(encoding="utf-8")
    return set(re.findall(rf"^{kind}-([\w-]+) = ", text, re.MULTILINE))


def columns() -> set[str]:
    found: set[str] = set()
    for query in QUERIES.values():
        answer = ox.Store().query(runnable(query))
        if isinstance(answer, ox.QuerySolutions):
            found |= {variable.value for variable in answer.variables}
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_column_has_a_name_and_no_name_is_left_over(language):
    assert keys(language, "column") == columns()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_word_that_a_query_binds_has_a_name(language):
    lines = [line for query in QUERIES.values() for line in OWN.findall(query.text)]
    words = {word.replace(" ", "-") for line in lines for word in WORD.findall(line)}
    assert len(words) > 10
    assert words - {"en"} <= keys(language, "word")


def test_a_chinese_page_has_chinese_columns_and_words(reader):
    address = "/queries/hedges-of-proposition?proposition=code-training-gives-chain-of-thought"
    with httpx.Client(base_url=reader.address, headers={"Accept": "text/html"}) as client:
        page = client.get(f"{address}&lang=zh").text
        other = client.get(f"{address}&lang=en").text
    heads = re.findall(r'<th scope="col">([^<]*)</th>', page)
    assert heads == ["主张", "立场", "现状", "评定", "置信等级", "模糊限制语", "来源", "章节"]
    assert re.search(r"<td>\s*存而不论\s*</td>", page)
    assert re.search(r"<td>\s*leaves open\s*</td>", other)
