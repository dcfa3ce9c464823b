"""One reader for each knowledge base: what it has read of one claim serves for the next."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from llmkg.gather.reader import Reader
from llmkg.kb import KnowledgeBase

_READERS: Final[WeakKeyDictionary[KnowledgeBase, Reader]] = WeakKeyDictionary()


def reader_of(kb: KnowledgeBase) -> Reader:
    """The reader of a knowledge base, for as long as that is there."""
    found = _READERS.get(kb)
    if found is None:
        found = _READERS[kb] = Reader(kb.store)
    return found
