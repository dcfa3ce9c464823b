"""What went wrong, for a reader: made of the problem document that a program would get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from llmkg.http.sheet import Sheet

_OWN_WORDS: Final = frozenset({400, 403, 404, 406, 422, 500, 503})


@dataclass(frozen=True, slots=True)
class FaultView:
    """A problem: its status, the end of the keys of its messages, what exactly, what to do."""

    status: int
    key: str
    detail: str
    mend: str


def fault(problem: Mapping[str, Any], status: int) -> Sheet:
    """The page of a problem document."""
    key = str(status) if status in _OWN_WORDS else "other"
    detail = str(problem.get("detail", problem.get("title", "")))
    view = FaultView(status, key, detail, str(problem.get("mend", "")))
    return Sheet(template="fault.html", view=view, title=f"fault-title-{key}")
