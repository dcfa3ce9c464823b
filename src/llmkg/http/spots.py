"""The spots of a request where another one like it may have other bytes.

Two kinds of them: names, which are the words behind ``?`` and ``$`` and at the end of a remark, and
constants, which are addresses between ``<`` and ``>``, plain strings between quotation marks, and
LIMIT and OFFSET with their numbers. Whether a spot is what it looks like is not told here: it is
found by trying, see :mod:`llmkg.http.alike`.
"""

from __future__ import annotations

import re
from typing import Any, Final

# A mark, and the word behind it; of a remark that is what stands behind its last letter. Or else a
# constant with its marks. Possessive throughout, so that no request can make this slow; and each
# begins with one of few characters, so that the engine skips what lies between.
_SPOTS: Final = re.compile(
    rb"""(%3[Ff]|%24|[?$]|%23(?:%20|[A-Za-z_:.+-])*+)([A-Za-z0-9_]*+)
      |(%3C(?:[A-Za-z0-9_.:/~-]++|%3A|%2F|%23)++%3E
       |%22(?:[A-Za-z0-9_.~+-]++|%20)++%22
       |(?:LIMIT|OFFSET)(?:%20|\+)[0-9]{1,9}+(?![0-9]))""",
    re.VERBOSE,
)
_STEP: Final = 4  # parts for each spot: what is before it, its mark, the word, the constant
_REMARK: Final = b"%23"
_ADDRESS: Final = b"%3C"
_TEXT: Final = b"%22"

Pattern = tuple[bytes | int | None, ...]


def spots(data: bytes) -> tuple[Pattern, list[bytes]]:
    """A request taken apart: what is the same in all like it, and what stands in its spots."""
    parts: list[Any] = _SPOTS.split(data)
    words = parts[2::_STEP]
    found = parts[3::_STEP]
    numbers: dict[bytes, int] = {}
    at = 2
    # Which names are the same is part of the pattern; which constants are is not.
    for place, word in enumerate(words):
        if word is not None:
            found[place] = word
            parts[at] = numbers.setdefault(word, at)
        else:
            parts[at + 1] = found[place][:3]
        at += _STEP
    return tuple(parts), found


def with_spots(data: bytes, found: list[bytes]) -> bytes:
    """The request with something else in its spots."""
    parts = _SPOTS.split(data)
    for number, each in enumerate(found):
        place = _STEP * number + 2
        if parts[place] is None:
            parts[place - 1 : place + 2] = (b"", b"", each)
        else:
            parts[place : place + 2] = (each, b"")
    return b"".join(parts)


def names(data: bytes) -> list[bytes | None]:
    """The words that may name a variable, in their spots; None where there is something else."""
    return [
        None if match[2] is None or match[1].startswith(_REMARK) else match[2]
        for match in _SPOTS.finditer(data)
    ]


def constants(data: bytes) -> list[bytes | None]:
    """The constants in their spots; None where there is something else."""
    return [match[3] for match in _SPOTS.finditer(data)]


def count(data: bytes, end: int) -> int:
    """How many spots there are before this byte."""
    return sum(1 for _ in _SPOTS.finditer(data, 0, end))


def written(constant: bytes) -> str:
    """A constant as a query has it."""
    if constant.startswith(_ADDRESS):
        inner = constant[3:-3]
        if b"%" in inner:
            inner = inner.replace(b"%3A", b":").replace(b"%2F", b"/").replace(b"%23", b"#")
        return f"<{inner.decode('ascii')}>"
    if constant.startswith(_TEXT):
        inner = constant[3:-3].replace(b"%20", b" ").replace(b"+", b" ")
        return f'"{inner.decode("ascii")}"'
    word, number = constant.replace(b"%20", b" ").replace(b"+", b" ").split()
    return f"{word.decode('ascii')} {number.decode('ascii')}"


def another(constant: bytes, text: str) -> bytes:
    """A constant of the same kind that does not stand in this query."""
    number = 100_000_000
    while True:
        if constant.startswith(_ADDRESS):
            made = b"%%3Curn%%3Ax:%d%%3E" % number
        elif constant.startswith(_TEXT):
            made = b"%%22%d%%22" % number
        else:
            made = b"%b%%20%d" % (constant[: constant.index(b"T") + 1], number)
        if written(made) not in text:
            return made
        number += 1
