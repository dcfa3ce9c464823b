"""The page of a piece of evidence."""

from __future__ import annotations

from typing import Final

from llmkg.http.registry import KindPage
from llmkg.http.views.evidence import evidence
from llmkg.vocab import Kind

KIND: Final = KindPage(
    kinds=(Kind.EVIDENCE,),
    view=evidence,
    examples=("/evidence/fu2022-zh-palm-code-share-cot",),
)
