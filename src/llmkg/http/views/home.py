"""The first page: the question, how much there is, what can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from llmkg.http.sheet import Sheet
from llmkg.kb import KnowledgeBase
from llmkg.model.level import Level
from llmkg.queries import NamedQuery

_COUNTED: Final = (
    "Claim",
    "Proposition",
    "Evidence",
    "Source",
    "Model",
    "Ability",
    "Tension",
    "OpenQuestion",
)


@dataclass(frozen=True, slots=True)
class Question:
    """A stored query: what it asks, and where its answer is."""

    name: str
    summary: str
    path: str


@dataclass(frozen=True, slots=True)
class Home:
    """The first page: numbers by class, the scale of confidence, the stored queries."""

    counts: tuple[tuple[str, int], ...]
    levels: tuple[Level, ...]
    questions: tuple[Question, ...]


def home(kb: KnowledgeBase) -> Sheet:
    """The first page."""
    counts = kb.counts()
    public = [query for _, query in sorted(kb.queries.items()) if not query.internal]
    view = Home(
        tuple((name, counts[name]) for name in _COUNTED if counts.get(name)),
        kb.levels(),
        tuple(map(_question, public)),
    )
    return Sheet(template="home.html", view=view, title="home-title")


def _question(query: NamedQuery) -> Question:
    values = {
        name: param.example or ""
        for name, param in query.params.items()
        if param.required and param.default is None
    }
    path = f"/api/queries/{query.name}?{urlencode({**values, 'format': 'json'})}"
    return Question(query.name, query.summary, path)
