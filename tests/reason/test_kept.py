"""What is kept: the same as is asked of the claims, and the same after any changes."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.build import whole
from llmkg.kb import KnowledgeBase
from llmkg.rdf.view import Difference, Overlay
from llmkg.reason import kept
from llmkg.reason.kept import keep_all, kept_difference, rekeep
from llmkg.reason.shelf import SHELVES, facets, read
from llmkg.vocab import BASE, DCTERMS, KEPT, KEPT_GRAPH, LLMKG, ONTOLOGY_GRAPH, RDF, RDFS, SKOS

GRAPH = ox.NamedNode(f"{BASE}graph/contributed")
TYPE = ox.NamedNode(RDF.type)
CHANGED = (
    *("asserts", "denies", "leavesOpen", "confidence", "hedge", "statedIn", "citesEvidence"),
    *("evidenceType", "tensionKind", "between", "asksAbout", "status", "effectiveConfidence"),
    *("deniedConfidence", "warrant", "asOf", "assessedProposition"),
    *("comparedWithEvidence", "readAs", "atTime"),
)
LISTED = (SKOS.inScheme, SKOS.broader, DCTERMS.issued, DCTERMS.language)


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


@pytest.fixture(scope="module")
def numbers(kb):
    """By thing and predicate."""
    found = {}
    store = ox.Store()
    store.bulk_extend(kb.store.quads())
    for quad in keep_all(store):
        assert quad.graph_name == ox.NamedNode(KEPT_GRAPH)
        assert isinstance(quad.subject, ox.NamedNode)
        if isinstance(quad.object, ox.NamedNode):
            links = ("subjectOf-", "objectOf-")
            linked = quad.predicate.value.removeprefix(KEPT).startswith(links)
            assert linked or quad.object.value.startswith(SHELVES)
            continue
        assert isinstance(quad.object, ox.Literal)
        key = quad.subject.value, quad.predicate.value.removeprefix(KEPT)
        assert key not in found
        found[key] = int(quad.object.value)
    return found


def test_the_build_asks_for_what_is_kept_now():
    assert str(kept.KEPT_FORMAT) == whole.KEPT_FORMAT


def is_iri(term):
    return isinstance(term, ox.NamedNode)


def of(numbers, predicate):
    return {iri: number for (iri, name), number in numbers.items() if name == predicate}


def test_numbers_are_those_that_queries_count(kb, numbers):
    def counted(name):
        pairs = ([str(getattr(each, "value", "")) for each in row] for row in kb.rows(name).rows)
        return {iri: int(number) for iri, number in pairs}

    asked = {each: n for each, n in counted("kb/claim-counts").items() if "#" not in each}
    levels = {each.iri for each in kb.levels()}
    assert {k: n for k, n in of(numbers, "claims").items() if k not in levels} == asked
    assert of(numbers, "makes") == counted("kb/claims-by-source")


def test_statements_statuses_evidence_and_tensions_are_counted(kb, numbers):
    def subjects(predicate, value=None):
        node = value and ox.NamedNode(value)
        return {q.subject for q in kb.store.quads(None, ox.NamedNode(predicate), node)}

    for iri, number in of(numbers, "statements").items():
        assert number == len(subjects(RDF.subject, iri) | subjects(RDF.object, iri))
    for name, predicate in (("evidence", "evidenceType"), ("tensions", "tensionKind")):
        found = of(numbers, name)
        assert sum(found.values()) >= len(subjects(LLMKG[predicate])) > 0
        for iri, number in found.items():
            assert number == len(subjects(LLMKG[predicate], iri))
    for iri, number in of(numbers, "propositions").items():
        now = {q for q in subjects(LLMKG.status, iri) if q.value.endswith("#assessment")}
        assert number == len(now)


def test_who_is_surer_than_the_evidence_and_what_is_said_with_different_surety(numbers):
    cited, uncited = of(numbers, "aboveCited"), of(numbers, "aboveUncited")
    assert cited
    assert uncited
    assert not cited.keys() & uncited.keys()
    assert all(0 < steps <= 5 for steps in (*cited.values(), *uncited.values()))
    assert set(of(numbers, "opposed").values()) == {1}
    assert all(0 < steps <= 5 for steps in of(numbers, "drift").values())


@pytest.fixture(scope="module")
def world(kb):
    """What is said on a few propositions, with what of the ontology has a part in it."""
    names = [LLMKG[each] for each in CHANGED]
    names += [RDF.subject, RDF.predicate, RDF.object, RDF.type, *LISTED]
    quads = [q for q in kb.store.quads() if is_iri(q.subject) and is_iri(q.graph_name)]
    mine = {q.object for q in quads if q.predicate.value in (LLMKG.denies, LLMKG.leavesOpen)}
    mine = set(sorted(mine, key=str)[:15])
    for name in ("asserts", "denies", "leavesOpen", "citesEvidence"):
        mine |= {q.subject for q in quads if q.object in mine and q.predicate.value == LLMKG[name]}
    mine |= {
        q.object for q in quads if q.subject in mine and q.predicate.value == LLMKG.citesEvidence
    }
    names_of_mine = {str(each).strip("<>") for each in mine}
    mine |= {q.subject for q in quads
             if q.subject.value.partition("#assessment")[0] in names_of_mine}  # fmt: skip
    mine |= {q.subject for q in quads if q.predicate.value == LLMKG.between and q.object in mine}
    mine |= {q.subject for q in quads if q.predicate.value == LLMKG.asksAbout and q.object in mine}
    mine |= {
        q.object
        for q in quads
        if q.subject in mine and q.predicate.value in (RDF.subject, RDF.object, LLMKG.statedIn)
    }
    mine |= {q.object for q in quads if q.subject in mine and q.predicate.value == SKOS.broader}
    ours = [
        q
        for q in quads
        if q.subject in mine
        and q.predicate.value in names
        and not q.graph_name.value.startswith(f"{BASE}graph/entailed")
    ]
    terms = [RDF.type, RDFS.domain, LLMKG["rank"], LLMKG.warrantsCausal, LLMKG.warrantsFactual]
    store = ox.Store()
    store.bulk_extend(ours)
    store.bulk_extend(
        q for q in quads if q.graph_name.value == ONTOLOGY_GRAPH and q.predicate.value in terms
    )
    store.bulk_extend(list(keep_all(store)))
    ours.sort(key=str)
    by_name = {name: [q for q in ours if q.predicate.value == name] for name in names}
    return store, {name: found for name, found in by_name.items() if found}


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_change_leads_to_what_the_whole_gives(world, data):
    """Statements go, come back, and are swapped between things: whatever that makes of them."""
    base, by_name = world
    total = Difference()
    for _ in range(data.draw(st.integers(1, 3))):
        before = Overlay(base, total)
        gone, come = set(), set()
        for name in data.draw(st.lists(st.sampled_from(sorted(by_name)), min_size=1, max_size=6)):
            one, other = (data.draw(st.sampled_from(by_name[name])) for _ in range(2))
            kind = data.draw(st.sampled_from(["remove", "swap", "add", "thing", "text"]))
            if kind in ("remove", "swap"):
                gone.add(one)
            if kind in ("swap", "add"):
                come.add(ox.Quad(one.subject, one.predicate, other.object, GRAPH))
            if kind == "text":
                come.add(ox.Quad(one.subject, one.predicate, ox.Literal("two | parts"), GRAPH))
            if kind == "thing":
                gone.update(before.quads_for_pattern(one.subject, None, None, None))
        gone = {
            q
            for q in gone
            if q.graph_name.value != KEPT_GRAPH
            and any(before.quads_for_pattern(q.subject, q.predicate, q.object, q.graph_name))
        }
        come = {
            q
            for q in come
            if not any(before.quads_for_pattern(q.subject, q.predicate, q.object, q.graph_name))
        }
        changed = Difference(frozenset(come), frozenset(gone))
        after = Overlay(base, total | changed)
        total = total | changed | rekeep(before, after, changed)
        assert not kept_difference(Overlay(base, total))


def test_a_change_of_the_ontology_counts_for_all(world):
    base, _ = world
    level = ox.NamedNode(LLMKG.WellSupported)
    rank = next(iter(base.quads_for_pattern(level, ox.NamedNode(LLMKG["rank"]), None)))
    changed = Difference(frozenset(), frozenset({rank}))
    after = Overlay(base, changed)
    total = changed | rekeep(base, after, changed)
    assert not kept_difference(Overlay(base, total))
    assert rekeep(base, after, changed)


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        (LLMKG.statedIn, RDFS.domain, LLMKG.Proposition),
        (LLMKG.strongAt, RDF.type, LLMKG.CausalProperty),
        (LLMKG.WellSupported, LLMKG.rank, ox.Literal("1")),
    ],
)
def test_what_everything_is_reckoned_by_may_be_said_anywhere(world, subject, predicate, value):
    base, _ = world
    stated = ox.NamedNode(LLMKG.statedIn)
    of_mine = next(iter(base.quads_for_pattern(None, ox.NamedNode(LLMKG.asserts), None)))
    assert isinstance(of_mine.object, ox.NamedNode)
    named = ox.Quad(of_mine.object, stated, ox.NamedNode(f"{BASE}method/sft"), GRAPH)
    value = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
    said = ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, GRAPH)
    total = Difference()
    for quads in ({named}, {said}):
        changed = Difference(frozenset(quads))
        before, after = Overlay(base, total), Overlay(base, total | changed)
        total = total | changed | rekeep(before, after, changed)
        assert not kept_difference(Overlay(base, total))


def test_what_somebody_wrote_as_a_text_stands_where_it_can_be_read(world):
    base, _ = world
    source, odd = ox.NamedNode(f"{BASE}source/odd"), ox.Literal("en|de or so")
    kind = ox.NamedNode("https://example.org/kinds#HedgeDrift")
    drift = next(iter(base.quads_for_pattern(None, ox.NamedNode(LLMKG.tensionKind), None)))
    changed = Difference(
        frozenset(
            {
                ox.Quad(source, TYPE, ox.NamedNode(LLMKG.Source), GRAPH),
                ox.Quad(source, ox.NamedNode(DCTERMS.language), odd, GRAPH),
                ox.Quad(drift.subject, drift.predicate, kind, GRAPH),
                ox.Quad(drift.subject, drift.predicate, odd, GRAPH),
            }
        )
    )
    added = rekeep(base, Overlay(base, changed), changed).added
    shelves = [q.object for q in added if q.subject == source]
    assert [read(str(each)[1:-1])[:2] for each in shelves] == [("sources", "cited|||")]
    concerned = [q.object for q in keep_all(Overlay(base, changed)) if q.subject == drift.subject]
    assert {len(facets(read(str(each)[1:-1])[1])) for each in concerned} == {1, 2}


def test_what_is_none_of_ours_costs_nothing_and_changes_nothing(world):
    base, _ = world
    thing, other = ox.NamedNode("https://example.org/x"), ox.BlankNode("b")
    changed = Difference(
        frozenset({ox.Quad(thing, TYPE, thing, GRAPH), ox.Quad(other, TYPE, thing, GRAPH)})
    )
    assert not rekeep(base, Overlay(base, changed), changed)


@pytest.mark.parametrize(
    ("name", "params", "predicates"),
    [
        ("hedge-drift", {}, ["drift"]),
        ("claims-above-evidence", {}, ["aboveCited"]),
        ("claims-above-evidence", {"uncited": True, "limit": 1000}, ["aboveCited", "aboveUncited"]),
    ],
)
def test_queries_over_all_sources_give_what_is_kept(kb, numbers, name, params, predicates):
    rows = kb.rows(name, **params).rows
    kept = {iri for each in predicates for iri in of(numbers, each)}
    assert {str(getattr(row[0], "value", "")) for row in rows} == kept
    assert len(kb.rows(name, **params | {"limit": 3})) == 3


def test_levels_count_the_claims_of_all_sources_or_of_one(kb, numbers):
    whole = {r["level"].value: int(r["claims"].value) for r in kb.rows("counts-by-level")}
    assert whole == {iri: of(numbers, "stating")[iri] for iri in whole}
    of_one = kb.rows("counts-by-level", source="fu2022-zh")
    made = of(numbers, "makes")[f"{BASE}source/fu2022-zh"]
    assert sum(int(row["claims"].value) for row in of_one) == made
