"""A thing as Markdown: what is said of it, line by line, with names in English and Chinese."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.vocab import BASE, RDFS, compact

Labels: TypeAlias = Mapping[str, Mapping[str, str]]

_LABEL: Final = RDFS["label"]
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|#])")
_LANGUAGES: Final = ("en", "zh")


def markdown(iri: str, quads: Iterable[ox.Quad], home: str) -> str:
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
    return "\n\n".join(part for part in parts if part) + "\n"


def _list(quads: Sequence[ox.Quad], labels: Labels, home: str) -> str:
    lines = [
        f"- {_name(quad.predicate.value, labels)}: {_value(quad.object, labels, home)}"
        for quad in quads
    ]
    return "\n".join(dict.fromkeys(lines))


def _value(term: object, labels: Labels, home: str) -> str:
    if isinstance(term, ox.NamedNode):
        return _linked(term.value, labels, home)
    if isinstance(term, ox.Literal):
        return escaped(term.value) + (f" ({term.language})" if term.language else "")
    return escaped(str(term))


def _linked(iri: str, labels: Labels, home: str) -> str:
    name = _name(iri, labels)
    if not iri.startswith(("https://", "http://")):
        return name
    address = home + iri.removeprefix(BASE) if iri.startswith(BASE) else iri
    return f"[{name}](<{address}>)"


def _name(iri: str, labels: Labels) -> str:
    names = [labels[iri][tag] for tag in _LANGUAGES if tag in labels.get(iri, {})]
    return escaped(" · ".join(dict.fromkeys(names)) or compact(iri))


def escaped(text: str) -> str:
    """Text in which nothing is taken for a mark of Markdown, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


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
