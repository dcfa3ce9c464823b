"""The reader: passages cut into segments, and texts that are only shown where they were given."""

from dataclasses import replace

import pytest

from llmkg.anchor import make, read_text, text_digest
from llmkg.errors import NotFoundError, ParameterError
from llmkg.http.texts import Texts
from llmkg.http.views.read import hedge_spans, read, read_view
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Claim, Stance
from llmkg.model.level import Level
from llmkg.model.source import Source
from llmkg.model.text import LangText, Ref

TEXT = "A preface\n\n1 Causes\nProbably code helps models reason.\n\n2 Limits\nNobody knows why.\n"
SOURCE = Source("source:made-up", "made-up", {"en": "Made up"}, text_digest=text_digest(TEXT))
GUESS, SURE = Level("l:1", "Conjectural", 1), Level("l:4", "WellSupported", 4)


def claim(slug, quote, section, level=SURE, hedge=()):
    return Claim(
        f"claim:{slug}",
        slug,
        Stance.ASSERTS,
        Ref(f"proposition:{slug}"),
        level,
        Ref(SOURCE.iri),
        section,
        tuple(LangText(each, "en") for each in hedge),
        make(TEXT, quote) if quote else None,
    )


CLAIMS = (
    claim("whole", "Probably code helps models reason", "1", hedge=("Probably",)),
    claim("inner", "code helps", "1", GUESS),
    claim("across", "helps models", "1"),
    claim("why", "Nobody knows why", "2"),
)


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


@pytest.fixture(scope="module")
def article(root):
    path = root.parent / "shared" / "sources" / "fu2022-zh.txt"
    if not path.is_file():
        pytest.skip("the article's text is not here: its passages cannot be shown")
    return path


def spoken(view):
    return ["".join(segment.text for segment in block.segments) for block in view.blocks]


def test_nested_and_overlapping_passages_are_cut_where_they_meet():
    view = read_view(SOURCE, CLAIMS, "1", "", TEXT)
    [block] = [block for block in view.blocks if block.claims]
    names = {number: each.slug for number, each in view.claims}
    found = [(each.text, [names[n] for n in each.claims], each.hedge) for each in block.segments]
    assert found == [
        ("Probably", ["whole"], True),
        (" ", ["whole"], False),
        ("code ", ["inner", "whole"], False),
        ("helps", ["inner", "across", "whole"], False),
        (" models", ["across", "whole"], False),
        (" reason", ["whole"], False),
        (".", [], False),
    ]
    begun = [names[n] for each in block.segments for n in each.begins]
    ended = [names[n] for each in block.segments for n in each.ends]
    assert sorted(begun) == sorted(ended) == ["across", "inner", "whole"]


def test_a_section_begins_with_its_heading_and_nothing_is_lost():
    views = [read_view(SOURCE, CLAIMS, name, "", TEXT) for name in ("1", "2")]
    assert spoken(views[0]) == ["A preface", "1 Causes", "Probably code helps models reason."]
    assert spoken(views[1]) == ["2 Limits", "Nobody knows why."]
    assert views[0].after == views[1].part
    assert views[1].before == views[0].part


def test_a_claim_is_found_in_its_section():
    view = read_view(SOURCE, CLAIMS, "", "why", TEXT)
    assert view.part is not None
    assert (view.part.name, dict(view.claims)[view.chosen].slug) == ("2", "why")
    for section, slug in (("9", ""), ("", "nobody")):
        with pytest.raises(NotFoundError):
            read_view(SOURCE, CLAIMS, section, slug, TEXT)


def test_a_claim_without_a_place_stands_at_the_end():
    view = read_view(SOURCE, (*CLAIMS, claim("loose", "", "1")), "1", "", TEXT)
    assert [each.slug for _, each in view.blocks[-1].claims] == ["loose"]
    assert view.blocks[-1].segments == ()


def test_without_the_text_there_are_claims_in_its_order():
    view = read_view(SOURCE, CLAIMS, "1", "", None)
    assert (view.blocks, view.has_text) == ((), False)
    assert [each.slug for _, each in view.claims] == ["whole", "inner", "across"]


def test_a_hedge_elsewhere_is_marked_there():
    lead = replace(CLAIMS[1], hedge_anchor=make(TEXT, "Probably"))
    assert hedge_spans(TEXT, lead) == [(20, 28)]
    assert hedge_spans(TEXT, CLAIMS[1]) == []


def test_a_text_is_shown_only_for_the_source_that_names_it(tmp_path):
    path = tmp_path / "made-up.txt"
    path.write_text(TEXT, "utf-8")
    texts = Texts.read({"made-up": str(path)})
    assert texts.of(SOURCE) == TEXT
    assert texts.of(replace(SOURCE, text_digest="0" * 64)) is None
    assert texts.of(replace(SOURCE, slug="other")) is None
    assert Texts().of(SOURCE) is None
    assert texts.mark("made-up") != texts.mark("other") == ""


@pytest.mark.parametrize("slug", ["fu2022-zh", "no-such", "zhao2026-beyond-code"])
def test_another_text_is_refused(kb, tmp_path, slug):
    path = tmp_path / "other.txt"
    path.write_text("Something else.", "utf-8")
    with pytest.raises(ParameterError):
        Texts.read({slug: str(path)}).verify(kb)


@pytest.mark.parametrize("data", [None, b"\xff"])
def test_a_text_that_cannot_be_read_is_wrong_usage(tmp_path, data):
    path = tmp_path / "text"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ParameterError):
        Texts.read({"fu2022-zh": str(path)})
    with pytest.raises(ParameterError):
        Texts.read({"fu2022-zh": ""})


def test_the_article_stands_whole_and_every_anchor_in_it(kb, article):
    text = read_text(article)
    texts = Texts.read({"fu2022-zh": str(article)})
    texts.verify(kb)
    lines = []
    for part in read(kb, "fu2022-zh", "", "", text).view.parts:
        view = read(kb, "fu2022-zh", part.name, "", text).view
        lines += spoken(view)
        begun = {n for block in view.blocks for each in block.segments for n in each.begins}
        assert begun == {number for number, each in view.claims if each.anchor}
    assert [line for line in lines if line] == [line for line in text.split("\n") if line.strip()]
