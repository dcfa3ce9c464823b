"""SPARQL rules asked once of all targets, instead of once for each.

SHACL evaluates a SPARQL constraint for every focus node with ``$this`` bound before. Here the
targets are joined into the query as a sub-SELECT, so that one evaluation finds all breaches. For
the rules as they are written that is the same (`tests/check` holds it against pyshacl).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from llmkg.check.result import Result
from llmkg.check.rules import Rule
from llmkg.rdf.tokens import TokenKind, tokenize

_COLUMNS = frozenset({"this", "path", "value"})


def data_store(quads: Iterable[ox.Quad | ox.Triple]) -> ox.Store:
    """A store in memory with the triples of all graphs in one: rules do not ask who said where."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return store


def run(store: ox.Store, rules: Iterable[Rule]) -> Iterator[Result]:
    """Every breach of every SPARQL rule, each once."""
    for rule in rules:
        if rule.select is not None:
            yield from dict.fromkeys(breaches(store, rule))


def query_of(rule: Rule) -> str:
    """The rule's SELECT with its targets joined in as the first part of its WHERE."""
    text = rule.select or ""
    brace = next(
        token for token in tokenize(text) if token.kind is TokenKind.MARK and token.text == "{"
    )
    union = " UNION ".join(f"{{ {pattern} }}" for pattern in rule.targets)
    targets = f" {{ SELECT DISTINCT $this WHERE {{ {union} }} }} "
    return text[: brace.end] + targets + text[brace.end :]


def breaches(store: ox.Store, rule: Rule) -> Iterator[Result]:
    """Every solution of a SPARQL rule; several may tell one breach with other bindings."""
    solutions = store.query(query_of(rule))
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError(f"{rule.iri} is no SELECT")
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        row = {name: solution[name] for name in names if solution[name] is not None}
        path = row.get("path")
        yield Result(
            rule=rule.iri,
            focus=str(row["this"]),
            path=path.value if isinstance(path, ox.NamedNode) else None,
            value=str(row["value"]) if "value" in row else None,
            bindings={name: str(term) for name, term in row.items() if name not in _COLUMNS},
        )
