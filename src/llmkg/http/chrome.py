"""The frame around every page: addresses, languages, navigation, citation, head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import Request

from llmkg import __version__
from llmkg.http.address import base_address
from llmkg.http.assets import Entry
from llmkg.http.language import Language, negotiate
from llmkg.http.registry import Site
from llmkg.model.manifest import Manifest
from llmkg.settings import Settings

LANG: Final = "lang"
SNAPSHOT: Final = "snapshot"
_LONGEST: Final = 64  # digits of a digest; what is longer names no snapshot
SHORT: Final = 16
"""Hex digits of a snapshot's digest that a permalink has."""

_OWN: Final = frozenset({LANG, SNAPSHOT})
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """What a template knows of the request and of the site; ``page`` in templates.

    named     the language that the address names; None when it was negotiated
    path      of the page, without query
    asked     the query of the address, language and snapshot left out
    base      absolute address of the site, ending in a slash
    snapshot  digest that the address names, of a snapshot that was cited
    manifest  of the snapshot that is shown; None where there is none yet
    """

    language: Language
    named: Language | None
    path: str
    asked: tuple[tuple[str, str], ...]
    base: str
    nav: Sequence[Site]
    app: Entry
    theme: Entry
    snapshot: str | None = None
    manifest: Manifest | None = None
    version: str = __version__

    @property
    def lang(self) -> str:
        """The tag of the page's language."""
        return self.language.value

    @property
    def digest(self) -> str:
        """The short digest of the snapshot that is shown."""
        return self.manifest.digest[:SHORT] if self.manifest else ""

    @property
    def is_outdated(self) -> bool:
        """Whether the address was cited from another snapshot than the one that is shown."""
        if self.snapshot is None or self.manifest is None:
            return False
        return not self.manifest.digest.startswith(self.snapshot)

    def url(self, path: str, /, **params: Any) -> str:
        """A path of this site with parameters; it keeps the language that the reader chose.

        A parameter that is None or empty is left out.
        """
        place, _, fragment = path.partition("#")
        place, _, query = place.partition("?")
        given = [*parse_qsl(query), *((k, v) for k, v in params.items() if v not in (None, ""))]
        if self.named is not None and all(name != LANG for name, _ in given):
            given.append((LANG, self.named.value))
        return place + (f"?{urlencode(given)}" if given else "") + (f"#{fragment}" * bool(fragment))

    def here(self, **changed: Any) -> str:
        """This page with some parameters changed; None or empty takes one out."""
        kept = {name: value for name, value in self.asked if name not in changed}
        return self.url(self.path, **{**kept, **changed})

    def absolute(self, path: str) -> str:
        """The whole address of a path of this site."""
        return self.base + path.removeprefix("/")

    def _in(self, language: str | None, **more: str) -> str:
        query = [*self.asked, *([(LANG, language)] if language else []), *more.items()]
        return self.absolute(self.path + (f"?{urlencode(query)}" if query else ""))

    @property
    def canonical(self) -> str:
        """The one address of this page in its language."""
        return self._in(self.named)

    @property
    def alternates(self) -> Mapping[str, str]:
        """This page by language; ``x-default`` lets the reader's browser choose."""
        return {**{each.value: self._in(each) for each in Language}, "x-default": self._in(None)}

    @property
    def switch(self) -> str:
        """This page in the other language."""
        query = urlencode([*self.asked, (LANG, self.language.other.value)])
        return f"{self.path}?{query}"

    @property
    def permalink(self) -> str:
        """This page bound to the snapshot that it shows."""
        return self._in(self.named, **({SNAPSHOT: self.digest} if self.digest else {}))


def chrome(
    request: Request,
    settings: Settings,
    nav: Sequence[Site],
    entries: tuple[Entry, Entry],
    manifest: Manifest | None,
) -> Chrome:
    """The frame for a request."""
    params = request.query_params
    given = params.get(LANG)
    named = Language(given) if given in set(Language) else None
    app, theme = entries
    return Chrome(
        language=negotiate(named, request.headers.get("accept-language")),
        named=named,
        path=request.url.path,
        asked=tuple((k, v) for k, v in params.multi_items() if k not in _OWN),
        base=base_address(request, settings),
        nav=nav,
        app=app,
        theme=theme,
        snapshot=params[SNAPSHOT][:_LONGEST] if SNAPSHOT in params else None,
        manifest=manifest,
    )
