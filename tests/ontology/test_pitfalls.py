"""The pitfalls of the OOPS! catalogue that a query can find.

Each `pitfalls/NAME.rq` selects the terms at fault; beside it `NAME.bad.ttl` has some, listed in its
last line, among others that are fine.
"""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

FOLDER = Path(__file__).parent / "pitfalls"
PITFALLS = sorted(path.stem for path in FOLDER.glob("*.rq"))


def store_of(*paths: Path) -> ox.Store:
    store = ox.Store()
    for path in paths:
        store.load(path.read_bytes(), ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def whole(files: list[Path]) -> ox.Store:
    # rdflib takes minutes for the pairs of siblings
    return store_of(*files)


def at_fault(name: str, store: ox.Store) -> set[str]:
    rows = store.query((FOLDER / f"{name}.rq").read_text(encoding="utf-8"))
    assert isinstance(rows, ox.QuerySolutions)
    return {re.split(r"[#/]", row[0].value)[-1] for row in rows}


def test_every_pitfall_has_its_bad_example():
    assert {path.name.removesuffix(".bad.ttl") for path in FOLDER.glob("*.ttl")} == set(PITFALLS)
    # the critical and important ones that show in the triples; the others are for people to judge
    numbers = {int(name[1:3]) for name in PITFALLS}
    assert numbers >= {3, 5, 6, 10, 11, 14, 15, 16, 19, 23, 24, 25, 26, 27, 28, 29, 31, 34, 35, 40}


@pytest.mark.parametrize("name", PITFALLS)
def test_query_finds_what_is_bad_and_nothing_else(name):
    path = FOLDER / f"{name}.bad.ttl"
    expected = set(path.read_text(encoding="utf-8").rstrip().rsplit("# bad: ", 1)[1].split())
    assert expected
    assert at_fault(name, store_of(path)) == expected


@pytest.mark.parametrize("name", PITFALLS)
def test_ontology_has_none(name, whole):
    assert at_fault(name, whole) == set()
