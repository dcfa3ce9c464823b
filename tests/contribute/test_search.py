"""What is written is found, what is taken away is not, as a new index would have it."""

from llmkg.contribute.job import Do
from llmkg.search import Search
from llmkg.search.index import write_index_of
from llmkg.store.snapshot import open_current
from llmkg.vocab import BASE, source_graph
from tests.small import contribution

SEARCHES = ("one", "two", "claim", "text", "model", "zebra crossing", "c:two")


def told(search):
    return {text: search.find(text, limit=50) for text in SEARCHES}


def claims(search):
    wanted = [f"{BASE}claim/{name}" for name in ("one", "two", "three")]
    found = [[each.iri for each in search.find(iri).items] for iri in wanted]
    return [iri.rpartition("/")[2] for iri, hits in zip(wanted, found, strict=True) if iri in hits]


def test_a_write_changes_what_is_found_and_nothing_else(desk, tmp_path):
    out = desk.place.out
    steps = [
        (Do.POST, source_graph("text"), contribution("two")),
        (Do.DELETE, source_graph("text"), ""),
        (Do.POST, source_graph("text"), contribution("three")),
    ]
    found = []
    for at, step in enumerate(steps):
        desk.do(*step)
        with open_current(out) as snapshot:
            snapshot.verify()
            now = Search.beside(snapshot.path)
            write_index_of(tmp_path / str(at), snapshot.path / "store")
            assert told(now) == told(Search(tmp_path / str(at)))
            found.append(claims(now))
    assert found == [["one", "two"], [], ["three"]]


def test_a_write_hands_no_damage_on(desk):
    out = desk.place.out
    with open_current(out) as snapshot:
        max((snapshot.path / "search").glob("*.term")).write_bytes(b"")
    desk.do(Do.POST, source_graph("text"), contribution("two"))
    with open_current(out) as snapshot:
        snapshot.verify()
        assert claims(Search.beside(snapshot.path)) == ["one", "two"]
