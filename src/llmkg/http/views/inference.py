"""An explanation as a drawing: grounds on the left, steps between, what follows on the right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from llmkg.model.explanation import Fact, Ground, Inference, Why
from llmkg.model.level import Level
from llmkg.model.proposition import Object, Value

Key: TypeAlias = tuple[str, str, str]
BOX: Final = (232, 104)
RULE: Final = (128, 48)
_ACROSS: Final = BOX[0] + RULE[0] + 64
_DOWN: Final = BOX[1] + 22
_EDGE: Final = 4
_TIP: Final = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A fact in the drawing. `ground` is the proposition that it rests on; None: it follows."""

    x: int
    y: int
    fact: Fact
    level: Level | None
    ground: Ground | None = None
    is_goal: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A step in the drawing: what kind of axiom."""

    x: int
    y: int
    axiom: str


@dataclass(frozen=True, slots=True)
class Wire:
    """A line in the drawing: its path, the level that it carries (None: an identity), its tip."""

    path: str
    level: Level | None
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step as a row of the table, with the level of its conclusion."""

    inference: Inference
    level: Level | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole drawing, and the same as rows."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    rules: tuple[Rule, ...]
    wires: tuple[Wire, ...]
    steps: tuple[Step, ...]
    box: tuple[int, int] = BOX
    rule: tuple[int, int] = RULE


def draw(why: Why) -> Drawing:
    """The drawing of one explanation."""
    grounds = {_key_of_ground(each): each for each in why.grounds}
    levels: dict[Key, Level | None] = {key: each.level for key, each in grounds.items()}
    levels |= {key_of(each): None for each in why.identities}
    depths: dict[Key, int] = dict.fromkeys(levels, 0)
    facts: dict[Key, Fact] = {key_of(each): each for each in why.identities}
    for step in why.steps:
        premises = [key_of(each) for each in step.premises]
        facts |= {key_of(each): each for each in (*step.premises, step.conclusion)}
        goal = key_of(step.conclusion)
        depths[goal] = 1 + max(depths.get(each, 0) for each in premises)
        levels[goal] = _weakest([levels.get(each) for each in premises])
    for key, ground in grounds.items():
        said = ground.proposition
        facts.setdefault(key, Fact(said.subject, said.predicate, said.object))
    places = _places(facts, depths)
    last = max(places, key=lambda key: depths.get(key, 0))
    boxes = tuple(
        Box(x, y, facts[key], levels.get(key), grounds.get(key), is_goal=key == last)
        for key, (x, y) in places.items()
    )
    rules, wires = _wiring(why.steps, places, levels)
    return Drawing(
        width=max(x for x, _ in places.values()) + BOX[0] + _EDGE,
        height=max(y for _, y in places.values()) + BOX[1] + _EDGE,
        boxes=boxes,
        rules=rules,
        wires=wires,
        steps=tuple(Step(each, levels.get(key_of(each.conclusion))) for each in why.steps),
    )


def key_of(fact: Fact) -> Key:
    """What tells a fact from others."""
    return (fact.subject.iri, fact.predicate.iri, _object_key(fact.object))


def _key_of_ground(ground: Ground) -> Key:
    said = ground.proposition
    return (said.subject.iri, said.predicate.iri, _object_key(said.object))


def _object_key(value: Object) -> str:
    return value.value if isinstance(value, Value) else value.iri


def _weakest(levels: Sequence[Level | None]) -> Level | None:
    """The lowest; what the catalogue says counts as sure and has none."""
    graded = [level for level in levels if level is not None]
    return min(graded, key=lambda level: level.rank, default=None)


def _places(facts: dict[Key, Fact], depths: dict[Key, int]) -> dict[Key, tuple[int, int]]:
    columns: dict[int, list[Key]] = defaultdict(list)
    for key in facts:
        columns[depths.get(key, 0)].append(key)
    tallest = max(len(keys) for keys in columns.values())
    found = {}
    for column, keys in sorted(columns.items()):
        lead = (tallest - len(keys)) * _DOWN // 2
        for row, key in enumerate(keys):
            found[key] = (_EDGE + column * _ACROSS, _EDGE + lead + row * _DOWN)
    return found


def _wiring(
    steps: Sequence[Inference],
    places: dict[Key, tuple[int, int]],
    levels: dict[Key, Level | None],
) -> tuple[tuple[Rule, ...], tuple[Wire, ...]]:
    rules: list[Rule] = []
    wires: list[Wire] = []
    for step in steps:
        goal = key_of(step.conclusion)
        x, y = places[goal]
        middle = y + BOX[1] // 2
        rule = Rule(x - 28 - RULE[0], middle - RULE[1] // 2, step.axiom)
        rules.append(rule)
        for premise in map(key_of, step.premises):
            left, top = places[premise]
            start, height = left + BOX[0], top + BOX[1] // 2
            bend = (start + rule.x) // 2 if rule.x - start < _ACROSS else rule.x - 40
            curve = f"C{bend + 8} {height} {bend - 8} {middle} {rule.x} {middle}"
            path = f"M{start} {height}H{bend - 8}{curve}"
            wires.append(Wire(path, levels.get(premise)))
        path = f"M{rule.x + RULE[0]} {middle}H{x - _TIP}"
        tip = f"M{x - _TIP} {middle - 4}l{_TIP} 4-{_TIP} 4z"
        wires.append(Wire(path, levels.get(goal), tip))
    return tuple(rules), tuple(wires)
