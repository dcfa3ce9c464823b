"""Whether anchors hold in a text, and where their passages went when they do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from llmkg.anchor.make import anchor_at, occurrences
from llmkg.anchor.text import text_digest
from llmkg.model.anchor import Anchor


class State(StrEnum):
    """What has become of an anchor.

    OK      the span has its digest and its context
    MOVED   it has not, but the passage stands elsewhere
    BROKEN  the passage is not in the text, or stands there in another context
    """

    OK = "ok"
    MOVED = "moved"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Anchored:
    """An anchor and the statement (IRI) that has it by `predicate` (IRI)."""

    statement: str
    predicate: str
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of one anchor.

    found   the anchor to use instead: where the passage now stands (MOVED), or what stands where it
            was expected (BROKEN, when its context is still there); the anchor itself when OK
    reason  in words, empty when OK
    """

    anchored: Anchored
    state: State
    found: Anchor | None
    reason: str = ""


def verify(text: str, anchor: Anchor) -> Verdict:
    """The verdict on a single anchor."""
    return verify_all(text, [Anchored("", "", anchor)])[0]


def verify_all(text: str, anchored: Iterable[Anchored]) -> tuple[Verdict, ...]:
    """The verdicts in the given order; lost passages of one length are looked for in one pass."""
    listed = list(anchored)
    lost = [one.anchor for one in listed if not _holds(text, one.anchor)]
    places = _search(text, lost)
    return tuple(_verdict(text, one, places) for one in listed)


def _holds(text: str, anchor: Anchor) -> bool:
    return _same(text, anchor) and _in_context(text, anchor, anchor.start)


def _same(text: str, anchor: Anchor) -> bool:
    return (
        0 <= anchor.start < anchor.end <= len(text)
        and text_digest(text[anchor.start : anchor.end]) == anchor.digest
    )


def _in_context(text: str, anchor: Anchor, start: int) -> bool:
    return _agreement(text, anchor, start) == len(anchor.prefix) + len(anchor.suffix)


def _agreement(text: str, anchor: Anchor, start: int) -> int:
    """How many code points next to a span at `start` are as the anchor says."""
    end = start + anchor.end - anchor.start
    before = text[max(0, start - len(anchor.prefix)) : start]
    after = text[end : end + len(anchor.suffix)]
    return _common(before[::-1], anchor.prefix[::-1]) + _common(after, anchor.suffix)


def _common(one: str, other: str) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _search(text: str, lost: Sequence[Anchor]) -> Mapping[tuple[int, str], list[int]]:
    """Where spans with the length and digest of the lost ones start."""
    wanted: dict[int, set[str]] = defaultdict(set)
    for anchor in lost:
        if 0 < anchor.end - anchor.start <= len(text):
            wanted[anchor.end - anchor.start].add(anchor.digest)
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for length, digests in wanted.items():
        for start in range(len(text) - length + 1):
            digest = text_digest(text[start : start + length])
            if digest in digests:
                found[length, digest].append(start)
    return found


def _verdict(text: str, one: Anchored, places: Mapping[tuple[int, str], list[int]]) -> Verdict:
    anchor = one.anchor
    if _holds(text, anchor):
        return Verdict(one, State.OK, anchor)
    length = anchor.end - anchor.start
    starts = places.get((length, anchor.digest), [])
    if not starts:
        return _broken(text, one)
    # The best context wins; among equals the one that moved least.
    best = max(starts, key=lambda at: (_agreement(text, anchor, at), -abs(at - anchor.start)))
    here = anchor_at(text, best, best + length)
    if best == anchor.start:
        return Verdict(one, State.BROKEN, here, "the passage is there, but in another context")
    equals = [at for at in starts if _agreement(text, anchor, at) == _agreement(text, anchor, best)]
    doubt = f" or {len(equals) - 1} other places" if len(equals) > 1 else ""
    return Verdict(one, State.MOVED, here, f"the passage stands at {best}-{best + length}{doubt}")


def _broken(text: str, one: Anchored) -> Verdict:
    anchor = one.anchor
    if not 0 <= anchor.start < anchor.end:
        return Verdict(one, State.BROKEN, None, "the anchor spans nothing")
    now = _between(text, anchor)
    if now is not None:
        where = f"{now.start}-{now.end}"
        return Verdict(one, State.BROKEN, now, f"its context is at {where}, but the span differs")
    if anchor.end > len(text):
        return Verdict(one, State.BROKEN, None, f"the text has only {len(text)} code points")
    return Verdict(one, State.BROKEN, None, "neither the passage nor its context is there")


def _between(text: str, anchor: Anchor) -> Anchor | None:
    """What stands between the anchor's prefix and suffix, nearest in length."""
    if not anchor.prefix or not anchor.suffix:
        return None
    length = anchor.end - anchor.start
    spans = [
        (start, end)
        for at in occurrences(text, anchor.prefix)
        if (start := at + len(anchor.prefix))
        and start < (end := text.find(anchor.suffix, start + 1)) <= start + 2 * length + 12
    ]
    if not spans:
        return None
    start, end = min(
        spans, key=lambda span: (abs(span[1] - span[0] - length), abs(span[0] - anchor.start))
    )
    return anchor_at(text, start, end)
