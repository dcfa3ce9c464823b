"""Plain small pages by Jinja2, in English and Chinese."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from llmkg import __version__
from llmkg.export.export import named_graph
from llmkg.export.formats import GRAPH_FORMATS
from llmkg.queries import NamedQuery
from llmkg.store.port import GraphStore
from llmkg.vocab import BASE, LLMKG, ONTOLOGY_GRAPH, OWL, RDF, RDFS, SKOS, compact

_LANGUAGES = ("en", "zh")
_LABEL = RDFS["label"]


class Pages:
    """Renders the templates of this package."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("llmkg.http"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(version=__version__, formats=GRAPH_FORMATS)

    def home(
        self, request: Request, counts: Mapping[str, int], queries: Sequence[NamedQuery]
    ) -> bytes:
        """What this is, with counts, the stored queries as links, and the routes."""
        linked = [(query, urlencode(example_values(query))) for query in queries]
        routes = [
            (route["path"], route["summary"])
            for route in _routes(request.app.openapi())
            if route["path"] != "/"
        ]
        return self._render("home.html", counts=counts, queries=linked, routes=routes)

    def thing(self, request: Request, iri: str, quads: Iterable[ox.Quad]) -> bytes:
        """A thing: what is said of it, what points to it, and what else belongs to it."""
        everything = sorted(quads, key=str)
        labels = _labels(everything)
        about: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        for quad in everything:
            if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value != _LABEL:
                row = (quad.predicate.value, quad.object)
                if row not in about[quad.subject.value]:
                    about[quad.subject.value].append(row)
        others = {name: rows for name, rows in about.items() if name != iri}
        return self._render(
            "thing.html",
            iri=iri,
            path=request.url.path,
            label=labels.get(iri, {}),
            rows=_rows(about.get(iri, []), labels),
            others=[(_link(name, labels), _rows(rows, labels)) for name, rows in others.items()],
        )

    def graph(self, request: Request, iri: str, store: GraphStore) -> bytes:
        """A named graph: its size and its formats. Raises NotFoundError as the export does."""
        size = len(named_graph(store, iri))
        return self._render("graph.html", iri=iri, path=request.url.path, size=size)

    def ontology(self, request: Request, store: GraphStore) -> bytes:
        """The ontology's terms with labels and definitions."""
        graph = ox.NamedNode(ONTOLOGY_GRAPH)
        quads = sorted(store.quads(graph=graph), key=str)
        labels = _labels(quads)
        definitions = _texts(quads, SKOS["definition"])
        kinds: dict[str, list[str]] = defaultdict(list)
        wanted = {
            OWL["Class"]: "Classes 类",
            OWL["ObjectProperty"]: "Object properties 对象属性",
            OWL["DatatypeProperty"]: "Datatype properties 数据属性",
        }
        for quad in quads:
            term = quad.subject
            if (
                quad.predicate.value == RDF["type"]
                and isinstance(term, ox.NamedNode)
                and isinstance(quad.object, ox.NamedNode)
                and term.value.startswith(LLMKG)
                and quad.object.value in wanted
            ):
                kinds[wanted[quad.object.value]].append(term.value)
        groups = [
            (
                title,
                [
                    (iri.removeprefix(LLMKG), labels.get(iri, {}), definitions.get(iri, {}))
                    for iri in sorted(set(kinds[title]))
                ],
            )
            for title in wanted.values()
        ]
        return self._render("ontology.html", path=request.url.path, groups=groups)

    def _render(self, template: str, **values: Any) -> bytes:
        return self._templates.get_template(template).render(**values).encode()


def _routes(description: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"path": path, "summary": f"{method.upper()}: {operation.get('summary', '')}"}
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def _texts(quads: Iterable[ox.Quad], predicate: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        if (
            quad.predicate.value == predicate
            and isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.Literal)
        ):
            found[quad.subject.value][quad.object.language or ""] = quad.object.value
    return found


def _labels(quads: Iterable[ox.Quad]) -> dict[str, dict[str, str]]:
    return _texts(quads, _LABEL)


def _rows(
    rows: Iterable[tuple[str, Any]], labels: Mapping[str, Mapping[str, str]]
) -> list[tuple[dict[str, str], dict[str, str]]]:
    return [(_link(predicate, labels), _value(value, labels)) for predicate, value in rows]


def _value(value: Any, labels: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    if isinstance(value, ox.NamedNode):
        return _link(value.value, labels)
    if isinstance(value, ox.Literal):
        return {"text": value.value, "lang": value.language or "", "href": ""}
    return {"text": str(value), "lang": "", "href": ""}


def _link(iri: str, labels: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """A link to where this server has the thing; foreign IRIs link to themselves."""
    names = [labels[iri][lang] for lang in _LANGUAGES if lang in labels.get(iri, {})]
    text = " · ".join(dict.fromkeys(names)) or compact(iri)
    web = iri.startswith(("http://", "https://"))
    href = f"/{iri.removeprefix(BASE)}" if iri.startswith(BASE) else iri if web else ""
    return {"text": text, "lang": "", "href": href}


def example_values(query: NamedQuery) -> dict[str, str]:
    """Values for the required parameters of a query, from its examples."""
    return {
        name: param.example or ""
        for name, param in query.params.items()
        if param.required and param.default is None
    }
