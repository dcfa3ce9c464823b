"""The findings of all slices together are those of the whole, however the quads are parted."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.check.apart import check_slice, join, note, slices
from llmkg.check.engine import Engine
from tests.shapes.test_broken import CALM, SEEDS, ground  # noqa: F401 - a fixture


def lines(quads):
    return (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


def joined(folder, quads, parts, random):
    """Quads at random in so many parts, some of them in several."""
    several: list[list[bytes]] = [[] for _ in range(parts)]
    for line in lines(quads):
        for part in random.sample(several, 1 if random.random() < 0.9 else min(2, parts)):
            part.append(line)
    for number, part in enumerate(several):
        note(folder / str(number), part)
    join(folder / "all", [folder / str(number) for number in range(parts)])
    return folder / "all"


def exact(results):
    return sorted(
        (one.rule, one.focus, one.path or "", one.value or "", sorted(one.bindings.items()))
        for one in results
    )


@given(seed=SEEDS, parts=st.integers(1, 4), size=st.sampled_from([500, 3000, 10**6]))
@settings(CALM, max_examples=3)
def test_slices_find_what_the_whole_finds(ground, corpus, seed, parts, size):  # noqa: F811
    data = [*ground.ontology, *ground.spoilt(seed, 25, 60)]
    expected = list(Engine(data).results(ground.shapes))
    assert len(expected) > 30
    with TemporaryDirectory() as name:
        folder = joined(Path(name), data, parts, Random(seed))
        several = slices(folder, corpus.shapes, size)
        found = [result for each in several for result in check_slice(each)]
    assert exact(found) == exact(expected)
