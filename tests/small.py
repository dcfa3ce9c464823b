"""Small roots of files that break no rule: a build of one, or a write to it, is soon done."""

import shutil
from pathlib import Path

from llmkg.anchor import make, text_digest
from llmkg.anchor.fill import block
from llmkg.build import build
from tests.cli.contribution import GOOD
from tests.shapes.build import HEAD, WORLD, claim, source

TEXT = "第一句说模型会推理。\n第二句说也许来自训练。\n"


def contribution(name: str = "one") -> str:
    """A claim of source:text that breaks no rule."""
    turtle: str = claim(statedIn="source:text", llmkg_anchor=block(make(TEXT, "会推理")))
    return HEAD + turtle.replace("~", name)


def build_small(root: Path, folder: Path) -> None:
    """Write it into `folder`, and a snapshot of it beside it: `root` and `out`.

    Ontology and queries are those of the checkout at `root`.
    """
    place = folder / "root"
    for name in ("ontology", "queries"):
        shutil.copytree(root / name, place / name)
    (place / "claims" / "catalogue").mkdir(parents=True)
    (place / "claims" / "text").mkdir()
    whole = source(textDigest=f'"{text_digest(TEXT)}"', textLength=str(len(TEXT)))
    world = HEAD + WORLD + whole.replace("~", "text")
    (place / "claims" / "catalogue" / "world.ttl").write_text(world, encoding="utf-8")
    (place / "claims" / "text" / "one.ttl").write_text(contribution(), encoding="utf-8")
    build(place, folder / "out")


def build_slim(root: Path, folder: Path) -> None:
    """Write all that has a name in the checkout at `root` and one claim, as `build_small` does.

    What is said of a contribution depends on names and rules, and hardly on other claims: here it
    is said in a fifth of the time.
    """
    place = folder / "root"
    for name in ("ontology", "queries", "claims/catalogue"):
        shutil.copytree(root / name, place / name)
    (place / "claims" / "fu2022-zh").mkdir()
    first = GOOD.replace("contributed", "first").replace("ability:dialogue", "ability:arithmetic")
    (place / "claims" / "fu2022-zh" / "00-first.ttl").write_text(first, encoding="utf-8")
    build(place, folder / "out")
