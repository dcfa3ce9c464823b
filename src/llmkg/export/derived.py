"""The graphs that nobody wrote, told apart from claims wherever graphs are listed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from llmkg.model.text import Labels
from llmkg.vocab import ASSESSMENTS_GRAPH, AUDIT_GRAPH, ENTAILED_GRAPHS, KEPT_GRAPH

_BY_PREFIX: Final[Mapping[str, Labels]] = MappingProxyType(
    {
        ASSESSMENTS_GRAPH: {
            "en": "Derived: how sure the evidence lets one be of each proposition, day by day, "
            "what became of claims, and notes by which a build follows changes.",
            "zh": "由计算得出：证据逐日容许对各命题抱有多大把握、各主张后来如何，"
            "以及构建据以追随变化的附注。",
        },
        ENTAILED_GRAPHS: {
            "en": "Derived: what follows from claims of this level; no source says it.",
            "zh": "由计算得出：由该等级的主张推出的内容，并无来源直接述及。",
        },
        KEPT_GRAPH: {
            "en": "Derived: answers that are kept so that pages and stored queries are fast. It "
            "claims nothing, its terms are no part of the vocabulary, and it may be left out.",
            "zh": "由计算得出：为使页面与预置查询迅速作答而保存的结果。其中并无主张，"
            "所用词项不属于本词汇表，可以舍去。",
        },
        AUDIT_GRAPH: {
            "en": "The record of writes: who wrote what, and when.",
            "zh": "写入记录：何人于何时写入何物。",
        },
    }
)


def told(graph: str) -> Labels:
    """What is in a graph that was computed, in English and Chinese; nothing for any other."""
    return next((text for start, text in _BY_PREFIX.items() if graph.startswith(start)), {})
