"""The page of a claim."""

from __future__ import annotations

from typing import Final

from llmkg.http.registry import KindPage
from llmkg.http.views.claim import claim
from llmkg.vocab import Kind

KIND: Final = KindPage(
    kinds=(Kind.CLAIM,),
    view=claim,
    examples=("/claim/zhao2026-beyond-code-no-chains-from-code-alone",),
)
