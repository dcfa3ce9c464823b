"""Columns of tables, and what is made of them: frames of pandas, and tables for a notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from llmkg.errors import MissingExtraError
from llmkg.model.level import Level
from llmkg.model.text import Labels, Ref

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)
Cell: TypeAlias = object
"""What stands in a table: text, a number, a day, a list of IRIs, a `Level`, or None."""

MOST_SHOWN: Final = 20
_LONGEST: Final = 160
_FULL, _EMPTY = "●", "○"
_BEST: Final = 5


@dataclass(frozen=True, slots=True)
class Column(Generic[T_contra]):
    """A column: its name, what it means, and its value for an item in a language ("en", "zh").

    shown  whether a notebook shows it; a frame has all
    level  whether its values are confidence levels: an ordered Categorical in a frame
    """

    name: str
    meaning: str
    value: Callable[[T_contra, str], Cell]
    shown: bool = True
    level: bool = False


def words(labels: Labels, language: str) -> str:
    """The text in the language, else in English, else in any; "" where there is none."""
    return next((labels[tag] for tag in (language, "en", "zh", *labels) if tag in labels), "")


def name(ref: Ref | None, language: str) -> str | None:
    """What a reference is called; None for none."""
    return ref.text(language, "en", "zh") if ref is not None else None


def level_words(level: Level, language: str) -> str:
    """A level by symbol and word, such as "●●●○○ correlation, not causation"."""
    symbol = _FULL * level.rank + _EMPTY * (_BEST - level.rank)
    return f"{symbol} {words(level.label, language) or level.name}"


def frame(
    columns: Sequence[Column[T]], items: Iterable[T], levels: Sequence[Level], language: str
) -> pd.DataFrame:
    """The items as a frame. MissingExtraError where pandas is not installed."""
    pandas = need_pandas()
    found = list(items)
    data: dict[str, Any] = {}
    order = [each.name for each in sorted(levels, key=lambda level: level.rank)]
    for column in columns:
        values = [column.value(item, language) for item in found]
        if column.level:
            named = [each.name if isinstance(each, Level) else None for each in values]
            data[column.name] = pandas.Categorical(named, categories=order, ordered=True)
        else:
            numbers = all(type(each) in (int, type(None)) for each in values)
            dtype = "Int64" if numbers and any(each is not None for each in values) else None
            data[column.name] = pandas.Series(values, dtype=dtype if values else object)
    made: pd.DataFrame = pandas.DataFrame(data, columns=[column.name for column in columns])
    return made


def need_pandas() -> Any:
    """The module pandas; MissingExtraError where it is not installed."""
    try:
        return import_module("pandas")
    except ImportError as error:
        raise MissingExtraError(
            "Frames need pandas, which is not installed", mend="Run `pip install llmkg[pandas]`."
        ) from error


def html_table(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, caption: str, total: int, lang: str
) -> str:
    """A table for a notebook: everything escaped, its end cut off and said."""
    head = "".join(f"<th>{escape(each)}</th>" for each in headings)
    body = "".join(
        f"<tr>{''.join(f'<td>{html_cell(cell, lang)}</td>' for cell in row)}</tr>" for row in rows
    )
    more = f"<p>… {total - MOST_SHOWN:,} more</p>" if total > MOST_SHOWN else ""
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
    )


def html_cell(cell: Cell, lang: str) -> str:
    """A value in a table; what is an IRI leads there."""
    if cell is None:
        return ""
    if isinstance(cell, Level):
        return f'<span title="{escape(cell.iri)}">{escape(level_words(cell, lang))}</span>'
    if isinstance(cell, tuple):
        return "; ".join(html_cell(each, lang) for each in cell)
    text = str(cell)
    if text.startswith(("https://", "http://")) and not set(text) & set(" <>\"'"):
        end = text.rstrip("/").rpartition("/")[2].rpartition("#")[2] or text
        return f'<a href="{escape(text)}">{escape(end)}</a>'
    return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def documented(columns: Sequence[Column[T]]) -> Mapping[str, str]:
    """What each column means, by name."""
    return {column.name: column.meaning for column in columns}
