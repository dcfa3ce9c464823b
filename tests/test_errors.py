import inspect

import pytest

from llmkg import errors
from llmkg.errors import (
    CheckFailed,
    EmptyInputError,
    LlmkgError,
    LoadFailed,
    QuerySyntaxError,
    TurtleSyntaxError,
)
from llmkg.model.finding import Finding, Report, Severity
from llmkg.model.location import Location


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (LlmkgError("It broke"), "It broke"),
        (LlmkgError("It broke."), "It broke"),
        (LlmkgError("It broke", mend="Mend it."), "It broke. Mend it."),
        (
            LlmkgError("It broke", where=Location("a", 1), mend="Mend it."),
            "It broke (a:1). Mend it.",
        ),
    ],
)
def test_an_error_says_what_where_and_how_to_mend_it(error, text):
    assert str(error) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"suggestion": "PREFIX x: <y>"}, "It broke. Perhaps: PREFIX x: <y>"),
        ({"suggestion": "s", "mend": "Mend it."}, "It broke. Mend it. Perhaps: s"),
        ({"suggestion": "Mend it.", "mend": "Mend it."}, "It broke. Mend it."),
        ({}, "It broke"),
    ],
)
def test_a_query_that_is_no_sparql_says_what_may_have_been_meant(given, text):
    assert str(QuerySyntaxError("It broke", **given)) == text


def test_every_error_is_in_the_tree_that_is_drawn():
    drawn = errors.__doc__ or ""
    classes = [
        each
        for _, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, Exception) and each.__module__ == errors.__name__
    ]
    assert len(classes) > 20
    for each in classes:
        assert each.__name__ in drawn
        assert issubclass(each, LlmkgError)


def test_a_failed_load_names_every_fault():
    failed = LoadFailed(
        [TurtleSyntaxError("bad", where=Location("a", 1, 2)), EmptyInputError("none")]
    )
    assert "2 input errors" in str(failed)
    assert "a:1:2" in str(failed)
    assert len(failed.errors) == 2


def test_a_failed_check_counts_violations_only():
    findings = tuple(
        Finding("urn:rule", severity, {}, "urn:x")
        for severity in (Severity.VIOLATION, Severity.WARNING)
    )
    assert "1 violation." in str(CheckFailed(Report(findings))) + "."
