"""An index that is changed says of each thing how often it is mentioned, as one written anew."""

import pyoxigraph as ox
import pytest
import tantivy

from llmkg.rdf.view import Difference
from llmkg.search import amend, documents
from llmkg.search.amend import Desk
from llmkg.search.index import is_index, write_index
from llmkg.vocab import RDFS

GRAPH = ox.NamedNode("https://w3id.org/llmkg/graph/catalogue")
MODEL = "https://w3id.org/llmkg/model/"
SAYS = ox.NamedNode("https://w3id.org/llmkg/ontology#derivedFrom")


def named(name: str) -> ox.Quad:
    return ox.Quad(
        ox.NamedNode(MODEL + name), ox.NamedNode(RDFS.label), ox.Literal(name, language="en"), GRAPH
    )


def says(subject: str, value: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(MODEL + subject), SAYS, ox.NamedNode(MODEL + value), GRAPH)


def found(folder) -> dict[str, int]:
    assert is_index(folder)
    index = tantivy.Index.open(str(folder))
    hits = index.searcher().search(tantivy.Query.all_query(), 100).hits
    docs = [index.searcher().doc(address) for _, address in hits]
    return {str(doc["iri"][0]): doc["mentions"][0] for doc in docs if doc["iri"]}


def test_mentions_follow_changes_up_to_where_they_are_not_counted(tmp_path, monkeypatch):
    for each in (amend, documents):
        monkeypatch.setattr(each, "MOST_MENTIONS", 3)
    names = [f"m{number}" for number in range(6)]
    store = ox.Store()
    store.extend(map(named, names[:5]))
    write_index(tmp_path / "0", store)
    desk = Desk(tmp_path / "0", tmp_path / "desk")
    steps = [
        ([says("m1", "m0")], []),
        ([says("m2", "m0"), says("m3", "m0"), says("m4", "m0")], []),
        ([named("m5"), says("m5", "m1")], [says("m1", "m0")]),
        ([], [says("m2", "m0"), says("m5", "m1")]),
        ([], [says("m3", "m0"), named("m4")]),
    ]
    for number, (come, gone) in enumerate(steps, 1):
        for quad in gone:
            store.remove(quad)
        store.extend(come)
        new = tmp_path / str(number)
        desk.amend(store, Difference(frozenset(come), frozenset(gone)))
        desk.put(new)
        write_index(tmp_path / f"{number}-anew", store)
        assert found(new) == found(tmp_path / f"{number}-anew"), number
    assert found(tmp_path / "1") != found(tmp_path / "5")  # one of before stays as it was


def test_a_state_that_a_merge_has_ended_is_looked_for_again(tmp_path, monkeypatch):
    write_index(tmp_path / "0", [named("m0")])
    desk = Desk(tmp_path / "0", tmp_path / "desk")
    put, failures = amend._put, [1, 1]

    def fails(folder, new):
        if failures:
            failures.pop()
            new.mkdir()
            raise FileNotFoundError(folder)
        put(folder, new)

    monkeypatch.setattr(amend, "_put", fails)
    desk.amend(ox.Store(), Difference(frozenset({named("m1")})))
    desk.put(tmp_path / "1")
    assert is_index(tmp_path / "1")
    failures.extend([1] * 9)
    desk.amend(ox.Store(), Difference())
    with pytest.raises(FileNotFoundError):
        desk.put(tmp_path / "2")
