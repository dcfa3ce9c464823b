"""Finding: all words first; where nothing has them, misspelt ones too; then some of them.

How hits are ordered: first what is called so, then what has all words in a name side by side, then
in its names at all, then anywhere or with other endings. Among equals what is mentioned more goes
first, and what has fewer words (`order_of`). None of that depends on how often words stand in the
whole, as weights of the usual kind do: what was taken away would count until the engine tidies up,
and the order would tell how an index came to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypedDict

import tantivy
from rapidfuzz.distance import OSA
from tantivy import Query

from llmkg.errors import ParameterError
from llmkg.search.asked import Asked, Part, read
from llmkg.search.documents import RETRACTED, SUPERSEDED, TERM
from llmkg.search.engine import Engine, every, some, without
from llmkg.search.index import SEARCH_FOLDER
from llmkg.search.words import joined
from llmkg.vocab import Kind

KINDS: Final = (TERM, *(kind.value for kind in Kind if kind is not Kind.GRAPH))
"""What can be found: the kinds of things, and the ontology's own terms."""

ASSESSED: Final = ("Supported", "Contested", "Refuted", "Unsupported", "Open")
"""How propositions may stand."""

STATUSES: Final = (*ASSESSED, RETRACTED, SUPERSEDED)
"""How what is found may stand: propositions, and what was taken back."""


class Narrowed(TypedDict, total=False):
    """What narrows a search, as in `Search.find`."""

    kinds: Sequence[str]
    levels: Sequence[str]
    statuses: Sequence[str]
    unfinished: bool


_MOST: Final = 10_000  # hits that can be paged to
_ONE_SLIP: Final = 4  # a word of so many letters may have one letter wrong,
_TWO_SLIPS: Final = 8  # and of so many two
_LIKE: Final = 2_000  # words that one may be meant by
_PIECES: Final = 16  # what is looked for where nothing has all words
_STEP: Final = 100.0  # between the scores of what fits better and worse
_RARE: Final = 24  # bits: a word that more things have is as good as none


@dataclass(frozen=True, slots=True)
class Match:
    """A document that fits; the higher the score the better.

    level, status  as in `Document`
    """

    iri: str
    kind: str
    score: float
    level: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Matches:
    """Some of all that fit, best first.

    exact    whether they have every word; if not, they have some of them
    kinds    how many there are of each kind, whatever kinds were asked for
    unknown  words that stand nowhere as they are spelt, or with another ending
    """

    items: tuple[Match, ...]
    total: int
    exact: bool
    kinds: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


_NOTHING: Final = Matches((), 0, exact=True)


@dataclass(frozen=True, slots=True)
class _Tier:
    """What fits equally well.

    step  how well, from 0
    wide  whether it has all that the one before it has, if that is wide, too
    """

    query: Query
    step: int
    wide: bool = False


class Search:
    """Finds in the index of one snapshot. May be used by several threads, and after a fork."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`; SnapshotDamagedError when there is none."""
        self.engine: Final = Engine(folder)

    @classmethod
    def beside(cls, snapshot: Path) -> Search:
        """The index that lies in the folder of a snapshot."""
        return cls(snapshot / SEARCH_FOLDER)

    def find(  # noqa: PLR0913 - each narrows what is found in a way of its own
        self,
        text: str,
        *,
        kinds: Sequence[str] = (),
        levels: Sequence[str] = (),
        statuses: Sequence[str] = (),
        limit: int = 10,
        offset: int = 0,
        unfinished: bool = False,
    ) -> Matches:
        """The things that a text finds, best first.

        `kinds` ("model", "ability" … or "term" for the ontology's own) leaves out all others, as do
        `levels` and `statuses`, by local name. `unfinished`: whether the last word may go on, as
        while it is typed. What stands in quotation marks is looked for as it is spelt. Raises
        ParameterError for a kind or status that there is not.
        """
        for what, given, choices in (("kind", kinds, KINDS), ("status", statuses, STATUSES)):
            for strange in set(given).difference(choices):
                mend = f"Choose from: {', '.join(choices)}."
                raise ParameterError(f"There is no {what} {strange!r}", mend=mend)
        asked = read(text, unfinished=unfinished)
        if not (asked.parts or asked.iris) or not 0 <= offset < _MOST:
            return _NOTHING
        one_of = self.engine.one_of
        fits = [
            one_of(name, each) for name, each in (("level", levels), ("status", statuses)) if each
        ]
        of_kinds = [*fits, one_of("kind", kinds)] if kinds else fits

        def told(tiers: Sequence[_Tier]) -> Mapping[str, int]:
            # What is in a wider one need not be looked for.
            said = [each for each in tiers[:-1] if not each.wide] + [tiers[-1]]
            return self._kinds(some(each.query for each in said), fits)

        named = self._named(asked)
        if named and (counts := told(named)):
            return self._tiers(named, of_kinds, counts, kinds, (offset, limit))
        unknown = [each for each in asked.parts if each.is_word and not self._is_known(each)]
        spelt = tuple(dict.fromkeys(each.words[0] for each in unknown if not each.begun))
        # No word need be wrong by itself: `form` is one, where `from` is meant.
        for wrong in (unknown, asked.parts) if asked.parts else ():
            tiers = self._all_words(asked, wrong)
            if counts := told(tiers):
                found = self._tiers(tiers, of_kinds, counts, kinds, (offset, limit))
                return replace(found, unknown=spelt)
        pieces = tuple(dict.fromkeys(piece for part in asked.parts for piece in part.pieces()))
        if len(pieces) < 2:  # noqa: PLR2004 - one is not some of them
            return Matches((), 0, exact=True, unknown=spelt)
        query, all_kinds = self._some_words(pieces[:_PIECES], fits)
        hits = self.engine.scored(every([query, *of_kinds]), limit, offset)
        items = tuple(_match(score, stored) for score, stored in hits)
        return Matches(items, _total(all_kinds, kinds), False, all_kinds, spelt)  # noqa: FBT003

    # -- from best to worst ---------------------------------------------------------------------

    def _named(self, asked: Asked) -> list[_Tier]:
        """What has the identifier that was typed."""
        if not asked.named:
            return []
        engine, iris = self.engine, asked.iris
        return [_Tier(some([engine.one_of("iri", iris), engine.one_of("also", iris)]), 9)]

    def _all_words(self, asked: Asked, wrong: Sequence[Part]) -> list[_Tier]:
        """What has all words; those that are `wrong` may be spelt otherwise."""
        engine, parts = self.engine, asked.parts
        once = tuple(dict.fromkeys(parts))
        name = joined(asked.text)
        called = [engine.term("whole", name)]
        if asked.iris:
            called.append(engine.one_of("iri", asked.iris))
        tiers = [_Tier(some(called), 8)]
        if parts[-1].begun and len(name) > 1:
            tiers.append(_Tier(engine.beginning("whole", name), 7))
        if not wrong:
            if len(parts) > 1 and all(each.is_word and not each.begun for each in parts):
                row = engine.side_by_side("name", [each.words[0] for each in parts])
                tiers.append(_Tier(row, 6, wide=True))
            tiers.append(_Tier(every(self._spelt("name", each) for each in once), 5, wide=True))
            return [*tiers, _Tier(every(map(self._said, once)), 4, wide=True)]
        for slips in (1, 2):
            near = [self._like(p, slips) if p in wrong else self._said(p) for p in once]
            tiers.append(_Tier(every(near), 4 - slips, wide=True))
        return tiers

    def _some_words(
        self, pieces: Sequence[Part], fits: Sequence[Query]
    ) -> tuple[Query, Mapping[str, int]]:
        """What has some of the words, the rarer the better; and how many there are of each kind."""
        weighed = []
        for piece in pieces:
            query = self._like(piece, 2)
            rare = max(1, _RARE - self.engine.count(query).bit_length())
            weighed.append(Query.const_score_query(query, float(rare)))
        query = some(weighed, max(1, len(pieces) // 3))
        return query, self._kinds(query, fits)

    # -- parts ----------------------------------------------------------------------------------

    def _said(self, part: Part) -> Query:
        """Names and texts that have it as it is spelt, or with another ending."""
        found = [self._spelt("name", part), self._spelt("text", part)]
        if part.is_word:
            found.append(self.engine.term("stem", self.engine.stem(part.words[0])))
        return some(found)

    def _like(self, part: Part, slips: int) -> Query:
        """As `_said`, and names with a word that is this one but for so many letters."""
        said = self._said(part)
        if not part.is_word:
            return said
        word = part.words[0]
        slips = min(slips, (len(word) >= _ONE_SLIP) + (len(word) >= _TWO_SLIPS))
        # A number that is nearly right is wrong.
        if not slips or any(each.isdigit() for each in word):
            return said
        meant = self._meant(word, slips, begun=part.begun)
        return some([said, self.engine.one_of("name", meant)]) if meant else said

    def _meant(self, word: str, slips: int, *, begun: bool) -> list[str]:
        """Words of names that this one may be meant for, nearest first."""
        # Words stand in the index by themselves, too: looking through them once is all it takes.
        query = self.engine.like("word", word, slips, begun=begun)
        hits = self.engine.searcher.search(query, limit=_LIKE, count=False).hits
        found = {str(self.engine.searcher.doc(each)["word"][0]) for _, each in hits}
        return sorted(found, key=lambda each: (OSA.distance(word, each), each))

    def _spelt(self, field: str, part: Part) -> Query:
        if part.begun:
            return self.engine.beginning(field, part.words[0])
        return self.engine.side_by_side(field, part.words)

    def _is_known(self, part: Part) -> bool:
        """Whether anything has this Latin word as it is spelt, or with another ending."""
        word = part.words[0]
        if part.begun and self.engine.is_any(self._said(part)):
            return True
        fields = (("name", word), ("text", word), ("stem", self.engine.stem(word)))
        return any(self.engine.has(*each) for each in fields)

    # -- answers --------------------------------------------------------------------------------

    def _kinds(self, query: Query, fits: Sequence[Query]) -> Mapping[str, int]:
        """How many fit of each kind; those of which there are none are left out."""
        return self.engine.numbers("kind", every([query, *fits]), len(KINDS))

    def _tiers(
        self,
        tiers: Sequence[_Tier],
        fits: Sequence[Query],
        counts: Mapping[str, int],
        kinds: Sequence[str],
        page: tuple[int, int],
    ) -> Matches:
        """The page from `offset` on: all of one tier before any of the next."""
        total = _total(counts, kinds)
        offset, left = page
        items: list[Match] = []
        for at, tier in enumerate(tiers):
            if left <= 0 or offset >= total:
                break
            better = [each.query for each in tiers[:at] if not each.wide]
            better += [each.query for each in tiers[max(0, at - 1) : at] if each.wide]
            query = without(every([tier.query, *fits]), better)
            hits, number = self.engine.ordered(query, left, offset)
            items += (_match(_STEP * (tier.step + order / 2**64), each) for order, each in hits)
            left -= len(hits)
            offset = max(0, offset - number)
        return Matches(tuple(items), total, True, counts)  # noqa: FBT003


def _total(counts: Mapping[str, int], kinds: Sequence[str]) -> int:
    return sum(counts.get(each, 0) for each in (dict.fromkeys(kinds) if kinds else counts))


def _match(score: float, stored: tantivy.Document) -> Match:
    level, status = (str(stored.get_first(name) or "") for name in ("level", "status"))
    return Match(str(stored["iri"][0]), str(stored["kind"][0]), score, level, status)
