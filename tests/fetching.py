"""What others check us with may still be on its way when the tests begin."""

import os
import time
from typing import Final

MOST: Final = 240.0
"""Seconds for which it is waited; a test may take 300."""


def fetched() -> None:
    """Wait until whoever fetches it is done, or has had his time; FETCHING says which process.

    What is not there by then is missing, and whatever needs it is skipped by name.
    """
    if not (process := os.environ.get("FETCHING")):
        return
    end = time.monotonic() + MOST
    while time.monotonic() < end:
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
