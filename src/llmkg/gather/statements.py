"""Propositions, claims and evidence, read from quads."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph as ox

from llmkg.gather.reader import Reader, Said, labels, text, texts
from llmkg.model.claim import Claim, Stance
from llmkg.model.evidence import Bearing, Direction, Evidence
from llmkg.model.proposition import Object, Proposition, Qualifier, Quantity, Value
from llmkg.model.thing import Statement
from llmkg.store.port import Term
from llmkg.vocab import LLMKG, RDF, RDFS, local_name, split

_QUANTITY: Final = ox.NamedNode(LLMKG.Quantity)


def slug_of(iri: str) -> str:
    """The slug of a thing's IRI, or what ends another IRI."""
    parts = split(iri)
    return parts[1] if parts else local_name(iri)


def proposition(reader: Reader, iri: str) -> Proposition:
    """What is said; NotFoundError, SnapshotDamagedError."""
    said = reader.existing(iri, LLMKG.Proposition)
    predicate = reader.needed(reader.one_ref(said, RDF.predicate), iri, "predicate")
    objects = said.get(RDF.object, ())
    if not objects:
        reader.needed(None, iri, "object")
    return Proposition(
        iri=iri,
        slug=slug_of(iri),
        subject=reader.needed(reader.one_ref(said, RDF.subject), iri, "subject"),
        predicate=predicate,
        object=as_object(reader, objects[0]),
        qualifiers=_qualifiers(reader, said),
        causal=reader.is_causal(predicate.iri),
        label=labels(said, RDFS.label),
    )


def claim(reader: Reader, iri: str) -> Claim:
    """A source saying it; NotFoundError, SnapshotDamagedError."""
    said = reader.existing(iri, LLMKG.Claim)
    stance = next((each for each in Stance if LLMKG[each.value] in said), None)
    about = reader.one_ref(said, LLMKG[stance.value]) if stance else None
    level = reader.needed(reader.one_ref(said, LLMKG.confidence), iri, "confidence")
    return Claim(
        iri=iri,
        slug=slug_of(iri),
        stance=stance or Stance.LEAVES_OPEN,
        proposition=reader.needed(about, iri, "stance"),
        confidence=reader.level(level.iri),
        source=reader.needed(reader.one_ref(said, LLMKG.statedIn), iri, "source"),
        section=text(said, LLMKG.section),
        hedge=texts(said, LLMKG.hedge),
        anchor=reader.anchor(said, LLMKG.anchor),
        hedge_anchor=reader.anchor(said, LLMKG.hedgeAnchor),
        locator=reader.locator(said),
        attributed_to=reader.refs(said.get(LLMKG.attributedTo, ())),
        cites=reader.refs(said.get(LLMKG.citesEvidence, ())),
        label=labels(said, RDFS.label),
    )


def evidence(reader: Reader, iri: str) -> Evidence:
    """A piece of evidence; NotFoundError, SnapshotDamagedError."""
    said = reader.existing(iri, LLMKG.Evidence)
    type_ = reader.needed(reader.one_ref(said, LLMKG.evidenceType), iri, "evidence type")
    bearings = [
        Bearing(direction, ref)
        for direction in Direction
        for ref in reader.refs(said.get(LLMKG[direction.value], ()))
    ]
    citing = reader.subjects(LLMKG.citesEvidence, iri)
    return Evidence(
        iri=iri,
        slug=slug_of(iri),
        bearings=tuple(bearings),
        type=reader.evidence_type(type_.iri),
        reported_in=reader.refs(said.get(LLMKG.reportedIn, ())),
        based_on=reader.refs(said.get(LLMKG.basedOn, ())),
        cited_by=tuple(reader.ref(each) for each in citing),
        stated_in=reader.one_ref(said, LLMKG.statedIn),
        section=text(said, LLMKG.section),
        anchor=reader.anchor(said, LLMKG.anchor),
        label=labels(said, RDFS.label),
    )


def statement(reader: Reader, iri: str) -> Statement:
    """A proposition and every claim on it, best confidence first."""
    return Statement(proposition(reader, iri), claims_on(reader, iri))


def claims_on(reader: Reader, iri: str) -> tuple[Claim, ...]:
    """Every claim that takes a stance on a proposition, best confidence first, then by place."""
    found = {each for stance in Stance for each in reader.subjects(LLMKG[stance.value], iri)}
    return tuple(sorted((claim(reader, each) for each in found), key=claim_order))


def claim_order(each: Claim) -> tuple[int, str, int, str]:
    """Sorts claims: best confidence first, then by source and place in it."""
    start = each.anchor.start if each.anchor else 0
    return (-each.confidence.rank, each.source.iri, start, each.iri)


def _qualifiers(reader: Reader, said: Said) -> tuple[Qualifier, ...]:
    return tuple(
        Qualifier(reader.ref(predicate), as_object(reader, term))
        for predicate in sorted(said)
        if predicate.startswith(LLMKG)
        for term in said[predicate]
    )


def as_object(reader: Reader, term: Term) -> Object:
    """A term in the place of an object: a quantity is read whole, a literal kept as it is."""
    if isinstance(term, ox.Literal):
        return Value(term.value, term.datatype.value, term.language)
    iri = term.value if isinstance(term, ox.NamedNode) else str(term)
    if isinstance(term, ox.NamedNode) and _QUANTITY in reader.values(iri, RDF.type):
        said = reader.said(iri)
        return Quantity(
            iri=iri,
            amount=_decimal(text(said, LLMKG.amount)),
            up_to=_decimal(text(said, LLMKG.upTo)),
            unit=reader.one_ref(said, LLMKG.unit),
            measure=reader.one_ref(said, LLMKG.measure),
            as_printed=text(said, LLMKG.asPrinted),
        )
    return reader.ref(iri)


def _decimal(found: str | None) -> Decimal | None:
    try:
        return Decimal(found) if found is not None else None
    except InvalidOperation:
        return None
