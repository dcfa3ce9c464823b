"""Each rule of the policy does what docs/confidence.md says, and the laws of confidence hold."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmkg.errors import PolicyError
from llmkg.reason.policy import load_policy
from llmkg.reason.timeline import assess
from llmkg.vocab import DCTERMS, LLMKG, thing
from tests.reason.arguments import ONTOLOGY, POLICY, ROOT, Case, Claim, Evidence

RANK = {
    "Established": 5, "WellSupported": 4, "CorrelationNotCausation": 3,
    "Anecdotal": 2, "Conjectural": 1, "Unresolved": 0,
}  # fmt: skip
CEILINGS = [
    ("Replication", "Established", "Established"),
    ("ControlledExperiment", "WellSupported", "Established"),
    ("NaturalContrast", "CorrelationNotCausation", "WellSupported"),
    ("BenchmarkResult", "CorrelationNotCausation", "Established"),
    ("PublishedFinding", "CorrelationNotCausation", "WellSupported"),
    ("DatasetStatistic", "CorrelationNotCausation", "Established"),
    ("OfficialDocumentation", "Conjectural", "Established"),
    ("ScaleArgument", "Conjectural", "Conjectural"),
    ("Analogy", "Conjectural", "Conjectural"),
    ("CommunityExperience", "Anecdotal", "Anecdotal"),
    ("Anecdote", "Anecdotal", "Anecdotal"),
]


@pytest.mark.parametrize(("kind", "causal", "factual"), CEILINGS)
def test_each_type_of_evidence_has_its_ceiling(kind: str, causal: str, factual: str) -> None:
    for about, expected in (("c1", causal), ("f1", factual)):
        case = Case(
            (Claim("k", "asserts", about, "Established", cites=("e",)),),
            (Evidence("e", "supports", about, kind),),
        )
        assert case.value(about, "warrant") == expected


def test_a_bare_word_licenses_conjecture_for_a_cause_and_is_no_better_than_itself() -> None:
    assert (
        Case((Claim("k", "asserts", "c1", "Established"),)).value("c1", "warrant") == "Conjectural"
    )
    assert (
        Case((Claim("k", "asserts", "c1", "Established"),)).value("c1", "status") == "Unsupported"
    )
    assert (
        Case((Claim("k", "asserts", "f1", "Established"),)).value("f1", "warrant")
        == "WellSupported"
    )
    assert Case((Claim("k", "asserts", "f1", "Anecdotal"),)).value("f1", "warrant") == "Anecdotal"


def test_a_claim_that_was_taken_back_where_it_was_published_counts_at_no_date() -> None:
    stays, goes = (
        Claim("k", "asserts", "f1", "Established", withdrawn=gone) for gone in (False, True)
    )
    assert Case((stays,)).value("f1", "warrant") == "WellSupported"
    assert Case((goes,)).value("f1", "warrant") is None


def test_evidence_is_no_better_than_what_it_is_based_on_however_far_down() -> None:
    case = Case(
        (
            Claim("base", "asserts", "f1", "Conjectural"),
            Claim("middle", "asserts", "f2", "Established", cites=("e2",)),
            Claim("top", "asserts", "f3", "Established", cites=("e3",)),
        ),
        (
            Evidence("e2", "supports", "f2", "BenchmarkResult", based_on=("base",)),
            Evidence("e3", "supports", "f3", "DatasetStatistic", based_on=("middle",)),
        ),
    )
    assert case.value("f2", "warrant") == "Conjectural"
    assert case.value("f3", "warrant") == "Conjectural"


def test_evidence_based_on_an_open_or_superseded_claim_is_worth_nothing() -> None:
    open_ = Case(
        (
            Claim("q", "leavesOpen", "f1", "Unresolved"),
            Claim("k", "asserts", "f2", "Established", cites=("e",)),
        ),
        (Evidence("e", "supports", "f2", "BenchmarkResult", based_on=("q",)),),
    )
    assert open_.value("f2", "warrant") == "Unresolved"
    corrected = Case(
        (
            Claim("old", "asserts", "f1", "Established"),
            Claim("new", "denies", "f1", "Established", source="s3", supersedes="old"),
            Claim("k", "asserts", "f2", "Established", source="s2", cites=("e",)),
        ),
        (Evidence("e", "supports", "f2", "BenchmarkResult", reported=("s2",), based_on=("old",)),),
    )
    assert corrected.value("f2", "warrant", "2022-06-01") == "WellSupported"
    assert corrected.value("f2", "warrant", "2023-06-01") == "Unresolved"


def experiments(
    authors: dict[str, str], *, first: str = "supports", second: str = "supports"
) -> Case:
    stance = {"supports": "asserts", "disputes": "denies"}
    return Case(
        (
            Claim("k1", stance[first], "c1", "Established", "s1", ("e1",)),
            Claim("k2", stance[second], "c1", "Established", "s2", ("e2",)),
        ),
        (
            Evidence("e1", first, "c1", "ControlledExperiment", ("s1",)),
            Evidence("e2", second, "c1", "ControlledExperiment", ("s2",)),
        ),
        authors=authors,
    )


def test_two_independent_experiments_replicate_and_two_of_one_author_do_not() -> None:
    apart = experiments({"s1": "ann", "s2": "bob"})
    together = experiments({"s1": "ann", "s2": "ann"})
    assert (apart.value("c1", "warrant"), apart.value("c1", "supportGroups")) == (
        "Established",
        "2",
    )
    assert (together.value("c1", "warrant"), together.value("c1", "supportGroups")) == (
        "WellSupported",
        "1",
    )
    assert apart.value("c1", "warrant", "2021-06-01") == "WellSupported"  # only the first was out


def test_a_member_that_its_premises_hold_down_holds_the_replication_down() -> None:
    case = experiments({"s1": "ann", "s2": "bob"})
    weak = Case(
        (*case.claims, Claim("shaky", "asserts", "f9", "Anecdotal")),
        (
            case.evidence[0],
            Evidence("e2", "supports", "c1", "ControlledExperiment", ("s2",), ("shaky",)),
        ),
        authors=case.authors,
    )
    assert weak.value("c1", "warrant") == "WellSupported"


def test_a_relay_is_no_origin() -> None:
    # The article s2 cites what s1 reports; another author's evidence of its own is independent.
    case = Case(
        (Claim("k", "asserts", "c1", "WellSupported", "s2", ("e1", "e2")),),
        (
            Evidence("e1", "supports", "c1", "PublishedFinding", ("s1", "s2")),
            Evidence("e2", "supports", "c1", "NaturalContrast", ("s2",)),
        ),
    )
    assert case.value("c1", "supportGroups") == "2"


def test_evidence_against_of_the_same_worth_contests_and_caps() -> None:
    case = experiments({"s1": "ann", "s2": "bob"}, second="disputes")
    assert case.value("c1", "status") == "Contested"
    assert case.value("c1", "warrant") == "CorrelationNotCausation"
    assert case.value("c1", "warrantAgainst") == "WellSupported"
    assert case.value("c1", "status", "2021-06-01") == "Supported"


def test_better_evidence_against_refutes_and_weaker_evidence_against_does_not() -> None:
    def against(kind: str) -> Case:
        return Case(
            (
                Claim("k1", "asserts", "f1", "WellSupported"),
                Claim("k2", "denies", "f1", "Established", "s2", ("e",)),
            ),
            (Evidence("e", "disputes", "f1", kind, ("s2",)),),
        )

    assert against("BenchmarkResult").value("f1", "status") == "Refuted"
    assert against("BenchmarkResult").value("f1", "effectiveConfidence") == "Unresolved"
    assert against("BenchmarkResult").value("f1", "deniedConfidence") == "Established"
    assert against("Anecdote").value("f1", "status") == "Supported"


def test_what_is_left_open_with_conjectures_at_best_is_open() -> None:
    case = Case(
        (
            Claim("q", "leavesOpen", "f1", "Unresolved"),
            Claim("k", "denies", "f1", "Conjectural", cites=("e",)),
        ),
        (Evidence("e", "disputes", "f1", "DatasetStatistic"),),
    )
    assert case.value("f1", "status") == "Open"
    assert case.value("f1", "effectiveConfidence") == "Unresolved"
    assert Case(case.claims[:1]).value("f1", "status") == "Open"


def test_qualifying_evidence_counts_for_neither_side() -> None:
    case = Case(
        (Claim("k", "asserts", "c1", "WellSupported", cites=("e",)),),
        (Evidence("e", "qualifies", "c1", "ControlledExperiment"),),
    )
    assert case.value("c1", "supportGroups") == "0"
    assert case.value("c1", "disputeGroups") == "0"


def test_claims_stand_above_at_or_below_their_evidence() -> None:
    case = Case(
        (
            Claim("above", "asserts", "c1", "WellSupported", cites=("e",)),
            Claim("at", "asserts", "c1", "CorrelationNotCausation", cites=("e",)),
            Claim("below", "asserts", "c1", "Conjectural", cites=("e",)),
            Claim("word", "asserts", "c1", "WellSupported"),
        ),
        (Evidence("e", "supports", "c1", "NaturalContrast"),),
    )
    found = case.assessed().outcomes
    assert {
        iri.rpartition("/")[2]: each.removeprefix(str(LLMKG)) for iri, each in found.items()
    } == {
        "above": "AboveEvidence",
        "at": "AtEvidence",
        "below": "BelowEvidence",
        "word": "AboveEvidence",
    }


def test_the_timeline_has_a_point_for_each_source_that_moved_something() -> None:
    case = experiments({"s1": "ann", "s2": "bob"}, second="disputes")
    quads = assess(case.quads(), POLICY)
    points = {
        str(q.subject).rstrip(">").rpartition("#")[2]: str(q.object).rstrip(">").rpartition("/")[2]
        for q in quads
        if q.predicate.value == LLMKG.movedBySource
    }
    assert points == {"assessment-2021-01-01": "s1", "assessment-2022-01-01": "s2"}
    by = [q.object for q in quads if q.predicate.value == LLMKG.movedBy]
    moved = {str(each).rstrip(">").rpartition("/")[2] for each in by}
    assert moved == {"e1", "e2"}


def test_what_became_of_a_claim_is_said_of_the_claim_itself() -> None:
    case = Case(
        (
            Claim("old", "asserts", "f1", "Established"),
            Claim("new", "denies", "f1", "Established", source="s3", supersedes="old"),
        )
    )
    fates = [q for q in assess(case.quads(), POLICY) if q.predicate.value == DCTERMS.isReplacedBy]
    assert [(str(q.subject), str(q.object)) for q in fates] == [
        (f"<{thing('claim', 'old')}>", f"<{thing('claim', 'new')}>")
    ]


def test_a_statement_that_nobody_upholds_any_more_is_open_from_that_day_on() -> None:
    case = Case(
        (
            Claim("old", "asserts", "f1", "Established"),
            Claim("new", "asserts", "f2", "Established", source="s3", supersedes="old"),
        )
    )
    assert case.value("f1", "status", "2022-12-31") == "Supported"
    for as_of in ("2023-01-01", "9999-12-31"):
        assert case.value("f1", "status", as_of) == "Open"
        assert case.value("f1", "effectiveConfidence", as_of) == "Unresolved"
        assert case.value("f1", "statedFor", as_of) is None
    points = {
        str(q.subject).rstrip(">").rpartition("#")[2]: str(q.object).rstrip(">").rpartition("#")[2]
        for q in assess(case.quads(), POLICY)
        if q.predicate.value == LLMKG.status and "/f1#" in str(q.subject)
    }
    assert points == {
        "assessment-2021-01-01": "Supported",
        "assessment-2023-01-01": "Open",
        "assessment": "Open",
    }


# -- laws ---------------------------------------------------------------------------------------

_levels = st.sampled_from(sorted(RANK))
_types = st.sampled_from([kind for kind, _, _ in CEILINGS])
_props = st.sampled_from(["c1", "c2", "f1", "f2", "f3"])
_sources = st.sampled_from(["s1", "s2", "s3"])


@st.composite
def cases(draw: st.DrawFn, *, disputes: bool) -> Case:
    stances = ["asserts", "asserts", "denies", "leavesOpen"] if disputes else ["asserts"]
    directions = ["supports", "supports", "disputes", "qualifies"] if disputes else ["supports"]
    claims: list[Claim] = []
    evidence: list[Evidence] = []
    for i in range(draw(st.integers(1, 6))):
        about = draw(_props)
        cites: tuple[str, ...] = ()
        if draw(st.booleans()):
            # Evidence rests on earlier claims only, so none rests on itself.
            based = draw(st.lists(st.sampled_from(claims), max_size=2)) if claims else []
            evidence.append(
                Evidence(
                    f"e{i}", draw(st.sampled_from(directions)), about, draw(_types),
                    (draw(_sources),), tuple({c.slug: None for c in based if c.about != about}),
                )
            )  # fmt: skip
            cites = (f"e{i}",)
        claims.append(
            Claim(
                f"k{i}", draw(st.sampled_from(stances)), about, draw(_levels), draw(_sources), cites
            )
        )
    authors = {s: draw(st.sampled_from(["ann", "bob"])) for s in ("s1", "s2", "s3")}
    return Case(tuple(claims), tuple(evidence), authors=authors)


LAW = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def ranks(case: Case, name: str) -> dict[str, int]:
    return {
        proposition: RANK[said[LLMKG[name]].value.removeprefix(str(LLMKG))]
        for proposition, said in case.assessed().of.items()
        if LLMKG[name] in said
    }


@LAW
@given(cases(disputes=False), _props, _types, _levels)
def test_adding_evidence_for_never_lowers_a_warrant(
    case: Case, about: str, kind: str, level: str
) -> None:
    before = ranks(case, "warrant")
    more = case.plus(
        Evidence("new", "supports", about, kind, ("s4",)),
        Claim("knew", "asserts", about, level, "s4", ("new",)),
    )
    after = ranks(more, "warrant")
    assert all(after[proposition] >= rank for proposition, rank in before.items())


@LAW
@given(cases(disputes=False), st.integers(0, 5))
def test_where_nothing_is_disputed_removing_a_claim_raises_nothing(case: Case, which: int) -> None:
    gone = case.claims[which % len(case.claims)]
    before = ranks(case, "effectiveConfidence")
    after = ranks(case.without(gone.slug), "effectiveConfidence")
    assert all(rank <= before[proposition] for proposition, rank in after.items())


@LAW
@given(cases(disputes=True), st.integers(0, 2**32))
def test_the_order_of_what_is_read_does_not_matter(case: Case, seed: int) -> None:
    shuffled = case.quads()
    random.Random(seed).shuffle(shuffled)
    assert set(assess(shuffled, POLICY)) == set(assess(case.quads(), POLICY))


@LAW
@given(cases(disputes=True))
def test_no_effective_confidence_is_above_what_is_stated_or_warranted(case: Case) -> None:
    effective, warrant, stated = (
        ranks(case, n) for n in ("effectiveConfidence", "warrant", "statedFor")
    )
    for proposition, rank in effective.items():
        assert rank <= warrant.get(proposition, 0)
        assert rank <= stated.get(proposition, 0)


# -- policies of one's own ----------------------------------------------------------------------


def test_a_policy_of_ones_own_replaces_a_ceiling(tmp_path: Path) -> None:
    (tmp_path / "ceilings.ttl").write_text(
        "@prefix llmkg: <https://w3id.org/llmkg/ontology#> .\n"
        "llmkg:NaturalContrast llmkg:warrantsCausal llmkg:Anecdotal .\n"
    )
    policy = load_policy(ROOT / "queries" / "policy", tmp_path)
    case = Case(
        (Claim("k", "asserts", "c1", "Established", cites=("e",)),),
        (Evidence("e", "supports", "c1", "NaturalContrast"),),
    )
    said = case.assessed(policy=policy).of[thing("proposition", "c1")]
    assert said[LLMKG.warrant].value == LLMKG.Anecdotal


def test_a_policy_of_ones_own_replaces_a_rule(tmp_path: Path) -> None:
    rule = (ROOT / "queries" / "policy" / "80-status.rq").read_text(encoding="utf-8")
    (tmp_path / "80-status.rq").write_text(
        rule.replace("llmkg:Unsupported", "llmkg:Open"), encoding="utf-8"
    )
    policy = load_policy(ROOT / "queries" / "policy", tmp_path)
    case = Case((Claim("k", "asserts", "c1", "Established"),))
    assert (
        case.assessed(policy=policy).of[thing("proposition", "c1")][LLMKG.status].value
        == LLMKG.Open
    )


def test_a_missing_ceiling_is_named() -> None:
    fewer = [q for q in ONTOLOGY if q.subject != ox.NamedNode(LLMKG.Anecdote)]
    fewer += [
        q
        for q in ONTOLOGY
        if q.subject == ox.NamedNode(LLMKG.Anecdote) and q.predicate.value != LLMKG.warrantsCausal
    ]
    with pytest.raises(PolicyError, match=r"llmkg:Anecdote no ceiling llmkg:warrantsCausal"):
        POLICY.overlay(fewer)


def test_a_folder_without_rules_and_a_rule_that_is_no_construct_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no such folder"):
        load_policy(tmp_path / "absent")
    with pytest.raises(PolicyError, match="holds no rule"):
        load_policy(tmp_path)
    (tmp_path / "10-x.rq").write_text("#+ summary: x\nSELECT * WHERE { ?s ?p ?o }\n")
    with pytest.raises(PolicyError, match="SELECT"):
        load_policy(tmp_path)
