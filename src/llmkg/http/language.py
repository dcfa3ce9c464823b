"""The languages of the pages: which one a reader gets, and what each says.

Messages are Project Fluent's, by page and language: ``locale/{language}/{page}.ftl``. Fluent has
plurals and named values, needs no step of compilation, and a translator reads its files as they
are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from llmkg.model.text import Labels, LangText

FOLDER: Final = Path(__file__).parent / "locale"
_DAY: Final = 10
_MONTH: Final = 7
_KEPT: Final = 4_096


class Language(StrEnum):
    """A language of the pages, by its tag."""

    EN = "en"
    ZH = "zh"

    @property
    def other(self) -> Language:
        """The other one."""
        return Language.ZH if self is Language.EN else Language.EN


NAMES: Final[Mapping[Language, str]] = {Language.EN: "English", Language.ZH: "中文"}
"""Each language in itself."""

Translate: TypeAlias = Callable[..., Markup]
"""The text of a message by key, with its values by name."""


def negotiate(named: str | None, accepted: str | None) -> Language:
    """The language that the address names, else the best for the Accept-Language header."""
    if named in set(Language):
        return Language(named)
    wanted = parse_accept_header(accepted, LanguageAccept)
    # Regions are left out: zh-CN before en is a wish for Chinese, of whichever region ours is.
    plain = LanguageAccept([(tag.partition("-")[0], quality) for tag, quality in wanted])
    return Language(plain.best_match([*Language], Language.EN) or Language.EN)


def pick(labels: Labels, language: str) -> LangText:
    """The label in the reader's language, else in another, with the language that it is in."""
    for tag in (language, *Language, *labels):
        if tag in labels:
            return LangText(labels[tag], tag)
    return LangText("")


class Messages:
    """What the pages say, in every language."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._bundles = {language: _bundle(folder / language.value) for language in Language}
        self._plain = lru_cache(maxsize=_KEPT)(self._format)

    def keys(self, language: Language) -> frozenset[str]:
        """The keys of a language's messages."""
        return frozenset(self._bundles[language]._messages)  # noqa: SLF001 - it has no other way

    def has(self, key: str) -> bool:
        """Whether there is such a message."""
        return self._bundles[Language.EN].has_message(key)

    def translate(self, language: Language) -> Translate:
        """The function that gives a message's text in the language.

        A value is escaped unless it is markup, so that a message may hold a link. KeyError for a
        key that there is not, ValueError for a value that the message wants and does not get.
        """

        def text(key: str, **values: Any) -> Markup:
            if not values:
                return self._plain(language, key)
            return self._format(language, key, **values)

        return text

    def _format(self, language: Language, key: str, **values: Any) -> Markup:
        bundle = self._bundles[language]
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        safe = {
            name: value if isinstance(value, int | float) else str(escape(value))
            for name, value in values.items()
        }
        found, errors = bundle.format_pattern(pattern, safe)
        if errors:
            raise ValueError(f"message {key} in {language}: {errors[0]}")
        return Markup(found)  # noqa: S704 - messages are ours, and values are escaped above


def _bundle(folder: Path) -> FluentBundle:
    # Marks that isolate directions are for right-to-left scripts, and break searches in a page.
    functions = {"STYLE": cast(Any, _style)}  # its types forbid the text that it takes
    bundle = FluentBundle([folder.name], use_isolating=False, functions=functions)
    for path in sorted(folder.glob("*.ftl")):
        bundle.add_resource(_resource(path.read_text("utf-8")))
    return bundle


@lru_cache(maxsize=256)
def _resource(text: str) -> Any:
    """Parsed once, for all who show pages in this process: it takes a fifth of a second."""
    return FluentResource(text)


def _style(section: str) -> str:
    """Whether a section goes by a number or by a name, for messages that say it in other words."""
    return "numbered" if str(section)[:1].isdigit() else "named"


def number(value: float, language: str) -> str:
    """A number as the language groups it."""
    return str(format_decimal(value, locale=language))


def day(value: str, language: str) -> str:
    """A date as precise as it is known: "2022-12-11", "2022-12" or "2022"."""
    if len(value) >= _DAY:
        return str(format_date(date.fromisoformat(value[:_DAY]), "long", locale=language))
    if len(value) == _MONTH:
        whole = date.fromisoformat(f"{value}-01")
        return str(format_skeleton("yMMMM", whole, locale=language))
    return f"{value}年" if language == Language.ZH else value
