"""The library, opened over the snapshot on disk and over a running server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import llmkg
from llmkg.library import KnowledgeGraph
from tests.serving import Served


@pytest.fixture(scope="module")
def embedded(snapshot: Path) -> Iterator[KnowledgeGraph]:
    with llmkg.open(snapshot) as kg:
        yield kg


@pytest.fixture(scope="module")
def remote(reader: Served) -> Iterator[KnowledgeGraph]:
    with llmkg.open(reader.sparql) as kg:
        yield kg


@pytest.fixture(scope="module", params=["embedded", "remote"])
def kg(request) -> KnowledgeGraph:
    opened = request.getfixturevalue(request.param)
    assert isinstance(opened, KnowledgeGraph)
    return opened
