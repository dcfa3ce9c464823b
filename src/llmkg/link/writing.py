"""Candidates and suggestions as the Reconciliation API has them, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from llmkg.link.types import Types
from llmkg.link.wanted import Candidate, Named
from llmkg.model.text import Labels
from llmkg.vocab import local_name

Json: TypeAlias = dict[str, Any]


def said(labels: Labels, language: str) -> tuple[str, str]:
    """A text in the reader's language, else in another, with the tag of what it is in."""
    for tag in (language, "en", *labels):
        if tag in labels:
            return labels[tag], tag
    return "", ""


def name_of(thing: Named, language: str) -> tuple[str, str]:
    """What something is called, and in which language; the end of its IRI where it has no name."""
    name, tag = said(thing.label, language)
    return (name, tag) if name else (local_name(thing.id), "")


def brief(thing: Named, language: str) -> Json:
    """Identifier and name."""
    return {"id": thing.id, "name": name_of(thing, language)[0]}


def described(thing: Named, language: str) -> Json:
    """Identifier, name, and what tells it from its namesakes."""
    found = brief(thing, language)
    definition = said(thing.definition, language)[0]
    return {**found, "description": definition} if definition else found


def candidates_02(found: Iterable[Candidate], language: str) -> Json:
    """The result of one query of version 0.2."""
    return {"result": [_candidate(each, language, named=False) for each in found]}


def candidates_10(found: Iterable[Candidate], language: str) -> Json:
    """The result of one query of version 1.0; it says in which language each name is."""
    results = []
    for each in found:
        tag = name_of(each.thing, language)[1]
        result = _candidate(each, language, named=True)
        results.append({**result, "lang": tag} if tag else result)
    return {"candidates": results}


def _candidate(each: Candidate, language: str, *, named: bool) -> Json:
    features = [
        {
            "id": one.id,
            **({"name": said(one.name, language)[0]} if named else {}),
            "value": one.value,
        }
        for one in each.features
    ]
    return {
        **described(each.thing, language),
        "type": [brief(type_, language) for type_ in each.types],
        "score": each.score,
        "match": each.match,
        "features": features,
    }


def entity(thing: Named, types: Iterable[Named], language: str) -> Json:
    """A suggested entity."""
    return {
        **described(thing, language),
        "notable": [brief(type_, language) for type_ in types],
    }


def type_(thing: Named, types: Types, language: str) -> Json:
    """A suggested type, with those right above it."""
    found = described(thing, language)
    above = [brief(each, language) for each in types.broader(thing.id)]
    return {**found, "broader": above} if above else found
