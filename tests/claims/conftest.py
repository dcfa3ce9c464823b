"""The article's claims, and its text where it is at hand."""

from pathlib import Path

import pytest

from llmkg.anchor.text import read_text, text_digest
from llmkg.anchor.verify import Anchored
from llmkg.check.anchored import anchors_of, digest_of
from llmkg.rdf.corpus import Corpus, load_corpus
from llmkg.vocab import BASE, Kind, thing

SLUG = "fu2022-zh"


@pytest.fixture(scope="session")
def corpus(root: Path) -> Corpus:
    return load_corpus(root)


@pytest.fixture(scope="session")
def article(texts: Path, corpus: Corpus) -> str:
    """The text of the edition that the claims were anchored in; skips where it is not at hand."""
    path = texts / f"{SLUG}.txt"
    if not path.is_file():
        pytest.skip(f"the text of {SLUG} is not among the texts of the sources")
    text = read_text(path)
    assert text_digest(text) == digest_of(corpus, thing(Kind.SOURCE, SLUG)), "another edition"
    return text


@pytest.fixture(scope="session")
def anchors(corpus: Corpus) -> tuple[Anchored, ...]:
    """Every anchor of the article's statements: claims, evidence and questions."""
    return anchors_of(corpus, thing(Kind.SOURCE, SLUG))


@pytest.fixture(scope="session")
def claim_anchors(anchors: tuple[Anchored, ...]) -> tuple[Anchored, ...]:
    """The anchors of the article's claims alone, those of their hedges included."""
    return tuple(one for one in anchors if one.statement.startswith(f"{BASE}claim/"))
