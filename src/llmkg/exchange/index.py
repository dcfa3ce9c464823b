"""Reading off authored quads what is known already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.exchange.known import Known, Stance, quantity_key
from llmkg.model.standing import ENDS, State, state
from llmkg.vocab import DCTERMS, FABIO, LLMKG, OWL, RDF, RDFS, SCHEMA, SKOS, split

Term: TypeAlias = ox.NamedNode | ox.Literal
Said: TypeAlias = Mapping[str, list[Term]]

_NAMES: Final = (RDFS.label, SKOS.altLabel, DCTERMS["title"])
_IDS: Final = (
    SCHEMA.sameAs,
    SCHEMA.url,
    SKOS.exactMatch,
    OWL.sameAs,
    DCTERMS.identifier,
    FABIO.hasArXivId,
    SCHEMA.identifier,
)
_QUALIFIED: Final = (
    "condition",
    "onAbility",
    "onBenchmark",
    "comparedWith",
    "amongst",
    "atTime",
    "extent",
    "quantity",
    "inExchangeFor",
    "jointlyWith",
)
_STANCES: Final = (LLMKG.asserts, LLMKG.denies, LLMKG.leavesOpen)


def known_of(quads: Iterable[ox.Quad]) -> Known:
    """The index over authored quads; blank nodes have become IRIs."""
    index = _Index(quads)
    index.read()
    return index.known


class _Index:
    """Gathers the quads by subject, then reads one thing after the other."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.known = Known()
        self._about: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode) and isinstance(
                quad.object, (ox.NamedNode, ox.Literal)
            ):
                self._about[quad.subject.value][quad.predicate.value].append(quad.object)

    def read(self) -> None:
        """Read all."""
        for iri, said in self._about.items():
            self.known.taken.add(iri)
            if iri.startswith(LLMKG):
                self.known.words[iri.removeprefix(LLMKG)] = _labels(said)
            elif split(iri) is not None:
                self._thing(iri, said)
        for key in list(self.known.propositions):
            if key[1] == LLMKG.developedBy and key[2] in self.known.labels:
                for text in (*self.known.labels[key[2]], key[2].rpartition("/")[2]):
                    self.known.add_maker(key[0], text)

    def _thing(self, iri: str, said: Said) -> None:
        kind = next((each for each in _texts(said, (RDF.type,)) if each.startswith(LLMKG)), "")
        kind = kind.removeprefix(LLMKG)
        if not kind:
            return
        self.known.labels[iri] = _labels(said)
        if kind == "Proposition":
            self._proposition(iri, said)
        elif kind == "Claim":
            if standing(said) is not State.CURRENT:
                return  # nothing disagrees with what was taken back
            source = next(iter(_texts(said, (LLMKG.statedIn,))), "")
            for stance in _STANCES:
                for each in _texts(said, (stance,)):
                    self.known.stances[each].append(Stance(iri, stance, source))
        elif kind not in ("Evidence", "OpenQuestion", "Tension"):
            self.known.add(iri, kind, _texts(said, _NAMES), _texts(said, _IDS))
            self.known.issued[iri] = max(_texts(said, (DCTERMS.issued,)), default="")

    def _proposition(self, iri: str, said: Said) -> None:
        terms = [said.get(RDF[name], []) for name in ("subject", "predicate", "object")]
        if not all(len(each) == 1 for each in terms):
            return
        qualifiers = sorted(
            f"{name} {self._term(each)}"
            for name in _QUALIFIED
            for each in said.get(LLMKG[name], ())
        )
        subject, predicate, value = (each[0] for each in terms)
        key = (subject.value, predicate.value, self._term(value), *qualifiers)
        self.known.propositions.setdefault(key, iri)
        self.known.said[subject.value].append(key)

    def _term(self, term: Term) -> str:
        """An IRI, a literal as N-Triples, or what a quantity says."""
        if isinstance(term, ox.Literal):
            return str(term)
        parts = self._about.get(term.value, {})
        if LLMKG.measure not in parts:
            return term.value
        amount, unit, measure, end = (
            next(iter(_texts(parts, (LLMKG[name],))), "")
            for name in ("amount", "unit", "measure", "upTo")
        )
        try:
            number = Decimal(amount) if amount else None
        except InvalidOperation:
            number = None
        return quantity_key(number, unit, measure, end)


def standing(said: Said) -> State:
    """What became of a claim, by what is said of it."""
    return state((end, value) for end in ENDS for value in _texts(said, (end,)))


def _labels(said: Said) -> tuple[str, str]:
    by_language = {
        each.language: each.value
        for each in said.get(RDFS.label, ())
        if isinstance(each, ox.Literal)
    }
    english = by_language.get("en", "")
    return english, by_language.get("zh", english)


def _texts(said: Said, properties: Iterable[str]) -> list[str]:
    return [each.value for name in properties for each in said.get(name, ())]
