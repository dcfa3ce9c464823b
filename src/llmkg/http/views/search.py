"""What a search finds: best first, by kind with numbers, each with how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from llmkg.http.sheet import Sheet
from llmkg.http.views.ledger import ledger, shelves_of
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Stance
from llmkg.model.found import Hit
from llmkg.model.level import Level
from llmkg.model.page import Page
from llmkg.model.text import Ref
from llmkg.search import ASSESSED
from llmkg.search.asked import LONGEST_TEXT, MOST_WORDS
from llmkg.search.words import runs
from llmkg.vocab import KEPT, LLMKG, Kind

SHOWN: Final = 20
_NEAR: Final = 0.6  # how alike two spellings are to be


@dataclass(frozen=True, slots=True)
class Result:
    """A hit with what is known of it.

    stance      of a claim
    statements  how many propositions speak of a thing; of a source how many claims it makes
    """

    hit: Hit
    stance: Stance | None = None
    statements: int = 0


@dataclass(frozen=True, slots=True)
class SearchView:
    """A page of results.

    text     what was looked for, without what is too much of it; `cut` whether there was more
    exact    whether the results have every word
    unknown  words that stand nowhere as they are spelt; `meant` the text with their likely spelling
    kinds    how many there are of each kind, most first; `total` of all kinds
    kind     the kind that was asked for; `level` and `status`, too
    levels   what there is to choose from; `statuses`, too
    """

    text: str
    cut: bool
    results: Page[Result]
    exact: bool
    unknown: tuple[str, ...]
    meant: str
    kinds: tuple[tuple[str, int], ...]
    kind: str
    level: str
    status: str
    levels: tuple[Level, ...]
    statuses: tuple[Ref, ...]

    @property
    def narrowed(self) -> bool:
        """Whether only some levels or statuses were asked for."""
        return bool(self.level or self.status)

    @property
    def total(self) -> int:
        """How much was found of all kinds together."""
        return sum(count for _, count in self.kinds)

    @property
    def state(self) -> str:
        """What there is to say: found, empty, wordless, none, kind, narrow or beyond.

        With `kind` there are only others, with `narrow` none of the level and status that were
        asked for, and with `beyond` the list has ended before this page.
        """
        if not self.text.strip():
            return "empty"
        if not runs(self.text):
            return "wordless"
        if self.results.items:
            return "found"
        if self.results.offset:
            return "beyond"
        if self.total:
            return "kind"
        return "narrow" if self.narrowed else "none"


def search(
    kb: KnowledgeBase,
    asked: str,
    kind: str = "",
    offset: int = 0,
    *,
    level: str = "",
    status: str = "",
) -> Sheet:
    """The page of what a text finds. Raises ParameterError for a level that there is not."""
    text = asked.strip()[:LONGEST_TEXT]
    found = kb.search(
        text,
        kinds=(kind,) if kind else (),
        levels=(kb.level(level).name,) if level else (),
        statuses=(status,) if status else (),
        offset=offset,
        limit=SHOWN,
    )
    book = ledger(kb)
    hits = found.page
    view = SearchView(
        text=text,
        cut=len(asked.strip()) > LONGEST_TEXT or len(runs(text)) > MOST_WORDS,
        results=Page(
            tuple(_result(kb, hit) for hit in hits.items), hits.total, hits.offset, hits.limit
        ),
        exact=found.exact,
        unknown=found.unknown,
        meant=_meant(text, found.unknown, hits.items),
        kinds=tuple(sorted(found.kinds.items(), key=lambda pair: (-pair[1], pair[0]))),
        kind=kind,
        level=level,
        status=status,
        levels=kb.levels(),
        statuses=book.refs(LLMKG[name] for name in ASSESSED),
    )
    return Sheet(template="search.html", view=view, title="search-title")


def _result(kb: KnowledgeBase, hit: Hit) -> Result:
    iri = hit.thing.iri
    vote = ledger(kb).by_claim.get(iri) if hit.kind == Kind.CLAIM else None
    if vote is not None:
        return Result(hit, vote.stance)
    number = KEPT.makes if hit.kind == Kind.SOURCE else KEPT.statements
    return Result(hit, statements=shelves_of(kb).numbers(iri).get(number, 0))


def _meant(text: str, unknown: Iterable[str], hits: Iterable[Hit]) -> str:
    """The text with each unknown word as what was found spells it; "" where nothing is like it."""
    names = [name for hit in hits for name in hit.thing.label.values()]
    spelt = list(dict.fromkeys(word for name in names for word in runs(name)))
    better = {}
    for word in unknown:
        near = get_close_matches(word, spelt, n=1, cutoff=_NEAR)
        if near:
            better[word] = near[0]
    if not better:
        return ""
    return " ".join(better.get(word, word) for word in runs(text))
