"""Whether something that was said still stands, and how a proposition is assessed."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from llmkg.gather import assessments
from llmkg.gather.reader import Reader
from llmkg.model.assessment import Assessment
from llmkg.model.claim import Stance
from llmkg.model.level import Level
from llmkg.model.standing import Standing, State
from llmkg.vocab import DCTERMS, OWL, PROV

_RETRACTED: Final = (OWL.deprecated, PROV.invalidatedAtTime, PROV.wasInvalidatedBy)
_FALSE: Final = ("false", "0")


def standing(reader: Reader, iri: str) -> Standing:
    """Whether what has this IRI was retracted or superseded, and by what."""
    said = reader.said(iri)
    better = reader.refs(said.get(DCTERMS.isReplacedBy, ()))
    gone = any(
        not (isinstance(term, ox.Literal) and term.value in _FALSE)
        for predicate in _RETRACTED
        for term in said.get(predicate, ())
    )
    if gone:
        return Standing(State.RETRACTED, better)
    return Standing(State.SUPERSEDED if better else State.CURRENT, better)


def assessed(reader: Reader, proposition: str) -> Assessment | None:
    """How a proposition stands, all considered; None where no claim speaks of it."""
    return assessments.current(reader, proposition)


def warranted(stance: Stance, assessment: Assessment | None) -> Level | None:
    """What the evidence warrants on the side of a claim; None where nothing does."""
    if assessment is None or stance is Stance.LEAVES_OPEN:
        return None
    return assessment.warrant_against if stance is Stance.DENIES else assessment.warrant
