"""The knowledge base on a small corpus: two sources, years apart, and one without a date."""

import ast
import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from llmkg.errors import (
    ForbiddenQueryError,
    NotFoundError,
    ParameterError,
    QuerySyntaxError,
    TooLargeError,
    UnknownQueryError,
)
from llmkg.kb import KnowledgeBase
from llmkg.model.anchor import Anchor
from llmkg.model.claim import ClaimFilter, Stance
from llmkg.model.proposition import Quantity, Value
from llmkg.model.text import LangText
from llmkg.rdf.corpus import load_corpus
from llmkg.store.snapshot import Facts, building, write_snapshot
from llmkg.vocab import BASE, LLMKG, SKOS

REASONING = BASE + "ability/reasoning"


@pytest.fixture(scope="module", params=[False, True], ids=["on disk", "in memory"])
def kb(root, tmp_path_factory, request):
    out = tmp_path_factory.mktemp("kb")
    corpus = load_corpus(root / "tests/fixtures/small")
    with building(out):
        write_snapshot(out, corpus.quads(), Facts("0", {}, corpus.inputs))
    with KnowledgeBase.open(out, root / "queries", in_memory=request.param) as kb:
        yield kb


def slugs(items) -> list[str]:
    return [each.slug for each in items]


# -- things ------------------------------------------------------------------------------------


def test_models_are_listed_by_slug_with_their_claims(kb):
    found = {each.slug: each.claims for each in kb.models()}
    assert found == {"first": 2, "rival": 1, "second": 2, "third": 2}
    assert list(found) == sorted(found)


def test_a_thing_is_shown_whole(kb):
    thing = kb.model("first").thing
    assert thing.label == {"en": "First", "zh": "第一"}
    assert thing.alternatives == ("one",)
    assert thing.same_as == ("http://www.wikidata.org/entity/Q1",)
    assert [each.iri for each in thing.types] == [LLMKG.Model]


def test_what_is_said_about_a_thing(kb):
    statements = kb.model("first").statements
    assert slugs(each.proposition for each in statements) == ["first-size", "second-from-first"]
    assert slugs(kb.thing("concept", "zero-shot").statements[0].claims) == [
        "late-2-code-gives-reasoning",
        "early-1-code-gives-reasoning",
        "late-2-code-does-not",
    ]


def test_sources(kb):
    found = {each.slug: (each.issued, each.claims) for each in kb.sources()}
    assert found == {"early": ("2020-05", 3), "late": ("2022-12-18", 7), "undated": (None, 0)}
    early = kb.source("early")
    assert early.title == {"en": "An early text"}
    assert (early.language, early.text_length) == ("en", 100)
    assert kb.source("late").title == {"en": "Late"}


@pytest.mark.parametrize("name", ["first", "model:first", BASE + "model/first"])
def test_a_thing_may_be_named_in_three_ways(kb, name):
    assert kb.model(name).thing.slug == "first"


@pytest.mark.parametrize(
    ("method", "slug"),
    [
        ("model", "none"),
        ("model", "ability:reasoning"),
        ("model", "no slug"),
        ("lineage", "none"),
        ("ability_origins", "none"),
        ("claim", "none"),
        ("claim", "../model/first"),
        ("proposition", "none"),
        ("evidence", "none"),
        ("tension", "none"),
        ("open_question", "none"),
        ("source", "none"),
        ("entity", BASE + "none"),
        ("entity", "no iri"),
    ],
)
def test_what_is_not_there_is_not_found(kb, method, slug):
    with pytest.raises(NotFoundError):
        getattr(kb, method)(slug)


def test_the_two_schemes(kb):
    assert [level.rank for level in kb.levels()] == [5, 4, 3, 2, 1, 0]
    assert kb.level("WellSupported").label == {"en": "well supported"}
    assert kb.level("llmkg:Anecdotal") == kb.level(LLMKG.Anecdotal)
    with pytest.raises(ParameterError, match="Established, WellSupported"):
        kb.level("certain")
    [score, analogy] = kb.evidence_types()
    assert (score.warrants_causal.name, score.warrants_factual.name) == (
        "CorrelationNotCausation",
        "Established",
    )
    assert analogy.name == "Analogy"


# -- lineage -----------------------------------------------------------------------------------


def test_lineage_goes_up_step_by_step(kb):
    lineage = kb.lineage("third")
    found = [
        (edge.depth, edge.child.slug, edge.parent.slug, edge.confidence and edge.confidence.name)
        for edge in lineage.edges
    ]
    assert found == [
        (1, "third", "second", "Anecdotal"),  # by way of a stage: the weaker of its two halves
        (1, "third", "rival", None),  # only denied
        (2, "second", "first", "Established"),
    ]
    assert slugs(lineage.ancestors) == ["second", "first"]


def test_a_step_has_its_stage_its_propositions_and_all_its_claims(kb):
    by_stage, denied, plain = kb.lineage("third").edges
    assert by_stage.via.slug == "third-tuning"
    assert by_stage.relation == LLMKG.producedBy
    assert set(slugs(by_stage.propositions)) == {"third-tuning-input", "third-tuning-output"}
    assert slugs(by_stage.claims) == ["late-1-input", "late-1-output"]
    assert denied.denied
    assert [each.stance for each in denied.claims] == [Stance.DENIES]
    assert plain.relation == LLMKG.fineTunedFrom
    assert plain.via is None
    assert not plain.denied


def test_a_model_without_parents(kb):
    assert kb.lineage("first").edges == ()


# -- arguments ---------------------------------------------------------------------------------


def test_a_proposition_comes_with_the_whole_argument(kb):
    argument = kb.proposition("code-gives-reasoning")
    assert slugs(argument.asserted) == [
        "late-2-code-gives-reasoning",
        "early-1-code-gives-reasoning",
    ]
    assert slugs(argument.denied) == ["late-2-code-does-not"]
    assert argument.left_open == ()
    assert slugs(argument.tensions) == ["code-and-reasoning"]
    found = [
        (line.direction.value, line.ceiling.name, line.evidence.slug) for line in argument.evidence
    ]
    assert found == [
        ("supports", "CorrelationNotCausation", "early-benchmark"),
        ("supports", "CorrelationNotCausation", "undated-benchmark"),
        ("disputes", "Conjectural", "late-analogy"),
    ]


def test_a_proposition_has_its_terms_and_qualifiers(kb):
    proposition = kb.proposition("code-gives-reasoning").proposition
    assert proposition.causal
    assert proposition.subject.slug == "code-training"
    assert proposition.predicate.iri == LLMKG.givesRiseTo
    assert proposition.object.label == {"en": "reasoning"}
    assert [(each.property.iri, each.value) for each in proposition.qualifiers[1:]] == [
        (
            LLMKG.extent,
            Value("much", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "en"),
        ),
        (
            LLMKG.extent,
            Value("很多", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "zh"),
        ),
    ]
    assert not kb.proposition("second-from-first").proposition.causal


def test_a_quantity_is_read_with_its_unit(kb):
    quantity = kb.proposition("first-size").proposition.object
    assert isinstance(quantity, Quantity)
    assert quantity.amount == Decimal(175)
    assert quantity.as_printed == "175.0"
    assert quantity.unit is not None
    assert quantity.measure is not None
    assert (quantity.unit.slug, quantity.measure.slug) == ("parameters", "parameter-count")


def test_a_claim_is_read_whole(kb):
    claim = kb.claim("early-1-code-gives-reasoning")
    assert claim.stance is Stance.ASSERTS
    assert claim.confidence.name == "Conjectural"
    assert set(claim.hedge) == {LangText("maybe", "en"), LangText("或许", "zh")}
    assert claim.anchor == Anchor(5, 9, "cd")
    assert slugs(claim.cites) == ["early-benchmark"]
    assert (claim.source.slug, claim.section) == ("early", "1")
    assert kb.claim("early-1-second-from-first").anchor == Anchor(20, 30, "ab", "before", "after")
    assert kb.claim("late-1-input").anchor is None


def test_evidence_is_read_whole(kb):
    evidence = kb.evidence("early-benchmark")
    assert evidence.type.name == "BenchmarkResult"
    assert [(each.direction.value, each.proposition.slug) for each in evidence.bearings] == [
        ("supports", "code-gives-reasoning")
    ]
    assert slugs(evidence.reported_in) == ["early"]
    assert slugs(evidence.based_on) == ["early-2-size"]
    assert slugs(evidence.cited_by) == ["early-1-code-gives-reasoning"]


def test_tensions_and_questions(kb):
    [tension] = kb.tensions()
    assert tension == kb.tension("code-and-reasoning")
    assert [each.iri for each in tension.kinds] == [LLMKG.Contradiction]
    assert slugs(tension.between) == ["late-2-code-does-not", "late-2-code-gives-reasoning"]
    [question] = kb.open_questions()
    assert question == kb.open_question("early-why")
    assert question.would_be_settled_by == {"en": "an experiment"}
    assert slugs(question.asks_about) == ["code-gives-reasoning"]


# -- origins, by confidence and date -----------------------------------------------------------


def origins(kb, **limits) -> list[tuple[str, str | None]]:
    found = kb.ability_origins("reasoning", **limits).origins
    return [(each.factor.slug, each.confidence and each.confidence.name) for each in found]


def test_origins_are_listed_best_first(kb):
    assert origins(kb) == [
        ("code-training", "WellSupported"),
        ("dialogue", "Anecdotal"),
        ("tuning", None),
    ]


@pytest.mark.parametrize(
    ("level", "left"),
    [
        ("Unresolved", ["code-training", "dialogue"]),
        ("Anecdotal", ["code-training", "dialogue"]),
        ("CorrelationNotCausation", ["code-training"]),
        (LLMKG.WellSupported, ["code-training"]),
        ("Established", []),
    ],
)
def test_origins_by_confidence(kb, level, left):
    assert [factor for factor, _ in origins(kb, min_confidence=level)] == left


@pytest.mark.parametrize(
    ("date", "found"),
    [
        ("2020-04", []),
        ("2020-04-30", []),
        ("2020-05", [("code-training", "Conjectural")]),
        ("2020-05-01", [("code-training", "Conjectural")]),  # no more is known than May
        ("2020", [("code-training", "Conjectural")]),
        ("2022-12-17", [("code-training", "Conjectural")]),
        (
            "2022-12-18",
            [("code-training", "WellSupported"), ("dialogue", "Anecdotal"), ("tuning", None)],
        ),
        (
            "2022",
            [("code-training", "WellSupported"), ("dialogue", "Anecdotal"), ("tuning", None)],
        ),
    ],
)
def test_origins_as_they_stood(kb, date, found):
    assert origins(kb, as_of=date) == found


def test_an_argument_as_it_stood(kb):
    argument = kb.proposition("code-gives-reasoning", as_of="2021")
    assert slugs(argument.claims) == ["early-1-code-gives-reasoning"]
    # the undated source may have been there
    assert slugs(line.evidence for line in argument.evidence) == [
        "early-benchmark",
        "undated-benchmark",
    ]
    assert argument.tensions == ()


def test_confidence_and_date_hold_together(kb):
    assert origins(kb, as_of="2021", min_confidence="WellSupported") == []


@pytest.mark.parametrize(
    "limits", [{"min_confidence": "sure"}, {"as_of": "yesterday"}, {"as_of": "2022-02-99"}]
)
def test_limits_at_fault_are_refused(kb, limits):
    with pytest.raises(ParameterError):
        kb.ability_origins("reasoning", **limits)


# -- claims ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (ClaimFilter(), 10),
        (ClaimFilter(source="early"), 3),
        (ClaimFilter(source=BASE + "source/late"), 7),
        (ClaimFilter(source="none"), 0),
        (ClaimFilter(section="2"), 4),
        (ClaimFilter(section="2", source="late"), 3),
        (ClaimFilter(section="9"), 0),
        (ClaimFilter(confidence="Anecdotal"), 2),
        (ClaimFilter(min_confidence="WellSupported"), 5),
        (ClaimFilter(min_confidence="Unresolved"), 10),
        (ClaimFilter(confidence="Anecdotal", min_confidence="Established"), 0),
        (ClaimFilter(stance=Stance.DENIES), 2),
        (ClaimFilter(stance=Stance.LEAVES_OPEN), 1),
        (ClaimFilter(about=REASONING), 5),
        (ClaimFilter(about="ability:reasoning", stance=Stance.DENIES), 1),
        (ClaimFilter(about=BASE + "concept/zero-shot"), 3),
        (ClaimFilter(about=LLMKG.givesRiseTo), 0),
        (ClaimFilter(predicate="givesRiseTo"), 4),
        (ClaimFilter(predicate=LLMKG.hasQuantity), 1),
        (ClaimFilter(hedged=True), 2),
        (ClaimFilter(hedged=False), 8),
        (ClaimFilter(hedged=True, source="late", about=REASONING), 1),
    ],
)
def test_claims_by_filter(kb, wanted, count):
    page = kb.claims(wanted)
    assert (page.total, len(page.items)) == (count, count)
    assert len(set(slugs(page.items))) == count


def test_claims_stand_in_the_order_of_their_sources(kb):
    assert slugs(kb.claims(ClaimFilter(source="early")).items) == [
        "early-1-code-gives-reasoning",
        "early-1-second-from-first",
        "early-2-size",
    ]


@pytest.mark.parametrize("limit", [1, 3, 4, 10, 1_000])
def test_pages_make_up_the_whole(kb, limit):
    whole = slugs(kb.claims().items)
    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = kb.claims(offset=offset, limit=limit)
        assert page.total == len(whole)
        found += slugs(page.items)
        offset = page.next_offset
    assert found == whole


def test_a_page_beyond_the_end_is_empty(kb):
    page = kb.claims(offset=100)
    assert (page.items, page.total, page.next_offset) == ((), 10, None)


@pytest.mark.parametrize(
    ("wanted", "offset", "limit"),
    [
        (ClaimFilter(), 0, 0),
        (ClaimFilter(), 0, 1_001),
        (ClaimFilter(), -1, 10),
        (ClaimFilter(confidence="sure"), 0, 10),
        (ClaimFilter(about="no iri"), 0, 10),
        (ClaimFilter(source='x> } #"'), 0, 10),
    ],
)
def test_a_wrong_filter_is_refused(kb, wanted, offset, limit):
    with pytest.raises(ParameterError):
        kb.claims(wanted, offset=offset, limit=limit)


# -- SPARQL and quads --------------------------------------------------------------------------


def test_a_query_of_a_reader(kb):
    answer = kb.query("SELECT (COUNT(*) AS ?n) { ?c a llmkg:Claim }")
    assert b'"10"' in answer.body
    assert answer.media_type == "application/sparql-results+json"
    assert kb.query("DESCRIBE model:first").media_type == "text/turtle"
    assert kb.query("ASK {}", "text/csv").body.strip() == b"true"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", ForbiddenQueryError),
        ("DELETE WHERE { ?s ?p ?o }", ForbiddenQueryError),
        ("SELECT * {" + "{" * 100 + "}" * 100 + "}", ForbiddenQueryError),
        ("SELECT * { ?s ?p }", QuerySyntaxError),
        ("ASK {} #" + " " * 64_000, TooLargeError),
    ],
)
def test_a_query_that_may_not_run(kb, text, error):
    with pytest.raises(error):
        kb.query(text)


def test_limits_are_given_from_outside(kb):
    narrow = KnowledgeBase(kb.store, kb.queries, kb.manifest, limits=(20, 1))
    with pytest.raises(TooLargeError):
        narrow.query("ASK { ?s ?p ?o } # long")
    with pytest.raises(ForbiddenQueryError):
        narrow.query("ASK { { } }")


def test_stored_queries_run_by_name(kb):
    answer = kb.run("kb/lineage", "text/csv", model="third")
    assert b"model/rival" in answer.body
    assert len(kb.rows("kb/levels")) == 6
    with pytest.raises(UnknownQueryError):
        kb.run("none")
    with pytest.raises(ParameterError):
        kb.run("kb/lineage")


def test_an_entity_comes_with_its_parts(kb):
    quads = kb.entity(BASE + "claim/early-1-second-from-first")
    subjects = {quad.subject.value.removeprefix(BASE) for quad in quads}
    assert subjects == {
        "claim/early-1-second-from-first",
        "claim/early-1-second-from-first#anchor",
    }
    assert list(quads) == sorted(quads, key=str)
    assert kb.entity(LLMKG.Established)
    assert any(SKOS.altLabel in str(quad) for quad in kb.entity(BASE + "model/first"))


def test_counts(kb):
    counts = kb.counts()
    assert counts["Claim"] == 10
    assert counts["Model"] == 4
    assert counts["graphs"] == 4
    assert counts["quads"] == len(kb.store.quads())
    assert "ConfidenceLevel" not in counts  # of the ontology


def test_threads_may_ask_for_anything_at_once(kb):
    def ask(_number):
        return (kb.models(), kb.lineage("third"), kb.claims(), kb.ability_origins("reasoning"))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(40)))
    assert all(answer == answers[0] for answer in answers)


def test_opening_closes_what_it_opened_when_a_query_is_at_fault(root: Path, tmp_path: Path):
    corpus = load_corpus(root / "tests/fixtures/small")
    with building(tmp_path):
        write_snapshot(tmp_path, corpus.quads(), Facts("0", {}, {}))
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries/bad.rq").write_text("#+ summary: s\nSELECT")
    with pytest.raises(QuerySyntaxError):
        KnowledgeBase.open(tmp_path, tmp_path / "queries")


def test_no_sparql_stands_in_the_code(root: Path):
    """Queries are files: no string of the package is one."""
    query = re.compile(r"\b(?:SELECT|CONSTRUCT|ASK|DESCRIBE)\b[^{}]*\{.*\}", re.DOTALL)
    looked = 0
    # shown to readers and to assistants, never run
    examples = {root / "src/llmkg/http/openapi.py", root / "src/llmkg/mcp/tools.py"}
    for path in {*(root / "src/llmkg").rglob("*.py")} - examples:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docstrings
            ):
                looked += 1
                assert not query.search(node.value), (path, node.lineno)
    assert looked > 1_000
    assert query.search("SELECT * WHERE { ?s ?p ?o }")
