"""The benchmark of the check: what it counts, and what it says of an engine that is stopped."""

import pytest

from llmkg.bench import reference
from llmkg.bench.check import Checked, Plan, compare
from llmkg.bench.reference import CORE, Limits, Piece, pieces, same
from llmkg.bench.timed import Timed, plain, timed
from llmkg.check import load_shapes
from llmkg.check.engine import Engine
from llmkg.cli.bench_check import as_dict, row
from llmkg.errors import OutsideError
from llmkg.rdf.turtle import parse_turtle
from tests.shapes.build import HEAD, evidence

FOUND = frozenset({("urn:rule", "<urn:a>", None, None)})
ENGINE = Timed(0.5, 68, FOUND)
ENDED = Piece("urn:rule", 50.0, None, 50.0, FOUND)
STOPPED = Piece("urn:rule", None, None, 60.0, None)


def checked(told, verdicts):
    return Checked(20, 6689, ENGINE, ENGINE, told, verdicts)


def test_slices_that_find_something_else_are_told():
    each = Checked(20, 6689, ENGINE, Timed(0.5, 68, frozenset()), (), {})
    assert each.agree is False
    assert "findings differ: slices" in row(each)


@pytest.mark.parametrize(
    ("told", "verdicts", "ratio", "agree", "part"),
    [
        ((ENDED,), {"urn:rule": True}, 100, True, "100  same findings, 1"),
        ((ENDED,), {"urn:rule": False}, 100, False, "100  findings differ: urn:rule"),
        ((ENDED, STOPPED), {"urn:rule": True}, 220, None, "> 110.0 s  > 220  same findings for 1"),
        ((), {}, None, None, "-  -"),
    ],
)
def test_what_is_told(told, verdicts, ratio, agree, part):
    each = checked(told, verdicts)
    assert (each.ratio, each.agree) == (ratio, agree)
    assert part in row(each)
    assert as_dict(each)["ratio"] == ratio
    assert as_dict(each)["breaches"] == 1


def test_made_up_claims_are_broken_and_checked(root):
    (each,) = compare(root, Plan([3], 1, 40, 0, Limits(1, 1)), lambda _piece: None)
    assert each.triples > 3000
    assert each.engine.seconds is not None
    assert each.engine.peak_mb > 0
    assert each.sliced.breaches == each.engine.breaches
    assert len({breach[0] for breach in each.engine.breaches}) > 5  # by themselves they break none
    assert each.agree is None


@pytest.fixture(scope="module")
def few(root):
    """The rules for evidence: of Core, and three in SPARQL."""
    folder = root / "ontology" / "shapes"
    return load_shapes([folder / "rules.ttl", folder / "evidence.ttl"])


@pytest.fixture(scope="module")
def data():
    """Evidence that breaks two of them, and those that it is not asked about."""
    text = evidence(evidenceType="llmkg:AuthorStatement", reportedIn=None).replace("~", "x")
    return parse_turtle((HEAD + text).encode(), "x", "x:g")


def nothing():
    raise AssertionError


def endless():
    while True:
        yield from ()


def test_a_check_that_fails_is_no_check_that_was_stopped():
    with pytest.raises(OutsideError, match="ended by itself"):
        timed(nothing, 30)
    assert timed(endless, 1).seconds is None


def test_pyshacl_comes_to_an_end_where_a_value_ends_in_a_backslash(root, tmp_path):
    folder = root / "ontology" / "shapes"
    shapes = load_shapes([folder / "rules.ttl", folder / "proposition.ttl"])
    said = b"""
        @prefix llmkg: <https://w3id.org/llmkg/ontology#> .
        <x:p> a llmkg:Proposition ; llmkg:atTime "a \\"quoted\\"\\nline\\\\" ."""
    data = parse_turtle(said, "x", "x:g")
    found = {
        each.name: each for each in pieces(lambda: data, shapes, Limits(30, 30), tmp_path / "k")
    }
    (ill_formed,) = [each for name, each in found.items() if name.endswith("DateIllFormed")]
    assert ill_formed.breaches
    assert all(same(found, frozenset(map(plain, Engine(data).results(shapes))), shapes).values())


def test_pyshacl_goes_on_where_it_was(few, data, tmp_path):
    kept = tmp_path / "kept"
    limits = Limits(30, 30)
    first = next(pieces(lambda: data, few, limits, kept))
    assert first.name == CORE
    found = {piece.name: piece for piece in pieces(lambda: data, few, limits, kept)}
    assert found[CORE] == first
    assert len(found) == 1 + len(few.sparql())
    ours = frozenset(plain(result) for result in Engine(data).results(few))
    assert len(ours) > 1
    assert all(same(found, ours, few).values())
    assert len(same(found, ours, few)) == len(found)
    for breach in ours:
        verdicts = same(found, ours - {breach}, few)
        assert [name for name in verdicts if not verdicts[name]] in ([breach[0]], [CORE])
    again = {piece.name: piece for piece in pieces(nothing, few, limits, kept)}
    assert again == found


def test_what_is_stopped_is_asked_again_with_queries_parsed_once(few, data, tmp_path, monkeypatch):
    given: list[float | None] = []

    def stopped(ask, limit):
        given.append(limit)
        return Timed(None, 0, frozenset()) if limit == 1 else timed(ask, limit)

    monkeypatch.setattr(reference, "timed", stopped)
    several = list(pieces(lambda: data, few, Limits(1, 30), tmp_path / "kept"))
    assert given == [1, 30] * len(several)
    for piece in several:
        assert piece.seconds is None
        assert piece.eased is not None
        assert piece.least >= 1
        assert piece.breaches is not None
    ours = frozenset(plain(result) for result in Engine(data).results(few))
    assert all(same({piece.name: piece for piece in several}, ours, few).values())
