"""The desk at which questions are answered: a name and arguments in, JSON out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from llmkg.errors import NotFoundError
from llmkg.kb import KnowledgeBase
from llmkg.mcp import answers, asked, derived, paperwork, schema
from llmkg.mcp.shapes import Shape

_FUNCTIONS: Final[tuple[Callable[..., Shape], ...]] = (
    answers.search,
    answers.get_claim,
    answers.argument,
    answers.tensions,
    answers.open_questions,
    derived.origins_of_ability,
    derived.lineage,
    derived.explain,
    asked.prepare,
    asked.shown,
    paperwork.cite,
    paperwork.findings,
    paperwork.entity,
    schema.terms,
    schema.scales,
    schema.queries,
    schema.names,
)
QUESTIONS: Final[Mapping[str, Callable[..., Shape]]] = {each.__name__: each for each in _FUNCTIONS}


def answer(kb: KnowledgeBase, name: str, arguments: Mapping[str, Any]) -> bytes:
    """The answer as JSON, without members that have their default. Raises LlmkgError."""
    question = QUESTIONS.get(name)
    if question is None:
        raise NotFoundError(f"There is no question {name!r}")
    return question(kb, **arguments).model_dump_json(exclude_defaults=True).encode()
