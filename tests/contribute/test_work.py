"""What a write does to journal, snapshot and record, and what it is refused for."""

from contextlib import contextmanager

import pyoxigraph as ox
import pytest

from llmkg.build import build
from llmkg.contribute.faults import (
    PreconditionError,
    ProtectedGraphError,
    RefusedByCheckError,
)
from llmkg.contribute.job import Do
from llmkg.contribute.state import State
from llmkg.contribute.tags import tags_of
from llmkg.contribute.wanted import digest_of
from llmkg.errors import ForbiddenQueryError, NotFoundError, QuerySyntaxError, TurtleSyntaxError
from llmkg.store.journal import Journal
from llmkg.store.snapshot import open_current, read_manifest
from llmkg.vocab import (
    ASSESSMENTS_GRAPH,
    AUDIT_GRAPH,
    CATALOGUE_GRAPH,
    CONTRIBUTED_GRAPH,
    KEPT,
    KEPT_GRAPH,
    ONTOLOGY_GRAPH,
    source_graph,
)
from tests.shapes.build import HEAD
from tests.small import contribution

G = "https://example.org/g"
H = "https://example.org/h"
ONE = "<https://example.org/a> <https://example.org/p> <https://example.org/b> ."
RDF_XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="https://example.org/"><rdf:Description rdf:about="https://example.org/a">
  <p rdf:resource="https://example.org/b"/></rdf:Description></rdf:RDF>"""
TWO = "<https://example.org/a> <https://example.org/p> [ <https://example.org/q> 1 ] ."


def lines(desk, graph):
    return [str(triple) for triple in desk.triples(graph)]


@contextmanager
def refusing(desk, error):
    """What is done within is refused for this, and leaves everything as it is."""
    before = read_manifest(desk.place.out)
    with pytest.raises(error):
        yield
    assert read_manifest(desk.place.out) == before


def test_put_makes_a_graph_and_replaces_it(desk):
    (change,) = desk.do(Do.PUT, G, ONE).changes
    assert (change.added, change.removed, change.existed, change.exists) == (1, 0, False, True)
    assert lines(desk, G) == [ONE.removesuffix(" .")]
    (change,) = desk.do(Do.PUT, G, TWO).changes
    assert (change.added, change.removed, change.existed) == (2, 1, True)
    assert len(lines(desk, G)) == 2


def test_post_adds_delete_removes(desk):
    desk.do(Do.PUT, G, ONE)
    desk.do(Do.POST, G, TWO)
    assert len(desk.quads(G)) == 3
    (change,) = desk.do(Do.DELETE, G).changes
    assert (change.removed, change.exists) == (3, False)
    assert not desk.quads(G)
    with pytest.raises(NotFoundError):
        desk.do(Do.DELETE, G)
    assert G not in Journal(desk.place.out).contents().graphs


def test_an_empty_graph_exists(desk):
    desk.do(Do.PUT, G, "")
    (info,) = [each for each in read_manifest(desk.place.out).graphs if each.iri == G]
    assert info.triples == 0
    assert not desk.do(Do.PUT, G, ONE).changes[0].added - 1


def test_patch_sees_and_writes_its_graph_only(desk):
    desk.do(Do.PUT, G, ONE)
    desk.do(Do.PATCH, G, "INSERT { ?s <http://e/q> ?o } WHERE { ?s ?p ?o }")
    assert len(desk.quads(G)) == 2
    with pytest.raises(NotFoundError):
        desk.do(Do.PATCH, H, "INSERT DATA { <http://e/a> <http://e/b> 1 }")


def test_an_update_changes_several_graphs_or_none(desk):
    desk.do(
        Do.UPDATE, text=f"INSERT DATA {{ {ONE} GRAPH <{G}> {{ {ONE} }} GRAPH <{H}> {{ {ONE} }} }}"
    )
    assert [len(desk.quads(each)) for each in (CONTRIBUTED_GRAPH, G, H)] == [1, 1, 1]
    before = read_manifest(desk.place.out)
    with pytest.raises(ProtectedGraphError):
        desk.do(
            Do.UPDATE,
            text=f"CLEAR GRAPH <{G}> ; INSERT DATA {{ GRAPH <{ONTOLOGY_GRAPH}> {{ {ONE} }} }}",
        )
    assert read_manifest(desk.place.out) == before


def test_an_update_may_speak_of_triples(desk):
    """Which the check meets as values: the text of one is no IRI."""
    desk.do(Do.PUT, G, "<x:s> <x:p> <x:o> .")
    said = '<x:says> <<( <x:s> <x:p> "\u2028"@de-AT )>> . <x:s> <x:p> 1 ~ <x:r> {| <x:in> <x:o> |}'
    desk.do(Do.UPDATE, text=f"INSERT DATA {{ GRAPH <{G}> {{ <x:a> {said} }} }}")
    (told,) = (quad.object for quad in desk.quads(G) if quad.predicate.value == "x:says")
    assert told.object == ox.Literal("\u2028", language="de-at")
    where = f"WHERE {{ GRAPH <{G}> {{ ?a <x:says> ?t . ?s ?p ?o ~ ?r }} }}"
    desk.do(
        Do.UPDATE, text=f"DELETE {{ GRAPH <{G}> {{ ?s ?p ?o ~ ?r . ?a <x:says> ?t }} }} {where}"
    )
    assert sorted(quad.predicate.value for quad in desk.quads(G)) == ["x:in", "x:p"]


def test_where_sees_all_graphs_together(desk):
    desk.do(Do.PUT, G, ONE)
    desk.do(Do.PUT, H, ONE.replace("/p>", "/q>"))
    desk.do(
        Do.UPDATE,
        text="PREFIX e: <https://example.org/> INSERT { e:found e:is ?s } "
        "WHERE { ?s e:p ?o . ?s e:q ?o }",
    )
    assert len(desk.quads(CONTRIBUTED_GRAPH)) == 1


@pytest.mark.parametrize(
    "graph",
    [
        ONTOLOGY_GRAPH,
        ASSESSMENTS_GRAPH,
        AUDIT_GRAPH,
        KEPT_GRAPH,
        "https://w3id.org/llmkg/graph/entailed/established",
        "https://w3id.org/llmkg/graph/other",
        "https://w3id.org/llmkg/graph/source/",
        "https://w3id.org/llmkg/graph/source/a/b",
        "https://w3id.org/llmkg/claim/x",
    ],
)
@pytest.mark.parametrize("do", [Do.PUT, Do.POST, Do.DELETE])
def test_what_is_made_by_the_build_is_protected(common, graph, do):
    with refusing(common, ProtectedGraphError):
        common.do(do, graph, ONE)


@pytest.mark.parametrize("do", [Do.PUT, Do.POST])
def test_no_graph_takes_predicates_of_what_is_kept(common, do):
    with refusing(common, ProtectedGraphError):
        common.do(do, "http://e/kept", f"<http://e/a> <{KEPT}claims> 5 .")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("LOAD <http://127.0.0.1:1/x>", ForbiddenQueryError),
        ("LOAD SILENT <http://127.0.0.1:1/x> INTO GRAPH <http://e/g>", ForbiddenQueryError),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://e/> { ?s ?p ?o } }", ForbiddenQueryError),
        ("CLEAR ALL", ProtectedGraphError),
        ("DROP NAMED", ProtectedGraphError),
        ("DROP SILENT ALL", ProtectedGraphError),
        (f"COPY <{KEPT_GRAPH}> TO <http://e/g>", ProtectedGraphError),
        (f"INSERT DATA {{ <http://e/a> <{KEPT}claims> 1 }}", ProtectedGraphError),
        (f"INSERT {{ ?s <{KEPT}claims> 1 }} WHERE {{ ?s a llmkg:Model }}", ProtectedGraphError),
        ("SELECT * { ?s ?p ?o }", QuerySyntaxError),
        ("INSERT DATA { ?s <http://e/p> 1 }", QuerySyntaxError),
        (
            "INSERT DATA { _:a <http://e/p> 1 } ; INSERT DATA { _:a <http://e/p> 2 }",
            QuerySyntaxError,
        ),
    ],
)
def test_updates_that_are_refused(common, text, error):
    with refusing(common, error):
        common.do(Do.UPDATE, text=text)


def test_a_new_violation_refuses_a_write_an_old_one_does_not(desk):
    broken = HEAD + "model:nameless a llmkg:Model ."
    before = read_manifest(desk.place.out)
    with pytest.raises(RefusedByCheckError) as caught:
        desk.do(Do.POST, CATALOGUE_GRAPH, broken, report="application/n-triples")
    assert any(each["focus"].endswith("model/nameless") for each in caught.value.findings)
    assert "ValidationReport" in caught.value.shacl
    assert read_manifest(desk.place.out) == before
    files = desk.place.root / "claims" / "catalogue"
    (files / "broken.ttl").write_text(broken, encoding="utf-8")
    desk.do(Do.PUT, G, ONE)
    assert desk.quads(G)


def test_claims_are_assessed_anew_and_foreign_graphs_are_not(desk):
    assert not desk.do(Do.PUT, G, ONE).computed
    outcome = desk.do(Do.POST, source_graph("text"), contribution("two"))
    assert outcome.computed
    subjects = {quad.subject.value for quad in desk.quads(source_graph("text"))}
    assert "https://w3id.org/llmkg/claim/two#anchor" in subjects, "blank nodes get IRIs"
    hidden = desk.do(Do.DELETE, source_graph("text"))
    assert hidden.computed
    assert not desk.quads(source_graph("text"))


def test_the_snapshot_is_what_a_build_makes(desk):
    desk.do(Do.PUT, G, TWO)
    desk.do(Do.POST, source_graph("text"), contribution("two"))
    desk.do(Do.DELETE, G)
    desk.do(Do.PUT, H, TWO)
    place = desk.place
    after = read_manifest(place.out)
    with open_current(place.out) as snapshot:
        snapshot.verify()
    for force in (False, True):
        build(place.root, place.out, force=force)
        again = read_manifest(place.out)
        assert (again.digest, again.graphs, again.inputs) == (
            after.digest,
            after.graphs,
            after.inputs,
        )
        assert again.warnings == after.warnings
    assert State.load(place).current
    build(place.root, place.out, contributions=False)
    assert not desk.quads(H)
    assert desk.quads(source_graph("text"))


def test_preconditions_are_kept_to(desk):
    desk.do(Do.PUT, G, ONE, none_match=("*",))
    with pytest.raises(PreconditionError):
        desk.do(Do.PUT, G, TWO, none_match=("*",))
    tag = tags_of(digest_of(tuple(desk.quads(G))))[0]
    desk.do(Do.PUT, G, TWO, match=("other", tag))
    with pytest.raises(PreconditionError):
        desk.do(Do.PUT, G, ONE, match=(tag,))
    with pytest.raises(PreconditionError):
        desk.do(Do.PUT, H, ONE, match=("*",))
    desk.do(Do.DELETE, G, match=("*",))


def test_the_record_says_who_and_what(desk):
    desk.do(Do.PUT, G, ONE, request="r-1")
    desk.do(Do.PUT, G, TWO, request="r-2")
    store = ox.Store()
    store.bulk_extend(desk.quads(AUDIT_GRAPH))
    found = store.query(
        "PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX llmkg: <https://w3id.org/llmkg/"
        "ontology#> PREFIX s: <https://schema.org/> SELECT ?who ?request ?added ?removed ?old "
        "?before WHERE { GRAPH ?g { ?w a prov:Activity ; prov:wasAssociatedWith ?a ; "
        "<http://purl.org/dc/terms/identifier> ?request . ?a <http://www.w3.org/2000/01/"
        "rdf-schema#label> ?who . ?new prov:wasGeneratedBy ?w ; llmkg:triplesAdded ?added ; "
        "llmkg:triplesRemoved ?removed OPTIONAL { ?new prov:wasRevisionOf ?old . ?old s:sha256 "
        "?before } } } ORDER BY ?request"
    )
    assert isinstance(found, ox.QuerySolutions)
    rows = list(found)
    said = [
        [row[name] and row[name].value for name in ("who", "request", "added", "removed")]
        for row in rows
    ]
    assert said == [["ada", "r-1", "1", "0"], ["ada", "r-2", "2", "1"]]
    triple = ox.Quad(*[ox.NamedNode(f"https://example.org/{name}") for name in "apb"])
    assert rows[1]["before"].value == digest_of([triple])


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("text/turtle", "<a> <b> ."),
        ("application/rdf+xml", '<!DOCTYPE r [<!ENTITY a "b">]><rdf:RDF/>'),
        (
            "application/rdf+xml",
            '<?xml version="1.0"?>\n<!-- x --> <!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
        ),
        ("application/ld+json", '{"@context": '),
        ("application/ld+json", "[" * 500 + "]" * 500),
        ("application/n-quads", f"<http://e/a> <http://e/b> <http://e/c> <{H}> ."),
        ("application/trig", f"<{H}> {{ <http://e/a> <http://e/b> <http://e/c> }}"),
    ],
)
def test_bodies_that_are_not_taken(common, media_type, text):
    with refusing(common, TurtleSyntaxError):
        common.do(Do.PUT, G, text, media_type=media_type)


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        ("text/turtle", "<a> <p> <b> ."),
        ("application/n-triples", ONE),
        ("application/ld+json", '{"@id": "a", "https://example.org/p": {"@id": "b"}}'),
        ("application/n-quads", ONE.replace(" .", f" <{G}> .")),
        ("application/trig", f"<{G}> {{ {ONE} }}"),
        (
            "application/rdf+xml",
            RDF_XML,
        ),
    ],
)
def test_every_format_is_read(common, media_type, text):
    graph = f"{G}-{media_type.rpartition('/')[2]}"
    own = text.replace("<p>", "<https://example.org/p>").replace(f"<{G}>", f"<{graph}>")
    common.do(Do.PUT, graph, own, media_type=media_type)
    assert lines(common, graph) == [ONE.removesuffix(" .")]
