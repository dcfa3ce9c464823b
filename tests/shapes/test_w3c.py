"""The W3C's core tests, by the engine for large graphs."""

from collections import Counter

import pytest
import rdflib

from llmkg.check.engine import Engine
from llmkg.errors import OutsideError
from tests.shapes import w3c

PLACE = w3c.folder()
FILES = w3c.files(PLACE) if PLACE is not None else {}


def told(results):
    """Results as the suite has them."""
    return Counter(
        (term(one.focus), term(one.value), one.path, w3c.named(one.rule)) for one in results
    )


def term(text):
    if text is None:
        return None
    node = rdflib.util.from_n3(text)
    assert isinstance(node, rdflib.term.Node)
    return w3c.plain(node)


@pytest.mark.skipif(PLACE is None, reason="`make strangers` gets the tests of the W3C")
def test_the_whole_suite_is_there():
    assert len(FILES) >= 98


@pytest.mark.parametrize("path", FILES.values(), ids=FILES.keys())
def test_the_engine_is_right(path):
    tests = list(w3c.tests(path))
    assert tests
    for test in tests:
        data, shapes = w3c.quads(test.data), w3c.quads(test.shapes)
        if test.expected is None:
            with pytest.raises(OutsideError):
                list(Engine(data).core(shapes))
        else:
            assert told(Engine(data).core(shapes)) == test.expected
