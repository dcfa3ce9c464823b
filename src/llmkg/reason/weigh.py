"""One side of a proposition at a day, told so that a reader can follow it.

The policy's rules make the assessments. What is worked out here only explains them: where a group's
own rules come to another warrant than these, that is said, and theirs stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from llmkg.model.assessment import Assessment
from llmkg.model.claim import Stance
from llmkg.model.evidence import Direction
from llmkg.model.level import Level
from llmkg.model.text import Ref
from llmkg.model.weighing import Bond, Cause, Fate, Group, Line, Premise, Side, Weighed
from llmkg.vocab import LLMKG

_EXPERIMENT: Final = "ControlledExperiment"


def weigh(
    lines: Iterable[Line], direction: Direction, day: str, assessment: Assessment | None
) -> Side:
    """The lines of a direction that count at a day, and why they warrant what they do.

    Args:
        lines: all there are.
        direction: the side.
        day: YYYY-MM-DD.
        assessment: what the rules made of it by then; None leaves the lines alone to tell.
    """
    there = [
        _weighed(line, day)
        for line in lines
        if line.direction is direction and line.span.at(day) is Fate.CURRENT
    ]
    groups = _groups(there)
    best = groups[0].lines[0] if groups else None
    if assessment is None:
        warrant = best.worth if best else None
    elif direction is Direction.DISPUTES:
        warrant = assessment.warrant_against
    else:
        warrant = assessment.warrant
    return Side(direction, warrant, _cause(groups, warrant, assessment, direction), groups)


def bonds(one: Line, other: Line) -> tuple[Bond, ...]:
    """What two lines share, so that they do not speak independently."""
    found: list[Bond] = []
    for kind, mine, theirs in (
        ("source", one.origins, other.origins),
        ("agent", one.agents, other.agents),
        ("claim", _claims(one), _claims(other)),
    ):
        shared = {each.iri for each in theirs}
        found += [Bond(kind, each) for each in mine if each.iri in shared]
    return tuple(found)


def _weighed(line: Line, day: str) -> Weighed:
    worth, weakest = line.ceiling, None
    for premise in line.premises:
        bound = _bound(premise, day)
        if bound.rank < worth.rank:
            worth, weakest = bound, premise
    return Weighed(line, worth, weakest)


def _bound(premise: Premise, day: str) -> Level:
    """What a premise is worth at a day: the lower of what it states and what is warranted."""
    if premise.stance is Stance.LEAVES_OPEN or premise.span.at(day) is not Fate.CURRENT:
        return premise.floor
    warrant = next((level for since, level in reversed(premise.warrants) if since <= day), None)
    if warrant is None:
        return premise.confidence
    return min(premise.confidence, warrant, key=_rank)


def _groups(there: Sequence[Weighed]) -> tuple[Group, ...]:
    """Lines by what binds them, directly or through others; the best first."""
    left = sorted(there, key=_order)
    groups: list[Group] = []
    while left:
        members, binding = [left.pop(0)], dict[Bond, None]()
        grew = True
        while grew:
            grew = False
            for each in list(left):
                found = [bond for member in members for bond in bonds(member.line, each.line)]
                if found:
                    left.remove(each)
                    members.append(each)
                    binding |= dict.fromkeys(found)
                    grew = True
        groups.append(Group(tuple(sorted(members, key=_order)), tuple(binding)))
    return tuple(groups)


def _cause(
    groups: Sequence[Group],
    warrant: Level | None,
    assessment: Assessment | None,
    direction: Direction,
) -> Cause:
    if not groups or warrant is None:
        return Cause.NOTHING
    best = groups[0].lines[0]
    if warrant.rank < best.worth.rank:
        status = assessment.status.iri if assessment is not None else None
        pressed = direction is Direction.SUPPORTS and status == LLMKG.Contested
        return Cause.CONTESTED if pressed else Cause.POLICY
    if warrant.rank > best.worth.rank:
        return Cause.REPLICATION if _repeated(groups) else Cause.POLICY
    if best.weakest is not None:
        return Cause.PREMISE
    return Cause.WORD if best.line.is_word else Cause.CEILING


def _repeated(groups: Iterable[Group]) -> bool:
    """Whether experiments of two groups are on this side."""
    with_one = [
        group for group in groups if any(each.line.type.name == _EXPERIMENT for each in group.lines)
    ]
    return len(with_one) > 1


def _order(weighed: Weighed) -> tuple[int, int, bool, str]:
    line = weighed.line
    return (-weighed.worth.rank, -line.ceiling.rank, line.is_word, line.ref.iri)


def _claims(line: Line) -> tuple[Ref, ...]:
    return tuple(each.claim for each in line.premises)


def _rank(level: Level) -> int:
    return level.rank
