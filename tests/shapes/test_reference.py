"""The check finds what pyshacl finds, rule by rule, over all cases at once.

pyshacl gets the shapes as they are written: node shapes that gather property shapes, SPARQL
constraints evaluated for one focus node after the other, SPARQL targets.
"""

import pytest

from llmkg.bench import eased
from llmkg.check.shacl import validate
from llmkg.rdf.terms import to_graph


@pytest.fixture
def parsed_once():
    """Queries are parsed once each, and not for each node."""
    with eased.parsed_once():
        yield


def breaches(results):
    """Rule, focus, path and value; SHACL gives the focus as value where a rule selects none."""
    return {
        (one.rule, one.focus, one.path, None if one.value == one.focus else one.value)
        for one in results
    }


@pytest.mark.timeout(600)
def test_the_check_agrees_with_pyshacl(corpus, shapes, results, parsed_once):  # noqa: ARG001
    reference = breaches(validate(to_graph(corpus.quads()), to_graph(shapes.quads), advanced=True))
    ours = breaches(one for found in results.values() for one in found)
    assert len(reference) > len(shapes.rules)
    assert ours - reference == set()
    assert reference - ours == set()
