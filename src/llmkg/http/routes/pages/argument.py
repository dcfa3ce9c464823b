"""The page of a proposition."""

from __future__ import annotations

from typing import Final

from llmkg.http.registry import KindPage
from llmkg.http.views.argument import argument
from llmkg.vocab import Kind

KIND: Final = KindPage(
    kinds=(Kind.PROPOSITION,),
    view=argument,
    dated=True,
    examples=(
        "/proposition/code-training-gives-chain-of-thought",
        "/proposition/code-training-gives-chain-of-thought?as_of=2022-12-31",
        "/proposition/davinci-trained-on-c4-2016-2019",
        "/proposition/rlvr-injects-complex-reasoning",
        "/proposition/emergent-abilities-depend-on-in-context-learning",
    ),
)
