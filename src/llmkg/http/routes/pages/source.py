"""The page of a source."""

from __future__ import annotations

from typing import Final

from llmkg.http.registry import KindPage
from llmkg.http.views.grouping import WINDOWED
from llmkg.http.views.source import source
from llmkg.vocab import Kind

KIND: Final = KindPage(
    kinds=(Kind.SOURCE,),
    view=source,
    params={
        "section": "The section of a source whose claims are listed.",
        "level": "The level at which the claims that are listed are stated.",
        "stance": "Of the claims that are listed: asserts, denies or leavesOpen.",
        "only": "Of the claims that are listed: yes where nobody else speaks, else no.",
        **WINDOWED,
    },
    examples=(
        "/source/fu2022-zh?section=3.1",
        "/source/fu2022-zh?level=Anecdotal&stance=asserts",
        "/source/ouyang2022-instructgpt",
    ),
)
