"""Responses that are kept: bounded in bytes, the least recently used go first."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from llmkg.store.port import DatasetSpec

_OVERHEAD: Final = 600
"""Bytes that an entry costs beside its body and texts, about."""

_MOST_NAMES: Final = 16  # of one entry: requests differ in headers that mean nothing to us
_GHOSTS: Final = 20_000  # keys of answers that were not kept, of which it is remembered so

_LARGEST: Final = 16  # an entry may take this part of the whole


class Key(NamedTuple):
    """What determines an answer entirely; a tuple, as one is made for each request."""

    digest: str
    text: str
    dataset: DatasetSpec | None
    content_type: str


@dataclass(slots=True)
class Kept:
    """A whole answer. `etag` has its quotes and is strong; it is empty where nothing lasts.

    hint  what is said of the query beside its answer
    head  the headers as they were last written, for whoever writes them often
    """

    body: bytes
    etag: str
    content_type: str
    hint: str = ""
    head: bytes = field(default=b"", compare=False)
    names: list[Hashable] = field(default_factory=list, compare=False)


def tag(body: bytes, snapshot: str, content_type: str) -> str:
    """A strong entity tag: the same for the same bytes of the same type from the same snapshot.

    It does not depend on the words of the query, so that it can be told without reading them.
    `snapshot` is its digest.
    """
    digest = hashlib.blake2b(f"{snapshot}\0{content_type}\0".encode(), digest_size=20)
    digest.update(body)
    return f'"{digest.hexdigest()}"'


class Cache:
    """Answers by what determines them, and by the bytes of the request that asked for them.

    The second way saves reading the request. Both end at the same entry.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._entries: OrderedDict[Key, Kept] = OrderedDict()
        self._requests: dict[Hashable, Key] = {}
        self._seen: set[int] = set()
        self._seen_before: set[int] = set()

    @property
    def size(self) -> int:
        """Bytes that are held, about."""
        return self._size

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Kept | None:
        """The answer, which then counts as just used."""
        kept = self._entries.get(key)
        if kept is not None:
            self._entries.move_to_end(key)
        return kept

    def asked(self, request: Hashable) -> Kept | None:
        """The answer to a request that came before in the very same bytes."""
        key = self._requests.get(request)
        return self.get(key) if key is not None else None

    def again(self, key: Hashable) -> bool:
        """Whether this was asked for before, not too long ago.

        Most queries come once; keeping their answers would cost time, and drive out others.
        """
        mark = hash(key)
        if mark in self._seen or mark in self._seen_before:
            return True
        if len(self._seen) >= _GHOSTS // 2:
            self._seen_before, self._seen = self._seen, set()
        self._seen.add(mark)
        return False

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer, unless it is too large a part of the whole."""
        cost = _cost(key, kept)
        if cost > self._limit // _LARGEST or key in self._entries:
            return
        self._entries[key] = kept
        self._size += cost
        self._shrink()

    def name(self, request: Hashable, key: Key) -> None:
        """Remember that this request asks for this answer, if that is kept."""
        kept = self._entries.get(key)
        if kept is None or request in self._requests or len(kept.names) >= _MOST_NAMES:
            return
        self._requests[request] = key
        kept.names.append(request)
        self._size += _weight(request)
        self._shrink()

    def alias(self, known: Hashable, request: Hashable) -> None:
        """Remember that this request asks for what the known one asks for."""
        key = self._requests.get(known)
        if key is not None:
            self.name(request, key)

    def keep_only(self, digest: str) -> None:
        """Forget the answers that were given from other snapshots than this one."""
        for key in [key for key in self._entries if key.digest != digest]:
            self._remove(key, self._entries.pop(key))

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._requests.clear()
        self._size = 0

    def _shrink(self) -> None:
        while self._size > self._limit:
            self._remove(*self._entries.popitem(last=False))

    def _remove(self, key: Key, kept: Kept) -> None:
        self._size -= _cost(key, kept)
        for request in kept.names:
            self._requests.pop(request, None)
            self._size -= _weight(request)


def _cost(key: Key, kept: Kept) -> int:
    dataset = key.dataset
    graphs = sum(map(len, (*dataset.default_graphs, *dataset.named_graphs))) if dataset else 0
    return len(kept.body) + 2 * len(key.text) + graphs + _OVERHEAD


def _weight(request: Hashable) -> int:
    parts = request if isinstance(request, tuple) else (request,)
    return 200 + sum(len(part) for part in parts if isinstance(part, bytes | str))
