"""The ontology as one graph, and as it is written."""

from pathlib import Path

import pytest
from rdflib import Graph

FOLDER = Path(__file__).parents[2] / "ontology"


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """The Turtle files of the ontology, without the shapes."""
    found = sorted(FOLDER.glob("*.ttl"))
    assert found
    return found


@pytest.fixture(scope="session")
def ontology(files: list[Path]) -> Graph:
    """The whole ontology. Read only."""
    graph = Graph()
    for path in files:
        graph.parse(path)
    return graph
