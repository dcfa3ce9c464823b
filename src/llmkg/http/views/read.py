"""A source section by section, with its claims in the margin; its text only where it was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from weakref import WeakKeyDictionary

from llmkg.errors import NotFoundError
from llmkg.http.sheet import Crumb, Sheet, shown
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Claim, ClaimFilter
from llmkg.model.source import Source
from llmkg.vocab import Kind, thing

_MOST: Final = 1_000
_HEADING: Final = 60
_KEPT: WeakKeyDictionary[KnowledgeBase, dict[str, tuple[Claim, ...]]] = WeakKeyDictionary()
_ENDS: Final = "。.;；!！?？:：,，)）”"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that is covered by the same claims throughout.

    claims  by number, the one with the shortest span first
    begins  numbers of the claims whose spans start here; `ends` of those that end with it
    hedge   whether it is a hedging word
    """

    text: str
    claims: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    hedge: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text, and the claims whose passages start in it."""

    segments: tuple[Segment, ...]
    claims: tuple[tuple[int, Claim], ...]
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its name ("" where claims name none), and how many claims stand in it."""

    name: str
    claims: int


@dataclass(frozen=True, slots=True)
class ReadView:
    """Everything that the page shows. `blocks` are empty where the text is not here.

    claims  of the section, numbered, in the order of the text
    chosen  number of the claim that was asked for; 0 for none
    """

    source: Source
    parts: tuple[Part, ...]
    at: int
    claims: tuple[tuple[int, Claim], ...]
    blocks: tuple[Block, ...]
    has_text: bool
    chosen: int

    @property
    def part(self) -> Part | None:
        """The section that is shown."""
        return self.parts[self.at] if self.parts else None

    @property
    def before(self) -> Part | None:
        """The section before it."""
        return self.parts[self.at - 1] if self.at > 0 else None

    @property
    def after(self) -> Part | None:
        """The section after it."""
        return self.parts[self.at + 1] if self.at + 1 < len(self.parts) else None

    @property
    def by_number(self) -> Mapping[int, Claim]:
        """Claims by number."""
        return dict(self.claims)


def read(kb: KnowledgeBase, slug: str, section: str, claim: str, text: str | None) -> Sheet:
    """The page of a section; that with the claim, where one is named. Raises NotFoundError."""
    source = kb.source(slug)
    iri = thing(Kind.SOURCE, slug)
    view = read_view(source, _claims_of(kb, iri), section, claim, text)
    name = view.part.name if view.part else ""
    queries = (shown(kb.queries["claims-of-section"], section=name, source=iri),) if name else ()
    return Sheet(
        template="read.html",
        view=view,
        title=source.title or {"en": slug},
        description="read-description",
        iri=iri,
        kind="CreativeWork",
        crumbs=(Crumb("nav-home", "/"), Crumb(source.label or source.title, f"/source/{slug}")),
        queries=queries,
    )


def _claims_of(kb: KnowledgeBase, source: str) -> Sequence[Claim]:
    """Every claim of a source, read once for as long as the snapshot is open."""
    kept = _KEPT.setdefault(kb, {})
    if source not in kept:
        claims: list[Claim] = []
        while True:
            page = kb.claims(ClaimFilter(source=source), offset=len(claims), limit=_MOST)
            claims.extend(page.items)
            if page.next_offset is None:
                break
        kept[source] = tuple(claims)
    return kept[source]


def read_view(
    source: Source, claims: Sequence[Claim], section: str, claim: str, text: str | None
) -> ReadView:
    """A section of a source. Raises NotFoundError for what is not there."""
    ordered = sorted(claims, key=_place)
    starts = _starts(ordered)
    names = sorted(starts, key=lambda each: (starts[each], each))
    parts = tuple(Part(name, sum(_section(c) == name for c in ordered)) for name in names)
    wanted = section
    if claim:
        found = next((each for each in ordered if each.slug == claim), None)
        if found is None:
            raise NotFoundError(f"The source {source.slug} makes no claim {claim!r}")
        wanted = _section(found)
    if wanted and wanted not in names:
        mend = f"There are: {', '.join(filter(None, names))}."
        raise NotFoundError(f"Nothing is claimed in section {wanted!r}", mend=mend)
    at = names.index(wanted) if wanted or (claim and names) else 0
    here = [each for each in ordered if names and _section(each) == names[at]]
    numbered = tuple(enumerate(here, start=1))
    chosen = next((number for number, each in numbered if claim and each.slug == claim), 0)
    blocks: tuple[Block, ...] = ()
    if text is not None:
        begin = _back_to_heading(text, starts[names[at]], ordered) if names and at else 0
        last = at + 1 >= len(names)
        end = len(text) if last else _back_to_heading(text, starts[names[at + 1]], ordered)
        blocks = lay_out(text, begin, end, numbered)
    return ReadView(source, parts, at, numbered, blocks, text is not None, chosen)


def lay_out(
    text: str, begin: int, end: int, claims: Sequence[tuple[int, Claim]]
) -> tuple[Block, ...]:
    """The lines between two places, cut into segments. Empty lines are left out.

    A passage that reaches beyond these lines is marked as far as they go.
    """
    hedges = [span for _, each in claims for span in hedge_spans(text, each)]
    blocks = []
    at = begin
    placed: set[int] = set()
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            inside = [
                (number, each)
                for number, each in claims
                if each.anchor and each.anchor.start < stop and each.anchor.end > at
            ]
            margin = tuple(pair for pair in inside if pair[0] not in placed)
            placed.update(number for number, _ in margin)
            segments = tuple(cut_up(text, at, stop, inside, hedges))
            blocks.append(Block(segments, margin, not inside and _is_heading(text[at:stop])))
        at = stop + 1
    lost = tuple(pair for pair in claims if pair[0] not in placed)
    if lost:  # without an anchor, or with one elsewhere
        blocks.append(Block((), lost))
    return tuple(blocks)


def cut_up(
    text: str,
    begin: int,
    end: int,
    claims: Sequence[tuple[int, Claim]],
    hedges: Iterable[tuple[int, int]],
) -> Iterable[Segment]:
    """The text between two places, cut wherever a passage or a hedge starts or ends."""
    spans = [
        (max(each.anchor.start, begin), min(each.anchor.end, end), number)
        for number, each in claims
        if each.anchor
    ]
    # Of a passage that goes over several lines each end counts once.
    first = {number: each.anchor.start for number, each in claims if each.anchor}
    last = {number: each.anchor.end for number, each in claims if each.anchor}
    marked = [
        (max(start, begin), min(stop, end))
        for start, stop in hedges
        if start < end and stop > begin
    ]
    cuts = {begin, end}
    cuts.update(place for start, stop, _ in spans for place in (start, stop))
    cuts.update(place for span in marked for place in span)
    places = sorted(cuts)
    for start, stop in pairwise(places):
        over = [span for span in spans if span[0] <= start and span[1] >= stop]
        over.sort(key=lambda span: (span[1] - span[0], span[2]))
        yield Segment(
            text[start:stop],
            tuple(number for _, _, number in over),
            tuple(sorted(number for _, _, number in over if first[number] == start)),
            tuple(sorted(number for _, _, number in over if last[number] == stop)),
            any(head <= start and tail >= stop for head, tail in marked),
        )


def hedge_spans(text: str, claim: Claim) -> list[tuple[int, int]]:
    """Where the hedging words of a claim stand: in its lead-in if it names one, else inside it."""
    where = claim.hedge_anchor or claim.anchor
    if where is None:
        return []
    passage = text[where.start : where.end]
    found = []
    for word in dict.fromkeys(each.value for each in claim.hedge):
        at = passage.find(word) if word else -1
        if at >= 0:
            found.append((where.start + at, where.start + at + len(word)))
    if not found and claim.hedge_anchor is not None:
        return [(where.start, where.end)]
    return found


def _starts(claims: Iterable[Claim]) -> dict[str, int]:
    """Where each section starts, as far as its claims show."""
    starts: dict[str, int] = {}
    for each in claims:
        start = each.anchor.start if each.anchor else 0
        name = _section(each)
        starts[name] = min(start, starts.get(name, start))
    return starts


def _back_to_heading(text: str, at: int, claims: Iterable[Claim]) -> int:
    """The start of the line, or of the headings right before it of which nothing is claimed."""
    start = text.rfind("\n", 0, at) + 1
    taken = max((c.anchor.end for c in claims if c.anchor and c.anchor.start < at), default=0)
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        if before < taken:
            break
        line = text[before : start - 1]
        if line.strip() and not _is_heading(line):
            break
        start = before
    return start


def _is_heading(line: str) -> bool:
    line = line.strip()
    return line.startswith("#") or (0 < len(line) < _HEADING and line[-1] not in _ENDS)


def _section(claim: Claim) -> str:
    return claim.section or ""


def _place(claim: Claim) -> tuple[bool, int, int, str]:
    """Claims without an anchor come last."""
    if claim.anchor is None:
        return (True, 0, 0, claim.iri)
    return (False, claim.anchor.start, claim.anchor.end, claim.iri)
