"""What the article alone warrants and entails, and that every explanation of it is minimal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from llmkg.gather.explained import Explainer
from llmkg.gather.reader import Reader
from llmkg.model.explanation import Explained
from llmkg.rdf.corpus import load_corpus
from llmkg.reason.entail import Entailment, entail, read_by, relevant_lines
from llmkg.reason.policy import load_policy
from llmkg.reason.statements import gather
from llmkg.reason.theory import Theory
from llmkg.reason.timeline import assess
from llmkg.store.embedded import EmbeddedStore
from llmkg.vocab import (
    ASSESSMENTS_GRAPH,
    CATALOGUE_GRAPH,
    ENTAILED_GRAPHS,
    LLMKG,
    ONTOLOGY_GRAPH,
    PREFIXES,
    RDF,
    expand,
    source_graph,
    thing,
)

ALONE = {ONTOLOGY_GRAPH, CATALOGUE_GRAPH, source_graph("fu2022-zh")}


@dataclass(frozen=True)
class Article:
    """The article's graphs and what was inferred from them alone."""

    store: EmbeddedStore
    entailment: Entailment
    explainer: Explainer

    def assessed(self, proposition: str, name: str) -> str | None:
        node = ox.NamedNode(thing("proposition", proposition) + "#assessment")
        found = [q.object for q in self.store.quads(node, ox.NamedNode(LLMKG[name]))]
        return _local(found[0]) if found else None

    def level(self, subject: str, predicate: str, obj: str) -> str | None:
        level = self.explainer.level(*(expand(each) or each for each in (subject, predicate, obj)))
        return None if level is None else level.name

    def explain(self, subject: str, predicate: str, obj: str, limit: int = 3) -> Explained:
        s, p, o = (expand(each) or each for each in (subject, predicate, obj))
        return self.explainer.explain(ox.NamedNode(s), p, ox.NamedNode(o), limit=limit)


def _local(term: object) -> str:
    return str(getattr(term, "value", term)).rpartition("#")[2]


@pytest.fixture(scope="module")
def article(root: Path) -> Article:
    quads = [
        q
        for q in load_corpus(root).quads()
        if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value in ALONE
    ]
    assessments = assess(quads, load_policy(root / "queries" / "policy"))
    entailment = entail([*quads, *assessments])
    store = EmbeddedStore.memory([*quads, *assessments, *entailment.quads])
    return Article(store, entailment, Explainer(Reader(store)))


def test_code_training_and_chain_of_thought_is_correlation_however_likely_it_is_called(
    article: Article,
) -> None:
    name = "code-training-gives-chain-of-thought"
    assert article.assessed(name, "effectiveConfidence") == "CorrelationNotCausation"
    assert article.assessed(name, "statedFor") == "WellSupported"
    assert article.assessed(name, "status") == "Supported"
    lines = article.store.quads(
        None, ox.NamedNode(LLMKG.supports), ox.NamedNode(thing("proposition", name))
    )
    assert len({q.subject for q in lines}) == 7


@pytest.mark.parametrize(
    ("stance", "predicate"), [("asserts", LLMKG.unlocks), ("denies", LLMKG.injects)]
)
def test_that_instruction_tuning_unlocks_and_does_not_inject_is_stated_above_its_evidence(
    article: Article, stance: str, predicate: str
) -> None:
    rows = article.store.select(
        f"""SELECT ?outcome WHERE {{
          ?claim <{LLMKG[stance]}> ?proposition ; <{LLMKG.section}> "2" ;
                 <{LLMKG.comparedWithEvidence}> ?outcome .
          ?proposition <{RDF.subject}> <{PREFIXES["method"]}instruction-tuning> ;
                       <{RDF.predicate}> <{predicate}> }}"""
    )
    assert {_local(row["outcome"]) for row in rows} == {"AboveEvidence"}


def test_whether_code_davinci_002_descends_from_davinci_is_unresolved(article: Article) -> None:
    name = "code-davinci-002-derived-from-davinci"
    assert article.assessed(name, "status") == "Open"
    assert article.assessed(name, "effectiveConfidence") == "Unresolved"
    assert article.level("model:code-davinci-002", "llmkg:derivedFrom", "model:davinci") is None


@pytest.mark.parametrize("child", ["text-davinci-002", "text-davinci-003", "chatgpt"])
def test_the_later_lineage_is_established(article: Article, child: str) -> None:
    level = article.level(f"model:{child}", "llmkg:derivedFrom", "model:code-davinci-002")
    assert level == "Established"


def test_what_chatgpt_inherits_is_as_sure_as_the_weakest_step(article: Article) -> None:
    rows = [
        q
        for q in article.store.quads(
            ox.NamedNode(thing("model", "chatgpt")), ox.NamedNode(LLMKG.inheritsAbility)
        )
        if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value.startswith(ENTAILED_GRAPHS)
    ]
    assert rows
    for quad in rows:
        assert isinstance(quad.object, ox.NamedNode)
        found = article.explain("model:chatgpt", "llmkg:inheritsAbility", quad.object.value, 1)
        assert found.level is not None
        weakest = min(ground.level.rank for ground in found.explanations[0].grounds)
        assert found.level.rank == weakest == found.explanations[0].level.rank


def test_what_does_not_follow_says_what_is_missing(article: Article) -> None:
    found = article.explain("model:text-davinci-003", "llmkg:derivedFrom", "model:davinci")
    assert found.level is None
    assert not found.explanations
    said = {(proposition.slug, reason) for gap in found.gaps for proposition, reason in gap.said}
    assert ("code-davinci-002-derived-from-davinci", "Open") in said


def test_a_denied_fact_is_answered_with_its_denial(article: Article) -> None:
    found = article.explain("method:instruction-tuning", "llmkg:injects", "ability:new-abilities")
    assert found.level is None
    assert [p.slug for p, _ in found.against] == ["instruction-tuning-injects-new-abilities"]


def test_every_entailed_triple_has_an_explanation_of_its_level_and_none_can_be_shortened(
    article: Article,
) -> None:
    checked = 0
    for graph in article.store.graphs():
        if not graph.value.startswith(ENTAILED_GRAPHS):
            continue
        for quad in article.store.quads(graph=graph):
            if not isinstance(quad.subject, ox.NamedNode) or isinstance(
                quad.object, ox.BlankNode | ox.Triple
            ):
                continue
            found = article.explainer.explain(
                quad.subject, quad.predicate.value, quad.object, limit=2
            )
            assert found.level is not None
            assert found.explanations, quad
            assert found.explanations[0].level == found.level
            checked += 1
    assert checked > 1_000


def test_each_entailed_triple_stands_in_one_graph_and_the_graph_says_its_level(
    article: Article,
) -> None:
    seen: set[ox.Triple] = set()
    for graph in article.store.graphs():
        if graph.value.startswith(ENTAILED_GRAPHS):
            triples = {quad.triple for quad in article.store.quads(graph=graph)}
            assert not triples & seen
            seen |= triples
            levels = article.store.quads(
                graph, ox.NamedNode(LLMKG.confidence), None, ox.NamedNode(ASSESSMENTS_GRAPH)
            )
            assert len(levels) == 1


def test_a_slip_that_contradicts_the_ontology_entails_nothing(article: Article) -> None:
    assert article.entailment.contradictions > 0
    assert (
        article.level("model:code-davinci-002", "llmkg:fineTunedFrom", "model:code-davinci-002")
        is None
    )
    assert not article.entailment.unsupported


def test_lines_that_count_say_all_that_enters(article: Article) -> None:
    quads = article.store.quads()
    theory = Theory.of(article.store.quads(graph=ox.NamedNode(ONTOLOGY_GRAPH)))
    read = read_by(theory)
    entering = [
        quad
        for quad in quads
        if quad.predicate.value in read
        and not str(quad.graph_name).startswith(f"<{ENTAILED_GRAPHS}")
    ]
    lines = [*relevant_lines((f"{quad} .\n".encode() for quad in entering), theory)]
    assert len(lines) < 2 * len(entering) / 3
    few = gather(ox.parse(b"".join(lines), ox.RdfFormat.N_QUADS), theory.scheme, theory.entailed)
    every = gather(entering, theory.scheme, theory.entailed)
    assert (few.stated, few.types, few.spoken) == (every.stated, every.types, every.spoken)
    said = (few.claims, every.claims)
    for proposition in {each.proposition for each in every.stated}:
        for denied in (False, True):
            one, other = (claims.on(proposition, denied=denied) for claims in said)
            assert one == other
