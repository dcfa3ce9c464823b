"""What somebody wrote, as triples in N-Triples, looked up where it is asked for.

Rows are looked up once and shared by three worlds: that after a change, that before, and both put
together. A list of many (all that is stated in a source) is only read as far as it is wanted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from typing import Final, Self, TypeAlias

import pyoxigraph as ox

from llmkg.rdf.view import Subject, Value, View, is_authored
from llmkg.vocab import RDF

Triple: TypeAlias = tuple[str, str, str]
Pair: TypeAlias = tuple[str, str]
Held: TypeAlias = Mapping[str, Mapping[str, Sequence[str]]]
"""All that is said of some subjects: values by predicate."""

TYPE: Final = f"<{RDF.type}>"
_LABEL: Final = "<http://www.w3.org/2000/01/rdf-schema#label>"
_NOTHING: Final[dict[str, list[str]]] = {}
_CHUNK: Final = 8


class Stream:
    """Things that come out of an iterator, kept as they come."""

    __slots__ = ("_rest", "items")

    def __init__(self, source: Generator[Pair, None, None]) -> None:
        self.items: list[Pair] = []
        self._rest: Generator[Pair, None, None] | None = source

    @property
    def is_whole(self) -> bool:
        """Whether all is there."""
        return self._rest is None

    def more(self, count: int) -> None:
        """Fetch so many more, or what there is."""
        if self._rest is None:
            return
        for item in self._rest:
            self.items.append(item)
            count -= 1
            if not count:
                return
        self._rest = None

    def close(self) -> None:
        """Read no further."""
        if self._rest is not None:
            self._rest.close()

    def __iter__(self) -> Iterator[Pair]:
        at = 0
        while True:
            while at < len(self.items):
                yield self.items[at]
                at += 1
            if self.is_whole:
                return
            self.more(_CHUNK)


class Known:
    """What has been looked up in a view so far; `held` need not be looked up.

    A context, left by the thread that entered it: lists that were not read to their end are let go
    of there. They hold rows of the engine, which only the thread that asked for them may drop.
    """

    def __init__(self, view: View, held: Held) -> None:
        self._view = view
        self._held = held
        self._about: dict[str, dict[str, list[str]]] = {}
        self._values: dict[Pair, tuple[str, ...]] = {}
        self._streams: dict[tuple[str | None, str | None], Stream] = {}
        self._terms: dict[str, Value] = {}
        self.lookups = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in self._streams.values():
            stream.close()

    def all_of(self, subject: str) -> Mapping[str, Sequence[str]] | None:
        """All that is said of it, if that is known already."""
        return self._held.get(subject) or self._about.get(subject)

    def about(self, subject: str) -> Mapping[str, Sequence[str]]:
        """All that is said of it."""
        known = self.all_of(subject)
        if known is not None:
            return known
        node = self._subject(subject)
        if node is None:
            return _NOTHING
        found: dict[str, list[str]] = {}
        for quad in self._quads(node, None, None):
            value = quad.object
            text = text_of(value)
            self._terms[text] = value
            values = found.setdefault(f"<{quad.predicate.value}>", [])
            if text not in values:
                values.append(text)
        self._about[subject] = found
        return found

    def values(self, subject: str, predicate: str) -> Sequence[str]:
        """The values of a property."""
        known = self.all_of(subject)
        if known is not None:
            return known.get(predicate, ())
        key = (subject, predicate)
        found = self._values.get(key)
        if found is None:
            node, link = self._subject(subject), _predicate(predicate)
            quads = () if node is None or link is None else self._quads(node, link, None)
            found = self._values[key] = tuple(dict.fromkeys(map(self._value, quads)))
        return found

    def subjects(self, predicate: str, value: str) -> Stream:
        """The subjects that have it as the value of a property (with None in front)."""
        return self._stream(predicate, value)

    def mentions(self, value: str) -> Stream:
        """Predicates and subjects that have it as a value."""
        return self._stream(None, value)

    def uses(self, predicate: str) -> Stream:
        """Subjects and values of a property."""
        return self._stream(predicate, None)

    def is_described(self, subject: str) -> bool | None:
        """Whether anything is said of it, told by what needs few rows; None: not by these."""
        known = self.all_of(subject)
        if known is not None:
            return bool(known)
        if self.values(subject, TYPE) or self.values(subject, _LABEL):
            return True
        return None

    def _stream(self, predicate: str | None, value: str | None) -> Stream:
        found = self._streams.get((predicate, value))
        if found is None:
            found = self._streams[predicate, value] = Stream(self._pairs(predicate, value))
        return found

    def _pairs(self, predicate: str | None, value: str | None) -> Generator[Pair, None, None]:
        link = None if predicate is None else _predicate(predicate)
        if value == "" or (predicate is not None and link is None):
            return
        end = None if value is None else self._term(value)
        seen: set[Pair] = set()
        for quad in self._quads(None, link, end):
            subject = str(quad.subject)
            if value is None:
                pair = (subject, self._value(quad))
            else:
                pair = (f"<{quad.predicate.value}>" if predicate is None else "", subject)
            if pair not in seen:
                seen.add(pair)
                yield pair

    def _quads(
        self, subject: Subject | None, predicate: ox.NamedNode | None, value: Value | None
    ) -> Iterator[ox.Quad]:
        self.lookups += 1
        for quad in self._view.quads_for_pattern(subject, predicate, value, None):
            if is_authored(quad.graph_name):
                yield quad

    def _value(self, quad: ox.Quad) -> str:
        text = text_of(quad.object)
        self._terms[text] = quad.object
        return text

    def _term(self, text: str) -> Value:
        term = self._terms.get(text)
        if term is None:
            term = self._terms[text] = term_of(text)
        return term

    def _subject(self, text: str) -> Subject | None:
        """The term, where it can be a subject."""
        if text.startswith("<") and not text.startswith("<<"):
            return ox.NamedNode(text[1:-1])
        return ox.BlankNode(text[2:]) if text.startswith("_:") else None


class World:
    """The triples that are known, less some and with some more.

    targets  what is known of who is a target of what
    """

    def __init__(
        self, known: Known, less: Iterable[Triple] = (), more: Iterable[Triple] = ()
    ) -> None:
        self.known = known
        self.targets: dict[tuple[object, str], bool] = {}
        self._less = frozenset(less)
        self._more = tuple(more)
        self._less_of = frozenset(triple[0] for triple in self._less)
        self._more_of: defaultdict[str, list[Triple]] = defaultdict(list)
        for triple in self._more:
            self._more_of[triple[0]].append(triple)

    def about(self, subject: str) -> Iterator[Pair]:
        """Predicates and values of a subject."""
        rows = self.known.about(subject)
        if subject in self._less_of:
            for predicate, values in rows.items():
                for value in values:
                    if (subject, predicate, value) not in self._less:
                        yield predicate, value
        else:
            for predicate, values in rows.items():
                for value in values:
                    yield predicate, value
        for triple in self._more_of.get(subject, ()):
            yield triple[1:]

    def values(self, subject: str, predicate: str) -> Sequence[str]:
        """The values of a property."""
        found = self.known.values(subject, predicate)
        if subject in self._less_of:
            found = [one for one in found if (subject, predicate, one) not in self._less]
        if subject in self._more_of:
            more = [triple[2] for triple in self._more_of[subject] if triple[1] == predicate]
            found = [*found, *more]
        return found

    def has(self, subject: str, predicate: str, value: str) -> bool:
        """Whether the triple is there."""
        return value in self.values(subject, predicate)

    def subjects(self, predicate: str, value: str) -> Iterator[str]:
        """The subjects that have it as the value of a property."""
        for _, subject in self.known.subjects(predicate, value):
            if (subject, predicate, value) not in self._less:
                yield subject
        for triple in self._more:
            if triple[1] == predicate and triple[2] == value:
                yield triple[0]

    def mentions(self, value: str) -> Iterator[Pair]:
        """Subjects and predicates that have it as a value."""
        for predicate, subject in self.known.mentions(value):
            if (subject, predicate, value) not in self._less:
                yield subject, predicate
        for triple in self._more:
            if triple[2] == value:
                yield triple[:2]

    def uses(self, predicate: str) -> Iterator[Pair]:
        """Subjects and values of a property."""
        for subject, value in self.known.uses(predicate):
            if (subject, predicate, value) not in self._less:
                yield subject, value
        for triple in self._more:
            if triple[1] == predicate:
                yield triple[0], triple[2]

    def is_described(self, subject: str) -> bool:
        """Whether anything is said of it."""
        if subject in self._more_of:
            return True
        if subject not in self._less_of:
            told = self.known.is_described(subject)
            if told is not None:
                return told
        return next(self.about(subject), None) is not None

    def is_mentioned(self, value: str) -> bool:
        """Whether it is the value of anything."""
        return next(self.mentions(value), None) is not None

    def in_common(self, ends: Sequence[Pair]) -> Iterator[str]:
        """The subjects that have each of some (predicate, value): read from the fewest."""
        streams = [self.known.subjects(*end) for end in ends]
        while not any(stream.is_whole for stream in streams):
            for stream in streams:
                stream.more(_CHUNK)
        fewest = min(
            (at for at, stream in enumerate(streams) if stream.is_whole),
            key=lambda at: len(streams[at].items),
        )
        others = [end for at, end in enumerate(ends) if at != fewest]
        for subject in self.subjects(*ends[fewest]):
            if all(self.has(subject, *end) for end in others):
                yield subject


def triple_of(quad: ox.Quad) -> Triple:
    """A quad without its graph, in N-Triples."""
    return str(quad.subject), f"<{quad.predicate.value}>", text_of(quad.object)


def text_of(term: Value) -> str:
    """A term in N-Triples; by itself the text of a triple has no brackets."""
    return f"<<( {term} )>>" if isinstance(term, ox.Triple) else str(term)


def term_of(text: str) -> Value:
    """The term that this is in N-Triples."""
    if text.startswith("<") and not text.startswith("<<"):
        return ox.NamedNode(text[1:-1])
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    line = f"<urn:s> <urn:p> {text} ."
    term: Value = next(iter(ox.parse(line, ox.RdfFormat.N_TRIPLES))).object
    return term


def _predicate(text: str) -> ox.NamedNode | None:
    """The term, where it can be a predicate."""
    return ox.NamedNode(text[1:-1]) if text.startswith("<") else None
