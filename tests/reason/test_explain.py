"""An explanation entails its fact, loses it with any member left out, and none is missed."""

from itertools import chain, combinations

import numpy as np
from hypothesis import assume, given, settings

from llmkg.reason.closure import Closure
from llmkg.reason.explain import Explanation, explanations, gather
from llmkg.reason.index import ClosureIndex
from llmkg.reason.relation import SHIFT, Keys, Terms
from llmkg.reason.rules import is_helper
from llmkg.reason.support import Fact
from tests.reason.worlds import RANKS, World, worlds

QUICK = settings(max_examples=80, deadline=None, derandomize=True)


def stated_of(numbered: dict[int, dict[str, Keys]]) -> dict[Fact, int]:
    out: dict[Fact, int] = {}
    for rank in sorted(numbered):
        for name, keys in numbered[rank].items():
            for key in keys.tolist():
                out[name, key >> SHIFT, key & 0xFFFFFFFF] = rank
    return out


def close(world: World, facts: set[Fact]) -> Closure:
    closure = Closure(world.rules.rules)
    by_name: dict[str, list[int]] = {}
    for name, s, o in facts:
        by_name.setdefault(name, []).append((int(s) << SHIFT) | int(o))
    closure.extend({n: np.unique(np.array(k, dtype=np.int64)) for n, k in by_name.items()})
    return closure


def explained(
    world: World, limit: int = 50
) -> tuple[dict[Fact, int], dict[Fact, tuple[Explanation, ...]]]:
    stated = stated_of(world.numbered(Terms()))
    closure = close(world, set(stated))
    index = ClosureIndex(closure)
    goals = [
        (name, int(key) >> SHIFT, int(key) & 0xFFFFFFFF)
        for name, relation in closure.facts.items()
        for key in relation.keys
        if not is_helper(name)
    ]
    by_head = world.rules.by_head
    return stated, {
        goal: explanations(gather(goal, by_head, index, stated.get), limit) for goal in goals[:12]
    }


@QUICK
@given(worlds(denials=False))
def test_each_explanation_entails_its_fact_and_nothing_can_be_left_out(world: World) -> None:
    stated, found = explained(world)
    for goal, many in found.items():
        assert many
        for each in many:
            assert each.facts <= stated.keys()
            assert each.rank == min(stated[fact] for fact in each.facts)
            assert ClosureIndex(close(world, set(each.facts))).has(goal)
            for left_out in each.facts:
                assert not ClosureIndex(close(world, set(each.facts - {left_out}))).has(goal)


@QUICK
@given(worlds(denials=False))
def test_the_best_explanation_has_the_level_of_the_fact(world: World) -> None:
    stated, found = explained(world)
    for goal, many in found.items():
        best = max(
            rank
            for rank in RANKS
            if ClosureIndex(close(world, {f for f, r in stated.items() if r >= rank})).has(goal)
            or rank == min(RANKS)
        )
        assert many[0].rank == best
        assert [each.rank for each in many] == sorted((e.rank for e in many), reverse=True)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(worlds(denials=False))
def test_no_minimal_explanation_is_missed(world: World) -> None:
    stated, found = explained(world)
    assume(len(stated) <= 7)
    for goal, many in found.items():
        sets = chain.from_iterable(combinations(stated, n) for n in range(1, len(stated) + 1))
        minimal: list[frozenset[Fact]] = []
        for chosen in sets:
            if any(smaller <= set(chosen) for smaller in minimal):
                continue
            if ClosureIndex(close(world, set(chosen))).has(goal):
                minimal.append(frozenset(chosen))
        assert {each.facts for each in many} == set(minimal)


@QUICK
@given(worlds(denials=False))
def test_the_steps_of_an_explanation_lead_from_its_facts_to_the_goal(world: World) -> None:
    _, found = explained(world)
    for goal, many in found.items():
        for each in many:
            known = set(each.facts)
            for fact, step in each.steps:
                assert set(step.premises) <= known
                known.add(fact)
            assert goal in known
