"""Addresses of a server as names of files, for a copy of the site that needs none.

English pages stand at the root and Chinese ones under ``zh/``; a thing's page is
``{kind}/{slug}.html`` with its data beside it. All links are relative, so that the copy works from
any path, also from a disk. What only a server can answer leads to one page that says so.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from llmkg.vocab import BASE

ORIGIN: Final = "https://still.invalid"
"""What pages are rendered under, so that each of their own addresses is known as one."""
LIVE: Final = "live"
SEARCH: Final = "search"
STATIC: Final = "/static/"
FILES: Final[Mapping[str, str]] = {"turtle": "ttl", "md": "md"}
"""The formats of a thing that are written beside its page, and how their files end."""
SPOKEN: Final = frozenset({"md"})
"""Those of them that differ by language; the others stand beside the English page alone."""

_STATES: Final = frozenset(("section", "claim", "kind", "only", "snapshot", "page", "q"))
"""Parameters without which a page shows no less."""
PARTS: Final[Mapping[str, str]] = {"group": "group", "from": "at", "down": "down"}
"""Parameters besides the offset that lead to another part of a page; as what files have them."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9-]{1,100}")
_TAG: Final = re.compile(r"<(a|link|form|img|script|use|image)\b([^>]*)>")
_ADDRESS: Final = re.compile(r'\s(href|src|action)="([^"]*)"')
_OWN: Final = re.compile(re.escape(ORIGIN) + r"(/?[^\s\"'<>\\}]*)")
_NAMED: Final = re.compile(re.escape(ORIGIN) + r"/([^\s\"'<>\\}()\[\]]*)")


def data_file(path: str, ending: str, language: str) -> str:
    """The file, below the folder of the copy, that has the data of a page in a format."""
    apart = language != "en" and ending in SPOKEN
    return (f"{language}/" if apart else "") + f"{path.lstrip('/')}.{ending}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page to write: its path on the server, its language, and where its list begins.

    part  which part of it, by `PARTS`, where it has several
    """

    path: str
    language: str
    offset: int = 0
    part: tuple[tuple[str, str], ...] = ()

    @property
    def is_first(self) -> bool:
        """Whether it is the one at the bare address."""
        return not self.offset and not self.part

    @property
    def query(self) -> str:
        """What asks a server for it."""
        offset = (("offset", str(self.offset)),) if self.offset else ()
        return urlencode((("lang", self.language), *offset, *self.part))

    @property
    def file(self) -> str:
        """Its file, below the folder of the copy."""
        name = self.path.strip("/")
        if self.path.endswith("/"):
            name = f"{name}/index" if name else "index"
        part = "".join(f"-{PARTS[name]}-{value}" for name, value in self.part)
        part += f"-from-{self.offset}" if self.offset else ""
        return ("" if self.language == "en" else f"{self.language}/") + f"{name}{part}.html"


@dataclass(slots=True)
class Copy:
    """Rewrites pages for a copy.

    paths  of all pages of the server that are copied
    files  other files of the copy, below its folder
    base   address at which the copy will stand, ending in a slash; empty when it does not matter
    found  pages further down a list, that some page led to
    """

    paths: frozenset[str]
    files: frozenset[str]
    base: str = ""
    found: set[Page] = field(default_factory=set)

    def page(self, page: Page, text: str) -> str:
        """The text of a page with links to files."""

        def tag(match: re.Match[str]) -> str:
            name, rest = match[1], match[2]
            gone = False

            def put(found: re.Match[str]) -> str:
                nonlocal gone
                address = unescape(found[2])
                target = self.target(page, address)
                if target is None:
                    return found[0]
                if name == "link" and self._is_idle(rest, target):
                    gone = True
                return f' {found[1]}="{escape(self._from(page, target, rest))}"'

            rest = _ADDRESS.sub(put, rest)
            return "" if gone else f"<{name}{rest}>"

        return _OWN.sub(self._elsewhere, _TAG.sub(tag, text))

    def text(self, text: str) -> str:
        """A text that is no page: what the copy has by its address, all else by its lasting name.

        Where the copy will stand nobody knows without a base; then names are all there is.
        """

        def put(match: re.Match[str]) -> str:
            own = match[1]
            target = self.target(Page("/", "en"), f"/{own}") if self.base else None
            if target is None or target.partition("#")[0] == Page(f"/{LIVE}", "en").file:
                return BASE + own
            return self.base + quote(target, safe="/#")

        return _NAMED.sub(put, text)

    def target(self, page: Page, address: str) -> str | None:
        """The file that an address on a page stands for; None for what is not the server's.

        What no file has is the page that says that a server is needed.
        """
        own = address.removeprefix(ORIGIN)
        if not own.startswith("/") and own == address:
            return None
        parts = urlsplit(own or "/")
        path, params = parts.path or "/", dict(parse_qsl(parts.query))
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        if path.startswith(STATIC) or path.lstrip("/") in self.files:
            return path.lstrip("/") + fragment
        language = params.pop("lang", page.language)
        wanted = FILES.get(params.get("format", ""))
        if wanted and path in self.paths and len(params) == 1:
            data = data_file(path, wanted, language)
            if data in self.files:
                return data
        if path in self.paths and not params.keys() - _STATES - {"offset", *PARTS}:
            offset = params.get("offset", "0")
            part = tuple((name, params[name]) for name in PARTS if name in params)
            if not all(_PLAIN.fullmatch(value) for _, value in part):
                return Page(f"/{LIVE}", language).file
            there = Page(path, language, int(offset) if offset.isdecimal() else 0, part)
            if not there.is_first:
                self.found.add(there)
            return there.file + fragment
        return Page(f"/{LIVE}", language).file

    def _is_idle(self, rest: str, target: str) -> bool:
        """Whether a link of the head has nothing to lead to here."""
        return target.endswith(f"{LIVE}.html") or ("canonical" in rest and not self.base)

    def _from(self, page: Page, target: str, rest: str) -> str:
        if "canonical" in rest:
            return self.base + quote(target)
        file, mark, fragment = target.partition("#")
        return quote(posixpath.relpath(file, posixpath.dirname(page.file) or ".")) + mark + fragment

    def _elsewhere(self, match: re.Match[str]) -> str:
        """An address in text: where the copy will stand, else the name that lasts."""
        own = match[1].lstrip("/")
        if not self.base:
            return BASE + own
        target = self.target(Page("/", "en"), unescape(f"/{own}"))
        return self.base + quote(target or "", safe="/#")
