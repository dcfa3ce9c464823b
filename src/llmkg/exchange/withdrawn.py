"""Claims that the records of a registry made, and make no more: they are kept, and say so.

Who quoted one of them finds it where it was, as taken back; how sure one may be of what it said was
moved by that, on a day. Names come from what is said, so a record that moved to another file takes
nothing back, and one whose value is another takes back the old value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.exchange.said import Origin
from llmkg.exchange.turtle import block, document, iri, part
from llmkg.exchange.written import WRITTEN
from llmkg.model.standing import ENDS
from llmkg.rdf.turtle import parse_turtle
from llmkg.vocab import CATALOGUE_GRAPH, LLMKG, PROV, RDF, SKOS, XSD, compact

SUFFIX: Final = ".withdrawn.ttl"
"""Ends the name of a file with such claims; names made of those of records have no dots."""
_HEADING: Final = (
    "What records of {origin} said and say no more: kept as taken back, since when and why.\n"
    + WRITTEN
)
_CATALOGUE: Final = "catalogue/"
_ENDS: Final = frozenset(ENDS)
_INVALIDATED: Final = PROV.invalidatedAtTime
_WHY: Final = SKOS["changeNote"]
_Said: TypeAlias = dict[str, set[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]


def withdrawn(  # noqa: PLR0913 - each is a part of its own of an import
    target: Path,
    before: Iterable[str],
    now: Iterable[str],
    there: Iterable[str],
    *,
    origin: Origin,
    day: str,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The files of what is said no more, and the claims that are so since this import.

    Args:
        target: the folder of claims.
        before: the names of files that an earlier import of the same records wrote.
        now: the claims that the records make.
        there: all other things that somebody names, or that this import does.
        origin: the source.
        day: from which the claims do not count any more (YYYY-MM-DD), unless they did not before.
    """
    said, places = _read(target, before)
    claims = {each for each in said if _is_claim(said[each])} - frozenset(now)
    known = frozenset(there)
    blocks: dict[str, dict[str, str]] = defaultdict(dict)
    fresh = tuple(sorted(each for each in claims if not _ENDS & said[each].keys()))
    for claim in fresh:
        _end(said[claim], origin, day)
    for claim in sorted(claims):
        stem = _stem(places[claim])
        for each in _reached(claim, said, known):
            if not any(each in written for written in blocks.values()):
                shelf = _CATALOGUE if places[each].startswith(_CATALOGUE) else ""
                name = f"{shelf}{origin.slug}/{stem}{SUFFIX}"
                blocks[name][each] = _block(each, said)
    heading = _HEADING.format(origin=origin.label[0])
    files = {
        name: document(heading, [written[each] for each in sorted(written)])
        for name, written in sorted(blocks.items())
    }
    return files, fresh


def _read(target: Path, names: Iterable[str]) -> tuple[dict[str, _Said], dict[str, str]]:
    """By thing what is said of it, and in which file; blank nodes by their labels."""
    said: dict[str, _Said] = defaultdict(lambda: defaultdict(set))
    places: dict[str, str] = {}
    for name in sorted(names):
        path = target / name
        if not path.is_file():
            continue
        for quad in parse_turtle(path.read_bytes(), str(path), CATALOGUE_GRAPH):
            subject = str(getattr(quad.subject, "value", quad.subject))
            said[subject][quad.predicate.value].add(quad.object)
            places.setdefault(subject, name)
    return said, places


def _is_claim(said: _Said) -> bool:
    return ox.NamedNode(LLMKG.Claim) in said.get(RDF.type, ())


def _stem(name: str) -> str:
    return PurePosixPath(name).name.removesuffix(".ttl").removesuffix(".withdrawn")


def _end(said: _Said, origin: Origin, day: str) -> None:
    said[_INVALIDATED] = {ox.Literal(f"{day}T00:00:00Z", datatype=ox.NamedNode(XSD.dateTime))}
    english, chinese = origin.label
    said[_WHY] = {
        ox.Literal(f"Records of {english} as of {day} say it no more.", language="en"),
        ox.Literal(f"{chinese}截至 {day} 的记录不再如此声称。", language="zh"),
    }


def _reached(claim: str, said: Mapping[str, _Said], known: frozenset[str]) -> list[str]:
    """The claim and what it speaks of, as far as nobody else names it."""
    found: list[str] = []
    waiting = [claim]
    while waiting:
        here = waiting.pop()
        if here in found or here not in said or (here != claim and here in known):
            continue
        found.append(here)
        waiting += (term.value for term in _terms(here, said) if isinstance(term, ox.NamedNode))
    return found


def _terms(thing: str, said: Mapping[str, _Said]) -> Iterable[object]:
    """What a thing points to, and what its parts do."""
    for predicate, values in said[thing].items():
        for value in values if predicate != RDF.type else ():
            if isinstance(value, ox.BlankNode):
                yield from _terms(value.value, said)
            else:
                yield value


def _block(thing: str, said: Mapping[str, _Said]) -> str:
    return block(thing, _properties(thing, said))


def _properties(thing: str, said: Mapping[str, _Said]) -> list[tuple[str, list[str]]]:
    rows = sorted(said[thing].items(), key=lambda row: (row[0] != RDF.type, row[0]))
    return [
        (
            "a" if predicate == RDF.type else iri(predicate),
            sorted(_written(value, said) for value in values),
        )
        for predicate, values in rows
    ]


def _written(value: object, said: Mapping[str, _Said]) -> str:
    if isinstance(value, ox.NamedNode):
        return iri(value.value)
    if isinstance(value, ox.BlankNode):
        return part(_properties(value.value, said))
    if isinstance(value, ox.Literal) and not value.language and value.datatype.value != XSD.string:
        return f"{ox.Literal(value.value)}^^{compact(value.datatype.value)}"
    return str(value)
