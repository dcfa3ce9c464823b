from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.errors import OutsideError
from llmkg.store.embedded import EmbeddedStore, as_stored
from llmkg.vocab import XSD
from tests.store.contract import Make, StoreContract


class TestInMemory(StoreContract):
    @pytest.fixture
    def make(self) -> Make:
        return EmbeddedStore.memory


class TestOnDisk(StoreContract):
    writable = False

    @pytest.fixture
    def make(self, tmp_path: Path) -> Make:
        def make(quads):
            store = ox.Store(str(tmp_path / "store"))
            store.bulk_extend(quads)
            store.flush()
            del store
            return EmbeddedStore.read_only(tmp_path / "store")

        return make


def test_what_is_no_store_is_refused(tmp_path):
    with pytest.raises(OutsideError):
        EmbeddedStore.read_only(tmp_path / "nothing")


def test_two_readers_share_a_folder(tmp_path):
    writer = ox.Store(str(tmp_path / "store"))
    node = ox.NamedNode("x:a")
    writer.add(ox.Quad(node, node, node, node))
    writer.flush()
    del writer
    readers = [EmbeddedStore.read_only(tmp_path / "store") for _ in range(3)]
    assert [len(reader.quads()) for reader in readers] == [1, 1, 1]


@given(
    st.lists(
        st.builds(
            lambda text, name: ox.Literal(text, datatype=ox.NamedNode(XSD[name])),
            st.from_regex(r"[+-]?[0-9]{1,4}(\.[0-9]{1,3})?|[0-9]{4}-[0-9]{2}-[0-9]{2}|true|01?"),
            st.sampled_from(
                ["integer", "decimal", "date", "boolean", "double", "string", "anyURI"]
            ),
        )
        | st.builds(
            lambda text, language: ox.Literal(text, language=language),
            st.text(st.characters(codec="utf-8")),
            st.sampled_from(["en", "EN-us", "zh-Hans"]),
        )
    )
)
def test_what_a_store_rewrites_is_known_beforehand(literals):
    node = ox.NamedNode("x:a")
    quads = [ox.Quad(node, node, literal, node) for literal in literals]
    assert set(as_stored(quads)) == set(EmbeddedStore.memory(quads).quads())


def test_turtle_comes_with_readable_names():
    store = EmbeddedStore.memory(
        [
            ox.Quad(
                ox.NamedNode("https://w3id.org/llmkg/claim/x"),
                ox.NamedNode("https://w3id.org/llmkg/ontology#statedIn"),
                ox.NamedNode("https://w3id.org/llmkg/source/y"),
                ox.NamedNode("x:g"),
            )
        ]
    )
    body = store.query("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle").body.decode()
    assert "c:x llmkg:statedIn source:y ." in body
