"""All that is said: propositions, how they stand, and who takes which stance, read once.

Pages of things, lists and comparisons all ask the same of a snapshot: what is said about this, how
sure is it, how many speak for and against. A snapshot does not change, so the answer is kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final
from weakref import WeakKeyDictionary

from llmkg.gather import statements
from llmkg.gather.reader import Reader
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Claim, Stance
from llmkg.model.evidence import Direction
from llmkg.model.level import Level
from llmkg.model.proposition import Proposition
from llmkg.model.text import Ref
from llmkg.vocab import LLMKG, Kind, local_name, split


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


class Ledger:
    """What is said in one snapshot; `ledger` gives the one of a knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.reader: Final = Reader(kb.store)
        self.said = lru_cache(maxsize=4096)(self._said)
        self.claim = lru_cache(maxsize=4096)(lambda iri: statements.claim(self.reader, iri))
        votes: dict[str, list[Vote]] = defaultdict(list)
        self.by_claim: dict[str, Vote] = {}
        self.by_source: dict[str, list[Vote]] = defaultdict(list)
        for row in kb.rows("kb/ledger-claims"):
            vote = Vote(
                _iri(row["claim"]),
                Stance(local_name(_iri(row["stance"]))),
                _iri(row["proposition"]),
                self.reader.level(_iri(row["level"])),
                _iri(row["source"]),
                _iri(row["section"]) if "section" in row else "",
                int(_iri(row["at"])) if "at" in row else 0,
                _iri(row["hedges"]) != "0",
            )
            votes[vote.proposition].append(vote)
            self.by_claim[vote.claim] = vote
            self.by_source[vote.source].append(vote)
        bearing: dict[str, Counter[Direction]] = defaultdict(Counter)
        self.evidence_on: dict[str, list[tuple[Direction, str]]] = defaultdict(list)
        for row in kb.rows("kb/ledger-evidence"):
            direction = Direction(local_name(_iri(row["direction"])))
            bearing[_iri(row["proposition"])][direction] += 1
            self.evidence_on[_iri(row["proposition"])].append((direction, _iri(row["evidence"])))
        self.standings: dict[str, Standing] = {}
        self.about: dict[str, list[str]] = defaultdict(list)
        for row in kb.rows("kb/ledger"):
            iri = _iri(row["proposition"])
            subject, object_ = _iri(row["subject"]), _iri(row["object"])
            level = {
                name: self.reader.level(_iri(row[name])) if name in row else None
                for name in ("effective", "stated", "warrant", "denied")
            }
            self.standings[iri] = Standing(
                iri=iri,
                subject=subject,
                relation=_iri(row["relation"]),
                object=object_,
                status=self.reader.ref(_iri(row["status"])) if "status" in row else None,
                **level,
                votes=tuple(votes[iri]),
                evidence=bearing[iri],
            )
            for each in dict.fromkeys((subject, object_)):
                self.about[each].append(iri)
        self.within: dict[str, list[str]] = defaultdict(list)
        for row in kb.rows("kb/ledger-scopes"):
            iri, each = _iri(row["proposition"]), _iri(row["thing"])
            if iri in self.standings and iri not in self.about.get(each, ()):
                self.within[each].append(iri)
        self.tensions: dict[str, list[str]] = defaultdict(list)
        self.questions: dict[str, list[str]] = defaultdict(list)
        for row in kb.rows("kb/ledger-around"):
            between = _iri(row["role"]) == LLMKG.between
            (self.tensions if between else self.questions)[_iri(row["thing"])].append(
                _iri(row["around"])
            )

    def refs(self, iris: Iterable[str]) -> tuple[Ref, ...]:
        """The things by their names."""
        return tuple(map(self.reader.ref, iris))

    def tensions_of(self, iris: Iterable[str]) -> tuple[Ref, ...]:
        """The tensions between claims on these propositions."""
        found = (
            tension
            for iri in iris
            for vote in self.standings[iri].votes
            for tension in self.tensions.get(vote.claim, ())
        )
        return self.refs(sorted(set(found)))

    def questions_about(self, iris: Iterable[str]) -> tuple[Ref, ...]:
        """The open questions about any of these."""
        return self.refs(sorted({each for iri in iris for each in self.questions.get(iri, ())}))

    def speakers(self, iris: Iterable[str]) -> tuple[tuple[Ref, int], ...]:
        """The sources that speak of these propositions, those with most claims first."""
        said = Counter(vote.source for iri in iris for vote in self.standings[iri].votes)
        return tuple((self.reader.ref(iri), count) for iri, count in said.most_common())

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[str, ...]]:
        """What anything is said about, by kind."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri in sorted({*self.about, *self.within}):
            parts = split(iri)
            if parts is not None and parts[0] is not Kind.PROPOSITION:
                found[parts[0].value].append(iri)
        return {kind: tuple(each) for kind, each in found.items()}

    def _said(self, iri: str) -> Said:
        return Said(
            statements.proposition(self.reader, iri),
            self.standings[iri],
            len(self.tensions_of([iri])),
        )


_KEPT: WeakKeyDictionary[KnowledgeBase, Ledger] = WeakKeyDictionary()


def ledger(kb: KnowledgeBase) -> Ledger:
    """What is said in a snapshot, read once for as long as it is open."""
    found = _KEPT.get(kb)
    if found is None:
        found = _KEPT[kb] = Ledger(kb)
    return found


def voices(book: Ledger, claims: Iterable[str]) -> tuple[Claim, ...]:
    """Claims whole, best confidence first."""
    return tuple(sorted((book.claim(iri) for iri in claims), key=statements.claim_order))


def _iri(term: object) -> str:
    return str(getattr(term, "value", term))
