"""Every rule fires on data that break it, and leaves their neighbour alone."""

import pytest

from llmkg.check.rules import RULES
from llmkg.model.finding import Severity
from llmkg.vocab import BASE
from tests.shapes.conftest import CASES


def focus_of(case, which):
    text = case.focus.replace("~", case.slug(which))
    return text if text.startswith('"') else f"<{BASE}{text}>"


def rules_at(results, case, which):
    """The rules that were broken by anything of a case."""
    slug = case.slug(which)
    marks = {f"{slug}{end}" for end in (">", "#", "-", '"')}
    return {
        result.rule
        for focus, found in results.items()
        if any(mark in focus for mark in marks)
        for result in found
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_breach_is_found(case, results):
    assert RULES[case.rule] in {result.rule for result in results[focus_of(case, "breach")]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_neighbour_is_left_alone(case, results, shapes):
    found = rules_at(results, case, "fine")
    assert RULES[case.rule] not in found
    grave = {rule for rule in found if shapes.rules[rule].severity is Severity.VIOLATION}
    assert grave == set()


def test_the_world_breaks_no_rule_gravely(results, shapes):
    grave = {
        (focus, result.rule)
        for focus, found in results.items()
        for result in found
        if shapes.rules[result.rule].severity is Severity.VIOLATION and "-breach" not in focus
    }
    assert grave == set()


def test_every_rule_has_a_case(shapes):
    shacl = {rule.iri for rule in shapes.rules.values() if rule.component is not None}
    assert shacl == {RULES[case.rule] for case in CASES}


def test_names_of_cases_are_their_own():
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
