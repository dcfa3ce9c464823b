"""What a reader is told about a warrant agrees with what the rules made, over all the data."""

from collections import Counter

import pytest

from llmkg.gather.assessments import first_day
from llmkg.kb import KnowledgeBase
from llmkg.model.evidence import Direction
from llmkg.model.weighing import Cause, Fate
from llmkg.reason.weigh import bonds, weigh
from llmkg.vocab import BASE

COT = "code-training-gives-chain-of-thought"
SIDES = (Direction.SUPPORTS, Direction.DISPUTES)


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        yield kb


@pytest.fixture(scope="module")
def told(kb):
    """(slug, point of its timeline, both sides at that day) for every proposition."""
    found = []
    for row in kb.rows("kb/things", base=f"{BASE}proposition/"):
        iri = next(iter(row.values())).value
        slug = iri.rpartition("/")[2]
        lines = kb.weighing(slug).lines
        for point in kb.proposition(slug).timeline:
            day = first_day(point.as_of)
            found.append((slug, point, [weigh(lines, side, day, point) for side in SIDES]))
    return found


def test_the_groups_are_those_that_the_rules_counted(told):
    for slug, point, (pro, contra) in told:
        counted = (point.support_groups, point.dispute_groups)
        assert (len(pro.groups), len(contra.groups)) == counted, (slug, point.as_of)


def test_every_warrant_has_a_cause_under_the_standard_rules(told):
    causes = Counter(side.cause for _, _, sides in told for side in sides)
    assert not causes[Cause.POLICY]
    for cause in Cause:
        assert causes[cause] or cause is Cause.POLICY, f"no example of {cause}"


def test_the_line_that_is_named_licenses_what_is_warranted(told):
    for slug, point, sides in told:
        for side in sides:
            if side.cause in (Cause.CEILING, Cause.PREMISE, Cause.WORD):
                assert side.best.worth == side.warrant, (slug, point.as_of)
            if side.cause is Cause.PREMISE:
                assert side.best.worth.rank < side.best.line.ceiling.rank
                assert side.best.weakest is not None


def test_under_other_rules_the_difference_is_owned_up_to(kb):
    lines = kb.weighing(COT).lines
    point = kb.proposition(COT).timeline[0]
    day = first_day(point.as_of)
    assert weigh(lines, Direction.SUPPORTS, day, point).cause is Cause.CEILING
    assert weigh((), Direction.SUPPORTS, day, point).cause is Cause.NOTHING
    words = [line for line in lines if line.ceiling.rank < point.warrant.rank]
    assert weigh(words, Direction.SUPPORTS, day, point).cause is Cause.POLICY


def test_what_binds_lines_is_named(kb):
    lines = {line.ref.slug: line for line in kb.weighing(COT).lines}
    one, other = (
        lines[f"fu2022-zh-{name}"] for name in ("palm-code-share-cot", "gpt3-no-code-no-cot")
    )
    kinds = {bond.kind for bond in bonds(one, other)}
    assert {"source", "agent"} <= kinds
    assert not bonds(lines["zhang2024-coding-data-three-shares-of-code"], one)


def test_days_from_which_and_to_which_things_count(kb):
    weighing = kb.weighing("davinci-trained-on-c4-2016-2019")
    old = f"{BASE}claim/fu2022-zh-3-2-davinci-trained-on-c4-2016-2019"
    span = weighing.span(old)
    assert (span.since, span.until, span.fate) == ("2022-12-18", "2023-01-01", Fate.SUPERSEDED)
    assert span.by
    states = [span.at(day) for day in ("2022-12-17", "2022-12-18", "2022-12-31", "2023-01-01")]
    assert states == [Fate.UNBORN, Fate.CURRENT, Fate.CURRENT, Fate.SUPERSEDED]
