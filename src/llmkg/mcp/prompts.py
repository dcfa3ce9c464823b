"""Prompts: how a person may start an assistant on the questions that the graph is for."""

from __future__ import annotations

from typing import Annotated, Any, Final

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from llmkg.mcp.shapes import Lang

_ORIGIN: Final = {
    "en": "Where does the ability {it!r} of language models come from? Use search to find it, then"
    " origins_of_ability, and argument for each proposition that matters. Give for each origin:"
    " who says so, in which words, on what evidence, what speaks against it, and the level."
    " Keep every hedge; say no more than the levels allow; end with what is open"
    " (open_questions). Cite with cite.",
    "zh": "语言模型的“{it}”能力从何而来？先用 search 找到它，再用 origins_of_ability，"
    "并对每个要紧的命题用 argument。逐一说明：谁这样说、原话怎样、依据什么证据、有何反对意见、"
    "级别为何。保留每一处保留语，所说不超过级别，最后列出未决问题（open_questions）。"
    "用 cite 给出引用。调用工具时用 lang='zh'。",
}
_CLAIM: Final = {
    "en": "Somebody says: {it!r}. Find with search which propositions and claims of llmkg speak of"
    " it, and use argument for both sides. How far may one go in saying it? Answer in one"
    " sentence at the right level, then give the evidence for and against, with IRIs.",
    "zh": "有人说：“{it}”。用 search 找出 llmkg 中与此有关的命题和说法，用 argument 查看正反两方。"
    "可以把话说到什么程度？先用一句恰如其分的话回答，再给出正反证据及其 IRI。"
    "调用工具时用 lang='zh'。",
}
_LINEAGE: Final = {
    "en": "From what does the model {it!r} descend? Use lineage, and explain for steps in doubt."
    " Draw the tree with the level of each step, and name steps that are denied or contested"
    " (tensions).",
    "zh": "模型“{it}”由何而来？用 lineage，对存疑的步骤用 explain。"
    "画出谱系并标明每一步的级别，指出被否认或有争议的步骤（tensions）。调用工具时用 lang='zh'。",
}


def install(server: MCPServer[Any]) -> None:
    """Make the prompts known."""

    @server.prompt(title="Where does an ability come from?")
    def trace_ability(
        ability: Annotated[str, Field(description="An ability, by slug or in words.")],
        lang: Lang = "en",
    ) -> str:
        """Who says where an ability comes from, on what evidence, and how sure one can be."""
        return _ORIGIN[lang].format(it=ability)

    @server.prompt(title="May one say this?")
    def weigh_statement(
        statement: Annotated[str, Field(description="A sentence that somebody says or writes.")],
        lang: Lang = "en",
    ) -> str:
        """How far the evidence lets one go in saying something."""
        return _CLAIM[lang].format(it=statement)

    @server.prompt(title="From what does a model descend?")
    def trace_model(
        model: Annotated[str, Field(description="A model, by its API name.")],
        lang: Lang = "en",
    ) -> str:
        """The claimed ancestry of a model, step by step, with levels."""
        return _LINEAGE[lang].format(it=model)
