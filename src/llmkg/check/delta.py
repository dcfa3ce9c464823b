"""What a change does to the findings: rules are asked again only about the nodes that it touches.

The findings after are those of before about nodes that are not touched, and what is found anew
about those that are (`tests/shapes/test_delta.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyoxigraph as ox

from llmkg.check.columns.paths import Beyond
from llmkg.check.columns.table import Numbers, Table, distinct
from llmkg.check.columns.touched import Changes, Everything, targets_touched, touched
from llmkg.check.engine import Engine
from llmkg.check.result import Result
from llmkg.check.rules import Shapes
from llmkg.vocab import SH


@dataclass(frozen=True, slots=True)
class Delta:
    """What of the findings of before goes, and what comes instead.

    touched  the nodes (N-Triples) that each rule was asked about anew, by the rule's IRI; None: all
    found    what is found about them
    """

    touched: dict[str, frozenset[str] | None]
    found: tuple[Result, ...]

    def applied(self, before: Iterable[Result]) -> set[Result]:
        """The findings after the change."""
        kept = {one for one in before if not self._is_asked(one)}
        return kept | set(self.found)

    def _is_asked(self, result: Result) -> bool:
        nodes = self.touched.get(result.rule, frozenset())
        return nodes is None or result.focus in nodes


def delta(before: Sequence[ox.Quad], after: Sequence[ox.Quad], shapes: Shapes) -> Delta:
    """The findings that a change from one state to another brings and takes."""
    old, new = (
        {(str(q.subject), str(q.predicate), str(q.object)) for q in quads}
        for quads in (before, after)
    )
    both = Table((*before, *after))
    changes = Changes.of(both, old ^ new)
    engine = Engine(after)
    asked: dict[str, frozenset[str] | None] = {}
    found: list[Result] = []
    for rule in shapes.sparql():
        try:
            nodes = touched(both, rule, changes)
        except (Everything, Beyond):
            asked[rule.iri] = None
            found.extend(engine.sparql(rule))
        else:
            terms = frozenset(both.terms[number] for number in nodes.tolist())
            asked[rule.iri] = terms
            found.extend(engine.sparql(rule, _numbers(engine.table, terms)))
    core = [rule.iri for rule in shapes.rules.values() if rule.component and rule.select is None]
    among = _core(both, shapes, changes)
    asked.update(dict.fromkeys(core, among))
    found.extend(engine.core(shapes.core, None if among is None else _numbers(engine.table, among)))
    return Delta(asked, tuple(found))


def _core(both: Table, shapes: Shapes, changes: Changes) -> frozenset[str] | None:
    """Rules of SHACL Core look at a thing and its own properties, and why it is a target."""
    aims = [
        (quad.predicate.value, str(quad.object))
        for quad in shapes.core
        if quad.predicate.value in {SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf}
    ]
    if any(quad.predicate.value in _FURTHER for quad in shapes.core):
        return None
    try:
        nodes = targets_touched(both, aims, changes)
    except Everything:
        return None
    nodes = distinct(np.concatenate((nodes, changes.subjects)))
    return frozenset(both.terms[number] for number in nodes.tolist())


_FURTHER = frozenset(
    SH[name]
    for name in (
        *("class", "node", "property", "inversePath", "zeroOrMorePath", "oneOrMorePath"),
        *("zeroOrOnePath", "and", "or", "not", "xone", "qualifiedValueShape", "sparql"),
    )
)
"""What leads from a thing to what is said of others."""


def _numbers(table: Table, terms: Iterable[str]) -> Numbers:
    numbers = (table.number(term) for term in terms)
    return np.array(sorted(number for number in numbers if number >= 0), dtype=np.int64)
