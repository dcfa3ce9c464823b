"""Which nodes a change touches: those about which a rule may say something else than before.

A breach comes and goes with a triple that some pattern of its rule fits, within EXISTS or not. So
each changed triple is put in the place of each pattern, and from there the other patterns lead to
``$this``. They are asked of the triples of before and after together, without the conditions of
the rule: what is found is a little more than what is touched, and never less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath

from llmkg.check.columns.groups import (
    Bind,
    Either,
    Group,
    Triple,
    exists_groups,
    select,
)
from llmkg.check.columns.join import join
from llmkg.check.columns.paths import follow
from llmkg.check.columns.rows import Rows
from llmkg.check.columns.solve import ends_of
from llmkg.check.columns.table import EMPTY, Numbers, Table, distinct
from llmkg.check.rules import Rule
from llmkg.reason.relation import seconds
from llmkg.vocab import RDF, RDFS, SH

_THIS = "this"


class Everything(Exception):
    """The change may touch every node: it is one of what all have in common."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Triples that came or went, as numbers of a table that holds them all."""

    subjects: Numbers
    predicates: Numbers
    objects: Numbers

    @classmethod
    def of(cls, table: Table, triples: Iterable[tuple[str, str, str]]) -> Changes:
        """From triples in N-Triples."""
        rows = [[table.numbered(term) for term in triple] for triple in triples]
        columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return cls(columns[:, 0], columns[:, 1], columns[:, 2])

    def with_any(self, predicates: Iterable[int]) -> Changes:
        """Those with one of these predicates."""
        mask = np.isin(self.predicates, np.array(list(predicates), dtype=np.int64))
        return Changes(self.subjects[mask], self.predicates[mask], self.objects[mask])


def touched(table: Table, rule: Rule, changes: Changes) -> Numbers:
    """The nodes about which a SPARQL rule may say something else; sorted.

    Raises Everything, and Beyond for a rule that the columns do not know.
    """
    found = [targets_touched(table, rule.aims, changes)]
    for triple, others in _patterns(select(rule.select or "").group, ()):
        found.extend(
            _led_to_this(table, rows, list(others))
            for rows in _matching(table, triple, changes)
            if rows.size
        )
    return distinct(np.concatenate(found))


def targets_touched(table: Table, aims: Iterable[tuple[str, str]], changes: Changes) -> Numbers:
    """The nodes that a change may make a target, or no target any more."""
    if len(changes.with_any([table.number(f"<{RDFS.subClassOf}>")]).subjects):
        raise Everything
    found = [EMPTY]
    for kind, value in aims:
        if kind == SH.targetClass:
            found.append(changes.with_any([table.number(f"<{RDF.type}>")]).subjects)
        elif kind == SH.targetSubjectsOf:
            found.append(changes.with_any([table.number(value)]).subjects)
        elif kind == SH.targetObjectsOf:
            found.append(changes.with_any([table.number(value)]).objects)
        elif kind == SH.target:
            found.append(changes.subjects)
    return np.concatenate(found)


def _patterns(
    group: Group, around: tuple[Triple, ...]
) -> Iterator[tuple[Triple, tuple[Triple, ...]]]:
    """Every pattern of a rule, with those that hold beside it."""
    own = tuple(each for each in group.elements if isinstance(each, Triple))
    every = around + own
    for triple in own:
        yield triple, tuple(each for each in every if each is not triple)
    expressions = list(group.filters)
    for element in group.elements:
        if isinstance(element, Either):
            for part in element.groups:
                yield from _patterns(part, every)
        elif isinstance(element, Group):
            yield from _patterns(element, every)
        elif isinstance(element, Bind):
            expressions.append(element.expr)
    for expr in expressions:
        for inner in exists_groups(expr):
            yield from _patterns(inner, every)


def _matching(table: Table, triple: Triple, changes: Changes) -> Iterator[Rows]:
    """The changed triples in the place of a pattern."""
    ends = ends_of(table, triple)
    link = ends.predicate
    if isinstance(link, Path):
        used = changes.with_any(table.number(f"<{iri}>") for iri in _links(link))
        if not len(used.subjects):
            return
        near = distinct(np.concatenate((used.subjects, used.objects)))
        if not isinstance(link, AlternativePath) or any(isinstance(x, Path) for x in link.args):
            near = _reachable(table, link, near)
        if isinstance(ends.subject, str):
            yield Rows(len(near), {ends.subject: near})
        elif isinstance(ends.object, str):
            yield Rows(len(near), {ends.object: near})
        return
    parts = ((ends.subject, changes.subjects), (link, changes.predicates))
    mask = np.ones(len(changes.subjects), dtype=np.bool_)
    columns: dict[str, Numbers] = {}
    for end, column in (*parts, (ends.object, changes.objects)):
        if isinstance(end, int):
            mask &= column == end
        elif end in columns:
            mask &= column == columns[end]
        else:
            columns[end] = column
    yield Rows(len(mask), columns).at(mask)


def _links(path: URIRef | Path) -> Iterator[str]:
    match path:
        case URIRef():
            yield str(path)
        case InvPath():
            yield from _links(path.arg)
        case MulPath():
            yield from _links(path.path)
        case SequencePath() | AlternativePath():
            for arg in path.args:
                yield from _links(arg)


def _reachable(table: Table, path: Path, nodes: Numbers) -> Numbers:
    """Whatever the properties of a path lead to or from, in any number of steps."""
    steps: list[URIRef | Path] = [URIRef(iri) for iri in set(_links(path))]
    steps += [InvPath(step) for step in steps]
    anywhere = MulPath(AlternativePath(*steps), "*")
    return distinct(seconds(follow(table, anywhere, nodes)))


def _led_to_this(table: Table, rows: Rows, others: list[Triple]) -> Numbers:
    """From some variables to ``$this``: by things if that can be, else by properties as well."""
    if _THIS in rows.columns:
        return distinct(rows.columns[_THIS])
    for by_things in (True, False):
        way = _way(frozenset(rows.columns), others, by_things=by_things)
        if way is not None:
            for step in way:
                rows = join(table, ends_of(table, step), rows)
                if not rows.size:
                    return EMPTY
            return distinct(rows.columns[_THIS])
    raise Everything


def _way(
    start: frozenset[str], others: list[Triple], *, by_things: bool
) -> tuple[Triple, ...] | None:
    """The fewest patterns that lead to ``$this``; `by_things`: over subjects and objects only."""
    ways: list[tuple[frozenset[str], tuple[Triple, ...]]] = [(start, ())]
    seen = set(start)
    while ways:
        names, way = ways.pop(0)
        for triple in others:
            shared = triple.names & names
            if by_things:
                shared &= {str(triple.subject), str(triple.object)}
            if triple in way or not shared:
                continue
            if _THIS in triple.names:
                return (*way, triple)
            if triple.names - seen:
                seen |= triple.names
                ways.append((names | triple.names, (*way, triple)))
    return None
