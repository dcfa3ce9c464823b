"""Queries that differ in nothing but names, spaces and remarks are one query.

Its variables get names of our own before it is asked and kept, and those of the reader when it is
answered. Ours contain a number that nobody can guess, so that putting names back is a matter of
replacing bytes: no term of the data, and no text of a query, has them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_PARTS: Final = re.compile(
    r"""(<[^<>"{}|^`\\\x00-\x20]*+>|"[^"\r\n]*+"|[?$][A-Za-z_][A-Za-z0-9_]*+
      |[ \t\r\n]*+\#[^\r\n]*+(?:[\r\n][ \t\r\n]*+)?)""",
    re.VERBOSE,
)
_STAR: Final = re.compile(r"\bSELECT\s*(?:DISTINCT|REDUCED)?\s*\*", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Plain:
    """A query under names of our own.

    text   with these names, and without remarks
    ours   the names that stand in it
    names  those that the reader gave, in the same order
    """

    text: str
    ours: tuple[bytes, ...]
    names: tuple[bytes, ...]

    def renamed(self, found: bytes) -> bytes:
        """The answer under the reader's names."""
        return renamed(found, self.ours, self.names)


def renamed(found: bytes, ours: Sequence[bytes], names: Sequence[bytes]) -> bytes:
    """An answer with other names instead of ours."""
    for mine, name in zip(ours, names, strict=True):
        found = found.replace(mine, name)
    return found


class Renaming:
    """Gives names; those of one process are like no other's."""

    def __init__(self) -> None:
        stem = f"v{secrets.token_hex(8)}"
        # All of one length, so that none is the beginning of another.
        self._texts = tuple(f"?{stem}{number:02d}" for number in range(_MOST))
        self._bytes = tuple(text[1:].encode("ascii") for text in self._texts)

    def plain(self, text: str) -> Plain | None:
        """The query under our names; None for one that is written in less usual ways.

        What is no query of the cheap grammar may come out as nonsense, but never as another query
        of that grammar: whatever is not read here stays as it stands, and does not fit there.
        """
        if "'" in text or "\\" in text or '"""' in text:  # what these begin is not read here
            return None
        if "*" in text and _STAR.search(text):  # its columns may be in the order of their names
            return None
        known: dict[str, str] = {}
        texts = self._texts
        parts = _PARTS.split(text)
        for at in range(1, len(parts), 2):
            part = parts[at]
            mark = part[0]
            if mark in "?$":
                mine = known.get(part[1:])
                if mine is None:
                    if len(known) == _MOST:
                        return None
                    mine = known[part[1:]] = texts[len(known)]
                parts[at] = mine
            elif mark in "# \t\r\n":  # a remark, and the space around it
                parts[at] = " "
        if "\n" in text or "  " in text or "\t" in text:
            parts[::2] = [_SPACES.sub(" ", part) for part in parts[::2]]
        names = tuple([name.encode("ascii") for name in known])
        return Plain("".join(parts).strip(), self._bytes[: len(names)], names)
