"""Markdown (https://spec.commonmark.org/), in which no text of others means anything but itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]#|~$!])")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LIST: Final = re.compile(r"^([-+=:]|\d{1,9}(?=[.)](?:\s|$)))")
_TICKS: Final = re.compile(r"`+")
_UNSEEN: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What makes text run the other way, over what stands beside it."""
_LEAST: Final = 3


def escaped(text: str) -> str:
    """Text on one line, in which nothing is taken for a mark of Markdown or HTML."""
    line = " ".join("".join(map(_seen, text)).split())
    line = _SPECIAL.sub(r"\\\1", line)
    line = "".join(_ENTITIES.get(each, each) for each in line)
    # What would begin a list, a heading or a rule at the start of a line.
    return _LIST.sub(lambda found: _started(found[1]), line)


def link(text: str, address: str) -> str:
    """A link to a web address; the text alone for any other."""
    if not address.startswith(("https://", "http://")):
        return escaped(text)
    target = "".join(f"%{ord(each):02X}" if each in "<>\\ " else each for each in address)
    return f"[{escaped(text)}](<{target.replace('&', '&amp;')}>)"


def code(text: str) -> str:
    """Text as it is typed, on one line."""
    line = " ".join("".join(map(_seen, text)).split())
    fence = "`" * (_longest(line) + 1)
    inner = f" {line} " if line.startswith("`") or line.endswith("`") else line
    return f"{fence}{inner}{fence}" if line else ""


def fenced(text: str, language: str = "") -> str:
    """Lines as they are, which no line of theirs can end."""
    fence = "`" * max(_LEAST, _longest(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def bullets(lines: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {line}" for line in lines)


def document(parts: Iterable[str]) -> str:
    """Blocks with an empty line between them; those that are empty are left out."""
    return "\n\n".join(part for part in parts if part) + "\n"


def _seen(sign: str) -> str:
    if sign in _TURNS or (unicodedata.category(sign) in _UNSEEN and not sign.isspace()):
        return ""
    return sign


def _started(start: str) -> str:
    # Letters have no escape, and a number needs none: its dot does.
    return f"{start}\\" if start.isdecimal() else f"\\{start}"


def _longest(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)
