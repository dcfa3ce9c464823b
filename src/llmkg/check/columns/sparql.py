"""SPARQL constraints, each asked once of all its targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib import Variable

from llmkg.check.columns.groups import Select, Triple, select
from llmkg.check.columns.rows import NOT_BOUND, Rows, group
from llmkg.check.columns.solve import solve
from llmkg.check.columns.table import Numbers, Table, cut
from llmkg.check.columns.targets import is_about_everything, targets
from llmkg.check.result import Result, in_order
from llmkg.check.rules import Rule

_COLUMNS = frozenset({"this", "path", "value"})
_THIS = Variable("this")


def breaches(table: Table, rule: Rule, among: Numbers | None = None) -> list[Result]:
    """Every breach of a SPARQL rule, each once; raises Beyond for a rule that it does not know.

    Of several solutions that tell one breach with other bindings, always the same one is given.

    `among` limits it to these focus nodes (sorted).
    """
    query = select(rule.select or "")
    names = [name for name in query.names if name in query.group.names or name == "this"]
    found = solve(table, query.group, _start(table, rule, query, among))
    results = sorted(_results(table, rule, names, found), key=in_order)
    return list(dict.fromkeys(results))


def _start(table: Table, rule: Rule, query: Select, among: Numbers | None) -> Rows:
    everything = is_about_everything(rule.aims)
    if among is None and everything and _finds_subjects(query):
        return Rows(1, {})
    nodes = cut(targets(table, rule.aims), among)
    return Rows(len(nodes), {"this": nodes})


def _finds_subjects(query: Select) -> bool:
    """Whether the rule itself asks for all that is said of its nodes."""
    return any(
        isinstance(each, Triple) and each.subject == _THIS and isinstance(each.predicate, Variable)
        for each in query.group.elements
    )


def _results(table: Table, rule: Rule, names: list[str], found: Rows) -> Iterator[Result]:
    if not found.size:
        return
    _, first = group([found.columns[name] for name in names], found.size, len(table.terms))
    lists = [found.columns[name][first].tolist() for name in names]
    for numbers in zip(*lists, strict=True):
        row = {
            name: table.terms[number]
            for name, number in zip(names, numbers, strict=True)
            if number != NOT_BOUND
        }
        yield result_of(rule, row)


def result_of(rule: Rule, row: Mapping[str, str]) -> Result:
    """The breach that a solution tells: terms in N-Triples by variable."""
    path = row.get("path", "")
    return Result(
        rule=rule.iri,
        focus=row["this"],
        path=path[1:-1] if path.startswith("<") else None,
        value=row.get("value"),
        bindings={name: term for name, term in row.items() if name not in _COLUMNS},
    )
