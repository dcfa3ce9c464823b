"""The pages of abilities, methods, stages, data sets, benchmarks and concepts."""

from __future__ import annotations

from typing import Final

from llmkg.http.registry import KindPage
from llmkg.http.views.entity import entity
from llmkg.http.views.grouping import WINDOWED
from llmkg.vocab import Kind

KIND: Final = KindPage(
    kinds=(
        Kind.ABILITY,
        Kind.METHOD,
        Kind.STAGE,
        Kind.DATASET,
        Kind.BENCHMARK,
        Kind.CONCEPT,
        Kind.MODEL,
        Kind.FAMILY,
    ),
    view=entity,
    params={"down": "Where the list of what came of a model begins.", **WINDOWED},
    examples=(
        "/ability/chain-of-thought",
        "/ability/in-context-learning",
        "/method/code-training",
        "/stage/text-davinci-003-rlhf",
        "/dataset/code-data",
        "/concept/local-structure-in-data",
        "/model/chatgpt",
        "/model/davinci",
        "/family/gpt-3.5",
    ),
)
