"""The checkout's snapshot, open for export."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from llmkg.export.context import Context, load_context
from llmkg.kb import KnowledgeBase
from llmkg.store.port import GraphStore
from tests.export.fates import build_fates


@pytest.fixture(scope="session")
def store(root: Path, snapshot: Path) -> Iterator[GraphStore]:
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        yield kb.store


@pytest.fixture(scope="session")
def context(root: Path) -> Context:
    return load_context(root)


@pytest.fixture(scope="session")
def fates(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small root with claims that do not stand, beside a snapshot of it: `root` and `out`."""
    folder = tmp_path_factory.mktemp("fates")
    build_fates(root, folder)
    return folder


@pytest.fixture(scope="session")
def fated(fates: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(fates / "out", fates / "root" / "queries") as kb:
        yield kb
