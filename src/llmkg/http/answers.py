"""Answers to queries that are at hand: those that are kept, and those that are proven cheap.

Both ways to ``/sparql`` come here: the short one, right from the connection, and the usual one. So
they say the same, header for header.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

from llmkg.engine.cache import Kept, Key, tag
from llmkg.engine.renaming import Plain, Renaming
from llmkg.engine.shape import LONGEST
from llmkg.errors import LlmkgError, QuerySyntaxError
from llmkg.export.formats import Format
from llmkg.http import body
from llmkg.http.alike import Alike
from llmkg.http.asking import Asked, ask, choose_format, prefers_page
from llmkg.http.edge import COMMON
from llmkg.http.negotiate import Choice, is_known
from llmkg.http.reading import Reading
from llmkg.http.room import Room
from llmkg.http.service import Service
from llmkg.store.guard import glance
from llmkg.store.port import QueryForm

Header = tuple[bytes, bytes]

PLAIN: Final = tuple((name.lower().encode(), value.encode()) for name, value in COMMON.items())
"""The headers of every answer."""

VARY: Final = ((b"vary", b"Accept, Accept-Encoding"), *PLAIN)
CHECK: Final = (b"cache-control", b"no-cache")
NEVER: Final = (b"cache-control", b"no-store")
_QUERY: Final = b"query="
_GET: Final = b"GET "
_BROKEN: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})|[\r\n]")
_CHOICES: Final = 512
_CHANGES: Final = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE|SERVICE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """An answer under the reader's names, with what is said beside it.

    plain, key  the query under ours, and what its answer is kept under, where it is kept so
    """

    body: bytes
    hint: str
    plain: Plain | None = None
    key: Key | None = None


class Answers:
    """What is at hand over one room."""

    def __init__(self, service: Service, room: Room) -> None:
        self._most = service.settings.query_bytes
        self._readings = service.readings
        self.room = room
        self._renaming = Renaming()
        self._alike = Alike()
        self.lines: dict[tuple[str, str], bytes] = {}
        """Parts of heads, by what they depend on, for whoever writes them."""
        # Reading a header takes longer than a cheap query, and clients send few different ones.
        self.choose = lru_cache(maxsize=_CHOICES)(choose_format)

    def current(self) -> Reading | None:
        """The snapshot that can be asked without waiting for anything."""
        reading = self._readings.current
        if reading is None or reading.pool is None or not reading.pool.alive:
            return None
        return reading

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
        key = Key(reading.digest, plain.text, None, choice.content_type)
        cache = self.room.cache
        kept = cache.get(key)
        if kept is not None:
            return Found(plain.renamed(kept.body), kept.hint, plain, key)
        if prover.is_cheap(plain.text) is None:
            return None
        try:
            found = reading.kb.store.query(plain.text, choice.format.media_type).body
        except QuerySyntaxError:
            return None  # a worker shall say so, in the reader's words
        said = reading.hint(plain.text)
        # Most queries come once; keeping their answers would take time, and drive out others.
        if cache.again(key):
            cache.put(key, Kept(found, "", choice.content_type, said))
        return Found(plain.renamed(found), said)

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
        kept = Kept(found, tag(found, key), key.content_type, said)
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
        """Lines, body and tag of the answer to a request that differs from others in names only.

        What comes again in the very same bytes takes the other way once, on which it is kept.
        """
        found = self._alike.find(data)
        if found is None:
            return None
        likeness, names = found
        cache = self.room.cache
        kept = cache.get(likeness.key) if likeness.key.digest == self.digest else None
        if kept is None or cache.again(data):
            return None
        answer = likeness.renamed(kept.body, names)
        if likeness.most is not None and len(answer) >= likeness.most:
            return None
        self.room.metrics.miss.inc()
        return likeness.lines, answer, tag(answer, likeness.key)

    def learn(self, data: bytes, found: Found, lines: bytes, most: int | None) -> None:
        """Remember how a request was answered; see `Likeness` for `lines` and `most`."""
        if found.plain is None or found.key is None:
            return

        def read(other: bytes) -> Plain | None:
            start, end = other.index(b"?") + 1, other.index(b" ", len(_GET))
            try:
                return self.plain(_asked(other[start:end]))
            except (LlmkgError, UnicodeDecodeError):
                return None

        self._alike.learn(data, found.plain, read, key=found.key, lines=lines, most=most)


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
