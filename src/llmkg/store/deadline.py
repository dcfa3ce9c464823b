"""How long a question may take, for stores that are asked over a network: said where it begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_SECONDS: Final[ContextVar[float | None]] = ContextVar("seconds", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is asked in here gets so many seconds, each request of it, or fewer."""
    token = _SECONDS.set(seconds)
    try:
        yield
    finally:
        _SECONDS.reset(token)


def allowed(most: float) -> float:
    """The seconds that a request may take now, where it never may take more than `most`."""
    seconds = _SECONDS.get()
    return most if seconds is None else min(most, seconds)
