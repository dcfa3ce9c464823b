"""Checking what an assistant would contribute, by the process that writes."""

from __future__ import annotations

from typing import Final

from llmkg.contribute.job import Do, Job
from llmkg.contribute.payload import Part

CHECK_SECONDS: Final = 30.0


def checking(media_type: str, data: bytes, contexts: tuple[str, ...], base: str) -> Job:
    """The job of checking a contribution."""
    return Job(
        Do.VALIDATE,
        parts=(Part(media_type, data),),
        base=base,
        contexts=contexts,
        seconds=CHECK_SECONDS,
    )
