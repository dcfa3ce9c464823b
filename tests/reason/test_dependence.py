"""Small worlds tell what the whole tells: the same assessments and the same timeline."""

import re
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from llmkg.rdf.links import Links, write_links
from llmkg.rdf.part import write_part
from llmkg.reason import timeline
from llmkg.reason.assess import OUTCOME, PUBLIC
from llmkg.reason.cone import Cone, Known
from llmkg.reason.dependence import LINKING, READ, STANCES, Dependence
from llmkg.reason.judge import Judge
from llmkg.reason.levels import levels
from llmkg.reason.timeline import assess, assess_among, assess_part, claimed, fates
from llmkg.vocab import LLMKG, NPX, expand, thing
from tests.reason.arguments import POLICY, Case, Claim, Evidence

WHOLE = replace(POLICY, own=True)
ABOUTS = ("c1", "c2", "f1", "f2", "f3")
LEVELS = ("Established", "WellSupported", "Anecdotal", "Conjectural", "Unresolved")
TYPES = ("ControlledExperiment", "BenchmarkResult", "NaturalContrast", "Analogy")
SOURCES = ("s1", "s2", "s3", "s4", "s5")
# Days, months and years, of which some begin on one day; one source has no date.
DATES = ("2021-01-01", "2021-01", "2021", "2021-03-05", "2022", "2022-01", "2023-07-01")
# How a claim may have ended by what is said of itself: most have not.
ENDS = (
    *[("", "", "", "")] * 6,
    ("2022-05-06T07:08:09Z", "", "", ""),
    ("2021-03", "true", "", ""),
    ("nobody knows", "", "", ""),
    ("", "true", "", ""),
    ("", "false", "", ""),
    ("", "", "c:k0", ""),
    ("", "", "source:s4", ""),
    ("", "", "", "c:k1"),
    ("2023-07-01", "", "c:k0", "c:k1"),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    def some(items: tuple[str, ...], most: int = 2) -> tuple[str, ...]:
        return tuple(draw(st.lists(st.sampled_from(items), max_size=most, unique=True)))

    def one(items: tuple[str, ...]) -> str:
        return draw(st.sampled_from(items))

    names = tuple(f"k{i}" for i in range(draw(st.integers(1, 7))))
    pieces = tuple(f"e{i}" for i in range(draw(st.integers(0, 4))))
    claims = [
        Claim(
            name,
            one(("asserts", "asserts", "denies", "leavesOpen")),
            one(ABOUTS),
            one(LEVELS),
            one(SOURCES),
            some(pieces) if pieces else (),
            (some(names[:i], 1) or ("",))[0] if i and draw(st.booleans()) else "",
            draw(st.integers(0, 9)) == 0,
            *draw(st.sampled_from(ENDS)),
        )
        for i, name in enumerate(names)
    ]
    evidence = [
        Evidence(
            name,
            one(("supports", "disputes", "qualifies")),
            one(ABOUTS),
            one(TYPES),
            some(SOURCES) or ("s1",),
            some(names),
        )
        for name in pieces
    ]
    dated = SOURCES[: draw(st.integers(3, 5))]
    issued = {source: one(DATES) for source in dated}
    authors = {source: one(("ann", "bob")) for source in some(SOURCES, 3)}
    kept = {source: author for source, author in authors.items() if source in issued}
    return Case(tuple(claims), tuple(evidence), issued, kept)


REPLACED = Case(
    (
        Claim("k1", "asserts", "f1", "Established", cites=("e1",)),
        Claim("k2", "asserts", "f2", "Established", "s2", supersedes="k1"),
        Claim("k3", "asserts", "f3", "Established", "s3", cites=("e3",)),
    ),
    (
        Evidence("e1", "supports", "c1", "BenchmarkResult"),
        Evidence("e3", "supports", "f3", "BenchmarkResult", ("s1",), ("k1",)),
    ),
    {"s1": "2021-01-01", "s2": "2023-01-01", "s3": "2022-01-01"},
)
PREMISE = Case(
    (
        Claim("k1", "asserts", "f1", "Established", cites=("e1",)),
        Claim("k2", "asserts", "f2", "Established", cites=("e2",)),
        Claim("k3", "asserts", "f2", "Established", "s3", cites=("e3",)),
    ),
    (
        Evidence("e1", "supports", "f1", "BenchmarkResult", based_on=("k2",)),
        Evidence("e2", "supports", "f2", "Anecdote"),
        Evidence("e3", "supports", "f2", "BenchmarkResult", ("s3",)),
    ),
)
UNCITED = Case(
    (Claim("k1", "asserts", "c1", "Established"),),
    (Evidence("e1", "supports", "c1", "BenchmarkResult", ("s2", "s3")),),
)
# Of those that cite one piece, one of two in a source has ended, or one is replaced.
CITED = Case(
    (
        Claim("k1", "asserts", "f1", "Established"),
        Claim("k2", "asserts", "f2", "Established", cites=("e1",), ended="2021-03"),
        Claim("k3", "denies", "f3", "Anecdotal", cites=("e1",)),
        Claim("k4", "asserts", "f2", "Established", "s2", cites=("e2",)),
        Claim("k5", "asserts", "f3", "Established", "s2", cites=("e2",)),
        Claim("k6", "asserts", "f3", "Established", "s3", supersedes="k4"),
    ),
    (
        Evidence("e1", "supports", "f1", "BenchmarkResult", ("s4",)),
        Evidence("e2", "disputes", "f1", "BenchmarkResult", ("s4",)),
    ),
)
LAW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LAW
@given(cases())
@example(REPLACED)
@example(PREMISE)
@example(UNCITED)
@example(CITED)
def test_worlds_without_names_tell_what_the_whole_tells(case: Case) -> None:
    quads = case.quads()
    found = assess(quads, POLICY)
    assert set(found) == set(assess(quads, WHOLE))
    assert len(set(found)) == len(found)


@LAW
@given(cases(), st.randoms(use_true_random=False))
@example(REPLACED, Random(0))
def test_parts_in_any_order_make_up_the_whole(case: Case, chance: Random) -> None:
    view = ox.Store()
    view.extend(case.quads())
    propositions = claimed(view)
    chance.shuffle(propositions)
    cut = chance.randrange(len(propositions) + 1)
    judge = Judge.of(Dependence(view), POLICY)
    with pytest.MonkeyPatch.context() as patch:
        for bound in ("_BATCH", "_AT_ONCE", "_KNOWN", "_KEPT"):
            patch.setattr(timeline, bound, chance.choice((1, 10, 10_000)))
        one, other = (
            list(assess_part(view, part, POLICY, at))
            for part, at in ((propositions[:cut], None), (propositions[cut:], judge))
        )
    whole = assess(case.quads(), POLICY)
    assert Counter([*one, *other, *fates(view)]) == Counter(whole)


@settings(LAW, max_examples=6)
@given(cases(), st.integers(1, 3))
@example(REPLACED, 2)
def test_links_on_the_disk_tell_what_a_store_tells(case: Case, number: int) -> None:
    """Of claims that are spread over parts, in which things are numbered apart."""
    quads = case.quads()
    view = ox.Store()
    view.extend(quads)
    lines = [f"{quad} .\n".encode() for quad in quads]
    with TemporaryDirectory() as folder:
        places = [Path(folder, str(at)) for at in range(number)]
        parts = [write_part(place, lines[at::number]) for at, place in enumerate(places)]
        write_links(Path(folder, "links"), parts, LINKING)
        links = Links(Path(folder, "links"))
        dealt = [links.names(numbers.tolist()) for _, numbers in links.values(STANCES)]
        assert sorted(each for some in dealt for each in some) == claimed(view)
        stored, looks = Dependence(view), Dependence(view, links)
        names = {str(each).strip('<>"') for q in quads for each in (q.subject, q.object)}
        for name, predicate in product((*names, "x:nothing"), LINKING):
            assert looks.out(name, predicate) == stored.out(name, predicate)
            assert looks.into(name, predicate) == stored.into(name, predicate)
        judge = Judge.of(looks, POLICY)
        found = [each for some in dealt for each in assess_among(looks, some, judge)]
    assert Counter([*found, *fates(view, looks)]) == Counter(assess(quads, POLICY))


def test_what_a_rule_reads_is_looked_at() -> None:
    """A rule that reads another property has to be told of in `dependence`."""
    named = re.compile(r"(?<!\w)(?:llmkg|dcterms|owl|prov|npx|schema|rdf):[a-z]\w*")
    told = READ | PUBLIC | {OUTCOME}
    for rule in POLICY.rules:
        text = re.sub(r"#.*|\"[^\"]*\"", "", rule.text)
        assert {expand(name) or name.replace("npx:", NPX) for name in named.findall(text)} <= told


def test_a_cone_holds_what_is_looked_at_and_no_more() -> None:
    case = Case(
        (
            Claim("k1", "asserts", "f1", "Established", cites=("e1",)),
            Claim("k2", "asserts", "f2", "Established", source="s2", cites=("e2",)),
            Claim("k3", "asserts", "f3", "Established", source="s3"),
        ),
        (
            Evidence("e1", "supports", "f1", "BenchmarkResult", based_on=("k2",)),
            Evidence("e2", "supports", "f2", "BenchmarkResult"),
        ),
    )
    view = ox.Store()
    view.extend(case.quads())
    looks = Dependence(view)
    f1, f2, f3 = (thing("proposition", name) for name in ("f1", "f2", "f3"))
    there = set(Cone(looks, f1, {}).things)
    assert {thing("claim", "k2"), thing("evidence", "e2"), thing("source", "s2")} <= there
    assert not {f3, thing("claim", "k3"), thing("source", "s3")} & there
    assert thing("evidence", "e1") not in Cone(looks, f2, {}).things
    assert looks.moved([thing("claim", "k2")]) & {f1, f2, f3} == {f1, f2}
    assert looks.moved([thing("claim", "k3")]) & {f1, f2, f3} == {f3}
    assert looks.moved([thing("source", "s2")]) & {f1, f2, f3} == {f1, f2}


def resting(claims: int) -> tuple[Dependence, str, str]:
    """A proposition that rests on one with so many claims."""
    case = Case(
        (
            Claim("k", "asserts", "f1", "Established", cites=("e1",)),
            *(Claim(f"k{i}", "asserts", "f2", "Established", "s2") for i in range(claims)),
        ),
        (Evidence("e1", "supports", "f1", "BenchmarkResult", based_on=("k0",)),),
    )
    view = ox.Store()
    view.extend(case.quads())
    return Dependence(view), thing("proposition", "f1"), thing("proposition", "f2")


def test_what_a_premise_is_worth_is_enough() -> None:
    worlds = set()
    for claims in (1, 30):
        looks, above, below = resting(claims)
        assert levels(looks, [above], ()) == [[below], [above]]
        came = Cone(looks, below, {}).came
        known = {below: Known(came, (("2022-01-01", ('"4"', None)),))}
        cone = Cone(looks, above, {}, known)
        assert cone.days() == ["2021-01-01", "2022-01-01"]
        assert '"4"' not in cone.world("2021-01-01")
        worlds.add(cone.world("2022-01-01"))
    assert len(worlds) == 1
    assert '"4"' in worlds.pop()


def test_in_a_circle_one_is_assessed_first() -> None:
    case = Case(
        (
            Claim("k1", "asserts", "f1", "Established", cites=("e1",)),
            Claim("k2", "asserts", "f2", "Established", cites=("e2",)),
        ),
        (
            Evidence("e1", "supports", "f1", "BenchmarkResult", based_on=("k2",)),
            Evidence("e2", "supports", "f2", "Anecdote", based_on=("k1",)),
        ),
    )
    view = ox.Store()
    view.extend(case.quads())
    f1, f2 = (thing("proposition", name) for name in ("f1", "f2"))
    assert levels(Dependence(view), [f1, f2], ()) == [[f2], [f1]]
    assert set(assess(case.quads(), POLICY)) == set(assess(case.quads(), WHOLE))


def test_what_is_called_otherwise_is_judged_once() -> None:
    case = Case(tuple(Claim(f"k{i}", "asserts", f"f{i}", "Established") for i in range(3)))
    view = ox.Store()
    view.extend(case.quads())
    looks = Dependence(view)
    judge = Judge.of(looks, POLICY)
    cones = [Cone(looks, proposition, judge.alike) for proposition in claimed(view)]
    assert len({cone.world("2021-01-01") for cone in cones}) == 1
    assert len(judge.judge(cone.world("2021-01-01") for cone in cones)) == 1


def points(quads: tuple[ox.Quad, ...], name: str) -> dict[str, set[str]]:
    """By the end of the name of an assessment, the ends of the names or the texts it has."""
    found: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == LLMKG[name]:
            end = str(quad.subject).rstrip(">").rpartition("/")[2]
            value = getattr(quad.object, "value", "").rpartition("/")[2]
            found.setdefault(end, set()).add(value)
    return found


def test_evidence_that_no_claim_cites_moves_on_the_day_of_its_report() -> None:
    found = assess(UNCITED.quads(), POLICY)
    assert points(found, "movedBySource") == {
        "c1#assessment-2021-01-01": {"s1"},
        "c1#assessment-2022-01-01": {"s2"},
    }
    assert points(found, "movedBy")["c1#assessment-2022-01-01"] == {"e1"}


def test_an_assessment_is_as_of_the_last_that_it_looks_at() -> None:
    case = Case(
        (
            Claim("k1", "asserts", "f1", "Established"),
            Claim("k2", "asserts", "f1", "Established", source="s2"),
            Claim("k3", "asserts", "f2", "Established", source="s3"),
        ),
        issued={"s1": "2021", "s2": "2022-05", "s3": "2023-01-01"},
    )
    assert points(assess(case.quads(), POLICY), "asOf") == {
        "f1#assessment-2021": {"2021"},
        "f1#assessment": {"2022-05"},
        "f2#assessment-2023-01-01": {"2023-01-01"},
        "f2#assessment": {"2023-01-01"},
    }


def test_dates_that_begin_on_one_day_make_one_point_with_all_their_sources() -> None:
    case = Case(
        (
            Claim("k1", "asserts", "f1", "Anecdotal"),
            Claim("k2", "asserts", "f1", "Established", source="s2"),
        ),
        issued={"s1": "2021-01-01", "s2": "2021"},
    )
    assert points(assess(case.quads(), POLICY), "movedBySource") == {
        "f1#assessment-2021": {"s1", "s2"}
    }
