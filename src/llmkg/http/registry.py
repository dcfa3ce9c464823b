"""Which pages there are: every module of :mod:`llmkg.http.routes.pages` takes part by being there.

A module has a `SITE` (a page at an address of its own) with its `routes`, or a `KIND` (the page of
all things of some kinds), or both.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from fastapi import APIRouter

from llmkg.http import routes
from llmkg.http.sheet import Sheet
from llmkg.kb import KnowledgeBase
from llmkg.vocab import Kind, split

_PACKAGE: Final = f"{routes.__name__}.pages"
_PLAIN: Final = (
    "/model/text-davinci-003",
    "/ability/chain-of-thought",
    "/proposition/code-training-gives-chain-of-thought",
    "/claim/fu2022-zh-3-1-code-training-gives-cot",
    "/evidence/fu2022-zh-helm-code-models-reason",
    "/source/fu2022-zh",
    "/graph/source/fu2022-zh",
)
"""Addresses of things that tests visit, whatever page their kind has."""


@dataclass(frozen=True, slots=True)
class Site:
    """A page at an address of its own.

    name      also the key of its name in the navigation: ``nav-{name}``
    path      its address
    order     its place in the navigation; None keeps it out
    examples  addresses that tests visit, beside `path` itself
    """

    name: str
    path: str
    order: int | None = None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KindPage:
    """The page of every thing of some kinds; kinds without one share a plain one.

    view      what the page shows, from the snapshot, the thing's IRI and the parameters given
    params    parameters of the address that only this page has, with what they mean in English
    dated     whether it shows a thing as of the day ``as_of``; of others the quads are shown then
    examples  addresses that tests visit
    """

    kinds: tuple[Kind, ...]
    view: Callable[[KnowledgeBase, str, Mapping[str, str]], Sheet]
    params: Mapping[str, str] = field(default_factory=dict)
    dated: bool = False
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registry:
    """All pages."""

    sites: tuple[Site, ...]
    kinds: Mapping[Kind, KindPage]
    routers: tuple[Callable[..., APIRouter], ...]

    @property
    def nav(self) -> tuple[Site, ...]:
        """What the navigation shows, in order."""
        shown = [site for site in self.sites if site.order is not None]
        return tuple(sorted(shown, key=lambda site: (site.order, site.name)))

    def is_dated(self, iri: str) -> bool:
        """Whether the page of this thing shows it as of a day."""
        found = split(iri)
        page = self.kinds.get(found[0]) if found else None
        return page is not None and page.dated

    @property
    def addresses(self) -> tuple[str, ...]:
        """An address or more of every page, for tests."""
        places = [address for site in self.sites for address in (site.path, *site.examples)]
        things = [address for page in self.kinds.values() for address in page.examples]
        return tuple(dict.fromkeys([*places, *_PLAIN, *things]))


def discover() -> Registry:
    """Import every module of the package and gather its pages."""
    sites: list[Site] = []
    pages: list[KindPage] = []
    routers: list[Callable[..., APIRouter]] = []
    package = pkgutil.resolve_name(_PACKAGE)
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        module: Any = pkgutil.resolve_name(f"{_PACKAGE}.{found.name}")
        if hasattr(module, "SITE"):
            sites.append(module.SITE)
        if hasattr(module, "routes"):
            routers.append(module.routes)
        if hasattr(module, "KIND"):
            pages.append(module.KIND)
    kinds = {kind: page for page in pages for kind in page.kinds}
    return Registry(tuple(sites), MappingProxyType(kinds), tuple(routers))
