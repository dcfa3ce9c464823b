"""The benchmark of the check: what it counts, and what it says of an engine that is stopped."""

import pytest

from llmkg.bench.check import Checked, Timed, compare
from llmkg.cli.bench_check import as_dict, row

FOUND = frozenset({("urn:rule", "<urn:a>", None, None)})


def checked(engine, reference):
    return Checked(20, 6689, engine, engine, reference, limit=60.0)


def test_slices_that_find_something_else_are_told():
    other = Timed(0.5, 68, frozenset())
    each = Checked(20, 6689, Timed(0.5, 68, FOUND), other, None, limit=60.0)
    assert each.agree is False
    assert "findings differ" in row(each)


@pytest.mark.parametrize(
    ("reference", "ratio", "agree", "part"),
    [
        (Timed(50.0, 90, FOUND), 100, True, "100  same findings"),
        (Timed(50.0, 90, frozenset()), 100, False, "100  findings differ"),
        (Timed(None, 0, frozenset()), 120, None, "> 60.0 s  > 120"),
        (None, None, None, "-  -"),
    ],
)
def test_what_is_told(reference, ratio, agree, part):
    each = checked(Timed(0.5, 68, FOUND), reference)
    assert (each.ratio, each.agree) == (ratio, agree)
    assert part in row(each)
    assert as_dict(each)["ratio"] == ratio
    assert as_dict(each)["breaches"] == 1


def test_made_up_claims_are_checked_and_a_slow_engine_is_stopped(root):
    (each,) = compare(root, [3], seed=1, reference=3, limit=1)
    assert each.triples > 3000
    assert each.engine.seconds is not None
    assert each.engine.peak_mb > 0
    assert each.sliced.breaches == each.engine.breaches
    assert each.reference == Timed(None, 0, frozenset())
    assert each.agree is None
