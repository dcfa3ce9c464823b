"""Lists as tables: a row for each item, nothing left out that qualifies it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any, Final

from llmkg.http.facade.words import Json

_COLUMNS: Final = (
    *("claim", "label_en", "label_zh", "stance", "proposition", "proposition_label_en"),
    *("proposition_label_zh", "proposition_status", "effective_confidence", "confidence"),
    *("hedge", "status", "source", "section"),
)


def claim_table(claims: Iterable[Json]) -> bytes:
    """Claims as CSV (RFC 4180): each with its hedge and status and how its proposition stands."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for claim in claims:
        proposition: Mapping[str, Any] = claim[claim["stance"]]
        standing = proposition.get("assessment", {})
        hedges = [word for words in claim["hedge"].values() for word in words]
        writer.writerow(
            (
                *(claim["@id"], *_labels(claim), claim["stance"]),
                *(proposition["@id"], *_labels(proposition)),
                standing.get("status", {}).get("label", {}).get("en", ""),
                standing.get("effectiveConfidence", {}).get("name", ""),
                claim["confidence"]["name"],
                *("; ".join(hedges), claim["status"]),
                *(claim["statedIn"]["@id"], claim["section"] or ""),
            )
        )
    return out.getvalue().encode()


def _labels(named: Mapping[str, Any]) -> tuple[str, str]:
    labels = named.get("label", {})
    return labels.get("en", ""), labels.get("zh", "")
