"""What was linked, as a mapping set of SSSOM: a TSV file with its metadata in comments.

A cell of a table has no IRI, so each gets one under that of the set; its text is the label. A name
that is the same makes an exact match, by the names (semapv:LexicalMatching); one that is alike is
so by a threshold of likeness. What does not stand out is no mapping; asked for, it is a close one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import yaml

from llmkg import __version__
from llmkg.link.found import Found
from llmkg.link.table import Cell
from llmkg.vocab import PREFIXES, SKOS

LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
COLUMNS: Final = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label"),
    *("mapping_justification", "confidence", "mapping_tool", "mapping_tool_version"),
    *("mapping_date", "comment"),
)
SEMAPV: Final = "https://w3id.org/semapv/vocab/"
_TOOL: Final = "llmkg link"
_CURIE: Final = re.compile(r"[^\s:]+:[^\s]+")
_NO_SLUG: Final = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class Linked:
    """A cell and the candidate that it is mapped to."""

    cell: Cell
    to: Found


@dataclass(frozen=True, slots=True)
class About:
    """What is said of the whole set."""

    iri: str
    license: str
    title: str
    day: date


def mapping_set(linked: Iterable[Linked], about: About) -> str:
    """The file's text."""
    prefixes = dict(PREFIXES)
    used: dict[str, str] = {"semapv": SEMAPV, "skos": str(SKOS), "table": f"{about.iri}#"}
    rows = []
    taken: set[str] = set()
    for each in linked:
        object_id, prefix, namespace = _curie(each.to.iri, prefixes)
        used[prefix] = namespace
        rows.append(_row(each, object_id, about, taken))
    rows.sort(key=lambda row: (row["subject_id"], row["object_id"]))
    head: dict[str, Any] = {
        "mapping_set_id": about.iri,
        "mapping_set_title": about.title,
        "license": about.license,
        "curie_map": dict(sorted(used.items())),
    }
    text = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=1_000)
    out = io.StringIO(newline="")
    out.writelines(f"#{line}\n" for line in text.splitlines())
    writer = csv.DictWriter(out, COLUMNS, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _row(each: Linked, object_id: str, about: About, taken: set[str]) -> Mapping[str, str]:
    exact = each.to.lexical is True
    how = "LexicalMatching" if exact else "LexicalSimilarityThresholdMatching"
    times = f", {each.cell.count} times" if each.cell.count > 1 else ""
    return {
        "subject_id": f"table:{_slug(each.cell.value, taken)}",
        "subject_label": _flat(each.cell.value),
        "predicate_id": "skos:exactMatch" if each.to.match else "skos:closeMatch",
        "object_id": object_id,
        "object_label": _flat(each.to.name),
        "mapping_justification": f"semapv:{how}",
        "confidence": f"{each.to.score / 100:.3f}",
        "mapping_tool": _TOOL,
        "mapping_tool_version": __version__,
        "mapping_date": about.day.isoformat(),
        "comment": f"line {each.cell.line} of the table{times}",
    }


def _slug(text: str, taken: set[str]) -> str:
    """A readable local name, the same whenever the same text comes."""
    slug = _NO_SLUG.sub("-", text.lower()).strip("-.")[:60]
    if not slug or not text.isascii() or slug in taken:
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        slug = f"{slug}-{digest}" if slug else digest
    taken.add(slug)
    return slug


def _curie(iri: str, prefixes: dict[str, str]) -> tuple[str, str, str]:
    """The CURIE of an IRI, its prefix and namespace; a new prefix where none fits."""
    fitting = [
        (len(namespace), prefix)
        for prefix, namespace in prefixes.items()
        if iri.startswith(namespace) and _CURIE.fullmatch(f"{prefix}:{iri[len(namespace) :]}")
    ]
    if fitting:
        prefix = max(fitting)[1]
    else:
        end = max(iri.rfind("/"), iri.rfind("#")) + 1
        if not end or end == len(iri):
            end = iri.find(":") + 1
        prefix = f"ns{sum(each.startswith('ns') for each in prefixes) + 1}"
        prefixes[prefix] = iri[:end]
    namespace = prefixes[prefix]
    return f"{prefix}:{iri[len(namespace) :]}", prefix, namespace


def _flat(text: str) -> str:
    """A text in one line: a cell of TSV has no others."""
    return " ".join(text.split())
