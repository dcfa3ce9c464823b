"""A small world, and all records imported into it and built, once for each worker."""

import shutil
from pathlib import Path

import pytest

from llmkg.build import build
from llmkg.exchange.importing import run_import
from llmkg.kb import KnowledgeBase

RECORDS = Path(__file__).parent / "records"
ALL = (
    ("ecosystem-graphs", "ecosystem"),
    ("model-cards", "cards"),
    ("bibliography", "library.bib"),
    ("orkg-comparison", "comparison.csv"),
)


@pytest.fixture
def records():
    return RECORDS


def new_world(root: Path, checkout: Path) -> Path:
    """A root of its own: our ontology and queries, and a few claims of one paper."""
    shutil.copytree(RECORDS / "world", root)
    for name in ("ontology", "queries"):
        (root / name).symlink_to(checkout / name)
    return root


@pytest.fixture(scope="session")
def imported(root, tmp_path_factory):
    """The root after all imports, and what each found."""
    world = new_world(tmp_path_factory.mktemp("imported") / "root", root)
    return world, {kind: run_import(kind, RECORDS / path, root=world) for kind, path in ALL}


@pytest.fixture(scope="session")
def kb(imported, root, tmp_path_factory):
    world, _ = imported
    out = tmp_path_factory.mktemp("built")
    build(world, out)
    with KnowledgeBase.open(out, root / "queries") as opened:
        yield opened
