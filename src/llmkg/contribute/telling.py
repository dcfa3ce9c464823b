"""Whether blank nodes can be told apart in time. Runs only where it may be killed.

Digests need canonical labels (RDFC-1.0), whose cost grows with the third power of how many blank
nodes hang together and look alike: a chain of two hundred costs seconds, one of a thousand minutes.
The engine does not say how far it is and cannot be stopped, so a clock of computing time ends the
process, and whoever waits for it knows by the signal what it was.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from llmkg.errors import LlmkgError, TooLargeError
from llmkg.rdf.canonical import canonical_quads, mentions_blank

SIGNAL: Final = signal.SIGPROF
"""What ends a process in which blank nodes cannot be told apart in time."""

_SECONDS: Final = 2.0
_SECONDS_FOR_EACH: Final = 1e-4  # three times what a statement costs whose nodes differ


def tell_apart(quads: Iterable[ox.Quad]) -> None:
    """Give all blank nodes canonical labels, or end this process with SIGNAL."""
    blank = [quad for quad in quads if mentions_blank(quad)]
    if not blank:
        return
    signal.setitimer(signal.ITIMER_PROF, _SECONDS + _SECONDS_FOR_EACH * len(blank))
    try:
        canonical_quads(blank)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def alike() -> LlmkgError:
    """What is said of a process that ended so."""
    return TooLargeError(
        "Too many blank nodes hang together that look alike; nothing was stored",
        mend="Give IRIs to those in long chains, rings or lists, or say of each what is its own.",
    )
