"""The first page: the question, the tree, three doors, what moved last, the scale of confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from llmkg.export.landing import record
from llmkg.http.sheet import Sheet, shown
from llmkg.http.views import examples
from llmkg.http.views.changes import Change, changes, how_many
from llmkg.http.views.tree import TreeView, foremost, small_tree
from llmkg.kb import KnowledgeBase
from llmkg.model.level import Level
from llmkg.vocab import BASE

NEWEST: Final = 6
"""How many changes of belief the page shows."""

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
class Home:
    """The first page.

    counts   numbers of things by class
    origins, steps, question   the examples behind the three doors
    changes  the newest changes of belief, of `moved` in all
    """

    counts: tuple[tuple[str, int], ...]
    levels: tuple[Level, ...]
    tree: TreeView
    origins: examples.Origins | None
    steps: examples.Steps
    question: examples.Asked | None
    changes: tuple[Change, ...]
    moved: int


_KEPT: WeakKeyDictionary[KnowledgeBase, Home] = WeakKeyDictionary()


def home(kb: KnowledgeBase, address: str = BASE) -> Sheet:
    """The first page; a snapshot has one for all readers, gathered once.

    `address` is that of the server's root, for the description of the dataset in the page.
    """
    view = _KEPT.get(kb)
    if view is None:
        view = _KEPT[kb] = _gathered(kb)
    return Sheet(
        template="home.html",
        view=view,
        title="home-title",
        facts=record(address, kb.manifest),
        queries=(shown(kb.queries["kb/changes"]),),
    )


def _gathered(kb: KnowledgeBase) -> Home:
    counts = kb.counts()
    models = foremost(kb)
    return Home(
        counts=tuple((name, counts[name]) for name in _COUNTED if counts.get(name)),
        levels=kb.levels(),
        tree=small_tree(models, kb),
        origins=examples.origins(kb),
        steps=examples.steps(models),
        question=examples.question(kb),
        changes=changes(kb, NEWEST)[:NEWEST],
        moved=how_many(kb),
    )
