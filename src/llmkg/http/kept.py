"""What is the same for everybody as long as the snapshot is: made once, read often."""

from __future__ import annotations

import threading
from collections.abc import Callable
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
