"""Nothing that the article states is left out."""

from llmkg.anchor.text import text_digest
from llmkg.anchor.verify import State, verify_all
from tests.claims.spans import KINDS, WORD, Gap, holds, marks, reviewed, uncovered


def spans(anchored):
    return [(one.anchor.start, one.anchor.end) for one in anchored]


def test_every_anchor_holds(article, anchors):
    bad = [verdict for verdict in verify_all(article, anchors) if verdict.state is not State.OK]
    assert [(verdict.anchored.statement, verdict.reason) for verdict in bad] == []


def test_every_stating_sentence_is_covered(article, claim_anchors):
    known = marks(len(article), [(gap.start, gap.end) for gap in reviewed()])
    left = [
        f"{start}-{end}: {article[start:end]}"
        for start, end in uncovered(article, spans(claim_anchors))
        if any(WORD.match(article[at]) and not known[at] for at in range(start, end))
    ]
    assert not left, "\n  ".join(["No claim covers:", *left])


def test_what_was_reviewed_is_the_text_and_still_uncovered(article, claim_anchors):
    gaps = reviewed()
    assert [gap for gap in gaps if not holds(article, gap)] == []
    covered = marks(len(article), spans(claim_anchors))
    assert [gap for gap in gaps if all(covered[gap.start : gap.end])] == [], "take it off the list"


def test_what_was_reviewed_is_short_and_of_a_known_kind():
    gaps = reviewed()
    assert {gap.kind for gap in gaps} <= KINDS
    assert max(gap.end - gap.start for gap in gaps if gap.kind != "heading") <= 12
    assert sum(gap.end - gap.start for gap in gaps) < 400


def test_a_sentence_without_a_claim_is_seen():
    text = "一、题目\n模型会推理。但这未必来自代码。"
    assert list(uncovered(text, [(5, 10)])) == [(0, 4), (11, 19)]
    assert list(uncovered(text, [(0, 4), (5, 19)])) == []
    assert holds(text, Gap(0, 4, "heading", text_digest("一、题目")))
    assert not holds(text, Gap(0, 3, "heading", text_digest("一、题目")))
