"""The evolution tree as a drawing, by the templates of the pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from llmkg.http.language import Language, Messages, day, number, pick
from llmkg.http.views.tree import TreeView, Wanted, tree_view
from llmkg.kb import KnowledgeBase
from llmkg.library.columns import LINEAGE
from llmkg.library.frames import frame
from llmkg.vocab import BASE

if TYPE_CHECKING:
    import pandas as pd

_TITLE: Final = "tree-title"


@dataclass(frozen=True)
class Tree:
    """Models by date and who is said to come from whom; a notebook draws it.

    lang  of the words in it
    """

    base: KnowledgeBase
    wanted: Wanted
    lang: str

    @cached_property
    def view(self) -> TreeView:
        """What is drawn. Raises ParameterError for a family or ability that there is not."""
        return replace(tree_view(self.base, self.wanted), standalone=True)

    @property
    def svg(self) -> str:
        """The drawing; its links lead to the things' own addresses."""
        language = Language(self.lang)
        messages, templates = _tools()
        say = messages.translate(language)
        place = _Page(language)
        return templates.get_template("tree.svg").render(
            view=self.view,
            page=place,
            t=say,
            has=messages.has,
            url=place.absolute,
            title=say(_TITLE),
            pick=lambda labels: pick(labels, self.lang),
            number=lambda value: number(value, self.lang),
            day=lambda value: day(value, self.lang),
        )

    def to_frame(self) -> pd.DataFrame:
        """Every way in which a step is said, one a row, as in a lineage.

        MissingExtraError where pandas is not installed.
        """
        ways = [way for step in self.view.steps for way in step.ways]
        return frame(LINEAGE, ways, self.base.levels(), self.lang)

    def __repr__(self) -> str:
        return f"<Tree of {len(self.view.models)} models and {len(self.view.steps)} steps>"

    def _repr_svg_(self) -> str:
        return self.svg


@dataclass(frozen=True, slots=True)
class _Page:
    """What the templates want to know of a page."""

    language: Language

    @property
    def lang(self) -> str:
        """The tag of the language."""
        return self.language.value

    @property
    def permalink(self) -> str:
        """Where the same is on the web."""
        return self.absolute("/tree")

    @staticmethod
    def absolute(path: str, **_params: Any) -> str:
        """A thing's own address."""
        return BASE + path.removeprefix("/")


@cache
def _tools() -> tuple[Messages, Environment]:
    """Messages and templates: some hundredths of a second to read, and for whoever draws only."""
    templates = Environment(
        loader=PackageLoader("llmkg.http"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.filters.update(local=_local)
    return Messages(), templates


def _local(iri: str) -> str:
    """Where a link leads: a file has no site around it, so to the thing's own address."""
    return iri if iri.startswith(("http://", "https://")) else ""
