"""Answers to queries that are at hand: those that are kept, and those that are proven cheap.

Both ways to ``/sparql`` come here: the short one, right from the connection, and the usual one. So
they say the same, header for header.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

from llmkg.engine.cache import Kept, Key, tag
from llmkg.engine.lookup import Lookup
from llmkg.engine.renaming import Plain, Renaming, renamed
from llmkg.engine.shape import LONGEST, shape_of
from llmkg.errors import LlmkgError, QuerySyntaxError
from llmkg.export.formats import Format
from llmkg.http import body
from llmkg.http.alike import Alike, Form
from llmkg.http.asking import Asked, ask, choose_format, prefers_page
from llmkg.http.edge import COMMON
from llmkg.http.negotiate import Choice, is_known
from llmkg.http.reading import Reading
from llmkg.http.room import Room
from llmkg.http.service import Service
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.guard import glance
from llmkg.store.port import QueryForm
from llmkg.vocab import LLMKG

Header = tuple[bytes, bytes]

PLAIN: Final = tuple((name.lower().encode(), value.encode()) for name, value in COMMON.items())
"""The headers of every answer."""

VARY: Final = ((b"vary", b"Accept, Accept-Encoding"), *PLAIN)
CHECK: Final = (b"cache-control", b"no-cache")
NEVER: Final = (b"cache-control", b"no-store")
_QUERY: Final = b"query="
_GET: Final = b"GET "
_BROKEN: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})|[\r\n]")
_OURS: Final = f"<{LLMKG}"
_CHOICES: Final = 512
_CHANGES: Final = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE|SERVICE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """An answer under the reader's names, with what is said beside it.

    plain  the query under ours
    type   the media type that was asked of the engine
    """

    body: bytes
    hint: str
    plain: Plain
    type: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How requests are answered that are alike but for names and constants.

    form    their query
    digest  of the snapshot in which this was found
    type    the media type that is asked of the engine; `sent` the one that is sent
    lines   headers of the answer that do not depend on its bytes
    most    bytes from which on an answer is compressed for this client; None where none is
    lookup  the query as a look-up, where it is one
    terms   which of the constants stand in its pattern, None for what always stands there
    columns in which spots of the request the names of its columns stand
    """

    form: Form
    digest: str
    type: str
    sent: str
    lines: bytes
    most: int | None
    lookup: Lookup | None
    terms: tuple[int | None, ...] = ()
    columns: tuple[int, ...] = ()

    def looked_up(
        self, store: EmbeddedStore, constants: list[str], spots: list[bytes]
    ) -> bytes | None:
        """The answer from the index, if that has it."""
        if self.lookup is None:
            return None
        subject, predicate, object_ = [
            written if place is None else constants[place]
            for written, place in zip(self.lookup.pattern, self.terms, strict=True)
        ]
        names = [spots[place].decode("ascii") for place in self.columns]
        return self.lookup.answer(store, (subject, predicate, object_), names, self.type)


class Answers:
    """What is at hand over one room."""

    def __init__(self, service: Service, room: Room) -> None:
        self._most = service.settings.query_bytes
        self._readings = service.readings
        self.room = room
        self._renaming = Renaming()
        self._alike: Alike[Likeness] = Alike()
        self.lines: dict[tuple[str, str], bytes] = {}
        """Parts of heads, by what they depend on, for whoever writes them."""
        # Reading a header takes longer than a cheap query, and clients send few different ones.
        self.choose = lru_cache(maxsize=_CHOICES)(choose_format)

    def current(self) -> Reading | None:
        """The snapshot that can be asked without waiting for anything."""
        reading = self._readings.current
        if reading is None or reading.pool is None or not reading.pool.alive:
            return None
        return None if self.room.is_behind else reading

    @property
    def digest(self) -> str | None:
        """Of that snapshot."""
        reading = self.current()
        return reading.digest if reading is not None else None

    def form(self, text: str) -> QueryForm | None:
        """The form of a query that is seen at a glance to be allowed."""
        return glance(text) if len(text) <= self._most else None

    def plain(self, asked: Asked) -> Plain | None:
        """The query under names of ours, under which others may have asked it before."""
        if not self.room.limits.inline or asked.dataset is not None:
            return None
        return self._renaming.plain(asked.query) if len(asked.query) <= LONGEST else None

    def inline(self, reading: Reading, plain: Plain | None, choice: Choice[Format]) -> Found | None:
        """The answer of a query that is proven cheap, or that was asked under other names."""
        prover = reading.prover
        if prover is None or plain is None:
            return None
        media_type = choice.format.media_type
        found = self._computed(reading, plain.text, media_type, choice.content_type)
        return (
            None if found is None else Found(plain.renamed(found[0]), found[1], plain, media_type)
        )

    def _computed(
        self, reading: Reading, text: str, media_type: str, sent: str
    ) -> tuple[bytes, str] | None:
        """The answer under our names, kept or found at once, and its hint."""
        key = Key(reading.digest, text, None, sent)
        cache = self.room.cache
        kept = cache.get(key)
        if kept is not None:
            return kept.body, kept.hint
        prover, store = reading.prover, reading.kb.store
        shape = shape_of(text)
        if prover is None or shape is None or not isinstance(store, EmbeddedStore):
            return None
        lookup = Lookup.of(shape)
        found = lookup.answer(store, lookup.pattern, lookup.names, media_type) if lookup else None
        if found is None:
            if not prover.allows(shape):
                return None
            try:
                found = store.query(text, media_type).body
            except QuerySyntaxError:
                return None  # a worker shall say so, in the reader's words
            # Most queries come once; keeping their answers would take time, and drive out others.
            if cache.again(key):
                cache.put(key, Kept(found, "", sent, reading.hint(text)))
        return found, reading.hint(text)

    def keep(
        self,
        key: Key,
        found: bytes,
        name: Hashable = None,
        *,
        cheap: bool = False,
        said: str | None = None,
    ) -> Kept:
        """An answer with its tag, kept for the next time it is asked for.

        One without a tag would be another one the next time. `name` is the request as it came.
        Those that were `cheap` always come out the same, and are kept once they have been asked
        for twice. `said`: its hint, where that is known.
        """
        if said is None:
            said = self._hint(key)
        if not cheap and _CHANGES.search(key.text) is not None:
            return Kept(found, "", key.content_type, said)
        kept = Kept(found, tag(found, key.digest, key.content_type), key.content_type, said)
        cache = self.room.cache
        if not cheap or cache.again(key):
            cache.put(key, kept)
            if name is not None:
                cache.name(name, key)
        return kept

    def _hint(self, key: Key) -> str:
        reading = self._readings.current
        return (
            reading.hint(key.text) if reading is not None and reading.digest == key.digest else ""
        )

    def at_once(
        self, asked_for: bytes, accept: str | None, *, cheap: bool = True
    ) -> tuple[Kept, str, Found | None] | None:
        """The answer to this query string, and the way it came; None where it takes longer.

        Whatever is wrong with a query is left to the usual way. `cheap`: see `keep`.
        """
        reading = self.current()
        if reading is None or prefers_page(accept):
            return None
        metrics = self.room.metrics
        request = (reading.digest, asked_for, accept or "")
        kept = self.room.cache.asked(request)
        if kept is not None:
            metrics.hit.inc()
            return kept, "cache", None
        try:
            asked = _asked(asked_for)
            plain = self.plain(asked)
            form = self.form(plain.text) if plain is not None else None
            if form is None:
                return None
            choice = self.choose(form, accept, asked.format)
            found = self.inline(reading, plain, choice)
        except (LlmkgError, UnicodeDecodeError):
            return None
        if found is None:
            return None
        metrics.miss.inc()
        key = Key(reading.digest, asked.query, asked.dataset, choice.content_type)
        kept = self.keep(key, found.body, request, cheap=cheap, said=found.hint)
        return kept, "inline", found

    def alike(self, data: bytes) -> tuple[bytes, bytes, str] | None:
        """Lines, body and tag of the answer to a request that is like one that was learnt.

        What comes again in the very same bytes takes the other way once, on which it is kept.
        """
        found = self._alike.find(data)
        reading = self.current()
        if found is None or reading is None or self.room.cache.again(data):
            return None
        likeness, spots = found
        answer = self._like(reading, likeness, spots)
        if answer is None or (likeness.most is not None and len(answer) >= likeness.most):
            return None
        self.room.metrics.miss.inc()
        return likeness.lines, answer, tag(answer, likeness.digest, likeness.sent)

    def _like(self, reading: Reading, likeness: Likeness, spots: list[bytes]) -> bytes | None:
        form = likeness.form
        constants = form.constants(spots)
        # Of a term of ours, or of another snapshot, there may be something else to say.
        if likeness.digest != reading.digest or any(map(_is_ours, constants)):
            return None
        store = reading.kb.store
        assert isinstance(store, EmbeddedStore)  # noqa: S101 - it answered those that are alike
        answer = likeness.looked_up(store, constants, spots)
        if answer is not None:
            return answer
        text = form.text(constants)
        computed = (
            self._computed(reading, text, likeness.type, likeness.sent)
            if len(text) <= self._most
            else None
        )
        if computed is None or computed[1]:
            return None
        return renamed(computed[0], form.ours, form.names(spots))

    def learn(self, data: bytes, found: Found, lines: bytes, sent: str, most: int | None) -> None:
        """Remember how a request was answered; see `Likeness` for `lines`, `sent` and `most`."""
        digest = self.digest
        if found.hint or digest is None or not self._alike.met(data):
            return

        def read(other: bytes) -> Plain | None:
            start, end = other.index(b"?") + 1, other.index(b" ", len(_GET))
            try:
                return self.plain(_asked(other[start:end]))
            except (LlmkgError, UnicodeDecodeError):
                return None

        def known(form: Form, constants: list[str]) -> Likeness:
            likeness = Likeness(form, digest, found.type, sent, lines, most, None)
            return _with_lookup(likeness, constants)

        self._alike.learn(data, found.plain, read, known, stays=_is_ours)


def _is_ours(constant: str) -> bool:
    """Whether a constant may be a term of the ontology, or one that is misspelt."""
    return constant.startswith(_OURS)


def _with_lookup(likeness: Likeness, constants: list[str]) -> Likeness:
    """With the query as a look-up, if it is one."""
    marked = [
        f"<urn:x:{number}>" if constant[0] == "<" else constant
        for number, constant in enumerate(constants)
    ]
    form = likeness.form
    shape = shape_of(form.text(marked))
    lookup = Lookup.of(shape) if shape is not None else None
    if lookup is None:
        return likeness
    places = {constant: number for number, constant in enumerate(marked)}
    ours = [form.order[form.ours.index(name.encode("ascii"))] for name in lookup.names]
    terms = tuple(places.get(term) for term in lookup.pattern)
    return replace(likeness, lookup=lookup, terms=terms, columns=tuple(ours))


def _asked(asked_for: bytes) -> Asked:
    """What a query string asks; that of most clients has a query and nothing else."""
    if asked_for.startswith(_QUERY) and b"&" not in asked_for and asked_for.isascii():
        escaped = asked_for[len(_QUERY) :].replace(b"+", b" ")
        return Asked(unescaped(escaped).decode("utf-8"), None, None)
    return ask(body.fields(asked_for))


def unescaped(text: bytes) -> bytes:
    """What `urllib.parse.unquote_to_bytes` gives, in a tenth of its time where no escape is broken.

    With another mark before them they are quoted-printable, which Python reads in C.
    """
    if _BROKEN.search(text) is not None:
        return unquote_to_bytes(text)
    return a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"="))


def head(kept: Kept, known: str | None) -> tuple[int, list[Header]]:
    """The status and the headers of a whole answer to a client that holds what `known` says."""
    if kept.etag and is_known(known, kept.etag, exists=True):
        return 304, [(b"etag", kept.etag.encode()), CHECK, *VARY]
    return 200, [
        (b"content-type", kept.content_type.encode()),
        (b"content-length", b"%d" % len(kept.body)),
        *(((b"etag", kept.etag.encode()), CHECK) if kept.etag else (NEVER,)),
        *hint(kept.hint),
        *VARY,
    ]


def hint(text: str) -> tuple[Header, ...]:
    """The header that says what a query probably meant, where there is anything to say."""
    return ((b"x-llmkg-hint", text.encode("ascii", "replace")),) if text else ()
