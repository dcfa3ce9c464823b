import dataclasses

import pytest

from llmkg.model.finding import Finding, Report, Severity
from llmkg.model.location import Location
from llmkg.model.page import Page
from llmkg.model.text import Ref


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (Location("a.ttl"), "a.ttl"),
        (Location("a.ttl", 3), "a.ttl:3"),
        (Location("a.ttl", 3, 7), "a.ttl:3:7"),
        (Location("a.ttl", None, 7), "a.ttl"),
        (Location("a.ttl", 3, 7, "urn:x"), "a.ttl:3:7, urn:x"),
        (Location("", iri="urn:x"), "urn:x"),
    ],
)
def test_a_location_reads_as_editors_want_it(location, text):
    assert str(location) == text


def test_only_violations_break_a_report():
    def found(severity):
        return Finding("urn:rule", severity, {"en": "bad"}, "urn:focus")

    warned = Report((found(Severity.WARNING), found(Severity.INFO)))
    broken = Report((found(Severity.WARNING), found(Severity.VIOLATION)))
    assert warned.conforms
    assert not broken.conforms
    assert [each.severity for each in broken.violations] == [Severity.VIOLATION]
    assert Report().conforms


@pytest.mark.parametrize(
    ("items", "offset", "total", "following"),
    [((1, 2), 0, 5, 2), ((5,), 4, 5, None), ((), 9, 5, None), ((1, 2, 3), 0, 3, None)],
)
def test_a_page_knows_the_next(items, offset, total, following):
    assert Page(items, total, offset, 2).next_offset == following


def test_a_reference_speaks_the_language_asked_for():
    ref = Ref("https://example.org/x#y", label={"en": "dialogue", "zh": "对话"})
    assert ref.text("zh", "en") == "对话"
    assert ref.text("de", "en") == "dialogue"
    assert ref.text("de") == "dialogue"
    assert Ref("https://example.org/x#y").text("en") == "y"
    assert Ref("https://example.org/a/b").text("en") == "b"


def test_values_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Location("a").file = "b"  # type: ignore[misc]
