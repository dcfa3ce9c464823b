"""The page of a person or an organisation."""

from __future__ import annotations

from typing import Final

from llmkg.http.registry import KindPage
from llmkg.http.views.agent import agent
from llmkg.http.views.grouping import WINDOWED
from llmkg.vocab import Kind

KIND: Final = KindPage(
    kinds=(Kind.AGENT,),
    view=agent,
    params=WINDOWED,
    examples=(
        "/agent/yao-fu",
        "/agent/openai",
    ),
)
