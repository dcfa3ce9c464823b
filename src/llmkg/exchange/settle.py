"""From what records say to things, propositions and claims with names of their own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final

from llmkg.exchange.known import KINDS, Key, Known, Stance, quantity_key
from llmkg.exchange.reading import kebab, mark, slug
from llmkg.exchange.said import Amount, Draft, Name, Place, Sort, Statement, Value
from llmkg.exchange.turtle import literal
from llmkg.vocab import LLMKG, XSD, Kind, thing

_LONGEST: Final = 120
_CLOSER: Final = {"Model": "derivedFrom", "Dataset": "trainedOn"}


@dataclass(frozen=True, slots=True)
class Made:
    """A thing that nobody knew before."""

    iri: str
    name: Name
    kind: str
    place: Place


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement in the terms of the knowledge base.

    object    IRI or literal as N-Triples; of an amount its key
    first     whether the proposition is new and is written here
    """

    statement: Statement
    subject: str
    object: str
    qualifiers: tuple[tuple[str, str], ...]
    parts: dict[str, str]
    key: Key
    proposition: str
    claim: str
    first: bool


@dataclass(slots=True)
class Settled:
    """All statements of a draft, what they made and what they met."""

    known: Known
    made: list[Made] = field(default_factory=list)
    linked: dict[str, Name] = field(default_factory=dict)
    stated: list[Stated] = field(default_factory=list)


def settle(draft: Draft, known: Known) -> Settled:
    """Find or make every thing that the draft names, then every proposition and claim."""
    return _Settler(draft, known).settle()


class _Settler:
    def __init__(self, draft: Draft, known: Known) -> None:
        self._draft = draft
        self._known = known
        self._done = Settled(known)
        self._before = frozenset(known.classes)
        self._iris: dict[tuple[str, Sort, str], str] = {}
        self._ids = Counter(each for name, _ in draft.things for each in set(name.ids))
        self._source = thing(Kind.SOURCE, draft.origin.slug)

    def settle(self) -> Settled:
        for name, place in self._draft.things:
            self._thing(name, place)
        for each in self._draft.statements:
            if each.predicate == "developedBy" and isinstance(each.object, Name):
                self._known.add_maker(self._thing(each.subject, each.place), each.object.text)
        for each in self._draft.statements:
            self._state(each)
        return self._done

    # -- things ---------------------------------------------------------------------------------

    def _thing(self, name: Name, place: Place) -> str:
        asked = (name.text, name.sort, name.publisher)
        if asked not in self._iris:
            self._iris[asked] = self._found(name, place) or self._make(name, place)
        return self._iris[asked]

    def _found(self, name: Name, place: Place) -> str | None:
        own = tuple(each for each in name.ids if self._ids[each] <= 1)
        iri, several = self._known.find(
            Name(name.text, name.sort, own, name.aliases, name.publisher)
        )
        if iri is not None:
            if iri in self._before:
                self._done.linked.setdefault(iri, name)
            return iri
        if several:
            self._draft.warn(
                f"{name.text!r} may be any of {', '.join(map(short, several))}; it is kept apart",
                place.location,
                "Give it an address that only one of them has.",
            )
        elif name.sort not in (Sort.UNIT, Sort.MEASURE, Sort.CONDITION):
            others = [iri for iri in self._known.namesakes(name) if iri in self._before]
            if others:
                self._draft.note(
                    f"{name.text!r} is not taken for {', '.join(map(short, others))} "
                    "of the same name: another sort of thing, or another publisher",
                    place.location,
                )
        return None

    def _make(self, name: Name, place: Place) -> str:
        sort = Sort.CONCEPT if name.sort is Sort.UNSAID else name.sort
        kind = KINDS.get(sort, Kind.CONCEPT)
        whole = f"{name.publisher}/{name.text}" if name.publisher else name.text
        stem = name.slug or slug(whole)
        iri = thing(kind, stem)
        if iri in self._known.taken:
            iri = thing(kind, f"{stem}-{mark(sort.value, name.publisher, name.text)}")
        self._known.add(iri, sort.value, (whole, name.text, *name.aliases))
        self._known.labels[iri] = (whole, whole)
        self._done.made.append(Made(iri, name, sort.value, place))
        return iri

    # -- what is said ---------------------------------------------------------------------------

    def _state(self, said: Statement) -> None:
        subject = self._thing(said.subject, said.place)
        said = self._closer(said)
        parts: dict[str, str] = {}
        value = self._value(said.object, said.place, parts)
        qualifiers = tuple(
            (name, self._value(each, said.place, parts)) for name, each in said.qualifiers
        )
        limits = sorted(f"{name} {each}" for name, each in qualifiers)
        key: Key = (subject, LLMKG[said.predicate], value, *limits)
        proposition = self._known.propositions.get(key)
        first = proposition is None
        if proposition is None:
            proposition = self._name(
                Kind.PROPOSITION,
                "-".join((slug_of(subject), kebab(said.predicate), self._tail(said, value))),
                " ".join(key),
            )
            self._known.propositions[key] = proposition
            self._known.said[subject].append(key)
            self._known.labels[proposition] = self._label(said, subject, value)
        claim = self._name(
            Kind.CLAIM,
            f"{self._draft.origin.slug}-{slug_of(proposition)}",
            f"{said.place.file} {said.place.key}",
        )
        self._known.stances[proposition].append(Stance(claim, LLMKG.asserts, self._source))
        self._done.stated.append(
            Stated(said, subject, value, qualifiers, parts, key, proposition, claim, first)
        )

    def _closer(self, said: Statement) -> Statement:
        """A dependency that no record describes, by what the thing is known to be."""
        value = said.object
        if (
            said.predicate == "dependsOn"
            and said.subject.sort is Sort.MODEL
            and isinstance(value, Name)
            and value.sort is Sort.UNSAID
        ):
            kind = self._known.classes.get(self._thing(value, said.place), "")
            return replace(said, predicate=_CLOSER.get(kind, said.predicate))
        return said

    def _value(self, value: Name | Value | Amount, place: Place, parts: dict[str, str]) -> str:
        """An IRI, a literal as N-Triples, or what a quantity says; notes the IRIs of its parts."""
        if isinstance(value, Name):
            return self._thing(value, place)
        if isinstance(value, Value):
            plain = literal(value.text)
            return plain if value.datatype == "string" else f"{plain}^^<{XSD[value.datatype]}>"
        parts["measure"] = self._thing(value.measure, place)
        parts["unit"] = self._thing(value.unit, place) if value.unit else ""
        return quantity_key(value.number, parts["unit"], parts["measure"])

    def _tail(self, said: Statement, value: str) -> str:
        words = [_word(said.object, value)]
        words += [_word(each, "") for _, each in said.qualifiers]
        return slug(" ".join(filter(None, words)))

    def _name(self, kind: Kind, stem: str, content: str) -> str:
        """A name that nothing else has; where it is taken, a digest tells it apart."""
        if len(stem) > _LONGEST:
            stem = f"{stem[:_LONGEST].rstrip('-.')}-{mark(stem)}"
        iri = thing(kind, stem)
        if iri in self._known.taken:
            iri = thing(kind, f"{stem}-{mark(content)}")
        number = 1
        while iri in self._known.taken:
            number += 1
            iri = thing(kind, f"{stem}-{mark(content)}-{number}")
        self._known.taken.add(iri)
        return iri

    def _label(self, said: Statement, subject: str, value: str) -> tuple[str, str]:
        about = self._known.labels.get(subject, ("", ""))
        relation = self._known.words.get(said.predicate, (said.predicate, said.predicate))
        target = self._known.labels.get(value) or (_word(said.object, value),) * 2
        added = "".join(
            f", {each.text}"
            if isinstance(each, Name)
            else f": {each.printed} ({each.measure.text})"
            for _, each in sorted(said.qualifiers, reverse=True, key=lambda q: q[0])
        )
        return (
            f"{about[0]} {relation[0]} {target[0]}{added}".removesuffix(".") + ".",
            f"{about[1]}{_gap(about[1])}{relation[1]}{_gap(target[1], at=0)}{target[1]}{added}。",
        )


def slug_of(iri: str) -> str:
    """The slug of a thing."""
    return iri.rpartition("/")[2]


def short(iri: str) -> str:
    """Kind and slug."""
    return "/".join(iri.split("/")[-2:])


def _word(value: Name | Value | Amount, iri: str) -> str:
    if isinstance(value, Name):
        return slug_of(iri) if iri else value.text
    return value.text if isinstance(value, Value) else value.printed


def _gap(text: str, at: int = -1) -> str:
    """A blank between Latin and Chinese."""
    return " " if text and text[at].isascii() else ""
