"""What `llmkg bench write` measures: that it writes, and that nothing is left of it."""

import pyoxigraph as ox

from llmkg.bench import write
from llmkg.bench.write import WHOLE, Spread, measure
from llmkg.store.snapshot import open_current


def stated(out):
    """What sources say, and how many things there are by class."""
    with open_current(out) as snapshot:
        store = ox.Store.read_only(str(snapshot.path / "store"))
        quads = {str(quad) for quad in store if "graph/source/" in str(quad.graph_name)}
        return quads, snapshot.manifest.counts


def test_claims_are_added_revised_and_taken_back(place, monkeypatch):
    states = [stated(place.out)]
    send = write._send

    def sent(*given):
        timing = send(*given)
        states.append(stated(place.out))
        return timing

    monkeypatch.setattr(write, "_send", sent)
    taken = measure(place.root, place.out, 1)
    assert taken.claims == states[0][1]["Claim"]
    assert set(taken.seconds) == {"add", "revise", "retract"}
    for steps in taken.seconds.values():
        assert {"check", "publish", "processor"} <= set(steps)
        assert steps[WHOLE][0] > steps["check"][0]
    (before, counts), _first, (added, more), (revised, _), (after, again) = states
    assert before < added
    assert more["Claim"] == counts["Claim"] + 1
    assert any("(revised)" in quad for quad in revised - added)
    assert (after, again) == (before, counts)


def test_half_and_95_of_a_hundred():
    assert Spread.of([float(each) for each in range(100, 0, -1)]) == Spread(50.5, 96.0)
    assert Spread.of([2.0]) == Spread(2.0, 2.0)
