"""Pages: a view of the snapshot, rendered by a template into the frame, in the reader's language.

How to add one: docs/pages.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import pyoxigraph as ox
from fastapi import APIRouter, Depends, Query, Request
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import Response

from llmkg.check.rules import Rule, shapes_of
from llmkg.errors import LlmkgError
from llmkg.http.assets import Assets
from llmkg.http.chrome import LICENCE, Chrome, chrome
from llmkg.http.citation import citation
from llmkg.http.kept import Kept
from llmkg.http.language import Language, Messages, Translate, day, number, pick
from llmkg.http.params import HTML, only_known
from llmkg.http.registry import Registry, discover
from llmkg.http.service import Service, language_of
from llmkg.http.sheet import Sheet, Words, format_title
from llmkg.http.views.ontology import OntologyView, ontology, sheet
from llmkg.http.views.since import Since, since
from llmkg.http.views.thing import graph, thing
from llmkg.kb import KnowledgeBase
from llmkg.model.manifest import Manifest
from llmkg.quote.citing import remark
from llmkg.store.port import GraphStore
from llmkg.vocab import BASE, compact, split

LanguageName: TypeAlias = Annotated[
    Language | None,
    Query(alias="lang", description="Of the page; goes before Accept-Language."),
]
SnapshotName: TypeAlias = Annotated[
    str | None,
    Query(
        alias="snapshot",
        pattern="^[0-9a-f]{8,64}$",
        description="Digest of the snapshot that was cited; the page says when another is shown.",
    ),
]
_SITE: Final = "llmkg"


def page_params(_lang: LanguageName = None, _snapshot: SnapshotName = None) -> None:
    """A dependency of every route that gives a page: the parameters that all of them have."""


def page_router() -> APIRouter:
    """A router for pages: their common parameters are known, and others are refused."""
    return APIRouter(tags=["pages"], dependencies=[Depends(page_params), Depends(only_known)])


class Pages:
    """Renders sheets; one for the life of the server."""

    def __init__(self, service: Service, registry: Registry | None = None) -> None:
        self.service = service
        self.registry = registry or discover()
        self.assets = Assets()
        self.messages = Messages()
        self._entries = (self.assets.entry("src/app.ts"), self.assets.entry("src/theme.ts"))
        self._rules = tuple(_rules(service.settings.root))
        self._ontology = Kept(self._terms)
        self._templates = Environment(
            loader=PackageLoader("llmkg.http"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        self._templates.globals.update(licence=LICENCE, compact=compact)
        self._templates.filters.update(local=local, format_title=format_title)

    async def answer(
        self,
        request: Request,
        view: Callable[[KnowledgeBase], Sheet],
        *,
        status: int = 200,
        beside: str = "",
    ) -> Response:
        """The page that `view` makes, tagged; `view` runs on a thread.

        `beside`: what it depends on besides the snapshot.
        """

        def make() -> Response:
            body = self.render(request, view(self.service.kb))
            return Response(body, status, media_type=HTML.content_type())

        return await self.service.answer(request, HTML.media_type, make, beside=beside)

    def thing(
        self,
        request: Request,
        iri: str,
        quads: Callable[[], Iterable[ox.Quad]],
        *,
        plain: bool = False,
    ) -> bytes:
        """The page of a thing: that of its kind, else one that shows what the quads say.

        A page of a kind looks up what it shows; the quads are not even gathered for it.

        `plain`: it is to show just the quads, which are of another profile or day. Raises
        NotFoundError.
        """
        found = split(iri)
        page = self.registry.kinds.get(found[0]) if found else None
        if page is None or plain:
            offset = request.query_params.get("offset", "0")
            return self.render(request, thing(iri, quads(), offset))
        return self.render(request, page.view(self.service.kb, iri, dict(request.query_params)))

    def graph(self, request: Request, iri: str, store: GraphStore) -> bytes:
        """The page of a named graph. Raises NotFoundError."""
        return self.render(request, graph(iri, store))

    def ontology(self, request: Request) -> bytes:
        """The page of the ontology."""
        return self.render(request, sheet(self._ontology.of(self.service.kb)))

    def kind_params(self) -> dict[str, Any]:
        """The parameters that pages of kinds have for themselves, as OpenAPI describes them."""
        pages = self.registry.kinds.values()
        params = {"offset": "Where the list of a page begins."}
        params |= {name: text for page in pages for name, text in page.params.items()}
        return {
            "parameters": [
                {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
                for name, text in params.items()
            ]
        }

    def render(self, request: Request, sheet: Sheet) -> bytes:
        """A sheet in its frame."""
        kb = self.service.kb
        page = self._frame(request, kb.manifest)
        said = remark(kb, sheet.iri, page.lang) if sheet.iri else None
        return self._render(page, sheet, said)

    def fault(self, request: Request, sheet: Sheet) -> bytes:
        """As `render`, where there may be no snapshot to read."""
        try:
            manifest = self.service.kb.manifest
        except LlmkgError:
            manifest = None
        return self._render(self._frame(request, manifest), sheet)

    def fragment(self, request: Request, template: str, **values: Any) -> bytes:
        """A page without the frame, for what others show inside theirs."""
        lang = language_of(request)
        return (
            self._templates.get_template(template)
            .render(
                t=self.messages.translate(Language(lang)),
                lang=lang,
                pick=lambda labels: pick(labels, lang),
                styles=self._entries[0].styles,
                **values,
            )
            .encode()
        )

    def _terms(self, kb: KnowledgeBase) -> OntologyView:
        """What the vocabulary's page shows, for as long as the snapshot is this one."""
        service = self.service
        counts = service.descriptions.statistics(service.readings.get()).uses()
        return ontology(kb, counts, self._rules)

    def _frame(self, request: Request, manifest: Manifest | None) -> Chrome:
        settings = self.service.settings
        return chrome(request, settings, self.registry.nav, self._entries, manifest)

    def _render(self, page: Chrome, sheet: Sheet, said: str | None = None) -> bytes:
        say = self.messages.translate(page.language)
        lang = page.lang

        def words(of: Words) -> str:
            return say(of) if isinstance(of, str) else pick(of, lang).value

        title, description = words(sheet.title), words(sheet.description)
        values: dict[str, Any] = {
            "page": page,
            "sheet": sheet,
            "view": sheet.view,
            "t": say,
            "has": self.messages.has,
            "url": page.url,
            "words": words,
            "term": self._term(say),
            "pick": lambda labels: pick(labels, lang),
            "number": lambda value: number(value, lang),
            "day": lambda value: day(value, lang),
            "title": title,
            # A work that has no title in the reader's language goes under its own.
            "title_lang": None
            if isinstance(sheet.title, str)
            else (pick(sheet.title, lang).language or None),
            "description": description,
            "json_ld": json_ld(page, sheet, title, description),
            "cite": citation(page, title, said) if page.manifest is not None else None,
            "since": self._since(page, sheet),
        }
        return self._templates.get_template(sheet.template).render(**values).encode()

    def _since(self, page: Chrome, sheet: Sheet) -> Since | None:
        if page.snapshot is None or not page.is_outdated:
            return None
        return since(self.service.kb, self.service.settings.out, page.snapshot, sheet.iri)

    def _term(self, say: Translate) -> Callable[[str], str]:
        """What gives the name of a foreign term, which has no label in the data, if we have one."""

        def name(iri: str) -> str:
            key = f"term-{compact(iri).replace(':', '-')}"
            return say(key) if self.messages.has(key) else ""

        return name


def _rules(root: Path) -> Iterable[Rule]:
    """The rules of the check, read by the engine: it is quick, and `llmkg check` has tried them."""
    files = sorted((root / "ontology" / "shapes").glob("*.ttl"))
    quads = [quad for path in files for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]
    return shapes_of(quads).rules.values()


def json_ld(page: Chrome, sheet: Sheet, title: str, description: str) -> dict[str, Any]:
    """The page, and what it is about, in terms of schema.org."""
    about = {"@id": sheet.iri, "@type": sheet.kind, "name": title, **sheet.facts}
    return {
        "@context": "https://schema.org/",
        "@type": "WebPage",
        "@id": page.canonical,
        "name": title,
        "description": description,
        "inLanguage": page.lang,
        "license": LICENCE,
        "isPartOf": {"@type": "Dataset", "@id": BASE, "name": _SITE, "url": page.base},
        **({"mainEntity": about} if about["@id"] else {}),
    }


def local(iri: str) -> str:
    """The path at which this server has a thing of ours; other addresses as they are.

    What is no web address leads nowhere.
    """
    if iri.startswith(BASE):
        return f"/{iri.removeprefix(BASE)}"
    return iri if iri.startswith(("http://", "https://")) else ""
