"""Answers that are kept as triples, since no query finds them fast in a graph of any size.

They stand in a graph of their own (`KEPT_GRAPH`) and are no claims: what they answer can always be
asked of the claims instead, slowly. A thing may have these (prefix `kept:`, see `KEPT`):

    makes         a source: claims that it makes
    claims        a level: claims that state it; anything that is spoken of: claims on propositions
                  that name it
    hedged        a level: claims that state it with a hedge
    statements    anything that is spoken of: propositions with it as subject or object
    propositions  a status: propositions that have it
    evidence      a type of evidence: pieces
    tensions      a kind of tension: tensions
    drift         a proposition: steps between the surest claim on it and the least sure one
    opposed       a proposition that some assert and some deny: 1
    aboveCited    a claim that is surer than the evidence that it cites warrants: the steps
    aboveUncited  a claim that cites nothing and is surer than its author's word warrants: the steps

Numbers are sums over single things, so a change adds what comes and takes away what goes. A number
that would be 0 is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from llmkg.rdf.view import Difference, View
from llmkg.reason.facts import Columns, Facts, Lookups
from llmkg.vocab import KEPT, KEPT_GRAPH, LLMKG, ONTOLOGY_GRAPH, RDF, RDFS, XSD

_GRAPH: Final = ox.NamedNode(KEPT_GRAPH)
_ONTOLOGY: Final = ox.NamedNode(ONTOLOGY_GRAPH)
_INTEGER: Final = ox.NamedNode(XSD.integer)
_STANCES: Final = (LLMKG.asserts, LLMKG.denies, LLMKG.leavesOpen)
_OF_CLAIMS: Final = frozenset((LLMKG.confidence, LLMKG.hedge, LLMKG.statedIn, LLMKG.citesEvidence))
_ASSESSMENT: Final = "#assessment"
_ENDS: Final = (RDF.subject, RDF.object)


@dataclass(slots=True)
class _Answers:
    """What follows for some things.

    numbers  to be added up, by thing and predicate
    own      what one thing alone decides, by thing and predicate
    """

    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)
    own: dict[tuple[str, str], int] = field(default_factory=dict)

    def quads(self) -> Iterator[ox.Quad]:
        """As they are kept."""
        for found in (self.numbers, self.own):
            for (iri, predicate), number in found.items():
                if number:
                    yield _quad(iri, predicate, number)


@dataclass(slots=True)
class _Touched:
    """Things whose answers may differ after a change."""

    claims: set[str] = field(default_factory=set)
    propositions: set[str] = field(default_factory=set)
    evidence: set[str] = field(default_factory=set)
    tensions: set[str] = field(default_factory=set)


def keep_all(view: View) -> Iterator[ox.Quad]:
    """All that is kept of a graph, in no order.

    Reads the predicates that it needs once each, and has them in memory: about half a kilobyte a
    claim.
    """
    facts = Columns(view)
    keys = _Touched(
        claims={each for stance in _STANCES for each in facts.having(stance)},
        evidence=set(facts.having(LLMKG.evidenceType)),
        tensions=set(facts.having(LLMKG.tensionKind)),
    )
    keys.propositions.update(facts.subjects(RDF.type, LLMKG.Proposition))
    yield from _Reckoner(view, facts).of(keys).quads()


def rekeep(before: View, after: View, changed: Difference) -> Difference:
    """How what is kept changes with `changed`; costs what it touches, whatever else there is.

    `before` has what is kept as it was. Where the ontology changed, all is reckoned anew.
    """
    if any(each.graph_name == _ONTOLOGY for each in changed.quads):
        was = before.quads_for_pattern(None, None, None, _GRAPH)
        return Difference.between(was, keep_all(after))
    then, now = Lookups(before), Lookups(after)
    touched = _touched(changed, (then, now))
    old, new = (_Reckoner(*each).of(touched) for each in ((before, then), (after, now)))
    added: set[ox.Quad] = set()
    removed: set[ox.Quad] = set()
    for key in old.own.keys() | new.own.keys():
        _change(key, old.own.get(key, 0), new.own.get(key, 0), added, removed)
    for key in old.numbers.keys() | new.numbers.keys():
        step = new.numbers[key] - old.numbers[key]
        if step:
            was_number = _number(before, key)
            _change(key, was_number, was_number + step, added, removed)
    return Difference(frozenset(added), frozenset(removed))


def kept_difference(view: View) -> Difference:
    """What is to be added to a graph, and taken away, for it to keep what it should."""
    return Difference.between(view.quads_for_pattern(None, None, None, _GRAPH), keep_all(view))


class _Reckoner:
    """Reckons the answers of single things from facts."""

    def __init__(self, view: View, facts: Facts) -> None:
        look = Lookups(view)
        self._facts = facts
        # The ontology's own are few and asked for all the time.
        self._rank = {
            level: int(rank[1:])
            for level in look.subjects(RDF.type, LLMKG.ConfidenceLevel)
            for rank in look.objects(level, LLMKG["rank"])
        }
        self._causal = look.subjects(RDF.type, LLMKG.CausalProperty)
        self._ceilings = {
            type_: tuple(
                max(
                    (self._rank.get(each, -1) for each in look.objects(type_, warrants)), default=-1
                )
                for warrants in (LLMKG.warrantsFactual, LLMKG.warrantsCausal)
            )
            for type_ in look.subjects(RDF.type, LLMKG.EvidenceType)
        }
        roles = {*_ENDS, *look.subjects(RDFS.domain, LLMKG.Proposition)} - {RDF.predicate}
        if isinstance(facts, Columns):
            roles = {each for each in roles if facts.having(each)}
        self._roles = sorted(roles)

    def of(self, keys: _Touched) -> _Answers:
        """The answers of these things."""
        found = _Answers()
        for claim in keys.claims:
            self._claim(claim, found)
        for proposition in keys.propositions:
            self._proposition(proposition, found)
        for sort, things, predicate in (
            (KEPT.evidence, keys.evidence, LLMKG.evidenceType),
            (KEPT.tensions, keys.tensions, LLMKG.tensionKind),
        ):
            for thing in things:
                for each in self._facts.objects(thing, predicate):
                    found.numbers[each, sort] += 1
        return found

    def _claim(self, claim: str, found: _Answers) -> None:
        about = [each for stance in _STANCES for each in self._facts.objects(claim, stance)]
        if not about:
            return
        for source in self._facts.objects(claim, LLMKG.statedIn):
            found.numbers[source, KEPT.makes] += 1
        levels = self._facts.objects(claim, LLMKG.confidence)
        for level in levels:
            found.numbers[level, KEPT.claims] += 1
            if self._facts.objects(claim, LLMKG.hedge):
                found.numbers[level, KEPT.hedged] += 1
        spoken = {each for stance in _STANCES[:2] for each in self._facts.objects(claim, stance)}
        stated = max((self._rank.get(each, -1) for each in levels), default=-1)
        cited = self._facts.objects(claim, LLMKG.citesEvidence)
        best = max((self._warranted(each, cited) for each in spoken), default=stated)
        if stated > best >= 0:
            found.own[claim, KEPT.aboveCited if cited else KEPT.aboveUncited] = stated - best

    def _warranted(self, proposition: str, cited: Iterable[str]) -> int:
        """The best rank that the evidence, or else the word of an author, warrants."""
        causal = bool(self._facts.objects(proposition, RDF.predicate) & self._causal)
        types = {each for piece in cited for each in self._facts.objects(piece, LLMKG.evidenceType)}
        ceilings = (self._ceilings.get(each) for each in types or {LLMKG.AuthorStatement})
        return max((each[causal] for each in ceilings if each is not None), default=-1)

    def _proposition(self, proposition: str, found: _Answers) -> None:
        facts = self._facts
        if LLMKG.Proposition not in facts.objects(proposition, RDF.type):
            return
        by_stance = [facts.subjects(stance, proposition) for stance in _STANCES]
        claims = set().union(*by_stance)
        named = {each for role in self._roles for each in facts.objects(proposition, role)}
        for each in named:
            if _is_thing(each, proposition):
                found.numbers[each, KEPT.claims] += len(claims)
        for each in {each for end in _ENDS for each in facts.objects(proposition, end)}:
            if _is_thing(each, proposition):
                found.numbers[each, KEPT.statements] += 1
        for status in facts.objects(proposition + _ASSESSMENT, LLMKG.status):
            found.numbers[status, KEPT.propositions] += 1
        ranks = [
            self._rank[level]
            for claim in claims
            for level in facts.objects(claim, LLMKG.confidence)
            if level in self._rank
        ]
        if ranks and max(ranks) > min(ranks):
            found.own[proposition, KEPT.drift] = max(ranks) - min(ranks)
        if by_stance[0] and by_stance[1]:
            found.own[proposition, KEPT.opposed] = 1


def _touched(changed: Difference, states: tuple[Facts, ...]) -> _Touched:
    """What the answers of which are reckoned from quads that come or go."""
    found = _Touched()
    for quad in changed.quads:
        if isinstance(quad.subject, ox.NamedNode) and quad.graph_name != _GRAPH:
            value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
            _touch(found, quad.subject.value, quad.predicate.value, value, states)
    return found


def _touch(
    found: _Touched, iri: str, predicate: str, value: str, states: tuple[Facts, ...]
) -> None:
    """The same for one statement; what is none of the kind that is supposed gives no answers."""
    if predicate in _STANCES:
        found.claims.add(iri)
        found.propositions.add(value)
    elif predicate in _OF_CLAIMS:
        found.claims.add(iri)
        if predicate == LLMKG.confidence:
            found.propositions.update(*(f.objects(iri, s) for f in states for s in _STANCES))
    elif predicate == LLMKG.evidenceType:
        found.evidence.add(iri)
        found.claims.update(*(f.subjects(LLMKG.citesEvidence, iri) for f in states))
    elif predicate == LLMKG.tensionKind:
        found.tensions.add(iri)
    else:
        found.propositions.add(iri.removesuffix(_ASSESSMENT))
        if predicate == RDF.predicate:
            found.claims.update(*(f.subjects(s, iri) for f in states for s in _STANCES))


def _change(
    key: tuple[str, str], old: int, new: int, added: set[ox.Quad], removed: set[ox.Quad]
) -> None:
    if old == new:
        return
    if old:
        removed.add(_quad(*key, old))
    if new:
        added.add(_quad(*key, new))


def _number(view: View, key: tuple[str, str]) -> int:
    iri, predicate = key
    found = view.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None, _GRAPH)
    return sum(int(each.object.value) for each in found if isinstance(each.object, ox.Literal))


def _is_thing(value: str, proposition: str) -> bool:
    """Whether it can be spoken of elsewhere, too; texts and parts of the proposition cannot."""
    return not value.startswith(('"', f"{proposition}#"))


def _quad(iri: str, predicate: str, number: int) -> ox.Quad:
    value = ox.Literal(str(number), datatype=_INTEGER)
    return ox.Quad(ox.NamedNode(iri), ox.NamedNode(predicate), value, _GRAPH)
