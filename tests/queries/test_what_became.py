"""No answer lists what was retracted, superseded or disputed as if it stood.

All statements of our own claims are given a fate here, since few of them have one: what a query
tells of each is held against `model/standing.py`, the one definition.
"""

import json
import re
from itertools import cycle
from pathlib import Path

import pyoxigraph as ox
import pytest

from llmkg.kb import KnowledgeBase
from llmkg.model.standing import ENDS, State, state
from llmkg.queries import bind
from llmkg.vocab import BASE, DCTERMS, LLMKG, OWL, PREFIXES, PROV, RDF
from tests.stored import public

EXPECTED = Path(__file__).parent / "expected"
STATEMENTS = ("Claim", "Evidence", "OpenQuestion")
IN_FORCE = {"ability-by-factor", "overstated-propositions", "origins-matrix", "ranking-by-ability"}
"""Only what is in force counts there; what is told by a build is tested where it is built."""
BUILT = {"assessment-timeline", "entailed-abilities"}
COUNTED = {
    *("counts-by-level", "evidence-by-type", "hedge-drift"),
    *("hedge-words", "is-claimed", "tension-counts"),
}
"""What was taken back counts, too."""
GRAPH = "argument-about-proposition"
TELLS = {"state": ("claim", "remark", "item", "evidence", "question")} | {
    "evidenceState": ("evidence",),
    "opposedState": ("opposedBy",),
    "thanksState": ("thanks",),
}
"""The columns that tell what became of something, and those in which it stands, foremost first."""
OTHERS = {*IN_FORCE, *BUILT, *COUNTED, GRAPH}
MARKED = sorted(public().keys() - OTHERS)
MODEL = public()["claims-about-entity"].text
_BECAME = re.compile(
    r"# What became of it since it was said\.\n(\s*BIND\(IF\(\n.*?\n.*?\n\s*\) AS \?\w+\)\n)"
)
_ASSESSED = re.compile(r"# How what is said is assessed\.\n(.*? AS \?status\)\n)", re.DOTALL)
ASSESSED = [name for name in MARKED if " AS ?status)" in public()[name].text]
_STATUS = ox.NamedNode(LLMKG["status"])
_SPEAKS = [
    ox.NamedNode(LLMKG[name])
    for name in ("asserts", "denies", "leavesOpen", "supports", "disputes", "qualifies")
]
_DEPRECATED = ox.NamedNode(OWL["deprecated"])
_FATES = (
    ((_DEPRECATED, ox.Literal(value=True)),),
    ((_DEPRECATED, ox.Literal(value=False)),),
    ((ox.NamedNode(PROV["invalidatedAtTime"]), ox.Literal("2024-01-01")),),
    ((ox.NamedNode(PROV["wasInvalidatedBy"]), ox.NamedNode("https://example.org/np/RAx")),),
    ((ox.NamedNode(DCTERMS["isReplacedBy"]), ox.NamedNode("https://example.org/newer")),),
    (
        (ox.NamedNode(DCTERMS["isReplacedBy"]), ox.NamedNode("https://example.org/newer")),
        (ox.NamedNode(PROV["wasInvalidatedBy"]), ox.NamedNode("https://example.org/np/RAx")),
    ),
)


@pytest.fixture(scope="module")
def quads(root, snapshot):
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        return tuple(kb.store.quads())


def world(quads, fates):
    """The quads in memory, with these fates dealt to the statements in turn."""
    kinds = {ox.NamedNode(LLMKG[name]) for name in STATEMENTS}
    type_ = ox.NamedNode(RDF["type"])
    found = sorted({q.subject.value for q in quads if q.predicate == type_ and q.object in kinds})
    store = ox.Store()
    store.bulk_extend(quads)
    for iri, fate in zip(found, cycle(fates), strict=False):
        store.extend(ox.Quad(ox.NamedNode(iri), *each) for each in fate)
    return store


@pytest.fixture(scope="module")
def before(quads):
    return world(quads, [()])


@pytest.fixture(scope="module")
def mixed(quads):
    return world(quads, _FATES)


@pytest.fixture(scope="module")
def gone(quads):
    """Where nothing is in force."""
    return world(quads, _FATES[:1])


def params(name):
    """How the first expected answer is asked for."""
    query = public()[name]
    text = (EXPECTED / f"{name}.json").read_text(encoding="utf-8")
    default = {key: param.default for key, param in query.params.items() if param.default}
    return default | json.loads(text)[0]["params"]


def columns(name):
    """The names of the columns of an answer."""
    text = public()[name].text
    return set(re.findall(r"\?(\w+)(?=[ )])", text[: text.index(" WHERE ")]))


def answer(store, name):
    """What the first expected answer answers."""
    asked = bind(public()[name], params(name))
    return store.query(asked, use_default_graph_as_union=True, prefixes=dict(PREFIXES))


def rows(store, name):
    found = answer(store, name)
    names = [each.value for each in found.variables]
    return [
        {key: getattr(row[key], "value", None) for key in names if row[key] is not None}
        for row in found
    ]


def defined(store, iri):
    """What became of it, by the definition."""
    node = ox.NamedNode(iri)
    said = (
        (end, quad.object.value)
        for end in ENDS
        for quad in store.quads_for_pattern(node, ox.NamedNode(end), None)
    )
    return state(said)


def about(row, several):
    return next((row[each] for each in several if each in row), None)


@pytest.mark.parametrize("name", MARKED)
def test_what_became_of_each_is_told_as_it_is_defined(mixed, name):
    found = rows(mixed, name)
    assert found
    for row in found:
        told = {key: about(row, several) for key, several in TELLS.items() if key in row}
        assert "state" in told or "claim" not in row
        for key, iri in told.items():
            assert row[key] == defined(mixed, iri), (iri, key)


@pytest.mark.parametrize("name", MARKED)
def test_what_was_taken_back_never_stands_there_as_any_other(gone, name):
    found = rows(gone, name)
    assert found
    told = {(key, row[key]) for row in found for key in TELLS if key in row}
    assert told
    assert {value for _, value in told} == {State.RETRACTED}


def spoken(store, iri):
    """The proposition that a claim is about."""
    quads = (store.quads_for_pattern(ox.NamedNode(iri), each, None) for each in _SPEAKS[:3])
    return next(quad.object.value for found in quads for quad in found)


@pytest.mark.parametrize("name", ASSESSED)
def test_how_what_is_said_is_assessed_is_told_beside_it(mixed, name):
    given = params(name).get("proposition")
    told = 0
    for row in rows(mixed, name):
        iri = row.get("proposition") or row.get("hypothesis")
        if iri is None:
            iri = f"{BASE}proposition/{given}" if given else spoken(mixed, row["claim"])
        quads = mixed.quads_for_pattern(ox.NamedNode(f"{iri}#assessment"), _STATUS, None)
        wanted = {quad.object.value for quad in quads}
        assert wanted == {each for each in (row.get("status"),) if each}
        told += len(wanted)
    assert told


def test_each_that_tells_what_is_said_tells_how_it_is_assessed():
    said = re.compile(r"\?_?(proposition|hypothesis)\b")
    bare = {name for name in MARKED if said.search(public()[name].text)} - set(ASSESSED)
    assert bare == {"tensions"}  # they are between claims: what these say is not asked for


@pytest.mark.parametrize("name", MARKED)
def test_it_is_asked_for_with_the_same_words_everywhere(name):
    (model,) = _BECAME.findall(MODEL)
    wanted = " ".join(model.split())
    text = public()[name].text
    blocks = [" ".join(each.split()) for each in _BECAME.findall(text)]
    assert blocks
    assert len(blocks) == text.count("owl:deprecated")
    for block in blocks:
        (of,) = set(re.findall(r"EXISTS \{ \?(\w+)", block))
        told = block.rpartition("?")[2].rstrip(")")
        assert block.replace(f"?{of} ", "?claim ").replace(f"?{told})", "?state)") == wanted
    (model,) = _ASSESSED.findall(MODEL)
    for block in _ASSESSED.findall(text):
        (of,) = set(re.findall(r"assessedProposition \?(\w+)", block))
        assert block.replace(f"?{of} ", "?proposition ").split() == model.split()


def test_every_status_that_there_is_can_be_told(mixed):
    of = ox.NamedNode(LLMKG["AssessmentStatus"])
    found = {q.subject.value for q in mixed.quads_for_pattern(None, ox.NamedNode(RDF["type"]), of)}
    (block,) = _ASSESSED.findall(MODEL)
    assert {LLMKG[each] for each in re.findall(r"\}, llmkg:(\w+)", block)} == found


@pytest.mark.parametrize("name", sorted(IN_FORCE))
def test_where_nothing_is_in_force_nothing_counts(before, gone, name):
    assert rows(before, name)
    assert not rows(gone, name)


@pytest.mark.parametrize("name", sorted(IN_FORCE | BUILT))
def test_a_summary_says_that_only_what_is_in_force_counts(name):
    assert "in force" in public()[name].summary or "taken back" in public()[name].summary
    assert "有效的主张" in public()[name].summaries["zh"]


@pytest.mark.parametrize("name", sorted(COUNTED))
def test_what_was_taken_back_counts_where_the_summary_says_so(before, gone, name):
    assert re.search("retracted|taken back", public()[name].summary)
    assert "撤回" in public()[name].summaries["zh"]
    if name == "is-claimed":
        assert bool(answer(before, name)) is bool(answer(gone, name)) is True
    else:
        assert rows(gone, name) == rows(before, name) != []


def test_a_graph_of_an_argument_has_what_became_of_each(gone):
    found = list(answer(gone, GRAPH))
    said = {each.subject for each in found if each.predicate in _SPEAKS}
    assert len(said) > 1
    assert said == {each.subject for each in found if each.predicate == _DEPRECATED}
    assert [each.object.value for each in found if each.predicate == _STATUS]
