"""What a search finds, read with labels and definitions."""

from __future__ import annotations

from llmkg.gather.reader import Reader, labels
from llmkg.model.found import Found, Hit
from llmkg.model.page import Page
from llmkg.search import Matches
from llmkg.vocab import SKOS


def found(reader: Reader, matches: Matches, offset: int, limit: int) -> Found:
    """The page of hits from `offset` on that the matches are."""
    hits = tuple(
        Hit(
            reader.ref(each.iri),
            each.kind,
            labels(reader.said(each.iri), SKOS.definition),
            each.score,
        )
        for each in matches.items
    )
    page = Page(hits, matches.total, offset, limit)
    return Found(page, matches.exact, matches.kinds, matches.unknown)
