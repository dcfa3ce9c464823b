"""Whatever changes, in whatever order: what is assessed anew makes what the whole would be."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from llmkg.rdf.turtle import parse_turtle
from llmkg.rdf.view import Difference, Everything, Overlay, View
from llmkg.reason.course import GRAPH
from llmkg.reason.dependence import is_law
from llmkg.reason.judge import Judge
from llmkg.reason.reassess import reassess
from llmkg.reason.timeline import assess
from llmkg.vocab import LLMKG, RDF, thing
from tests.reason.arguments import HEAD, ONTOLOGY, POLICY, Case, Claim, Evidence
from tests.reason.test_dependence import PREMISE, REPLACED, UNCITED, cases

LAWS = [quad for quad in ONTOLOGY if is_law(quad)]
Course: TypeAlias = tuple[frozenset[ox.Quad], list[frozenset[ox.Quad]]]
SOURCE = "https://w3id.org/llmkg/graph/source/test"
# What the build would say, said by somebody: it is not said twice. Texts where things are meant.
FORESTALLED = parse_turtle(
    (
        HEAD
        + """
        c:k0 dcterms:isReplacedBy c:k1 ; prov:wasInvalidatedBy c:k2 ; llmkg:hedge "perhaps" .
        c:k1 npx:retracts c:k0 ; llmkg:comparedWithEvidence llmkg:AtEvidence .
        c:k2 npx:supersedes c:k1 . c:k3 prov:wasRevisionOf c:k0 .
        <https://w3id.org/llmkg/proposition/f1#assessment> llmkg:status llmkg:Supported .
        source:s1 dcterms:publisher agent:ann . source:s2 dcterms:publisher agent:ann .
        source:s3 dcterms:issued "2020"^^xsd:gYear . e:e0 llmkg:statedIn source:s4 .
        c:k0 dcterms:isReplacedBy "a later note" . c:k1 prov:wasInvalidatedBy "its author" .
        c:k2 npx:retracts "what I wrote" . c:k3 prov:wasRevisionOf "a draft" .
        """
    ).encode(),
    "more.ttl",
    SOURCE,
)


def own(case: Case) -> list[ox.Quad]:
    return [quad for quad in case.quads() if quad.graph_name == ox.NamedNode(SOURCE)]


def whole(written: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
    """The assessments graph of a build."""
    quads = [*LAWS, *written]
    stated = {quad.triple for quad in quads}
    return frozenset(quad for quad in assess(quads, POLICY) if quad.triple not in stated)


def stored(written: Iterable[ox.Quad], computed: Iterable[ox.Quad]) -> ox.Store:
    """As in a snapshot: the default graph repeats what stands in the others."""
    store = ox.Store()
    everything = [*LAWS, *written, *computed]
    store.extend(everything)
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in everything)
    return store


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """What is there, and what is turned round step by step: what is there goes, the rest comes."""
    first, second = (own(draw(cases())) for _ in range(2))
    pool = [*dict.fromkeys((*first, *second, *FORESTALLED))]
    start = frozenset(first) ^ frozenset(draw(st.lists(st.sampled_from(pool), max_size=4)))
    steps = []
    for _ in range(draw(st.integers(1, 4))):
        about = draw(st.sampled_from(pool)).subject
        every = [quad for quad in pool if quad.subject == about]
        steps.append(frozenset(draw(st.lists(st.sampled_from(pool), max_size=4))) | set(every))
    return start, steps


def added(
    case: Case, *more: Claim | Evidence
) -> tuple[frozenset[ox.Quad], list[frozenset[ox.Quad]]]:
    """A case to which something is added, and from which it is taken away again."""
    before, after = frozenset(own(case)), frozenset(own(case.plus(*more)))
    return before, [before ^ after, before ^ after]


def redated(
    case: Case, source: str, date: str
) -> tuple[frozenset[ox.Quad], list[frozenset[ox.Quad]]]:
    before = frozenset(own(case))
    after = frozenset(own(replace(case, issued={**case.issued, source: date})))
    return before, [before ^ after]


ENDED = Case(
    (
        Claim("k0", "asserts", "f1", "Established", replaced_by="source:s4"),
        Claim("k1", "asserts", "f1", "Anecdotal", "s2", ended="2023-05-06T07:08:09Z"),
    ),
)
PLAIN = Case((Claim("k0", "asserts", "f1", "Established"),))


def said_too(*said: ox.Quad) -> Course:
    """Somebody says what was computed, and takes it back."""
    return frozenset(own(PLAIN)), [frozenset(said), frozenset(said)]


def on_two() -> Course:
    """A claim that should be on one proposition is on two, and the second one is moved."""
    case = PLAIN.plus(Claim("k1", "asserts", "f2", "Established", "s2"))
    before = own(case)
    also = ox.NamedNode(thing("claim", "k0")), ox.NamedNode(LLMKG.asserts)
    also_on = ox.Quad(*also, ox.NamedNode(thing("proposition", "f2")), ox.NamedNode(SOURCE))
    about = frozenset(quad for quad in before if "/claim/k1" in str(quad.subject))
    return frozenset((*before, also_on)), [about, about]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(courses())
@example(added(PREMISE, Claim("k4", "denies", "f2", "Established", "s4")))
@example(added(PREMISE, Claim("k4", "asserts", "f3", "Established", "s4", supersedes="k2")))
@example(added(UNCITED, Claim("k4", "asserts", "f3", "Established", "s4", cites=("e1",))))
@example(said_too(*(quad for quad in FORESTALLED if "#assessment" in str(quad.subject))))
@example(on_two())
@example(redated(REPLACED, "s2", "2021"))
@example(redated(UNCITED, "s2", "2020-05"))
@example(redated(ENDED, "s4", "2021-06-01"))
@example(added(ENDED, Claim("k2", "denies", "f1", "WellSupported", "s3", ended="2024-02")))
def test_what_is_assessed_anew_makes_the_whole(
    course: Course,
) -> None:
    written, steps = course
    computed = whole(written)
    judge = Judge(LAWS, POLICY)
    for turned in steps:
        changed = Difference(turned - written, turned & written)
        before = stored(written, computed)
        written = written ^ turned
        found = reassess(before, Overlay(before, changed), changed, POLICY, judge)
        assert found.added.isdisjoint(computed)
        assert found.removed <= computed
        computed = (computed - found.removed) | found.added
        assert computed == whole(written)


class Counted:
    """How many quads were found in a view."""

    def __init__(self, under: ox.Store) -> None:
        self.under = under
        self.number = 0

    def quads_for_pattern(self, *pattern: object) -> list[ox.Quad]:
        found = list(self.under.quads_for_pattern(*pattern))  # type: ignore[arg-type]
        self.number += len(found)
        return found


def cost(size: int) -> int:
    """What is looked at when a claim comes to so many arguments that do not concern it."""
    case = Case(
        tuple(
            Claim(f"k{i}", "asserts", f"f{i}", "Established", f"s{i}", (f"e{i}",))
            for i in range(size)
        ),
        tuple(Evidence(f"e{i}", "supports", f"f{i}", "BenchmarkResult") for i in range(size)),
        {f"s{i}": f"20{i:02}-01-01" for i in range(size)},
    )
    more = case.plus(Claim("new", "denies", "f1", "Established", "s1"))
    changed = Difference.between(own(case), own(more))
    before, after = (Counted(stored(own(each), whole(own(case)))) for each in (case, more))
    assert reassess(before, after, changed, POLICY, Judge(LAWS, POLICY))
    return before.number + after.number


def test_the_cost_is_that_of_what_looks_at_the_change() -> None:
    assert cost(30) == cost(3)


@pytest.mark.parametrize(
    "law",
    [
        (LLMKG.Anecdotal, LLMKG.rank, ox.Literal(9)),
        (LLMKG.Anecdote, LLMKG.warrantsCausal, ox.NamedNode(LLMKG.Established)),
        (LLMKG.partOf, RDF.type, ox.NamedNode(LLMKG.CausalProperty)),
    ],
)
def test_a_changed_law_moves_everything(law: tuple[str, str, ox.NamedNode | ox.Literal]) -> None:
    subject, predicate, value = law
    quad = ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, ox.NamedNode(SOURCE))
    view: View = stored((), ())
    with pytest.raises(Everything):
        reassess(view, view, Difference(frozenset({quad})), POLICY)


def test_with_rules_of_ones_own_everything_moves() -> None:
    view: View = stored((), ())
    with pytest.raises(Everything):
        reassess(view, view, Difference(), replace(POLICY, own=True))


def test_words_move_nothing() -> None:
    written = own(PREMISE)
    quad = ox.Quad(
        ox.NamedNode(thing("claim", "k1")),
        ox.NamedNode(LLMKG.hedge),
        ox.Literal("perhaps", language="en"),
        ox.NamedNode(SOURCE),
    )
    before = stored(written, whole(written))
    changed = Difference(frozenset({quad}))
    assert not reassess(before, Overlay(before, changed), changed, POLICY)
    assert GRAPH in {each.graph_name for each in before}
