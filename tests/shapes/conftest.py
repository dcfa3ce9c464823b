"""All cases in one graph, checked once."""

from collections import defaultdict
from pathlib import Path

import pytest

from llmkg.check.engine import Engine
from llmkg.check.rules import Shapes, load_shapes
from llmkg.rdf.corpus import Corpus, load_corpus
from tests.shapes import (
    cases_claim,
    cases_evidence,
    cases_locator,
    cases_proposition,
    cases_thing,
    cases_time,
)
from tests.shapes.build import HEAD, WORLD

CASES = [
    case
    for module in (
        cases_claim,
        cases_evidence,
        cases_locator,
        cases_proposition,
        cases_thing,
        cases_time,
    )
    for case in module.CASES
]


@pytest.fixture(scope="session")
def corpus(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The ontology, the world and every case; no other data."""
    place = tmp_path_factory.mktemp("cases")
    (place / "ontology").symlink_to(root / "ontology")
    folder = place / "claims" / "catalogue"
    folder.mkdir(parents=True)
    (folder / "world.ttl").write_text(HEAD + WORLD, encoding="utf-8")
    for case in CASES:
        for which in ("breach", "fine"):
            path = folder / f"{case.slug(which)}.ttl"
            path.write_text(HEAD + case.turtle(which), encoding="utf-8")
    return load_corpus(place)


@pytest.fixture(scope="session")
def shapes(corpus: Corpus) -> Shapes:
    return load_shapes(corpus.shapes)


@pytest.fixture(scope="session")
def results(corpus, shapes):
    """What the check finds, by focus."""
    found = defaultdict(set)
    for result in Engine(tuple(corpus.quads())).results(shapes):
        found[result.focus].add(result)
    return found
