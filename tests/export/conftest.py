"""The checkout's snapshot, open for export."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from llmkg.export.context import Context, load_context
from llmkg.kb import KnowledgeBase
from llmkg.store.port import GraphStore


@pytest.fixture(scope="session")
def store(root: Path, snapshot: Path) -> Iterator[GraphStore]:
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        yield kb.store


@pytest.fixture(scope="session")
def context(root: Path) -> Context:
    return load_context(root)
