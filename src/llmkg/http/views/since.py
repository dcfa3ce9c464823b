"""What has changed about a thing since the snapshot that somebody cited.

The older snapshot may still be on the disk; then both are read and compared. Where it is gone, that
is said, with what is known by dates: when its statements last moved, and the last writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from llmkg.errors import LlmkgError
from llmkg.gather import assessments, statements
from llmkg.gather.assessments import first_day
from llmkg.gather.reader import Reader
from llmkg.kb import KnowledgeBase
from llmkg.model.assessment import Assessment
from llmkg.model.claim import Claim
from llmkg.model.level import Level
from llmkg.model.text import Ref
from llmkg.store.snapshot import OpenSnapshot, snapshot_at
from llmkg.vocab import Kind, split

SHOWN: Final = 30
_MOVES: Final = 5
_KEPT: Final = 128


@dataclass(frozen=True, slots=True)
class State:
    """How a statement stood: status and level, None where nobody spoke of it."""

    status: Ref | None
    level: Level | None


@dataclass(frozen=True, slots=True)
class Change:
    """A statement or a claim that came, went, or stands otherwise now.

    how   added, removed or changed
    what  statement or claim
    """

    how: str
    what: str
    ref: Ref
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True)
class Move:
    """A day on which what is said of it moved, by the dates of the sources that did it."""

    day: str
    statement: Ref
    state: State
    sources: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """A write over HTTP, as the record of writes has it."""

    time: str
    what: str


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed; `changes` is None where the older snapshot is not kept any more.

    built   when the older one was built
    counts  of a page about no one thing: things by class, then and now, where they differ
    """

    asked: str
    built: str | None
    changes: tuple[Change, ...] | None
    counts: tuple[tuple[str, int, int], ...] = ()
    moves: tuple[Move, ...] = ()
    writes: tuple[Write, ...] = ()


@dataclass(frozen=True, slots=True)
class _Picture:
    """What is said about a thing in one snapshot."""

    statements: Mapping[str, tuple[Ref, State]]
    claims: Mapping[str, tuple[Ref, State]]


_ANSWERS: WeakKeyDictionary[KnowledgeBase, dict[tuple[str, str | None], Since]] = (
    WeakKeyDictionary()
)


def since(kb: KnowledgeBase, out: Path, asked: str, iri: str | None) -> Since:
    """What has changed about the thing (None: at large) since the snapshot `asked`, a digest."""
    kept = _ANSWERS.setdefault(kb, {})
    found = kept.get((asked, iri)) or _since(kb, out, asked, iri)
    if found.changes is not None and len(kept) < _KEPT:  # what is gone may be asked for at random
        kept[asked, iri] = found
    return found


def _since(kb: KnowledgeBase, out: Path, asked: str, iri: str | None) -> Since:
    for path in _folders(out):
        with suppress(LlmkgError, OSError), snapshot_at(path) as older:
            if older.manifest.digest.startswith(asked):
                return _compared(kb, older, asked, iri)
    if iri is None:
        return Since(asked, None, None, writes=tuple(_writes(kb)))
    return Since(asked, None, None, (), tuple(_moves(kb, iri)), tuple(_writes(kb)))


def _folders(out: Path) -> Iterable[Path]:
    with suppress(OSError):
        return sorted(each for each in (out / "snapshots").iterdir() if each.name[0] != ".")
    return ()


def _compared(kb: KnowledgeBase, older: OpenSnapshot, asked: str, iri: str | None) -> Since:
    then, now = older.manifest, kb.manifest
    counts = tuple(
        (name, then.counts.get(name, 0), now.counts.get(name, 0))
        for name in sorted({*then.counts, *now.counts})
        if then.counts.get(name, 0) != now.counts.get(name, 0)
    )
    if iri is None:
        return Since(asked, then.built, (), counts)
    store = older.store()
    try:
        past = KnowledgeBase(store, kb.queries, then)
        changes = tuple(_changes(_picture(past, iri), _picture(kb, iri)))
    finally:
        store.close()
    return Since(asked, then.built, changes)


def _changes(before: _Picture, after: _Picture) -> Iterator[Change]:
    for what, old, new in (
        ("statement", before.statements, after.statements),
        ("claim", before.claims, after.claims),
    ):
        for iri in sorted({*old, *new}):
            if iri not in old:
                yield Change("added", what, new[iri][0], None, new[iri][1])
            elif iri not in new:
                yield Change("removed", what, old[iri][0], old[iri][1], None)
            elif old[iri][1] != new[iri][1]:
                yield Change("changed", what, new[iri][0], old[iri][1], new[iri][1])


def _picture(kb: KnowledgeBase, iri: str) -> _Picture:
    reader = Reader(kb.store)
    lines = _lines(kb, reader, iri)
    claims = {each.iri: each for line in lines for each in statements.claims_on(reader, line)}
    return _Picture(
        {line: (reader.ref(line), _state(assessments.current(reader, line))) for line in lines},
        {name: (_ref(reader, each), _stated(reader, each)) for name, each in claims.items()},
    )


def _lines(kb: KnowledgeBase, reader: Reader, iri: str) -> list[str]:
    """The propositions that are about the thing; those that a claim or evidence is about."""
    kind = (split(iri) or (None, ""))[0]
    if kind is Kind.PROPOSITION:
        return [iri] if reader.said(iri) else []
    with suppress(LlmkgError):
        if kind is Kind.CLAIM:
            return [statements.claim(reader, iri).proposition.iri]
        if kind is Kind.EVIDENCE:
            return [each.proposition.iri for each in statements.evidence(reader, iri).bearings]
    return [_value(row[0]) for row in kb.rows("kb/statements", thing=iri).rows]


def _state(found: Assessment | None) -> State:
    if found is None:
        return State(None, None)
    return State(found.status, found.denied or found.effective)


def _stated(reader: Reader, claim: Claim) -> State:
    """The stance and the level of a claim; the stance as the term of the ontology."""
    stance = next(
        (predicate for predicate in reader.said(claim.iri) if predicate.endswith(claim.stance)), ""
    )
    return State(reader.ref(stance) if stance else None, claim.confidence)


def _ref(reader: Reader, claim: Claim) -> Ref:
    found = reader.ref(claim.iri)
    return Ref(found.iri, found.kind, found.slug, found.label or claim.proposition.label)


def _moves(kb: KnowledgeBase, iri: str) -> list[Move]:
    """The last days on which statements about it moved."""
    reader = Reader(kb.store)
    found = [
        Move(point.as_of, reader.ref(line), _state(point), point.moved_by_sources)
        for line in _lines(kb, reader, iri)
        for point in assessments.timeline(reader, line)
    ]
    return sorted(found, key=lambda move: first_day(move.day), reverse=True)[:_MOVES]


def _writes(kb: KnowledgeBase) -> Iterator[Write]:
    for row in kb.rows("kb/last-writes"):
        yield Write(_value(row["time"]), _value(row["what"]))


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
