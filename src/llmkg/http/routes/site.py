"""What crawlers and language models look for: robots.txt, the sitemap, llms.txt, the logo."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final
from xml.sax.saxutils import escape

import pyoxigraph as ox
from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import RedirectResponse, Response

from llmkg.errors import NotFoundError
from llmkg.http.address import base_address
from llmkg.http.files import StoredFile
from llmkg.http.guide import guide, index, ontology
from llmkg.http.openapi import RDF_ANSWERS, Responses
from llmkg.http.params import only_known
from llmkg.http.service import Service
from llmkg.store.port import GraphStore
from llmkg.vocab import BASE, RDF, Kind, split

PART: Final = 10_000
"""Addresses in one part of the sitemap; the protocol allows 50,000 and 50 MB."""

_PAGES: Final = ("", "ontology", "dumps/")
_LANGUAGES: Final = ("en", "zh")
_NAMESPACES: Final = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
_XML: Final = "application/xml"
_MARKDOWN: Final = "text/markdown; charset=utf-8"
_PLAIN: Final = "text/plain; charset=utf-8"


def _gives(media_type: str) -> Responses:
    return {
        200: {"description": "Text.", "content": {media_type: {}}},
        **{code: RDF_ANSWERS[code] for code in (304, "default")},
    }


def routes(service: Service) -> APIRouter:
    """Files at the addresses where everybody looks for them."""
    router = APIRouter(tags=["site"], dependencies=[Depends(only_known)])
    _crawlers(router, service)
    _guides(router, service)

    @router.get(
        "/logo.svg",
        responses={200: {"description": "A picture.", "content": {"image/svg+xml": {}}}},
        summary="The logo",
    )
    async def logo() -> Response:
        path = service.settings.root / "ontology" / "logo.svg"
        return StoredFile(path, media_type="image/svg+xml")

    @router.get(
        "/favicon.ico",
        responses={308: {"description": "To the logo."}},
        status_code=308,
        summary="Where browsers look for the logo",
    )
    async def favicon() -> Response:
        return RedirectResponse("/logo.svg", 308)

    return router


def _crawlers(router: APIRouter, service: Service) -> None:
    @router.get("/robots.txt", responses=_gives("text/plain"), summary="What crawlers may visit")
    async def robots(request: Request) -> Response:
        home = base_address(request, service.settings)
        # Queries cost more than they tell a crawler; the same data are in the dumps.
        lines = ["User-agent: *", "Allow: /", "Disallow: /sparql?", "Disallow: /api/explain"]
        text = "\n".join([*lines, "", f"Sitemap: {home}sitemap.xml", ""])
        return Response(text, media_type=_PLAIN)

    @router.get("/sitemap.xml", responses=_gives(_XML), summary="The parts of the sitemap")
    async def sitemap(request: Request) -> Response:
        def make() -> Response:
            home = base_address(request, service.settings)
            count = -(-len(addresses(service.kb.store)) // PART)
            built = service.kb.manifest.built
            parts = "".join(
                f"<sitemap><loc>{escape(home)}sitemap/{part}.xml</loc>"
                f"<lastmod>{built}</lastmod></sitemap>\n"
                for part in range(1, count + 1)
            )
            text = f"{_DECLARATION}<sitemapindex {_NAMESPACES}>\n{parts}</sitemapindex>\n"
            return Response(text, media_type=_XML)

        return await service.answer(request, _XML, make)

    @router.get("/sitemap/{part}.xml", responses=_gives(_XML), summary="A part of the sitemap")
    async def part_of_sitemap(
        request: Request, part: Annotated[int, Path(description="From 1.", examples=["1"])]
    ) -> Response:
        def make() -> Response:
            paths = addresses(service.kb.store)[(part - 1) * PART : part * PART]
            if part < 1 or not paths:
                raise NotFoundError(f"The sitemap has no part {part}", mend="See /sitemap.xml.")
            home = base_address(request, service.settings)
            built = service.kb.manifest.built
            urls = "".join(_url(home + path, built) for path in paths)
            text = f"{_DECLARATION}<urlset {_NAMESPACES}>\n{urls}</urlset>\n"
            return Response(text, media_type=_XML)

        return await service.answer(request, _XML, make)


def _guides(router: APIRouter, service: Service) -> None:
    @router.get("/llms.txt", responses=_gives("text/markdown"), summary="A guide for models")
    async def llms(request: Request) -> Response:
        def make() -> Response:
            home = base_address(request, service.settings)
            return Response(guide(service.kb, home), media_type=_MARKDOWN)

        return await service.answer(request, "text/markdown", make)

    @router.get("/index.md", responses=_gives("text/markdown"), summary="The first page's twin")
    async def home_twin(request: Request) -> Response:
        def make() -> Response:
            home = base_address(request, service.settings)
            return Response(index(service.kb, home), media_type=_MARKDOWN)

        return await service.answer(request, "text/markdown", make)

    @router.get("/ontology.md", responses=_gives("text/markdown"), summary="The ontology's twin")
    async def ontology_twin(request: Request) -> Response:
        def make() -> Response:
            return Response(ontology(service.kb.store), media_type=_MARKDOWN)

        return await service.answer(request, "text/markdown", make)


_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def addresses(store: GraphStore) -> list[str]:
    """The paths of all pages, without their first slash: the site's own, then things by name."""
    return [*_PAGES, *sorted(set(_things(store)))]


def _things(store: GraphStore) -> Iterable[str]:
    for quad in store.quads(None, ox.NamedNode(RDF["type"])):
        if isinstance(quad.subject, ox.NamedNode):
            named = split(quad.subject.value)
            if named is not None and named[0] is not Kind.GRAPH:
                yield quad.subject.value.removeprefix(BASE)


def _url(address: str, built: str) -> str:
    where = escape(address)
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{where}?lang={tag}"/>'
        for tag in _LANGUAGES
    )
    return f"<url><loc>{where}</loc><lastmod>{built}</lastmod>{others}</url>\n"
