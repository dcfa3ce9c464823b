"""pyshacl, shape by shape, each in a process of its own that is stopped at a limit.

It parses the query of a SPARQL constraint anew for each focus node, and the whole of our shapes on
a hundred thousand triples takes hours. So each rule is asked by itself, as pyshacl is. Where that
is stopped it is asked again with each query parsed once (`eased`): its findings are the same and
its time is less, so that what it took then is a lower bound, too.

It is given rules without their messages, which nobody compares: it puts values into them as if they
were templates of a regular expression, and fails where one has a backslash (0.40.1).

What was found is written down rule by rule, so that a run that was cut short goes on from there.
"""

from __future__ import annotations

import gc
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from llmkg.bench.eased import parsed_once
from llmkg.bench.timed import Breach, Timed, timed
from llmkg.check.result import Result
from llmkg.check.rules import Rule, Shapes
from llmkg.check.shacl import validate
from llmkg.rdf.terms import to_graph
from llmkg.vocab import SH

CORE: Final = "SHACL Core"
"""The name of the piece with all rules that are no SPARQL."""

_PREFIXES: Final = "<https://w3id.org/llmkg/ontology/shapes>"


@dataclass(frozen=True, slots=True)
class Piece:
    """What pyshacl took for a rule, in seconds of the processor; None where it was stopped.

    name      of the rule, or `CORE`
    seconds   as it is
    eased     with queries parsed once; None, too, where that was not needed
    least     what it takes as it is, at least
    breaches  what it found, each once; None where it never came to an end
    """

    name: str
    seconds: float | None
    eased: float | None
    least: float
    breaches: frozenset[Breach] | None


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of the processor for a rule: as pyshacl is, and eased."""

    plain: float
    eased: float


def pieces(
    data: Callable[[], Iterable[ox.Quad]], shapes: Shapes, limits: Limits, kept: Path
) -> Iterator[Piece]:
    """Ask every rule; what is in the file `kept` is taken from there, and the rest is added."""
    known = _known(kept)
    asked = dict(_asked(shapes))
    if asked.keys() <= known.keys():
        yield from (known[name] for name in asked)
        return
    graph = to_graph(data())
    gc.freeze()  # what is here already is shared with the processes that ask

    def ask(some: list[ox.Quad]) -> Iterator[Result]:
        return validate(graph, to_graph(some), advanced=True)

    for name, some in asked.items():
        if name not in known:
            known[name] = _piece(name, partial(ask, some), limits)
            with kept.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(_as_dict(known[name])) + "\n")
        yield known[name]


def digest_of(*files: Path) -> str:
    """A name for what is in some files: what is kept counts for these alone."""
    whole = sha256()
    for path in files:
        whole.update(sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


def same(pieces: Mapping[str, Piece], found: frozenset[Breach], shapes: Shapes) -> dict[str, bool]:
    """For each piece that came to an end, whether an engine has found the same."""
    of_sparql = {rule.iri for rule in shapes.sparql()}
    by_piece: defaultdict[str, set[Breach]] = defaultdict(set)
    for breach in found:
        by_piece[breach[0] if breach[0] in of_sparql else CORE].add(breach)
    return {
        name: piece.breaches == by_piece[name]
        for name, piece in pieces.items()
        if piece.breaches is not None
    }


def _piece(name: str, ask: Callable[[], Iterator[Result]], limits: Limits) -> Piece:
    plain = timed(ask, limits.plain)
    if plain.seconds is not None:
        return Piece(name, plain.seconds, None, plain.seconds, plain.breaches)
    eased = timed(partial(_eased, ask), limits.eased)
    least = max(limits.plain, eased.seconds or limits.eased)
    return Piece(name, None, eased.seconds, least, _found(eased))


def _eased(ask: Callable[[], Iterator[Result]]) -> Iterator[Result]:
    with parsed_once():
        yield from ask()


def _found(measured: Timed) -> frozenset[Breach] | None:
    return None if measured.seconds is None else measured.breaches


def _asked(shapes: Shapes) -> Iterator[tuple[str, list[ox.Quad]]]:
    """The statements of each piece: all of Core together, and each rule in SPARQL."""
    said: defaultdict[str, list[ox.Quad]] = defaultdict(list)
    plain = [quad for quad in shapes.quads if quad.predicate.value != SH.message]
    for quad in plain:
        said[str(quad.subject)].append(quad)
    sparql = shapes.sparql()
    dropped = {f"<{rule.iri}>" for rule in sparql}
    yield CORE, [quad for quad in plain if str(quad.subject) not in dropped]
    for rule in sparql:
        yield rule.iri, list(_about(rule, said))


def _about(rule: Rule, said: Mapping[str, list[ox.Quad]]) -> Iterator[ox.Quad]:
    """What is said of a rule, with the blank nodes that belong to it, and of the prefixes."""
    seen: set[str] = set()
    waiting = [f"<{rule.iri}>", _PREFIXES]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for quad in said.get(node, ()):
            yield quad
            if isinstance(quad.object, ox.BlankNode):
                waiting.append(str(quad.object))


def _known(kept: Path) -> dict[str, Piece]:
    if not kept.exists():
        return {}
    found = {}
    for line in kept.read_text(encoding="utf-8").splitlines():
        read = json.loads(line)
        breaches = read.pop("breaches")
        several = None if breaches is None else frozenset(tuple(each) for each in breaches)
        found[read["name"]] = Piece(**read, breaches=several)
    return found


def _as_dict(piece: Piece) -> dict[str, object]:
    breaches = None if piece.breaches is None else sorted(map(list, piece.breaches), key=repr)
    return {**asdict(piece), "breaches": breaches}


__all__ = ["CORE", "Limits", "Piece", "digest_of", "pieces", "same"]
