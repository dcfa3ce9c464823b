import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from llmkg.anchor import anchor_at, candidates, make
from llmkg.errors import ParameterError, QuoteAmbiguous, QuoteNotFound
from llmkg.model.anchor import Anchor
from tests.anchor.texts import spans

TEXT = "模型 A 会推理。\r\n模型 B 也会推理,𝔄 不会。\n"


def test_an_anchor_counts_code_points():
    anchor = make(TEXT, "𝔄 不会")
    assert TEXT[anchor.start : anchor.end] == "𝔄 不会"
    assert anchor.end - anchor.start == 4
    assert anchor.suffix == "。\n"
    assert anchor.prefix == TEXT[anchor.start - 12 : anchor.start]


def test_the_digest_is_sha256_of_utf8():
    # printf '中文' | sha256sum
    assert anchor_at("在中文里", 1, 3).digest == (
        "72726d8818f693066ceb69afa364218b692e62ea92b385782363780f47529c21"
    )


def test_a_carriage_return_is_a_code_point():
    assert make(TEXT, "。\r\n").end - make(TEXT, "。\r\n").start == 3
    with pytest.raises(QuoteNotFound):
        make(TEXT, "推理。\n模型")


def test_the_whole_text_has_no_context():
    assert make("全文", "全文") == Anchor(0, 2, make("x全文x", "全文").digest, "", "")


def test_an_ambiguous_quotation_says_where():
    with pytest.raises(QuoteAmbiguous) as caught:
        make(TEXT, "会推理")
    message = str(caught.value)
    assert "2 times" in message
    for candidate in candidates(TEXT, "会推理"):
        assert f"at {candidate.start} " in message
    assert "occurrence" in message


def test_the_occurrence_settles_it():
    starts = [make(TEXT, "会推理", number).start for number in (1, 2)]
    assert starts == [anchor.start for anchor in candidates(TEXT, "会推理")]
    assert starts[0] < starts[1]


def test_overlapping_occurrences_count():
    assert [anchor.start for anchor in candidates("ababa", "aba")] == [0, 2]
    with pytest.raises(QuoteAmbiguous):
        make("ababa", "aba")


def test_an_absent_quotation_names_the_nearest():
    with pytest.raises(QuoteNotFound, match="也会推理"):
        make(TEXT, "模型 B 也会推理,但")
    with pytest.raises(QuoteNotFound) as caught:
        make(TEXT, "something else entirely")
    assert "nearest" not in str(caught.value)


@pytest.mark.parametrize(("quote", "occurrence"), [("", None), ("会", 0), ("会", -1)])
def test_wrong_arguments(quote, occurrence):
    with pytest.raises(ParameterError):
        make(TEXT, quote, occurrence)


def test_an_occurrence_that_is_not_there():
    with pytest.raises(QuoteNotFound, match="2 times"):
        make(TEXT, "会推理", 3)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 1000)])
def test_no_such_span(start, end):
    with pytest.raises(ParameterError):
        anchor_at(TEXT, start, end)


@given(spans())
def test_what_is_quoted_is_what_is_anchored(span):
    text, start, end = span
    found = candidates(text, text[start:end])
    assert anchor_at(text, start, end) in found
    for number, anchor in enumerate(found, start=1):
        assert make(text, text[start:end], number) == anchor
        assert len(anchor.prefix) <= 12
        assert len(anchor.suffix) <= 12
        assert text[: anchor.start].endswith(anchor.prefix)
        assert text[anchor.end :].startswith(anchor.suffix)


@given(spans(), st.text(min_size=1, max_size=5))
def test_a_quotation_that_is_absent_is_never_anchored(span, quote):
    text, _, _ = span
    assume(quote not in text)
    with pytest.raises(QuoteNotFound):
        make(text, quote)
