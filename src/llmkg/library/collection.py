"""A list that is read when it is looked at, as a table or item by item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar, overload

from llmkg.library.frames import MOST_SHOWN, Column, documented, frame, html_table
from llmkg.model.level import Level
from llmkg.model.page import Page

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
Load: TypeAlias = Callable[[int, int], Page[T]]
"""Gives the page of at most so many items (second) from a place on (first)."""

PAGE: Final = 100


class Collection(Sequence[T], Generic[T]):
    """Things in a fixed order. Nothing is read before it is needed, and nothing twice.

    `len` reads one page, an item the page that it is on, `to_frame` everything.
    """

    def __init__(
        self,
        load: Load[T],
        columns: Sequence[Column[T]],
        *,
        levels: Callable[[], Sequence[Level]],
        lang: str,
        caption: str,
    ) -> None:
        self._load = load
        self._columns = tuple(columns)
        self._levels = levels
        self._lang = lang
        self._caption = caption
        self._pages: dict[int, tuple[T, ...]] = {}
        self._total: int | None = None

    @property
    def columns(self) -> Mapping[str, str]:
        """The columns of `to_frame()`: what each one means, by name."""
        return documented(self._columns)

    def to_frame(self, *, lang: str | None = None) -> pd.DataFrame:
        """Everything as a frame of pandas, labels in `lang`; levels are an ordered Categorical.

        MissingExtraError where pandas is not installed.
        """
        return frame(self._columns, self, self._levels(), lang or self._lang)

    def __len__(self) -> int:
        if self._total is None:
            self._page(0)
        return self._total or 0

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        """The item at a place, from the end where it is negative; IndexError beyond."""
        if isinstance(at, slice):
            return tuple(self[i] for i in range(*at.indices(len(self))))
        place = at + len(self) if at < 0 else at
        if place >= 0:
            items = self._page(place // PAGE)
            if place % PAGE < len(items):
                return items[place % PAGE]
        raise IndexError(f"There are {len(self)}, and none at {at}")

    def __iter__(self) -> Iterator[T]:
        for at in range(len(self)):
            yield self[at]

    def __repr__(self) -> str:
        return f"<{len(self):,} {self._caption}>"

    def _repr_html_(self) -> str:
        shown = [column for column in self._columns if column.shown]
        rows = (
            [column.value(item, self._lang) for column in shown]
            for item in islice(self, MOST_SHOWN)
        )
        return html_table(
            [column.name for column in shown],
            rows,
            caption=f"{len(self):,} {self._caption}",
            total=len(self),
            lang=self._lang,
        )

    def _page(self, number: int) -> tuple[T, ...]:
        if number not in self._pages:
            page = self._load(number * PAGE, PAGE)
            self._total = page.total
            self._pages[number] = page.items
        return self._pages[number]


def at_once(load: Callable[[], Sequence[T]]) -> Load[T]:
    """Pages of a list that comes as a whole, at the first look."""
    kept: list[Sequence[T]] = []

    def page(offset: int, limit: int) -> Page[T]:
        if not kept:
            kept.append(load())
        return Page(tuple(kept[0][offset : offset + limit]), len(kept[0]), offset, limit)

    return page
