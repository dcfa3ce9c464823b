"""Asking only about what a change touches gives the findings that asking about everything gives."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.check.checker import Checker
from llmkg.check.delta import delta
from llmkg.check.engine import Engine
from llmkg.check.nodewise.leads import Everything
from llmkg.rdf.view import Difference, Overlay
from tests.shapes.broken import broken
from tests.shapes.test_broken import CALM, SEEDS, ground  # noqa: F401 - a fixture


@pytest.fixture(scope="module")
def checker(ground):  # noqa: F811
    return Checker.of(ground.shapes, stored(ground.ontology))


def stored(quads):
    store = ox.Store()
    store.bulk_extend(quads)
    return store


def test_our_rules_can_all_be_asked_of_single_nodes(checker, ground):  # noqa: F811
    assert checker.beyond == frozenset()
    assert len(checker.rules) == len(ground.shapes.sparql())
    assert len(checker.shapes) > 90


@given(seed=SEEDS, size=st.integers(1, 6))
@settings(CALM, max_examples=3)
def test_findings_after_are_findings_before_and_the_delta(ground, checker, seed, size):  # noqa: F811
    start = ground.spoilt(seed, 20, 40)
    end = broken(start, seed + 1, size)
    before, after = ([*ground.ontology, *quads] for quads in (start, end))
    changed = Difference.between(before, after)
    store = stored(before)
    earlier = set(Engine(before).results(ground.shapes))
    expected = set(Engine(after).results(ground.shapes))
    try:
        change = delta(store, Overlay(store, changed), changed, checker)
    except Everything:
        return
    assert change.applied(earlier) == expected
    assert set(change.new) == expected - earlier
