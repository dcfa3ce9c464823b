"""Any thing as Markdown: what is said of it, line by line, with names in English and Chinese."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.export.profiles import DEFAULT, profiled
from llmkg.kb import KnowledgeBase
from llmkg.quote.marks import bullets, document, escaped, link
from llmkg.vocab import BASE, RDFS, compact

Labels: TypeAlias = Mapping[str, Mapping[str, str]]

_LABEL: Final = RDFS["label"]
_LANGUAGES: Final = ("en", "zh")


def card_of(kb: KnowledgeBase, iri: str, home: str, day: str | None = None) -> str:
    """The card of a thing, also as of a day (YYYY-MM-DD). Raises NotFoundError."""
    return card(iri, profiled(kb.store, kb.queries, iri, DEFAULT, day), home)


def card(iri: str, quads: Iterable[ox.Quad], home: str) -> str:
    """The thing first, then what stands around it; `home` is the address of the server's root."""
    everything = sorted(quads, key=str)
    labels = _labels(everything)
    about: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in everything:
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value != _LABEL:
            about[quad.subject.value].append(quad)
    parts = [f"# {_name(iri, labels)}", f"<{iri}>", _list(about.pop(iri, []), labels, home)]
    for name, rows in about.items():
        parts += [f"## {_linked(name, labels, home)}", _list(rows, labels, home)]
    return document(parts)


def _list(quads: Sequence[ox.Quad], labels: Labels, home: str) -> str:
    lines = [
        f"{_name(quad.predicate.value, labels)}: {_value(quad.object, labels, home)}"
        for quad in quads
    ]
    return bullets(dict.fromkeys(lines))


def _value(term: object, labels: Labels, home: str) -> str:
    if isinstance(term, ox.NamedNode):
        return _linked(term.value, labels, home)
    if isinstance(term, ox.Literal):
        return escaped(term.value) + (f" ({escaped(term.language)})" if term.language else "")
    return escaped(str(term))


def _linked(iri: str, labels: Labels, home: str) -> str:
    address = home + iri.removeprefix(BASE) if iri.startswith(BASE) else iri
    return link(_plain(iri, labels), address)


def _name(iri: str, labels: Labels) -> str:
    return escaped(_plain(iri, labels))


def _plain(iri: str, labels: Labels) -> str:
    names = [labels[iri][tag] for tag in _LANGUAGES if tag in labels.get(iri, {})]
    return " · ".join(dict.fromkeys(names)) or compact(iri)


def _labels(quads: Iterable[ox.Quad]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        if (
            quad.predicate.value == _LABEL
            and isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.Literal)
        ):
            found[quad.subject.value].setdefault(quad.object.language or "en", quad.object.value)
    return found
