"""What a search finds, read with labels and definitions, and with how it stands."""

from __future__ import annotations

from llmkg.gather.reader import Reader, labels
from llmkg.gather.standing import assessed, standing
from llmkg.model.claim import Stance
from llmkg.model.found import Found, Hit
from llmkg.model.page import Page
from llmkg.model.text import Ref
from llmkg.search import Match, Matches
from llmkg.vocab import LLMKG, SKOS, Kind


def found(reader: Reader, matches: Matches, offset: int, limit: int) -> Found:
    """The page of hits from `offset` on that the matches are."""
    hits = tuple(_hit(reader, each) for each in matches.items)
    page = Page(hits, matches.total, offset, limit)
    return Found(page, matches.exact, matches.kinds, matches.unknown)


def _hit(reader: Reader, match: Match) -> Hit:
    return Hit(
        reader.ref(match.iri),
        match.kind,
        labels(reader.said(match.iri), SKOS.definition),
        match.score,
        reader.level(LLMKG[match.level]) if match.level else None,
        _status(reader, match),
        standing(reader, match.iri).state,
    )


def _status(reader: Reader, match: Match) -> Ref | None:
    """The status of a proposition; a claim is as disputed as that on which it speaks."""
    if match.kind == Kind.PROPOSITION:
        about = match.iri
    elif match.kind == Kind.CLAIM:
        said = reader.said(match.iri)
        found = (reader.one_ref(said, LLMKG[stance.value]) for stance in Stance)
        about = next((each.iri for each in found if each is not None), "")
    else:
        about = ""
    assessment = assessed(reader, about) if about else None
    return assessment.status if assessment is not None else None
