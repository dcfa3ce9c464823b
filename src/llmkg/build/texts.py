"""The index of texts of a large build: documents are put together by several processes.

What a thing is called stands in the lines about it; how often it is mentioned is told by columns;
and how sure one can be of a proposition was written down by the assessment. Nothing is asked of the
store, which may still be loading.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from llmkg.build.crew import Crew
from llmkg.build.place import Spread
from llmkg.build.progress import Meter
from llmkg.rdf.part import LINES
from llmkg.search.documents import MOST_MENTIONS, TERM, Document, document, kind_of
from llmkg.search.index import write_documents


def write_texts(crew: Crew, folder: Path, texts: Spread, meter: Meter) -> None:
    """Write the index into a new folder."""

    def documents() -> Iterator[Document]:
        jobs = ((texts, number) for number in range(len(texts.parts)))
        for some in crew.each(documents_of, jobs):
            yield from some
            meter.done(1)

    write_documents(folder, documents())


def documents_of(job: tuple[Spread, int]) -> list[Document]:
    """The documents of all things that a part is the first one to name."""
    texts, number = job
    lines = texts.open()
    found: list[Document] = []
    here = (texts.parts[number] / LINES).read_bytes().splitlines(keepends=True)
    for subject, _ in groupby(here, key=_subject):
        if not subject.startswith(b"<"):
            continue
        iri = subject[1:-1].decode()
        kind = kind_of(iri)
        if kind is None or lines.first(subject) != number:
            continue
        mentions = None if kind == TERM else min(lines.mentions(subject), MOST_MENTIONS)
        made = document(lines, iri, mentions=mentions)
        if made is not None:
            found.append(made)
    return found


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]
