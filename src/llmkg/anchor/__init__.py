"""Anchors: where in the text of a source a statement stands, made, verified and filled in.

Pure functions of a text and `Anchor` values; offsets count code points, digests are of UTF-8.
"""

from llmkg.anchor.fill import Filled, fill
from llmkg.anchor.make import anchor_at, candidates, make
from llmkg.anchor.text import read_text, text_digest
from llmkg.anchor.verify import Anchored, State, Verdict, verify, verify_all

__all__ = [
    "Anchored",
    "Filled",
    "State",
    "Verdict",
    "anchor_at",
    "candidates",
    "fill",
    "make",
    "read_text",
    "text_digest",
    "verify",
    "verify_all",
]
