"""Whether something that was said still stands, and how a proposition is assessed."""

from __future__ import annotations

from llmkg.gather import assessments
from llmkg.gather.reader import Reader
from llmkg.model.assessment import Assessment
from llmkg.model.claim import Stance
from llmkg.model.level import Level
from llmkg.model.standing import ENDS, REPLACING, Standing, state


def standing(reader: Reader, iri: str) -> Standing:
    """Whether what has this IRI was retracted or superseded, and by what."""
    said = reader.said(iri)
    better = tuple(ref for by in REPLACING for ref in reader.refs(said.get(by, ())))
    ends = ((by, getattr(term, "value", "")) for by in ENDS for term in said.get(by, ()))
    return Standing(state(ends), better)


def assessed(reader: Reader, proposition: str) -> Assessment | None:
    """How a proposition stands, all considered; None where no claim speaks of it."""
    return assessments.current(reader, proposition)


def warranted(stance: Stance, assessment: Assessment | None) -> Level | None:
    """What the evidence warrants on the side of a claim; None where nothing does."""
    if assessment is None or stance is Stance.LEAVES_OPEN:
        return None
    return assessment.warrant_against if stance is Stance.DENIES else assessment.warrant
