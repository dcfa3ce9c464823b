"""Turtle as the files of ``claims/`` are written: prefixes, one block a thing, parts in place.

`export` sorts quads for machines; what people keep under version control reads in the order of its
source, with labels in two languages on two lines and locators where they belong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from llmkg.vocab import PREFIXES, XSD, compact

_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$")
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NEXT: Final = " ,\n        "
_USED: Final = re.compile(r"(?<![\w:\"<])([a-z]+):(?=[A-Za-z0-9_])")
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|<[^>]*>')

Properties = Sequence[tuple[str, Sequence[str]]]
"""Predicates as they are written, each with its objects as they are written."""


def iri(value: str) -> str:
    """An IRI, by prefix where Turtle allows it."""
    short = compact(value)
    prefix, colon, local = short.partition(":")
    if short != value and colon and prefix in PREFIXES and _LOCAL.match(local):
        return short
    return "<" + re.sub(r'[\x00-\x20<>"{}|^`\\]', lambda c: f"%{ord(c[0]):02X}", value) + ">"


def literal(value: str, kind: str = "") -> str:
    """A literal; `kind` is a language, or the local name of a datatype of XSD after `^`."""
    text = "".join(
        _ESCAPES.get(c) or (f"\\u{ord(c):04X}" if ord(c) < ord(" ") else c) for c in value
    )
    if kind.startswith("^"):
        return f'"{text}"' if kind == "^string" else f'"{text}"^^{compact(XSD[kind[1:]])}'
    return f'"{text}"@{kind}' if kind else f'"{text}"'


def both(english: str, chinese: str) -> list[str]:
    """A text in the two languages."""
    return [literal(english, "en"), literal(chinese, "zh")]


def number(value: Decimal) -> str:
    """A number, without exponent."""
    return format(value, "f")


def part(properties: Properties) -> str:
    """A thing without a name, written where it belongs."""
    said = [f"{name} {' , '.join(values)}" for name, values in properties if values]
    return f"[ {' ; '.join(said)} ]"


def block(subject: str, properties: Properties) -> str:
    """A thing and what is said of it."""
    lines = [f"{name} {_NEXT.join(values)}" for name, values in properties if values]
    return f"{iri(subject)} " + " ;\n    ".join(lines) + " .\n"


def document(heading: str, blocks: Iterable[str]) -> str:
    """A whole file: the prefixes that it uses, a comment, and its blocks."""
    body = "\n".join(blocks)
    used = {found for found in _USED.findall(_STRINGS.sub('""', body)) if found in PREFIXES}
    used |= {"xsd"} if "^^xsd:" in body else set()
    prefixes = "".join(
        f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in PREFIXES if name in used
    )
    comment = "".join(f"# {line}\n" for line in heading.splitlines())
    return f"{prefixes}\n{comment}\n{body}"
