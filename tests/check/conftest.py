"""A small root of its own: the real ontology, a few things, one source with a text."""

import shutil
from pathlib import Path

import pytest

from llmkg.anchor import make, text_digest
from llmkg.anchor.fill import block
from tests.shapes.build import HEAD, WORLD, claim, source

TEXT = "第一句说模型会推理。\n第二句说也许来自训练。\n"


def anchored(quote: str, text: str = TEXT) -> str:
    return block(make(text, quote))


def contribution(name: str = "one") -> str:
    """A claim of source:text that breaks no rule."""
    turtle: str = claim(statedIn="source:text", llmkg_anchor=anchored("会推理"))
    return HEAD + turtle.replace("~", name)


@pytest.fixture
def small(root: Path, tmp_path: Path) -> Path:
    """A root that breaks no rule."""
    place = tmp_path / "small"
    shutil.copytree(root / "ontology", place / "ontology")
    catalogue = place / "claims" / "catalogue"
    catalogue.mkdir(parents=True)
    (catalogue / "world.ttl").write_text(
        HEAD
        + WORLD
        + source(textDigest=f'"{text_digest(TEXT)}"', textLength=str(len(TEXT))).replace(
            "~", "text"
        ),
        encoding="utf-8",
    )
    mine = place / "claims" / "text"
    mine.mkdir()
    (mine / "one.ttl").write_text(contribution(), encoding="utf-8")
    return place


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT.encode())
    return path
