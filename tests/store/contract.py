"""What every store must do: one suite, run by each adapter's test module.

An adapter's tests subclass `StoreContract` and give a `make` fixture: from quads to a store.
Nothing here knows pyoxigraph's store; a remote adapter passes the same tests.
"""

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
import pytest

from llmkg.errors import (
    LlmkgError,
    OutsideError,
    ParameterError,
    QuerySyntaxError,
    UnknownFormatError,
)
from llmkg.store.port import DatasetSpec, GraphStore, QueryForm

Make = Callable[[Sequence[ox.Quad]], GraphStore]

G1, G2 = "https://example.org/g1", "https://example.org/g2"
QUADS = tuple(
    ox.parse(
        """
        <x:a> <x:p> "one"@en <https://example.org/g1> .
        <x:a> <x:p> "一"@zh <https://example.org/g1> .
        <x:a> <x:q> <x:b> <https://example.org/g1> .
        <x:b> <x:p> "5"^^<http://www.w3.org/2001/XMLSchema#integer> <https://example.org/g2> .
        <x:a> <x:q> <x:b> <https://example.org/g2> .
        """,
        ox.RdfFormat.N_QUADS,
    )
)
JSON = "application/sparql-results+json"


class StoreContract:
    writable = True
    requests = 200
    """How often it is asked by eight threads at once."""

    @pytest.fixture
    def make(self) -> Make:
        raise NotImplementedError

    @pytest.fixture
    def store(self, make: Make) -> GraphStore:
        return make(QUADS)

    # -- forms and formats ----------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("text", "form", "media_type", "piece"),
        [
            ("SELECT ?o { <x:b> <x:p> ?o }", QueryForm.SELECT, JSON, b'"5"'),
            (
                "SELECT ?o { <x:b> <x:p> ?o }",
                QueryForm.SELECT,
                "application/sparql-results+xml",
                b">5<",
            ),
            ("SELECT ?o { <x:b> <x:p> ?o }", QueryForm.SELECT, "text/csv", b"5"),
            (
                "SELECT ?o { <x:a> <x:p> ?o }",
                QueryForm.SELECT,
                "text/tab-separated-values",
                "一".encode(),
            ),
            ("ASK { <x:a> ?p ?o }", QueryForm.ASK, JSON, b"true"),
            ("ASK { <x:c> ?p ?o }", QueryForm.ASK, JSON, b"false"),
            (
                "CONSTRUCT { ?s <x:new> ?o } { ?s <x:q> ?o }",
                QueryForm.CONSTRUCT,
                "application/n-triples",
                b"<x:a> <x:new> <x:b> .",
            ),
            ("DESCRIBE <x:b>", QueryForm.CONSTRUCT, "text/turtle", b"<x:b>"),
            (
                "CONSTRUCT WHERE { ?s <x:q> ?o }",
                QueryForm.CONSTRUCT,
                "application/ld+json",
                b'"x:a"',
            ),
        ],
    )
    def test_every_form_is_answered(self, store, text, form, media_type, piece):
        answer = store.query(text, media_type)
        assert piece in answer.body
        assert answer.form is form
        assert answer.media_type == media_type

    def test_json_results_are_those_of_the_standard(self, store):
        answer = store.query('SELECT ?o ?none { <x:a> <x:p> ?o FILTER(LANG(?o) = "zh") }', JSON)
        assert json.loads(answer.body) == {
            "head": {"vars": ["o", "none"]},
            "results": {"bindings": [{"o": {"type": "literal", "value": "一", "xml:lang": "zh"}}]},
        }

    @pytest.mark.parametrize(
        ("text", "media_type"),
        [
            ("SELECT * { ?s ?p ?o }", "text/turtle"),
            ("ASK {}", "application/n-triples"),
            ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"),
            ("SELECT * { ?s ?p ?o }", "text/plain-nonsense"),
        ],
    )
    def test_a_form_cannot_take_any_format(self, store, text, media_type):
        with pytest.raises(UnknownFormatError):
            store.query(text, media_type)

    def test_rows(self, store):
        rows = store.select("SELECT ?s ?o ?none { ?s <x:p> ?o } ORDER BY ?s ?o")
        assert rows.variables == ("s", "o", "none")
        assert len(rows) == 3
        assert all(row[2] is None for row in rows.rows)
        assert all(set(row) == {"s", "o"} for row in rows)
        assert ox.NamedNode("x:b") in {row["s"] for row in rows}

    def test_yes_and_no(self, store):
        assert store.ask("ASK { <x:a> <x:q> <x:b> }") is True
        assert store.ask("ASK { <x:b> <x:q> <x:a> }") is False

    def test_triples(self, store):
        found = store.construct("CONSTRUCT { ?o <x:from> ?s } { ?s <x:q> ?o }")
        assert [str(triple) for triple in set(found)] == ["<x:b> <x:from> <x:a>"]

    @pytest.mark.parametrize(
        ("method", "text"),
        [("select", "ASK {}"), ("ask", "SELECT * {}"), ("construct", "SELECT * {}")],
    )
    def test_a_method_takes_its_form_only(self, store, method, text):
        with pytest.raises(QuerySyntaxError):
            getattr(store, method)(text)

    # -- datasets -------------------------------------------------------------------------------

    def test_the_default_graph_is_the_union(self, store):
        assert len(store.select("SELECT DISTINCT * { ?s ?p ?o }")) == 4
        assert len(store.select("SELECT * { GRAPH ?g { ?s ?p ?o } }")) == 5

    def test_from_narrows_the_default_graph(self, store):
        assert len(store.select(f"SELECT * FROM <{G2}> {{ ?s ?p ?o }}")) == 2
        named = f"SELECT * FROM NAMED <{G1}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
        assert len(store.select(named)) == 3
        assert len(store.select(f"SELECT * FROM NAMED <{G1}> {{ ?s ?p ?o }}")) == 0

    @pytest.mark.parametrize(
        ("dataset", "text", "count"),
        [
            (DatasetSpec((G1,)), "SELECT * { ?s ?p ?o }", 3),
            (DatasetSpec((G1, G2)), "SELECT DISTINCT * { ?s ?p ?o }", 4),
            (DatasetSpec((G1,)), "SELECT * { GRAPH ?g { ?s ?p ?o } }", 0),
            (DatasetSpec((), (G2,)), "SELECT * { GRAPH ?g { ?s ?p ?o } }", 2),
            (DatasetSpec((), (G2,)), "SELECT * { ?s ?p ?o }", 0),
            (DatasetSpec(("https://example.org/none",)), "SELECT * { ?s ?p ?o }", 0),
            # what the protocol says wins over the query
            (DatasetSpec((G2,)), f"SELECT * FROM <{G1}> {{ ?s ?p ?o }}", 2),
        ],
    )
    def test_the_dataset_of_the_protocol(self, store, dataset, text, count):
        body = json.loads(store.query(text, JSON, dataset=dataset).body)
        assert len(body["results"]["bindings"]) == count

    def test_a_graph_that_is_no_iri_is_refused(self, store):
        with pytest.raises(ParameterError):
            store.query("ASK {}", JSON, dataset=DatasetSpec(("no iri",)))

    # -- prefixes and errors --------------------------------------------------------------------

    def test_our_prefixes_need_no_declaration_and_can_be_overridden(self, store):
        assert store.ask("ASK { FILTER(llmkg:x = <https://w3id.org/llmkg/ontology#x>) }")
        assert store.ask("PREFIX llmkg: <x:> ASK { llmkg:a llmkg:q llmkg:b }")

    @pytest.mark.parametrize(
        ("text", "line", "said"),
        [
            ("SELECT * {\n ?s ?p }", 2, ""),
            ("SELECT ?x ", 1, ""),
            ("SELECT * {\n\n ?s ex:p ?o }", 3, "prefix ex:"),
            ("SELECT * { ?s ?p ?o } GROUP BY ?s", 1, ""),
            ("nonsense", 1, ""),
        ],
    )
    def test_a_syntax_error_has_its_place(self, store, text, line, said):
        with pytest.raises(QuerySyntaxError) as caught:
            store.query(text, JSON)
        assert caught.value.where is not None
        assert caught.value.where.line == line
        assert said in caught.value.what
        assert len(str(caught.value)) < 400

    def test_an_update_is_no_query(self, store):
        with pytest.raises(QuerySyntaxError):
            store.query("INSERT DATA { <x:a> <x:b> <x:c> }", JSON)
        assert len(store.quads()) == len(QUADS)

    # -- quads ----------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("pattern", "count"),
        [
            ((), 5),
            ((ox.NamedNode("x:a"),), 4),
            ((ox.NamedNode("x:a"), ox.NamedNode("x:q")), 2),
            ((None, None, ox.NamedNode("x:b")), 2),
            ((None, ox.NamedNode("x:p"), None, ox.NamedNode(G1)), 2),
            ((None, None, ox.Literal("一", language="zh")), 1),
            ((ox.NamedNode("x:none"),), 0),
        ],
    )
    def test_patterns(self, store, pattern, count):
        assert len(store.quads(*pattern)) == count

    def test_all_quads_come_back(self, store):
        assert set(store.quads()) == set(QUADS)

    def test_what_was_read_in_part_is_there_in_the_whole(self, store):
        assert len(store.quads(graph=ox.NamedNode(G1))) == 3
        assert set(store.quads()) == set(QUADS)
        assert len(store.quads(graph=ox.NamedNode(G1))) == 3
        assert len(store.quads(ox.NamedNode("x:a"))) == 4

    def test_graphs_are_sorted(self, store):
        assert [graph.value for graph in store.graphs()] == [G1, G2]

    def test_an_empty_store_answers(self, make):
        store = make(())
        assert store.quads() == ()
        assert store.graphs() == ()
        assert store.ask("ASK { ?s ?p ?o }") is False

    def test_loading(self, make):
        store = make(())
        if not self.writable:
            with pytest.raises(OutsideError):
                store.load(QUADS)
            assert store.quads() == ()
        else:
            store.load(QUADS)
            store.load(QUADS)
            assert set(store.quads()) == set(QUADS)

    def test_a_closed_store_refuses(self, store):
        store.close()
        store.close()
        with pytest.raises(LlmkgError):
            store.ask("ASK {}")

    # -- threads --------------------------------------------------------------------------------

    def test_answers_may_travel_between_threads(self, store):
        """What one thread asked for, another reads to its end."""
        asked: list[object] = []

        def ask() -> None:
            asked.append(store.select("SELECT DISTINCT * { ?s ?p ?o } ORDER BY ?s"))
            asked.append(store.construct("CONSTRUCT WHERE { ?s ?p ?o }"))
            asked.append(store.quads())

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        rows, triples, quads = asked
        assert len(list(rows)) == 4  # type: ignore[call-overload]
        assert len(set(triples)) == 4  # type: ignore[call-overload]
        assert len(list(quads)) == 5  # type: ignore[call-overload]

    def test_many_threads_ask_at_once(self, store):
        text = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
        expected = store.query(text, JSON).body
        with ThreadPoolExecutor(8) as pool:
            bodies = list(pool.map(lambda _: store.query(text, JSON).body, range(self.requests)))
        assert set(bodies) == {expected}
