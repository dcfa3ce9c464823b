"""What the spans of claims leave of a text."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from llmkg.anchor.text import text_digest

REVIEWED = Path(__file__).with_name("uncovered.tsv")
KINDS = {"heading", "connective", "lead-in", "pointer"}
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of text (code points, end exclusive) that somebody found to state nothing."""

    start: int
    end: int
    kind: str
    digest: str


def reviewed() -> list[Gap]:
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        return [
            Gap(int(row["start"]), int(row["end"]), row["kind"], row["sha256"])
            for row in csv.DictReader(file, delimiter="\t")
        ]


def marks(length: int, spans: Iterable[tuple[int, int]]) -> bytearray:
    covered = bytearray(length)
    for start, end in spans:
        covered[start:end] = b"\x01" * (end - start)
    return covered


def uncovered(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The stretches with words in them that no span covers, without the marks at their ends."""
    for found in re.finditer(rb"\x00+", bytes(marks(len(text), spans))):
        words = list(WORD.finditer(text, found.start(), found.end()))
        if words:
            yield words[0].start(), words[-1].end()


def holds(text: str, gap: Gap) -> bool:
    return text_digest(text[gap.start : gap.end]) == gap.digest
