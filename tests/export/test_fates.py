"""What was retracted, superseded or disputed says so wherever it goes out."""

import csv
import gzip
import io
import json

import networkx as nx
import pyoxigraph as ox
import pytest
from rdflib import Dataset

from llmkg.errors import ParameterError
from llmkg.exchange.nanopub import Press, trig
from llmkg.export.context import load_context
from llmkg.export.crate import crate
from llmkg.export.dataset import Described
from llmkg.export.dump import dumps
from llmkg.export.export import export_all, export_graph, export_thing, quads_of
from llmkg.export.formats import GRAPH_FORMATS
from llmkg.export.network import edge_table, graphml, network, node_table
from llmkg.export.profiles import ALTERNATES, DEFAULT, PROFILES, profiled
from llmkg.export.statistics import statistics
from llmkg.export.triple_terms import FORMATS, REIFIES, with_triple_terms
from llmkg.export.write import write
from llmkg.gather.reader import Reader
from llmkg.gather.weighing import spans
from llmkg.http.views.acting import acting
from llmkg.model.weighing import NO_DAY
from llmkg.store.snapshot import open_current
from llmkg.vocab import BASE, DCTERMS, LLMKG, NPX, PROV, RDFS
from tests.export import fates as world

GONE = {
    world.RETRACTED: ("retracted", PROV["wasInvalidatedBy"], world.RETRACTING),
    world.SUPERSEDED: ("superseded", DCTERMS["isReplacedBy"], world.NEWER),
    world.TAKEN_BACK: ("retracted", PROV["wasInvalidatedBy"], None),
}
CLAIMS = pytest.mark.parametrize("slug", GONE)
ALL = pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.name)
DISPUTE = (f"{BASE}proposition/{world.CONTESTED}#assessment", LLMKG["status"], LLMKG["Contested"])


@pytest.fixture(scope="module")
def context(fates):
    return load_context(fates / "root")


def triples(body, format_):
    found = ox.parse(body, format=format_.rdf)
    return {tuple(getattr(term, "value", "") for term in quad.triple) for quad in found}


def fate(slug):
    """The triple that says what became of a claim."""
    _, predicate, by = GONE[slug]
    return (
        BASE + f"claim/{slug}",
        predicate,
        f"{BASE}claim/{by}" if by else "https://example.org/np/RAx",
    )


@ALL
def test_everything_as_rdf(fated, context, format_):
    found = triples(export_all(fated.store, format_, context), format_)
    assert {fate(slug) for slug in GONE} | {DISPUTE} <= found


@ALL
@CLAIMS
def test_a_claim_as_rdf(fated, context, slug, format_):
    body = export_thing(fated.store, f"{BASE}claim/{slug}", format_, context)
    assert fate(slug) in triples(body, format_)


@pytest.mark.parametrize("profile", [each for each in PROFILES if each is not ALTERNATES])
def test_every_view(fated, profile):
    for slug in GONE:
        quads = profiled(fated.store, fated.queries, f"{BASE}claim/{slug}", profile)
        found = {tuple(getattr(term, "value", "") for term in quad.triple) for quad in quads}
        assert fate(slug) in found
    disputed = profiled(fated.store, fated.queries, f"{BASE}claim/{world.DISPUTED}", profile)
    assert DISPUTE in {tuple(getattr(t, "value", "") for t in quad.triple) for quad in disputed}


@ALL
def test_the_graph_of_a_source_alone(fated, context, format_):
    """The later source says what it takes back; what it was told of is in the other graph."""
    late = triples(export_graph(fated.store, f"{BASE}graph/source/late", format_, context), format_)
    assert (f"{BASE}claim/{world.RETRACTING}", f"{NPX}retracts", fate(world.RETRACTED)[0]) in late
    assert (f"{BASE}claim/{world.NEWER}", f"{NPX}supersedes", fate(world.SUPERSEDED)[0]) in late


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_triple_terms(fated, context, format_):
    quads = with_triple_terms(quads_of(fated.store, None, None))
    body = write(quads, format_, context)
    assert {fate(slug) for slug in GONE} | {DISPUTE} <= triples(body, format_)
    named = {
        quad.subject.value: quad.object
        for quad in ox.parse(body, format=format_.rdf)
        if quad.predicate == REIFIES
    }
    stated = {quad.triple for quad in ox.parse(body, format=format_.rdf)}
    for slug in (world.RETRACTED, world.CONTESTED, world.TAKEN_BACK):
        assert named[f"{BASE}proposition/{slug}"] not in stated  # named, and not said


def test_json_ld_as_a_tree(fated, context):
    for slug in GONE:
        iri = f"{BASE}claim/{slug}"
        format_ = next(each for each in GRAPH_FORMATS if each.name == "jsonld")
        document = json.loads(export_thing(fated.store, iri, format_, context))
        name = fate(slug)[1].rpartition("/")[2].rpartition("#")[2]
        assert document["@id"] == iri
        assert document[name]


@CLAIMS
def test_networks(fated, slug):
    found = network(fated.store)
    status = GONE[slug][0]
    iri = f"{BASE}claim/{slug}"
    graph = nx.parse_graphml(graphml(found).decode(), force_multigraph=True)
    assert graph.nodes[iri]["status"] == status
    assert {data["status"] for _, _, data in graph.out_edges(iri, data=True)} == {status}
    nodes = {row["id"]: row for row in table(node_table(found))}
    assert nodes[iri]["status"] == status
    assert nodes[f"{BASE}proposition/{world.CONTESTED}"]["status"] == "Contested"
    edges = [row for row in table(edge_table(found)) if row["via"] == iri]
    assert edges
    assert {row["status"] for row in edges} == {status}
    assert nodes[f"{BASE}claim/{world.STANDS}"]["status"] == ""


def test_a_dispute_shows_in_networks(fated):
    rows = table(edge_table(network(fated.store)))
    said = [row for row in rows if row["via"] == f"{BASE}proposition/{world.CONTESTED}"]
    assert [(row["sort"], row["status"]) for row in said] == [("said", "Contested")]
    against = [row["relation"] for row in rows if row["via"].endswith("/y-against")]
    assert "disputes" in against


def table(body):
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


@CLAIMS
def test_nanopublications(fated, slug):
    press = Press(fated.store, fated.manifest.built)
    made = press.of(f"{BASE}claim/{slug}")
    dataset = Dataset()
    dataset.parse(data=trig([made]), format="trig")
    found = {tuple(map(str, quad[:3])) for quad in dataset.quads()}
    assert fate(slug) in found
    by = GONE[slug][2]
    if by:
        newer = press.of(f"{BASE}claim/{by}")
        name = "retracts" if GONE[slug][0] == "retracted" else "supersedes"
        links = {
            (getattr(q.subject, "value", ""), q.predicate.value, getattr(q.object, "value", ""))
            for q in newer.quads
        }
        assert (newer.iri, f"{NPX}{name}", made.iri) in links


def test_a_nanopublication_of_what_is_disputed(fated):
    made = Press(fated.store, fated.manifest.built).of(f"{BASE}claim/{world.DISPUTED}")
    found = {
        (getattr(q.subject, "value", ""), q.predicate.value, getattr(q.object, "value", ""))
        for q in made.quads
    }
    assert DISPUTE in found


@pytest.fixture(scope="module")
def packed(fates):
    with open_current(fates / "out") as snapshot:
        store = snapshot.store()
        folder, files = dumps(snapshot.path, store, snapshot.manifest.digest)
        yield folder, files, snapshot
        store.close()


def test_dumps(packed):
    folder, files, _ = packed
    whole = [file for file in files if not file.iri]
    assert len(whole) == 2
    for file in whole:
        format_ = next(each for each in GRAPH_FORMATS if each.name == file.format)
        found = triples(gzip.decompress((folder / file.name).read_bytes()), format_)
        assert {fate(slug) for slug in GONE} | {DISPUTE} <= found


def test_a_crate_has_the_files_that_say_so(packed):
    folder, files, snapshot = packed
    store = snapshot.store()
    described = Described(
        "https://kg.example/", snapshot.manifest, statistics(snapshot.path, store), files
    )
    store.close()
    named = {each["@id"].rpartition("/")[2] for each in crate(described)["@graph"]}
    # Who takes the claims of a source from it needs the graph that says what became of them.
    assert {"source-early.ttl.gz", "assessments.ttl.gz", "llmkg.nq.gz"} <= named
    text = gzip.decompress((folder / "assessments.ttl.gz").read_bytes())
    found = triples(text, next(each for each in GRAPH_FORMATS if each.name == "turtle"))
    assert {fate(slug) for slug in GONE if GONE[slug][2]} | {DISPUTE} <= found


@CLAIMS
def test_a_hit_of_a_search(fated, slug):
    found = {each.thing.slug: each for each in fated.search(slug, kinds=["claim"]).page.items}
    assert found[slug].state == GONE[slug][0]
    taken = fated.search(slug, statuses=[GONE[slug][0].capitalize()]).page.items
    assert slug in {each.thing.slug for each in taken}


def test_a_hit_that_is_disputed(fated):
    for kind in ("proposition", "claim"):  # a claim is as disputed as what it speaks on
        hits = fated.search(world.DISPUTED, kinds=[kind]).page.items
        found = next(each for each in hits if each.thing.slug == world.DISPUTED)
        assert found.status.iri == LLMKG["Contested"]
        assert found.state == "current"
    with pytest.raises(ParameterError):
        fated.search("x", statuses=["Gone"])


@pytest.mark.parametrize("slug", [world.RETRACTED, world.SUPERSEDED])
def test_a_day_before_the_end_shows_it_in_force_and_tells_the_end_as_later(fated, slug):
    def marks(day):
        quads = profiled(fated.store, fated.queries, f"{BASE}claim/{slug}", DEFAULT, day)
        said = {tuple(getattr(term, "value", "") for term in quad.triple) for quad in quads}
        later = [text for _, predicate, text in said if predicate == RDFS["comment"]]
        return fate(slug) in said, sum("2023-02-03" in text for text in later)

    assert marks("2023-01-31") == (False, 2)  # in two languages
    assert marks("2023-02-03") == (True, 0)


def test_what_ended_nobody_knows_when_is_marked_on_every_day(fated):
    iri = f"{BASE}claim/{world.TAKEN_BACK}"
    quads = profiled(fated.store, fated.queries, iri, DEFAULT, "2023-01-31")
    said = {tuple(getattr(term, "value", "") for term in quad.triple) for quad in quads}
    assert fate(world.TAKEN_BACK) in said


def test_the_matrix_counts_what_is_in_force(fated):
    """What ended with a dated claim counts until then, what ended nobody knows when never."""
    until = spans(Reader(fated.store))
    slugs = (world.RETRACTED, world.SUPERSEDED, world.TAKEN_BACK, world.NEWER)
    gone = [until(f"{BASE}claim/{slug}").until for slug in slugs]
    assert gone == ["2023-02-03", "2023-02-03", NO_DAY, None]
    for day in (None, "2023-01-31"):
        acts = [each for each in acting(fated).on(day) if each.proposition.endswith(world.ACTS)]
        assert [each.asserting for each in acts] == [1]
        asked = fated.rows("origins-matrix", by="method", as_of=day)
        assert [row["asserting"].value for row in asked] == ["1"]
