"""Small worlds tell what the whole tells: the same assessments and the same timeline."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from llmkg.reason import dependence
from llmkg.reason.dependence import Dependence
from llmkg.reason.timeline import assess
from llmkg.vocab import thing
from tests.reason.arguments import POLICY, Case, Claim, Evidence

WHOLE = replace(POLICY, own=True)
ABOUTS = ("c1", "c2", "f1", "f2", "f3")
LEVELS = ("Established", "WellSupported", "Anecdotal", "Conjectural", "Unresolved")
TYPES = ("ControlledExperiment", "BenchmarkResult", "NaturalContrast", "Analogy")
SOURCES = ("s1", "s2", "s3", "s4", "s5")
# Days, months and years, of which some begin on one day; one source has no date.
DATES = ("2021-01-01", "2021-01", "2021", "2021-03-05", "2022", "2022-01", "2023-07-01")


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


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
@example(REPLACED)
@example(PREMISE)
def test_worlds_of_one_proposition_each_tell_what_the_whole_tells(case: Case) -> None:
    quads = case.quads()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dependence, "WORLD", 0)
        small = assess(quads, POLICY)
    assert set(small) == set(assess(quads, WHOLE))
    assert small == assess(quads, POLICY)


def test_a_world_holds_what_is_looked_at_and_no_more() -> None:
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
    looks = Dependence.read(case.quads())
    f1, f2, f3 = (thing("proposition", name) for name in ("f1", "f2", "f3"))
    ((_, quads),) = looks.worlds([f1])
    there = {str(quad.subject).strip("<>") for quad in quads}
    assert {thing("claim", "k2"), thing("evidence", "e2"), thing("source", "s2")} <= there
    assert not {f3, thing("claim", "k3"), thing("source", "s3")} & there
    ((_, quads),) = looks.worlds([f2])
    assert thing("evidence", "e1") not in {str(quad.subject).strip("<>") for quad in quads}
    assert looks.moved(thing("claim", "k2")) == {f1, f2}
    assert looks.moved(thing("claim", "k3")) == {f3}
