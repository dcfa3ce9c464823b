"""Drawings for the page that explains confidence, with the names that the ontology gives.

``python -m benchmarks.figures`` writes them anew into docs/figures.
"""

from __future__ import annotations

import sys
from html import escape
from typing import Final

import pyoxigraph as ox
from benchmarks.reference import COLOURS, LLMKG, PICTURE, RDFS, SKOS, ceilings, graph, text

WIDTH: Final = 760
_STEP: Final = 120
_LEFT: Final = 20


def levels() -> list[str]:
    """The English names of the levels, the least sure first."""
    store = graph()
    ranked = [
        (int(quad.object.value), quad.subject)
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{LLMKG}rank"), None)
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode)
    ]
    ranked.sort(key=lambda pair: pair[0])
    return [text(store, level, f"{SKOS}prefLabel", f"{RDFS}label") for _, level in ranked]


def three() -> str:
    """Stated, warranted, effective: two marks on the scale, and which of them counts."""
    names = levels()
    out = _head(250, "A source states more than its evidence warrants; the lower of the two counts")
    for rank, name in enumerate(names):
        left = _LEFT + rank * _STEP
        out.append(_bar(left, 100, _STEP - 4, 16, fill=COLOURS[rank]))
        out.append(_words(left + (_STEP - 4) / 2, 136, name, size=11))
    out += _mark(4, 92, "down", "stated", "“very likely”, says the source")
    out += _mark(3, 146, "up", "warranted", "a comparison of two released models licenses no more")
    x = _LEFT + 3 * _STEP + (_STEP - 4) / 2
    out.append(_words(x, 226, f"effective: {names[3]}", size=14, bold=True))
    return "\n".join([*out, "</svg>", ""])


def weakest() -> str:
    """Two premises and what follows, which is as sure as the weaker of them."""
    names = levels()
    out = _head(220, "A conclusion is as sure as its weakest premise")
    boxes = (
        (20, 20, "ChatGPT descends from code-davinci-002", 5),
        (20, 130, "code-davinci-002 is trained on code", 4),
        (440, 75, "so ChatGPT inherits training on code", 4),
    )
    for x, y, said, rank in boxes:
        out.append(_bar(x, y, 300, 66, fill="#ffffff", edge=COLOURS[rank]))
        out.append(_bar(x, y, 8, 66, fill=COLOURS[rank]))
        out.append(_words(x + 22, y + 28, said, anchor="start"))
        out.append(_words(x + 22, y + 50, names[rank], anchor="start", bold=True))
    for y in (53, 163):
        out.append(
            f'<path d="M320 {y}C380 {y} 380 108 432 108" fill="none" stroke="#555" '
            f'stroke-width="2"/>'
        )
    out.append('<path d="M426 102L438 108L426 114z" fill="#555"/>')
    return "\n".join([*out, "</svg>", ""])


def _head(height: int, title: str) -> list[str]:
    box = f'viewBox="0 0 {WIDTH} {height}" role="img"'
    font = 'font-family="system-ui, sans-serif" font-size="13"'
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} {font}>',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]


def _bar(  # noqa: PLR0913 - where, how large, in what colours
    x: float, y: float, width: float, height: float, *, fill: str, edge: str = "none"
) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="2" fill="{fill}"'
        f' stroke="{edge}" stroke-width="1.5"/>'
    )


def _words(  # noqa: PLR0913 - where, and how they look
    x: float, y: float, said: str, *, size: int = 13, bold: bool = False, anchor: str = "middle"
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}"{weight}>'
        f"{escape(said)}</text>"
    )


def _mark(rank: int, y: float, way: str, name: str, why: str) -> list[str]:
    x = _LEFT + rank * _STEP + (_STEP - 4) / 2
    tip = 8 if way == "down" else -8
    first, second = (y - 34, y - 16) if way == "down" else (y + 22, y + 40)
    return [
        f'<path d="M{x - 7:g} {y - tip:g}h14L{x:g} {y:g}z" fill="#222"/>',
        _words(x, first, name, bold=True),
        _words(x, second, why),
    ]


FIGURES: Final = {"ceilings.svg": ceilings, "three.svg": three, "weakest.svg": weakest}


if __name__ == "__main__":
    for file, draw in FIGURES.items():
        (PICTURE.parent / file).write_text(draw(), encoding="utf-8")
        sys.stdout.write(f"{PICTURE.parent / file}\n")
