"""Answers that are kept as triples, since no query finds them fast in a graph of any size.

They stand in a graph of their own (`KEPT_GRAPH`) and are no claims: what they answer can always be
asked of the claims instead, slowly. A thing may have these (prefix `kept:`, see `KEPT`):

    makes         a source: claims that it makes
    stating       a level: claims that state it
    claims        anything that is spoken of: claims on propositions that name it
    hedged        a level: claims that state it with a hedge
    statements    anything that is spoken of: propositions with it as subject or object
    propositions  a status: propositions that have it
    evidence      a type of evidence: pieces
    tensions      a kind of tension: tensions
    drift         a proposition: steps between the surest claim on it and the least sure one
    opposed       a proposition that some assert and some deny: 1
    aboveCited    a claim that is surer than the evidence that it cites warrants: the steps
    aboveUncited  a claim that cites nothing and is surer than its author's word warrants: the steps
    compared      a way to stand beside one's evidence: claims; readAs: how far their text was read
    stated        a relation: propositions that have it

Things of lists have more (see `brief`, `troubles`), and stand on shelves (see `shelf`): abilities,
models and sources by how much is said of them, changes of belief by day, tensions and questions by
name. `format` says which of all this there is.

Numbers are sums over single things, so a change adds what comes and takes away what goes. A number
that would be 0 is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from llmkg.rdf.view import Difference, View
from llmkg.reason.brief import ASSESSMENT, STANCES, Briefs
from llmkg.reason.dependence import is_law
from llmkg.reason.facts import Columns, Facts, Lookups, Whole, no_texts
from llmkg.reason.listed import Listed
from llmkg.reason.scales import ENDS, Scales
from llmkg.reason.shelf import Place
from llmkg.reason.shelving import (
    GRAPH,
    Key,
    Numbers,
    Said,
    Shelves,
    as_quad,
    change,
    link,
    move,
    quad,
    steps,
)
from llmkg.reason.touched import Touched, touched
from llmkg.reason.troubles import Troubles
from llmkg.vocab import BASE, KEPT, KEPT_GRAPH, LLMKG, ONTOLOGY_GRAPH, RDF, RDFS, SKOS, Kind

KEPT_FORMAT: Final = 4
"""Of what is kept; whoever changes that raises it, and snapshots are built anew."""

FORMAT: Final = (KEPT_GRAPH, KEPT["format"], KEPT_FORMAT)
"""What says so in a graph."""

_ONTOLOGY: Final = ox.NamedNode(ONTOLOGY_GRAPH)
_DOMAIN: Final = ox.NamedNode(RDFS.domain)
_PROPOSITION: Final = ox.NamedNode(LLMKG.Proposition)
_OF_CLAIMS: Final = (
    (KEPT.compared, LLMKG.comparedWithEvidence),
    (KEPT.readAs, LLMKG.readAs),
)
_SAYING: Final = STANCES[:2]
_THINGS: Final = (f"{BASE}{Kind.MODEL.value}/", f"{BASE}{Kind.FAMILY.value}/")


@dataclass(slots=True)
class Answers:
    """What follows for some things.

    numbers  to be added up, by thing and predicate
    own      what one thing alone decides, by thing and predicate
    places   where things stand in lists, as far as they decide it alone
    links    from a thing to what is said of it: thing, predicate, that
    """

    numbers: Counter[Key] = field(default_factory=Counter)
    own: dict[tuple[str, str], int] = field(default_factory=dict)
    places: set[tuple[str, Place]] = field(default_factory=set)
    links: set[tuple[str, str, str]] = field(default_factory=set)

    def place(self, iri: str, places: Iterable[Place]) -> None:
        """It stands there."""
        self.places.update((iri, place) for place in places)


def keep_all(view: View) -> Iterator[ox.Quad]:
    """All that is kept of a graph, in no order.

    Reads the predicates that it needs once each, and has them in memory: about a kilobyte a claim.
    """
    facts = Columns(view)
    keys = keys_of(facts)
    numbers: Counter[Key] = Counter()
    shelves = Shelves()
    yield from map(as_quad, reckoned(Scales.of(view), facts, keys, numbers, shelves))
    listed = Listed(facts, lambda iri, predicate: numbers[iri, predicate])
    yield from map(as_quad, shelves.put(listed_places(listed, keys.listed, list(numbers))))
    yield from (quad(*key, number) for key, number in numbers.items() if number)
    yield from map(as_quad, shelves.said())
    yield as_quad(FORMAT)


def reckoned(
    scales: Scales, facts: Facts, keys: Touched, numbers: Counter[Key], shelves: Shelves
) -> Iterator[Said]:
    """What is kept of single things; what is to be added up comes into `numbers` and `shelves`."""
    found = Answers(numbers)
    for _ in Reckoner(scales, facts).each(keys, found):
        # Handed on at once: there are more of these than of anything else.
        yield from shelves.put(found.places)
        found.places.clear()
        yield from found.links
        found.links.clear()
    yield from ((*key, number) for key, number in found.own.items())


def keys_of(facts: Whole) -> Touched:
    """All things that have answers of their own."""
    types = {each: facts.objects(each, RDF.type) for each in facts.having(RDF.type)}

    def of(class_: str) -> set[str]:
        return {each for each, its in types.items() if class_ in its}

    return Touched(
        claims={each for stance in STANCES for each in facts.having(stance)},
        propositions=of(LLMKG.Proposition),
        evidence=set(facts.having(LLMKG.evidenceType)),
        tensions=set(facts.having(LLMKG.tensionKind)),
        questions=of(LLMKG.OpenQuestion),
        listed={each for each in types if each.startswith(_THINGS)}
        | of(LLMKG.Source)
        | {
            each
            for each in facts.having(SKOS.inScheme)
            if LLMKG.AbilityScheme in facts.objects(each, SKOS.inScheme)
        },
    )


def rekeep(before: View, after: View, changed: Difference) -> Difference:
    """How what is kept changes with `changed`; costs what it touches, whatever else there is.

    `before` has what is kept as it was. Where the ontology changed, or somebody else said something
    of that sort, all is reckoned anew.
    """
    if any(map(_is_law, changed.quads)):
        was = before.quads_for_pattern(None, None, None, GRAPH)
        return Difference.between(was, keep_all(after))
    then, now = Lookups(before), Lookups(after)
    keys = touched(changed, (then, now))
    states = ((Scales.of(before), then), (Scales.of(after), now))
    old, new = (Reckoner(*each).of(keys) for each in states)
    was_number = Numbers(before)
    added: set[ox.Quad] = set()
    removed: set[ox.Quad] = set()
    for key in old.own.keys() | new.own.keys():
        change(key, old.own.get(key, 0), new.own.get(key, 0), added, removed)
    stepped = steps(old.numbers, new.numbers)
    for key, step in stepped.items():
        change(key, was_number(*key), was_number(*key) + step, added, removed)

    def is_number(iri: str, predicate: str) -> int:
        return was_number(iri, predicate) + stepped.get((iri, predicate), 0)

    things = keys.listed | {iri for iri, _ in stepped}
    old.places |= listed_places(Listed(then, was_number), things, stepped)
    new.places |= listed_places(Listed(now, is_number), things, stepped)
    added.update(link(*each) for each in new.links - old.links)
    removed.update(link(*each) for each in old.links - new.links)
    move(old.places - new.places, new.places - old.places, was_number, added, removed)
    return Difference(frozenset(added), frozenset(removed))


def listed_places(
    listed: Listed, things: Iterable[str], numbers: Iterable[Key]
) -> set[tuple[str, Place]]:
    """Where these things stand by what they are, and by these of their numbers."""
    found = {(iri, place) for iri in things for place in listed.places(iri)}
    found.update((key[0], place) for key in numbers for place in listed.ranked(*key))
    return found


def kept_difference(view: View) -> Difference:
    """What is to be added to a graph, and taken away, for it to keep what it should."""
    return Difference.between(view.quads_for_pattern(None, None, None, GRAPH), keep_all(view))


def _is_law(quad: ox.Quad) -> bool:
    """Whether it says something by which everything is reckoned, wherever it stands."""
    is_role = quad.predicate == _DOMAIN and quad.object == _PROPOSITION
    return quad.graph_name == _ONTOLOGY or is_role or is_law(quad)


class Reckoner:
    """Reckons the answers of single things from facts."""

    def __init__(self, scales: Scales, facts: Facts) -> None:
        self._facts = facts
        self._rank, self._causal, self._ceilings = scales.rank, scales.causal, scales.ceilings
        self._roles = tuple(sorted(each for each in scales.roles if facts.is_used(each)))
        self._briefs = Briefs(facts, self._rank, self._causal)
        self._troubles = Troubles(facts, self._briefs)

    def of(self, keys: Touched) -> Answers:
        """The answers of these things."""
        found = Answers()
        for _ in self.each(keys, found):
            pass
        return found

    def each(self, keys: Touched, found: Answers) -> Iterator[None]:
        """Find the answers of these things, one after the other."""
        for claim in keys.claims:
            self._claim(claim, found)
        for proposition in keys.propositions:
            self._proposition(proposition, found)
            yield
        for piece in keys.evidence:
            for each in self._things(piece, LLMKG.evidenceType):
                found.numbers[each, KEPT.evidence] += 1
        for tension in keys.tensions:
            for each in self._things(tension, LLMKG.tensionKind):
                found.numbers[each, KEPT.tensions] += 1
            found.place(tension, self._troubles.tension(tension, found.numbers))
            yield
        for question in keys.questions:
            found.place(question, self._troubles.question(question, found.numbers))
            yield

    def _things(self, subject: str, predicate: str) -> AbstractSet[str]:
        """The values that a thing has under a predicate, but for texts."""
        return no_texts(self._facts.objects(subject, predicate))

    def _claim(self, claim: str, found: Answers) -> None:
        if not no_texts(self._facts.values(claim, STANCES)):
            return
        self._briefs.count_claim(claim, found.numbers)
        for number, predicate in _OF_CLAIMS:
            for each in self._things(claim, predicate):
                found.numbers[each, number] += 1
        for source in self._things(claim, LLMKG.statedIn):
            found.numbers[source, KEPT.makes] += 1
        levels = self._things(claim, LLMKG.confidence)
        for level in levels:
            found.numbers[level, KEPT.stating] += 1
            if self._facts.objects(claim, LLMKG.hedge):
                found.numbers[level, KEPT.hedged] += 1
        spoken = no_texts(self._facts.values(claim, _SAYING))
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

    def _proposition(self, proposition: str, found: Answers) -> None:
        facts = self._facts
        if LLMKG.Proposition not in facts.objects(proposition, RDF.type):
            return
        by_stance = [facts.subjects(stance, proposition) for stance in STANCES]
        claims = set().union(*by_stance)
        for each in facts.values(proposition, self._roles):
            if _is_thing(each, proposition):
                found.numbers[each, KEPT.claims] += len(claims)
        for each in facts.values(proposition, ENDS):
            if _is_thing(each, proposition):
                found.numbers[each, KEPT.statements] += 1
        for relation in self._things(proposition, RDF.predicate):
            found.numbers[relation, KEPT.stated] += 1
        found.place(proposition, self._briefs.count(proposition, claims, found.numbers))
        links = self._briefs.links(proposition)
        found.links.update((thing, predicate, proposition) for thing, predicate in links)
        for status in self._things(proposition + ASSESSMENT, LLMKG.status):
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


def _is_thing(value: str, proposition: str) -> bool:
    """Whether it can be spoken of elsewhere, too; texts and parts of the proposition cannot."""
    return not value.startswith(('"', f"{proposition}#"))
