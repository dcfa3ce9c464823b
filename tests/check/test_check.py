"""The check as a whole: what is wrong is found, at its place, and what is right is not."""

import pytest

from llmkg.check import RULES, check_corpus, check_files
from llmkg.errors import LayoutError, NotFoundError
from llmkg.model.finding import Severity
from llmkg.rdf.corpus import load_corpus
from llmkg.vocab import BASE, KEPT, LLMKG
from tests.check.conftest import TEXT, anchored, contribution
from tests.shapes.build import HEAD, anchor, claim, evidence, proposition, tension

ONE = "claims/text/one.ttl"


def named(turtle, name):
    return turtle.replace("~", name)


def rules(report):
    return {finding.rule.removeprefix(str(RULES)) for finding in report.findings}


def violations(report):
    return {finding.rule.removeprefix(str(RULES)) for finding in report.violations}


def of(report, rule):
    return [finding for finding in report.findings if finding.rule == RULES[rule]]


def line_of(path, part):
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if part in line)


def test_what_is_right_has_no_violation(small):
    assert violations(check_files(small)) == set()


BROKEN = {
    "bad Turtle": ("p:x a llmkg:Proposition ;; ] .", "TurtleSyntax", "p:x a llmkg:Proposition ;;"),
    "unknown term": ("c:one llmkg:confidense llmkg:Anecdotal .", "UnknownProperty", "confidense"),
    "missing evidence": (
        named(claim(citesEvidence="e:none"), "x"),
        "DanglingReference",
        "llmkg:citesEvidence e:none",
    ),
    "overclaim": (
        named(
            claim(confidence="llmkg:Established", citesEvidence="e:~")
            + evidence(about=False, evidenceType="llmkg:Anecdote"),
            "x",
        ),
        "StatedAboveItsEvidence",
        "llmkg:confidence llmkg:Established",
    ),
    "circular evidence": (
        named(claim(citesEvidence="e:~") + evidence(about=False, basedOn="c:~"), "x"),
        "CircularEvidence",
        "llmkg:basedOn c:x",
    ),
    "dangling reference": (
        named(proposition(rdf_object="ability:none"), "x"),
        "DanglingReference",
        "rdf:object ability:none",
    ),
    "wrong digest": (
        named(claim(llmkg_anchor=anchor(digest='"abc"')), "x"),
        "DigestIllFormed",
        'llmkg:digest "abc"',
    ),
    "two stances": (named(claim(denies="p:~"), "x"), "ClaimWithSeveralStances", "c:x a"),
    "plain domain triple": (
        "model:w llmkg:hasAbility ability:w .",
        "PlainDomainTriple",
        "model:w llmkg:hasAbility",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_is_found_where_it_stands(small, fault):
    turtle, rule, part = BROKEN[fault]
    path = small / ONE
    path.write_text(contribution() + "\n" + turtle + "\n", encoding="utf-8")
    found = of(check_files(small), rule)
    assert found
    places = [finding.location for finding in found]
    assert any(
        place is not None
        and place.file == ONE
        and place.line is not None
        and abs(place.line - line_of(path, part)) <= 2
        for place in places
    ), places
    for finding in found:
        assert set(finding.messages) == set(finding.mend) == {"en", "zh"}
        assert not any("{" in text for text in finding.messages.values())


@pytest.mark.parametrize(
    ("data", "rule", "line"),
    [
        (HEAD.encode() + b'model:x rdfs:label "\xff" .', "FileEncoding", HEAD.count("\n") + 1),
        (b"", "EmptyFile", None),
        (b"# a remark\n", "EmptyFile", None),
        (b"a b c", "TurtleSyntax", 1),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding(small, data, rule, line):
    (small / ONE).write_bytes(data)
    report = check_files(small)
    assert rules(report) == {rule}
    assert not report.conforms
    place = report.findings[0].location
    assert place is not None
    assert (place.file, place.line) == (ONE, line)


KEPT_ONE = f"{HEAD}model:x <{KEPT}claims> 5 ."


@pytest.mark.parametrize(
    ("turtle", "seen"),
    [
        (KEPT_ONE, f"<{KEPT}claims>"),
        (f"@prefix k: <{KEPT}> .\n{HEAD}model:x rdfs:label 'x' ; k:claims 5 .", "k:claims"),
        (f"{HEAD}model:x <{BASE}k\\u0065pt#claims> 5 .", "u0065pt#claims"),
        (f"@prefix k: <{BASE}ke> .\n{HEAD}model:x k:pt\\#claims 5 .", "k:pt"),
        (f"@base <{BASE}kept> .\n{HEAD}model:x <#claims> 5 .", "<#claims>"),
    ],
)
def test_nobody_writes_what_the_build_keeps(small, turtle, seen):
    (small / ONE).write_text(turtle, encoding="utf-8")
    (finding,) = check_files(small).violations
    assert finding.rule == RULES.UnreadableInput
    assert f"{KEPT}claims" in finding.messages["en"]
    assert "predicate of another namespace" in finding.mend["en"]
    assert finding.location is not None
    assert (finding.location.file, finding.location.line) == (ONE, line_of(small / ONE, seen))


def test_all_files_that_cannot_be_read_are_found_together(small):
    (small / ONE).write_bytes(b"")
    (small / "claims/catalogue/world.ttl").write_bytes(b"\xff")
    assert rules(check_files(small)) == {"EmptyFile", "FileEncoding"}


def test_a_file_of_100_mb_is_not_read(small):
    with (small / ONE).open("wb") as file:
        file.truncate(100_000_000)
    assert rules(check_files(small)) == {"FileTooLarge"}


def test_a_root_without_data_is_no_root(tmp_path):
    with pytest.raises(LayoutError):
        check_files(tmp_path)


def test_a_draft_anchor_is_found_at_its_literal(small):
    turtle = named(claim(llmkg_anchor='"会推理"'), "x")
    (small / ONE).write_text(HEAD + turtle, encoding="utf-8")
    found = of(check_files(small), "AnchorStillDraft")
    assert [finding.focus for finding in found] == [f"{BASE}claim/x"]
    assert found[0].path == LLMKG.anchor
    assert found[0].location is not None
    assert found[0].location.line == line_of(small / ONE, '"会推理"')


def test_an_anchor_is_named_by_its_claim(small):
    turtle = named(claim(llmkg_anchor=anchor(oa_start="30")), "x")
    (small / ONE).write_text(HEAD + turtle, encoding="utf-8")
    found = of(check_files(small), "AnchorEmpty")
    assert [finding.focus for finding in found] == [f"{BASE}claim/x#anchor"]
    assert found[0].location is not None
    assert found[0].location.line == line_of(small / ONE, "oa:start 30")


def test_the_text_bears_out_its_anchors(small, text):
    report = check_files(small, texts={"text": text})
    assert violations(report) == set()
    assert not rules(report) & {"AnchorMoved", "AnchorBroken", "TextDiffers"}


def test_a_moved_passage_is_a_warning(small, text):
    text.write_bytes(("序。" + TEXT).encode())
    report = check_files(small, texts={"text": text})
    found = of(report, "AnchorMoved")
    assert [finding.focus for finding in found] == [f"{BASE}claim/one"]
    assert found[0].severity is Severity.WARNING
    assert "8-11" in found[0].messages["en"]
    assert len(of(report, "TextDiffers")) == 1


def test_a_wrong_digest_is_a_violation_at_its_claim(small, text):
    turtle = named(claim(statedIn="source:text", llmkg_anchor=anchor()), "x")
    (small / ONE).write_text(HEAD + turtle, encoding="utf-8")
    report = check_files(small, texts={"text": text})
    assert violations(report) == {"AnchorBroken"}
    place = report.violations[0].location
    assert place is not None
    assert place.line == line_of(small / ONE, "llmkg:anchor")


def test_a_text_of_no_source(small, text):
    with pytest.raises(NotFoundError):
        check_files(small, texts={"nobody": text})


# One contribution against the whole


@pytest.fixture
def outside(tmp_path):
    return tmp_path / "new.ttl"


def test_a_contribution_from_anywhere_is_checked_against_the_whole(small, outside):
    outside.write_text(contribution("two"), encoding="utf-8")
    assert violations(check_files(small, only=outside)) == set()
    outside.write_text(HEAD + "c:one llmkg:confidence llmkg:Anecdotal .", encoding="utf-8")
    found = check_files(small, only=outside).violations
    assert [finding.rule for finding in found] == [RULES.ClaimWithSeveralConfidences]
    assert found[0].location is not None
    assert found[0].location.file == str(outside)


def test_findings_about_other_files_are_left_out(small, outside):
    (small / "claims/text/bad.ttl").write_text(HEAD + "model:bad a llmkg:Model .", encoding="utf-8")
    outside.write_text(contribution("two"), encoding="utf-8")
    assert "ThingWithoutEnglishLabel" in rules(check_files(small))
    assert violations(check_files(small, only=outside)) == set()


def test_what_a_contribution_breaks_elsewhere_is_found(small, outside):
    """The claim that asserts stands in the old file, the one that denies in the new."""
    outside.write_text(
        HEAD
        + named(
            claim(
                "c:two",
                about=False,
                asserts=None,
                denies="p:one",
                statedIn="source:text",
                llmkg_anchor=anchored("也许"),
            ),
            "two",
        ),
        encoding="utf-8",
    )
    found = of(check_files(small, only=outside), "SelfContradiction")
    assert [finding.focus for finding in found] == [f"{BASE}claim/one"]
    assert found[0].location is not None
    assert found[0].location.file == ONE


def test_a_file_of_the_whole_is_checked_alone(small):
    corpus = load_corpus(small)
    path = small / ONE
    path.write_text(contribution() + named(tension(between="c:one"), "x"), encoding="utf-8")
    corpus = load_corpus(small)
    assert violations(check_corpus(corpus, only=path)) == {"TensionBetweenTooFew"}
    world = small / "claims/catalogue/world.ttl"
    assert violations(check_corpus(corpus, only=world)) == set()


def test_a_file_that_was_not_loaded(small, outside):
    with pytest.raises(LayoutError):
        check_corpus(load_corpus(small), only=outside)


def test_the_whole_is_what_its_files_have_each(small):
    """Each finding about a thing is given for the file that speaks of it."""
    (small / ONE).write_text(
        contribution()
        + "\n".join(
            turtle
            for turtle, rule, _ in BROKEN.values()
            if rule
            not in {
                "TurtleSyntax",
                "DanglingReference",
                "CircularEvidence",
                "StatedAboveItsEvidence",
                "DigestIllFormed",
            }
        ),
        encoding="utf-8",
    )
    corpus = load_corpus(small)
    whole = set(map(repr, check_corpus(corpus).findings))
    parts = {
        repr(finding)
        for document in corpus.documents
        for finding in check_corpus(corpus, only=document.path).findings
    }
    assert parts == whole
