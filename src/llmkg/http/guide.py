"""Texts for language models, made from the data: llms.txt and the twins of the main pages.

The form of llms.txt is that of https://llmstxt.org/: a heading, a block quote, lists of links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from llmkg.export.dataset import TELLS
from llmkg.http.views.catalogue import CatalogueView, Item, catalogue
from llmkg.kb import KnowledgeBase
from llmkg.model.text import Ref
from llmkg.quote.marks import escaped
from llmkg.store.port import GraphStore
from llmkg.vocab import LLMKG, ONTOLOGY_GRAPH, RDFS, SKOS, Kind

_ABILITIES: Final = 40
_MOST: Final = 60
"""Things of a list that the guide names: a model reads it whole, before anything else."""
_HOW: Final = """\
Everything here is what a source claims, not what is true. Quote a claim with its source, its
hedge and its confidence, and say so where a proposition is contested or refuted, or a claim
superseded or retracted. Every thing has a text in Markdown at its address with `.md` after it
(`?lang=zh` for Chinese); that of a claim begins with how it may be quoted, and ends with how to
cite it."""


def guide(kb: KnowledgeBase, home: str) -> str:
    """``/llms.txt``."""
    return _document(
        [
            "# llmkg",
            f"> {TELLS['en']}",
            _HOW,
            "## Start",
            _list(
                [
                    (f"{home}index.md", "What this is", "with the numbers and the questions"),
                    (f"{home}ontology.md", "The ontology", "every term with its definition"),
                ]
            ),
            "## Ask",
            _list(
                [
                    (f"{home}api/openapi.json", "REST", "described by OpenAPI; answers in JSON-LD"),
                    (f"{home}sparql", "SPARQL", "endpoint; its bare address describes it"),
                    (f"{home}api/queries", "Stored queries", "with typed parameters"),
                    (f"{home}mcp", "Tools", "Model Context Protocol over Streamable HTTP"),
                    (f"{home}reconcile", "Names", "Reconciliation API: what a name stands for"),
                    (f"{home}api/open-questions", "Open questions", "what nobody knows yet"),
                    (f"{home}api/tensions", "Tensions", "claims that do not sit together"),
                ]
            ),
            "## Abilities",
            _foremost(kb, home, "abilities", _ABILITIES),
            "## Models",
            _foremost(kb, home, "models", _MOST, kind=Kind.MODEL.value),
            "## Sources",
            _foremost(kb, home, "sources", _MOST),
            "## Optional",
            _list(
                [
                    (f"{home}dumps/llmkg.nq.gz", "Everything", "N-Quads, packed"),
                    (f"{home}.well-known/void", "The dataset", "VoID and DCAT"),
                    (f"{home}sitemap.xml", "Every page", "sitemap"),
                    (f"{home}fair", "How FAIR this is", "as last measured, and what is missing"),
                ]
            ),
        ]
    )


def index(kb: KnowledgeBase, home: str) -> str:
    """``/index.md``: the first page in Markdown."""
    counts = "\n".join(f"- {name}: {count:,}" for name, count in sorted(kb.counts().items()))
    levels = "\n".join(
        f"- {level.rank}: {' · '.join(escaped(text) for _, text in sorted(level.label.items()))}"
        for level in kb.levels()
    )
    queries = _list(
        (f"{home}api/queries/{name}", query.summary, name)
        for name, query in sorted(kb.queries.items())
        if not query.internal
    )
    return _document(
        [
            "# Where does an ability of a language model come from?",
            f"{TELLS['en']}\n\n{TELLS['zh']}",
            _HOW,
            "## What there is",
            counts,
            "## Levels of confidence",
            levels,
            "## Questions to ask",
            queries,
        ]
    )


def ontology(store: GraphStore) -> str:
    """``/ontology.md``: every term with its label and definition."""
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    parts: dict[str, list[str]] = {}
    for predicate in (RDFS["label"], SKOS["definition"]):
        quads = store.quads(None, ox.NamedNode(predicate), None, graph)
        for quad in sorted(quads, key=str):
            term, text = quad.subject, quad.object
            if (
                isinstance(term, ox.NamedNode)
                and isinstance(text, ox.Literal)
                and term.value.startswith(LLMKG)
            ):
                parts.setdefault(term.value.removeprefix(LLMKG), []).append(escaped(text.value))
    terms = (f"## llmkg:{name}\n\n" + "\n\n".join(parts[name]) for name in sorted(parts))
    return _document(["# The llmkg ontology", f"Prefix `llmkg:` is `{LLMKG}`.", *terms])


def _foremost(kb: KnowledgeBase, home: str, name: str, most: int, **asked: str) -> str:
    """The things of a list of which most is said; where there are more, how many, and where."""
    view = catalogue(kb, name, asked, limit=most).view
    assert isinstance(view, CatalogueView)  # noqa: S101 - a list is one
    total = view.items.total
    links = [
        (f"{home}{each.ref.kind}/{each.ref.slug}.md", _name(each.ref), " · ".join(_about(each)))
        for each in view.items.items
    ]
    if total <= most:
        return _list(links)
    rest = f"{most:,} of {total:,}, those of which most is said"
    return "\n".join((_list(links), _list([(f"{home}{name}", f"All {name}", rest)])))


def _name(ref: Ref) -> str:
    return ref.label.get("en", ref.slug or ref.iri)


def _about(item: Item) -> Iterator[str]:
    if "zh" in item.ref.label:
        yield item.ref.label["zh"]
    yield f"{item.claims} claims"


def _list(links: Iterable[tuple[str, str, str]]) -> str:
    return "\n".join(
        f"- [{escaped(name)}]({address}): {escaped(about)}" for address, name, about in links
    )


def _document(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
