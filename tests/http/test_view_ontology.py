"""The page of the vocabulary, without a browser."""

from __future__ import annotations

import gzip
import re

import pytest

from llmkg.check.rules import load_shapes
from llmkg.export.statistics import statistics
from llmkg.http.views.ontology import ontology
from llmkg.kb import KnowledgeBase
from llmkg.store.guard import inspect

HTML = {"Accept": "text/html"}
MOST = 150_000


@pytest.fixture(scope="module")
def view(root, snapshot):
    rules = load_shapes((root / "ontology" / "shapes").glob("*.ttl")).rules.values()
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        yield ontology(kb, statistics(None, kb.store).uses(), rules)


@pytest.fixture(scope="module")
def terms(view):
    return {term.name: term for group in view.groups for term in group.terms}


def lines(term):
    return {line.key: [name.text for name in line.names] for line in term.lines}


def test_every_term_has_its_words_in_both_languages(view, terms):
    assert len(terms) == view.total
    for term in terms.values():
        assert {"en", "zh"} <= term.label.keys(), term.name
        assert {"en", "zh"} <= term.definition.keys(), term.name
        assert term.status in ("stable", "testing")


def test_every_term_of_the_files_is_there_once(root, terms, view):
    files = (root / "ontology").glob("*.ttl")
    written = {
        name
        for path in files
        for name in re.findall(r"(?m)^llmkg:(\w+) a ", path.read_text("utf-8"))
    }
    assert written == terms.keys()
    assert view.total == len(written)


def test_axioms_are_read_from_both_ends(terms):
    assert lines(terms["injects"])["subproperty"] == ["givesRiseTo"]
    assert "injects" in lines(terms["givesRiseTo"])["superproperty"]
    assert lines(terms["injects"])["disjoint"] == ["unlocks"]
    assert lines(terms["unlocks"])["disjoint"] == ["injects"]
    assert lines(terms["abilityAffectedBy"])["inverse"] == ["affectsAbility"]
    assert "TransitiveProperty" in terms["derivedFrom"].traits
    chain = [[name.text for name in chain] for chain in terms["derivedFrom"].chains]
    assert chain == [["producedBy", "inputModel"]]
    assert "Model" not in lines(terms["Model"]).get("disjoint", [])


def test_a_ceiling_is_that_of_the_files(view, terms):
    found = {type_.name: type_ for type_ in view.ceilings}
    assert found["NaturalContrast"].warrants_causal.name == "CorrelationNotCausation"
    assert lines(terms["NaturalContrast"])["causal-ceiling"] == ["CorrelationNotCausation"]


def test_levels_stand_from_the_surest_down(view):
    group = next(each for each in view.groups if each.scheme and "Level" in each.scheme.text)
    assert [term.name for term in group.terms][:2] == ["Established", "WellSupported"]


def test_uses_are_counted_and_their_queries_show_them(root, snapshot, terms):
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        claims = len(kb.store.select("SELECT DISTINCT ?c { ?c a llmkg:Claim }"))
        assert terms["Claim"].uses == claims
        for name in ("Claim", "confidence", "injects"):
            query = terms[name].query
            inspect(query, limit_bytes=10_000)
            assert len(kb.store.select(query)) > 0, name
        # What has a level, a status, a kind or a type is counted once.
        for name in ("Anecdotal", "Contested", "Misprint", "NaturalContrast"):
            assert len(kb.store.select(terms[name].query)) == terms[name].uses > 0, name
        said = kb.store.select("SELECT DISTINCT ?p { ?p rdf:predicate llmkg:injects }")
        assert terms["injects"].stated == len(said)


def test_rules_and_mappings_stand_at_their_terms(terms):
    assert any("no confidence" in rule.messages["en"] for rule in terms["confidence"].rules)
    assert any(term.matches for term in terms.values())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_small_and_has_every_anchor(client, terms, lang):
    answer = client.get("/ontology", params={"lang": lang}, headers=HTML)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.content)) < MOST
    ids = set(re.findall(r'\bid="([^"]+)"', answer.text))
    assert terms.keys() <= ids
    pointed = set(re.findall(r'href="#([^"]+)"', answer.text))
    assert pointed <= ids
