"""Each value once, as numpy has it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.rdf.distinct import distinct, union


@pytest.mark.parametrize("kind", [np.int64, np.uint64, np.uint32])
@given(values=st.lists(st.integers(0, 2**32 - 1)), others=st.lists(st.integers(0, 9)))
def test_what_numpy_gives(kind: type[np.uint64], values: list[int], others: list[int]) -> None:
    one, other = np.array(values, dtype=kind), np.array(others, dtype=kind)
    assert distinct(one).tolist() == sorted(set(values))
    assert distinct(one).dtype == one.dtype
    assert union(one, other).tolist() == np.union1d(one, other).tolist()
    both = np.stack((one, one), axis=1)
    assert distinct(both).tolist() == sorted(set(values))
