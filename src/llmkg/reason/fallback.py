"""The closures by levels with owlrl in place of the rules.

Contradictions are found by owlrl's complaints; the facts behind one are found by leaving out:
QuickXplain (U. Junker, AAAI 2004) gives a minimal set that contradicts itself, all of it is left
out, and so on until no complaint is left. That takes many closures, each of which is slow: this is
for the rare axiom that no rule expresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyoxigraph as ox

from llmkg.reason.cuts import Clash, Cuts
from llmkg.reason.reference import ReferenceClosure, StatedFact, close
from llmkg.reason.relation import MASK, NONE, SHIFT, Keys, Terms, merge
from llmkg.reason.rules import Rule, complement
from llmkg.reason.support import Fact
from llmkg.vocab import OWL, RDF


def cut_by_reference(
    ontology: Sequence[ox.Quad],
    stated: Mapping[int, Mapping[str, Keys]],
    always: Mapping[str, Keys],
    terms: Terms,
) -> Cuts:
    """As :func:`llmkg.reason.cuts.cut`, by owlrl. Literals take no part."""
    data = ox.serialize((quad.triple for quad in ontology), format=ox.RdfFormat.N_TRIPLES) or b""
    base = _facts(always)
    out = Cuts()
    given: list[Fact] = []
    seen: set[StatedFact] = set()
    for rank in sorted(stated, reverse=True):
        if out.entailed and not stated[rank]:
            out.entailed[rank] = {}  # nothing more is stated, so nothing more follows
            continue
        given += _facts(stated[rank])
        kept = list(given)

        def closure(facts: Sequence[Fact]) -> ReferenceClosure:
            return _close(data, [*base, *facts], terms)

        result = closure(kept)
        while result.complaints:
            conflict = _quickxplain(kept, lambda facts: bool(closure(facts).complaints))
            if not conflict:
                break  # the identities themselves contradict the ontology; the check reports that
            rule = Rule(result.complaints[0], None, ())
            out.clashes.append(Clash(rank, rule, tuple(conflict), frozenset(conflict)))
            kept = [fact for fact in kept if fact not in conflict]
            result = closure(kept)
        new = _about_things(result, terms) - seen
        seen |= new
        out.entailed[rank] = _number(new, terms)
    return out


def _facts(facts: Mapping[str, Keys]) -> list[Fact]:
    return [
        (name, key >> SHIFT, key & MASK) for name, keys in facts.items() for key in keys.tolist()
    ]


def _iri(terms: Terms, number: int) -> str | None:
    term = terms.term(number)
    return term.value if isinstance(term, ox.NamedNode) else None


def _close(data: bytes, facts: Sequence[Fact], terms: Terms) -> ReferenceClosure:
    holds: list[StatedFact] = []
    denied: list[StatedFact] = []
    prefix = complement("")
    for name, first, second in facts:
        subject = _iri(terms, int(first))
        target = name if second == 0 else _iri(terms, int(second))
        if subject is None or target is None:
            continue
        if name.startswith(prefix):
            denied.append((subject, name.removeprefix(prefix), target))
        else:
            holds.append((subject, RDF.type if second == 0 else name, target))
    return close(data, holds, denied)


def _about_things(result: ReferenceClosure, terms: Terms) -> set[StatedFact]:
    return {
        (s, p, o)
        for s, p, o in result.triples
        if terms.find(ox.NamedNode(s)) is not None
        and (p == RDF.type or terms.find(ox.NamedNode(o)) is not None)
        and not o.startswith(str(OWL))
        and (p != OWL.sameAs or s != o)  # it says so of everything
    }


def _number(triples: set[StatedFact], terms: Terms) -> dict[str, Keys]:
    keys: dict[str, list[int]] = {}
    for s, p, o in triples:
        subject = terms.number(ox.NamedNode(s)) << SHIFT
        if p == RDF.type:
            keys.setdefault(o, []).append(subject)
        else:
            keys.setdefault(p, []).append(subject | terms.number(ox.NamedNode(o)))
    return {name: merge(NONE, np.unique(np.array(k, dtype=np.int64))) for name, k in keys.items()}


def _quickxplain(facts: Sequence[Fact], clashes: Callable[[Sequence[Fact]], bool]) -> list[Fact]:
    """A minimal part of `facts` that contradicts itself; empty when nothing needs to be stated."""
    if clashes(()):
        return []

    def narrow(background: list[Fact], grew: bool, among: list[Fact]) -> list[Fact]:  # noqa: FBT001
        if grew and clashes(background):
            return []
        if len(among) == 1:
            return among
        half = len(among) // 2
        first, second = among[:half], among[half:]
        right = narrow(background + first, bool(first), second)
        left = narrow(background + right, bool(right), first)
        return left + right

    return narrow([], False, list(facts))  # noqa: FBT003
