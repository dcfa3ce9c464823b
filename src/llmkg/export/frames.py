"""JSON-LD frames: how the tree of a thing is put together, for each kind of thing.

A client that has the data as RDF gets the document that we serve by framing with the published
frame and the thing's ``@id``. What only points to the thing stands under ``included`` there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from llmkg.vocab import Kind

CLASSES: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.MODEL: ("Model",),
    Kind.FAMILY: ("ModelFamily",),
    Kind.STAGE: ("TrainingStage",),
    Kind.METHOD: ("TrainingMethod",),
    Kind.ABILITY: ("Ability",),
    Kind.DATASET: ("Dataset",),
    Kind.BENCHMARK: ("Benchmark",),
    Kind.PROPOSITION: ("Proposition",),
    Kind.CLAIM: ("Claim",),
    Kind.EVIDENCE: ("Evidence",),
    Kind.SOURCE: ("Source",),
    Kind.AGENT: ("Person", "Organisation", "Agent"),
    Kind.QUESTION: ("OpenQuestion",),
    Kind.CONCEPT: ("Concept", "Condition", "Measure", "Unit", "Factor", "Entity"),
    Kind.TENSION: ("Tension",),
}


def frame(kind: Kind, context: str | Mapping[str, Any], iri: str | None = None) -> dict[str, Any]:
    """The frame of a kind of things; with `iri`, of that thing.

    context  the context itself or its address
    """
    return {
        "@context": context,
        **({"@id": iri} if iri else {}),
        "@type": list(CLASSES[kind]),
        "@embed": "@once",
        "@omitDefault": True,
    }
