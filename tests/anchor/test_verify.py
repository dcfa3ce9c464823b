from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from llmkg.anchor import Anchored, State, anchor_at, make, verify, verify_all
from tests.anchor.texts import CHARACTERS, spans

TEXT = "初代模型展示了三个能力:生成、学习和知识。这些能力来自训练。后来的模型保留了能力。"


def test_an_anchor_holds_in_its_text():
    verdict = verify(TEXT, make(TEXT, "来自训练"))
    assert (verdict.state, verdict.reason) == (State.OK, "")
    assert verdict.found == verdict.anchored.anchor


def test_a_moved_passage_is_found_again():
    anchor = make(TEXT, "来自训练")
    verdict = verify("序言。" + TEXT, anchor)
    assert verdict.state is State.MOVED
    assert verdict.found == replace(anchor, start=anchor.start + 3, end=anchor.end + 3)


def test_context_tells_repeated_passages_apart():
    anchor = make(TEXT, "能力", 2)
    verdict = verify("序言。" + TEXT, anchor)
    assert verdict.state is State.MOVED
    assert verdict.found is not None
    assert verdict.found.start == anchor.start + 3


def test_the_right_words_at_the_right_place_in_another_context_do_not_hold():
    anchor = make(TEXT, "能力", 1)
    later = make(TEXT, "能力", 3)
    wrong = replace(anchor, start=later.start, end=later.end)
    verdict = verify(TEXT, wrong)
    assert verdict.state is State.MOVED
    assert verdict.found == anchor


def test_a_new_context_alone_breaks_an_anchor():
    anchor = make(TEXT, "来自训练")
    verdict = verify(TEXT.replace("这些能力", "那些才能"), anchor)
    assert verdict.state is State.BROKEN
    assert "context" in verdict.reason
    assert verdict.found is not None
    assert verdict.found.start == anchor.start


def test_a_changed_passage_is_broken_and_its_context_tells_where():
    anchor = make(TEXT, "来自训练")
    changed = TEXT.replace("来自训练", "源于大规模训练")
    verdict = verify(changed, anchor)
    assert verdict.state is State.BROKEN
    assert verdict.found is not None
    assert changed[verdict.found.start : verdict.found.end] == "源于大规模训练"


def test_a_passage_that_is_gone_is_broken():
    verdict = verify(
        "完全不同的另一篇文章,长度也足够容纳原来的锚点,却没有那句话。" * 3, make(TEXT, "来自训练")
    )
    assert (verdict.state, verdict.found) == (State.BROKEN, None)


def test_offsets_beyond_the_text_and_empty_spans_are_broken():
    anchor = make(TEXT, "后来的模型保留了能力。")
    short = verify("短文", anchor)
    assert short.state is State.BROKEN
    assert "2 code points" in short.reason
    assert verify(TEXT, replace(anchor, end=anchor.start)).state is State.BROKEN
    assert verify(TEXT, replace(anchor, start=-3)).state is not State.OK
    assert verify("", anchor).state is State.BROKEN


def test_a_wrong_digest_is_broken():
    anchor = replace(make(TEXT, "来自训练"), digest="0" * 64)
    assert verify(TEXT, anchor).state is State.BROKEN


def test_verdicts_come_in_the_given_order():
    anchors = [make(TEXT, quote) for quote in ("来自训练", "初代模型", "后来的模型")]
    anchored = [Anchored(f"urn:{number}", "urn:p", each) for number, each in enumerate(anchors)]
    verdicts = verify_all("序" + TEXT, anchored)
    assert [verdict.anchored for verdict in verdicts] == anchored
    assert {verdict.state for verdict in verdicts} == {State.MOVED}


@given(spans())
def test_what_was_made_holds(span):
    text, start, end = span
    assert verify(text, anchor_at(text, start, end)).state is State.OK


@given(spans(), st.text(CHARACTERS, min_size=1, max_size=40))
def test_a_passage_is_found_after_any_insertion_before_its_context(span, inserted):
    text, start, end = span
    anchor = anchor_at(text, start, end)
    before = start - len(anchor.prefix)
    changed = text[:before] + inserted + text[before:]
    verdict = verify(changed, anchor)
    assert verdict.state in {State.OK, State.MOVED}
    found = verdict.found
    assert found is not None
    # the passage and its whole context, unless the text repeats them
    assert changed[found.start : found.end] == text[start:end]
    assert found.prefix.endswith(anchor.prefix)
    assert found.suffix.startswith(anchor.suffix)


@given(spans(), st.characters(exclude_categories=["Cs"]))
def test_a_changed_passage_never_holds(span, character):
    text, start, end = span
    anchor = anchor_at(text, start, end)
    changed = text[:start] + character + text[start + 1 :]
    verdict = verify(changed, anchor)
    assert (verdict.state is State.OK) == (changed == text)
    if verdict.state is State.MOVED:
        assert verdict.found is not None
        assert changed[verdict.found.start : verdict.found.end] == text[start:end]
