"""Who serves reads what was written from copies of its own, which follow it."""

import pyoxigraph as ox

from llmkg.contribute.job import Do
from llmkg.http.reading import Readings
from llmkg.settings import Settings
from llmkg.store import folders
from llmkg.store.snapshot import open_current

GRAPH = "https://example.org/g"


def said(reading):
    return {quad.object.value for quad in reading.kb.store.quads(graph=ox.NamedNode(GRAPH))}


def test_what_is_written_is_read_without_opening_it(desk, monkeypatch):
    opened = []
    plain = ox.Store.read_only

    def told(path):
        opened.append(path)
        return plain(path)

    readings = Readings(Settings(root=desk.place.root, out=desk.place.out))
    desk.do(Do.PUT, GRAPH, "<x:a> <x:p> 0 .")
    first = readings.get()
    readings.keep_up(first)
    monkeypatch.setattr("llmkg.store.embedded.ox.Store.read_only", told)
    for number in range(1, 4):
        desk.do(Do.PUT, GRAPH, f"<x:a> <x:p> {number} .")
        opened.clear()
        reading = readings.open(at_once=True)
        assert not opened
        assert said(reading) == {str(number)}
        assert reading.kb.manifest.digest == reading.digest
        old = readings.switch(reading)
        assert old is not None
        assert said(old) == {str(number - 1)}  # its readers go on with what they have
        readings.retire(old)
        readings.keep_up(reading)
        with open_current(desk.place.out) as snapshot:
            assert set(reading.kb.store.quads()) == set(snapshot.store().quads())
    readings.close()
    assert len(list((desk.place.out / folders.WORKING).iterdir())) == 1  # the writer's


def test_who_still_reads_both_copies_has_a_third_one_opened(desk):
    readings = Readings(Settings(root=desk.place.root, out=desk.place.out))
    desk.do(Do.PUT, GRAPH, "<x:a> <x:p> 0 .")
    held = [readings.get()]
    readings.keep_up(held[0])
    for number in range(1, 5):
        desk.do(Do.PUT, GRAPH, f"<x:a> <x:p> {number} .")
        held.append(readings.open(at_once=True))
        readings.switch(held[-1])
        assert [said(each) for each in held] == [{str(each)} for each in range(number + 1)]
    for each in held[:-1]:
        readings.retire(each)
    readings.close()
