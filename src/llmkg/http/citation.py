"""How a page is cited: BibTeX and CSL-JSON, bound to the snapshot that it showed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from llmkg.http.chrome import Chrome

_AUTHORS: Final = "The llmkg contributors"
_SPECIAL: Final = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "&%$#_{}"},
}
"""What TeX reads as something else."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A page as a reference: where it stays, and two formats that reference managers read."""

    permalink: str
    bibtex: str
    csl: str


def citation(page: Chrome, title: str) -> Citation:
    """The reference to a page with this title. The page has a manifest."""
    assert page.manifest is not None  # noqa: S101 - what has no snapshot cannot be cited
    year, month, day = page.manifest.built[:10].split("-")
    key = re.sub(r"[^a-z0-9]+", "-", page.path.lower()).strip("-") or "home"
    note = f"llmkg {page.version}, snapshot {page.manifest.digest}"
    fields = {
        "title": f"{{{_tex(title)}}}",
        "author": f"{{{_AUTHORS}}}",
        "year": year,
        "month": str(int(month)),
        "howpublished": "llmkg",
        "url": page.permalink,
        "note": _tex(note),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    csl = {
        "id": f"llmkg-{key}",
        "type": "dataset",
        "title": title,
        "author": [{"literal": _AUTHORS}],
        "issued": {"date-parts": [[int(year), int(month), int(day)]]},
        "container-title": "llmkg",
        "version": page.manifest.digest,
        "URL": page.permalink,
        "language": page.lang,
    }
    return Citation(
        page.permalink,
        f"@misc{{llmkg-{key},\n{lines}\n}}",
        json.dumps([csl], ensure_ascii=False, indent=2),
    )


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(mark, mark) for mark in text)
