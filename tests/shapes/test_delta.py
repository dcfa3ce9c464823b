"""Asking only about what a change touches gives the findings that asking about everything gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.check.delta import delta
from llmkg.check.engine import Engine
from tests.shapes.broken import broken
from tests.shapes.test_broken import CALM, SEEDS, ground  # noqa: F401 - a fixture


@given(seed=SEEDS, size=st.integers(1, 6))
@settings(CALM, max_examples=3)
def test_findings_after_are_findings_before_and_the_delta(ground, seed, size):  # noqa: F811
    start = ground.spoilt(seed, 20, 40)
    end = broken(start, seed + 1, size)
    before, after = ([*ground.ontology, *quads] for quads in (start, end))
    change = delta(before, after, ground.shapes)
    expected = set(Engine(after).results(ground.shapes))
    assert change.applied(Engine(before).results(ground.shapes)) == expected


def test_little_is_asked_about(ground):  # noqa: F811
    start = ground.spoilt(1, 60, 0)
    before = [*ground.ontology, *start]
    gone = next(quad for quad in start if "/claim/" in str(quad.subject))
    change = delta(before, [quad for quad in before if quad != gone], ground.shapes)
    asked = [nodes for nodes in change.touched.values() if nodes is not None]
    assert len(asked) == len(change.touched), "a rule is asked about everything"
    assert gone.subject.value in {node[1:-1] for nodes in asked for node in nodes}
    assert all(len(nodes) < 40 for nodes in asked)
