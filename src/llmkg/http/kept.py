"""What is the same for everybody as long as the snapshot is: made once, read often."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from llmkg.kb import KnowledgeBase

T = TypeVar("T")


class Kept(Generic[T]):
    """The last value that was made, with the snapshot that it was made of. Safe between threads."""

    def __init__(self, make: Callable[[KnowledgeBase], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._held: tuple[str, T] | None = None

    def of(self, kb: KnowledgeBase) -> T:
        """The value for this snapshot."""
        digest = kb.manifest.digest
        with self._lock:
            if self._held is not None and self._held[0] == digest:
                return self._held[1]
        made = self._make(kb)
        with self._lock:
            self._held = (digest, made)
        return made


class Recent(Generic[T]):
    """The last `most` values by their keys. Safe between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable) -> T | None:
        """The value, which is then the last that was used; None where there is none."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: Hashable, value: T) -> None:
        """Keep a value; what was not used for longest goes."""
        with self._lock:
            self._held[key] = value
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
