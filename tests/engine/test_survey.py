"""A survey looks at a snapshot from afar, and at none that is too large for it."""

import json

import pyoxigraph as ox
import pytest

from llmkg.engine import survey as module
from tests.engine.test_prover import made


@pytest.fixture
def folder(tmp_path):
    store = ox.Store(str(tmp_path))
    store.bulk_extend(made())
    store.flush()
    del store
    return tmp_path


def test_a_snapshot_of_bounded_size_is_surveyed(folder):
    assert json.loads(module._make(str(folder)))["links"]


def test_of_one_that_is_too_large_no_more_is_counted_than_shows_it(folder, monkeypatch):
    looked = []

    class Counting:
        """A store that tells how many quads were asked of it."""

        def __init__(self, store):
            self._store = store

        def __getattr__(self, name):
            return getattr(self._store, name)

        def quads_for_pattern(self, *pattern):
            for quad in self._store.quads_for_pattern(*pattern):
                looked.append(quad)
                yield quad

    opened = ox.Store.read_only

    class Store:
        read_only = staticmethod(lambda path: Counting(opened(path)))

    monkeypatch.setattr(module, "MOST_QUADS", 5)
    monkeypatch.setattr(module, "is_merged", lambda _store: False)
    monkeypatch.setattr(ox, "Store", Store)
    assert module._make(str(folder)) == ""
    assert len(looked) == 6
