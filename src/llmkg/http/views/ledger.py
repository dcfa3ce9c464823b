"""All that is said: propositions, how they stand, and who takes which stance.

Pages of things, lists and comparisons all ask the same of a snapshot: what is said about this, how
sure is it, how many speak for and against. It is looked up thing by thing; a snapshot does not
change, so what was looked up is kept for a while.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from llmkg.gather import assessments, statements
from llmkg.gather import standing as became
from llmkg.gather.reader import Reader
from llmkg.gather.shelves import Shelves
from llmkg.http.views.lines import Line, lines
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Claim, Stance
from llmkg.model.evidence import Direction
from llmkg.model.level import Level
from llmkg.model.proposition import Proposition
from llmkg.model.standing import State
from llmkg.model.text import Ref
from llmkg.vocab import BASE, LLMKG, RDF, Kind, local_name

T_co = TypeVar("T_co", covariant=True)
_KEPT_EACH: Final = 20_000
_KEPT_HUBS: Final = 64  # things with all that is said of them in brief
_PROPOSITION: Final = ox.NamedNode(LLMKG.Proposition)
_PROPOSITIONS: Final = f"{BASE}{Kind.PROPOSITION.value}/"


@dataclass(frozen=True, slots=True)
class Vote:
    """A claim in brief: who takes which stance on what, how surely, where, and whether hedged."""

    claim: str
    stance: Stance
    proposition: str
    level: Level
    source: str
    section: str
    start: int
    hedged: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A proposition in brief: its terms by IRI, how it stands, and who speaks on it.

    status     supported, contested, refuted, unsupported or open; None where no claim speaks
    effective  what to quote it as; `denied` how sure its denial is
    """

    iri: str
    subject: str
    relation: str
    object: str
    status: Ref | None
    effective: Level | None
    stated: Level | None
    warrant: Level | None
    denied: Level | None
    votes: tuple[Vote, ...]
    evidence: Mapping[Direction, int]

    def count(self, stance: Stance) -> int:
        """How many claims take this stance."""
        return sum(vote.stance is stance for vote in self.votes)

    @property
    def state(self) -> str:
        """The name of its status, in small letters; "unsaid" where nobody speaks."""
        return local_name(self.status.iri).lower() if self.status else "unsaid"

    @property
    def is_denied(self) -> bool:
        """Whether somebody denies it and nobody asserts it, or it is refuted."""
        return self.state == "refuted" or (
            self.count(Stance.DENIES) > 0 and self.count(Stance.ASSERTS) == 0
        )

    @property
    def is_open(self) -> bool:
        """Whether all that speak of it leave it open."""
        return bool(self.votes) and self.count(Stance.LEAVES_OPEN) == len(self.votes)

    @property
    def level(self) -> Level | None:
        """How sure one can be: of the denial where it is denied, else of the statement."""
        return self.denied if self.is_denied and self.denied is not None else self.effective

    @property
    def sources(self) -> frozenset[str]:
        """Who speaks of it."""
        return frozenset(vote.source for vote in self.votes)

    @property
    def best_first(self) -> tuple[int, int, int, int, str]:
        """What sorts it: what the evidence warrants, then how sure, then how many say it."""
        return (
            -(self.warrant.rank if self.warrant else -1),
            -(self.level.rank if self.level else -1),
            -sum(self.evidence.values()),
            -len(self.votes),
            self.iri,
        )


@dataclass(frozen=True, slots=True)
class Said:
    """A proposition as a page shows it: whole, and how it stands."""

    proposition: Proposition
    standing: Standing
    tensions: int = 0


class _Found(Mapping[str, T_co]):
    """What `find` gives for an IRI, looked up when it is asked for; None is nothing.

    `every` lists all keys, which reads as much as there is.
    """

    def __init__(
        self, find: Callable[[str], T_co | None], every: Callable[[], Iterable[str]]
    ) -> None:
        self._find = lru_cache(maxsize=_KEPT_EACH)(find)
        self._every = every

    def __getitem__(self, iri: str) -> T_co:
        try:
            found = self._find(iri)
        except ValueError:  # a text, which is no thing
            found = None
        if found is None:
            raise KeyError(iri)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._every()))

    def __len__(self) -> int:
        return sum(1 for _ in self._every())


class Ledger:
    """What is said in one snapshot; `ledger` gives the one of a knowledge base.

    What is asked for is looked up: that costs what is found, however much else there is.

    by_claim   a claim in brief; `by_source` the claims of a source by place
    standings  a proposition in brief
    about      propositions with a thing as subject or object; `within` those that name it otherwise
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        reader = Reader(kb.store)
        self.reader: Final = reader
        self.said = lru_cache(maxsize=4096)(self._said)
        self.claim = lru_cache(maxsize=4096)(lambda iri: statements.claim(self.reader, iri))
        self.lines = lru_cache(maxsize=_KEPT_HUBS)(self._lines)
        self.source_of = lru_cache(maxsize=_KEPT_EACH)(self._source_of)
        self._scopes = [_iri(row["role"]) for row in kb.rows("kb/ledger-scopes")]

        def quads(predicates: Iterable[str]) -> Iterator[ox.Quad]:
            for each in predicates:
                yield from kb.store.quads(None, ox.NamedNode(each))

        def having(*predicates: str) -> Callable[[], Iterable[str]]:
            return lambda: {_iri(each.subject) for each in quads(predicates)}

        def ends(*predicates: str) -> Callable[[], Iterable[str]]:
            return lambda: {_iri(each.object) for each in quads(predicates)}

        stances = [LLMKG[each.value] for each in Stance]
        self.by_claim: Final = _Found(self._vote, having(*stances))
        self.by_source: Final = _Found(self._votes_of, ends(LLMKG.statedIn))
        self.standings: Final = _Found(
            self._standing, lambda: reader.subjects(RDF.type, LLMKG.Proposition)
        )
        self.about: Final = _Found(self._about, ends(RDF.subject, RDF.object))
        self.within: Final = _Found(self._within, ends(*self._scopes))
        self.evidence_on: Final = _Found(
            self._evidence, ends(*(LLMKG[each.value] for each in Direction))
        )
        self.tensions: Final = _Found(
            lambda iri: reader.subjects(LLMKG.between, iri) or None, ends(LLMKG.between)
        )
        self.questions: Final = _Found(
            lambda iri: reader.subjects(LLMKG.asksAbout, iri) or None, ends(LLMKG.asksAbout)
        )

    def refs(self, iris: Iterable[str]) -> tuple[Ref, ...]:
        """The things by their names."""
        return tuple(map(self.reader.ref, iris))

    def _lines(self, iri: str) -> tuple[Line, ...]:
        """The statements about a thing in brief, each once."""
        return tuple(lines(self.reader, iri, self._scopes))

    def _source_of(self, claim: str) -> str:
        """Where a claim is made; empty where nothing says so."""
        stated_in = ox.NamedNode(LLMKG.statedIn)
        found = self.reader.store.quads(ox.NamedNode(claim), stated_in)
        return min((_iri(each.object) for each in found), default="")

    def tensions_of(self, claims: Iterable[str]) -> tuple[str, ...]:
        """The tensions between any of these claims and others, by IRI."""
        return tuple(sorted({each for claim in claims for each in self.tensions.get(claim, ())}))

    def questions_about(self, iris: Iterable[str]) -> tuple[str, ...]:
        """The open questions about any of these, by IRI."""
        return tuple(sorted({each for iri in iris for each in self.questions.get(iri, ())}))

    def _said(self, iri: str) -> Said:
        standing = self.standings[iri]
        return Said(
            statements.proposition(self.reader, iri),
            standing,
            len(self.tensions_of(vote.claim for vote in standing.votes)),
        )

    def _vote(self, iri: str) -> Vote | None:
        said = self.reader.said(iri)
        stance = next((each for each in Stance if LLMKG[each.value] in said), None)
        level = self.reader.one_ref(said, LLMKG.confidence)
        source = self.reader.one_ref(said, LLMKG.statedIn)
        about = self.reader.one_ref(said, LLMKG[stance.value]) if stance is not None else None
        if stance is None or about is None or level is None or source is None:
            return None
        anchor = self.reader.anchor(said, LLMKG.anchor)
        return Vote(
            iri,
            stance,
            about.iri,
            self.reader.level(level.iri),
            source.iri,
            _iri(next(iter(said.get(LLMKG.section, ())), "")),
            anchor.start if anchor is not None else 0,
            LLMKG.hedge in said,
        )

    def _votes(self, claims: Iterable[str]) -> list[Vote]:
        """By source and place."""
        found = filter(None, map(self.by_claim.get, claims))
        return sorted(found, key=lambda vote: (vote.source, vote.start, vote.claim))

    def _votes_of(self, source: str) -> list[Vote] | None:
        return self._votes(self.reader.subjects(LLMKG.statedIn, source)) or None

    def _standing(self, iri: str) -> Standing | None:
        said = self.reader.said(iri)
        ends = [said.get(each) for each in (RDF.subject, RDF.predicate, RDF.object)]
        if _PROPOSITION not in said.get(RDF.type, ()) or not all(ends):
            return None
        subject, relation, object_ = (_iri(next(iter(each or ()))) for each in ends)
        found = assessments.current(self.reader, iri)
        claims = (each for stance in Stance for each in self.reader.subjects(LLMKG[stance], iri))
        return Standing(
            iri=iri,
            subject=subject,
            relation=relation,
            object=object_,
            status=found.status if found else None,
            effective=found.effective if found else None,
            stated=found.stated_for if found else None,
            warrant=found.warrant if found else None,
            denied=found.denied if found else None,
            votes=tuple(self._votes(claims)),
            evidence=Counter(direction for direction, _ in self.evidence_on.get(iri, ())),
        )

    def _evidence(self, iri: str) -> list[tuple[Direction, str]] | None:
        found = [
            (direction, each)
            for direction in Direction
            for each in self.reader.subjects(LLMKG[direction.value], iri)
        ]
        return sorted(found, key=lambda pair: pair[1]) or None

    def _about(self, iri: str) -> list[str] | None:
        ends = (self.reader.subjects(each, iri) for each in (RDF.subject, RDF.object))
        return sorted(_ours(each for several in ends for each in several)) or None

    def _within(self, iri: str) -> list[str] | None:
        named = _ours(each for role in self._scopes for each in self.reader.subjects(role, iri))
        return sorted(named.difference(self.about.get(iri, ()))) or None


_KEPT: WeakKeyDictionary[KnowledgeBase, Ledger] = WeakKeyDictionary()


def ledger(kb: KnowledgeBase) -> Ledger:
    """What is said in a snapshot, read once for as long as it is open."""
    found = _KEPT.get(kb)
    if found is None:
        found = _KEPT[kb] = Ledger(kb)
    return found


_SHELVES: WeakKeyDictionary[KnowledgeBase, Shelves] = WeakKeyDictionary()


def shelves_of(kb: KnowledgeBase) -> Shelves:
    """The lists of a snapshot that are kept in order."""
    found = _SHELVES.get(kb)
    if found is None:
        found = _SHELVES[kb] = Shelves(kb.store)
    return found


def voices(book: Ledger, claims: Iterable[str]) -> tuple[Claim, ...]:
    """Claims whole, best confidence first."""
    return tuple(sorted((book.claim(iri) for iri in claims), key=statements.claim_order))


def states(book: Ledger, iris: Iterable[str]) -> dict[str, str]:
    """What became of each of these, where it no longer stands."""
    found = {iri: became.standing(book.reader, iri).state for iri in iris}
    return {iri: state.value for iri, state in found.items() if state is not State.CURRENT}


def _ours(subjects: Iterable[str]) -> set[str]:
    """The propositions: others state things about triples in the same words."""
    return {each for each in subjects if each.startswith(_PROPOSITIONS)}


def _iri(term: object) -> str:
    return str(getattr(term, "value", term))
