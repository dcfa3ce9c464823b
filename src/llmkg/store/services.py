"""SERVICE clauses of a query: where they stand, whom they ask, and what takes their place.

A query is read by its tokens, as the guard reads it. What is asked of another endpoint is the text
of the group, word for word, under the prologue of the query; its answer comes back as VALUES at the
same place, which joins with the rest just as SERVICE would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from llmkg.errors import QuerySyntaxError, ServiceRefusedError
from llmkg.model.location import Location
from llmkg.rdf.prologue import Prologue, prologue
from llmkg.rdf.tokens import Token, TokenKind, place, tokenize
from llmkg.store.guard import QUERY_NAME
from llmkg.store.port import Rows, Term
from llmkg.vocab import PREFIXES


@dataclass(frozen=True, slots=True)
class Clause:
    """One SERVICE of a query; those inside its group belong to the other endpoint.

    start, end  offsets in the text, from the word SERVICE to behind the closing brace
    query       what to ask there
    """

    start: int
    end: int
    endpoint: str
    silent: bool
    query: str
    where: Location


def has_service(text: str) -> bool:
    """Whether the word SERVICE stands in a query."""
    return "SERVICE" in text.upper() and any(token.is_word("SERVICE") for token in tokenize(text))


def clauses(text: str) -> list[Clause]:
    """The SERVICE clauses of a query, in their order.

    Raises ServiceRefusedError where the endpoint is a variable or no IRI; QuerySyntaxError where
    the group does not close.
    """
    tokens = list(tokenize(text))
    names = prologue(tokens)
    found: list[Clause] = []
    at = names.end
    while at < len(tokens):
        if not tokens[at].is_word("SERVICE"):
            at += 1
            continue
        clause, at = _clause(text, tokens, at, names)
        found.append(clause)
    return found


def replaced(text: str, answers: Sequence[tuple[Clause, Rows | None]]) -> str:
    """The query with each clause replaced by the rows that came back; None: by one empty row."""
    parts: list[str] = []
    done = 0
    for clause, rows in answers:
        parts += (text[done : clause.start], "{}" if rows is None else _values(rows))
        done = clause.end
    return "".join((*parts, text[done:]))


def named(rows: Rows, space: str) -> Rows:
    """The rows with blank nodes replaced by IRIs in `space`: a label means nothing elsewhere."""

    def name(term: Term | None) -> Term | None:
        match term:
            case ox.BlankNode():
                return ox.NamedNode(space + term.value)
            case ox.Triple():
                return ox.Triple(name(term.subject), term.predicate, name(term.object))  # type: ignore[arg-type]
            case _:
                return term

    return Rows(rows.variables, tuple(tuple(map(name, row)) for row in rows.rows))


def _clause(text: str, tokens: Sequence[Token], at: int, names: Prologue) -> tuple[Clause, int]:
    word = tokens[at]
    where = Location(QUERY_NAME, *place(text, word.start))
    at += 1
    silent = at < len(tokens) and tokens[at].is_word("SILENT")
    at += silent
    if at + 1 >= len(tokens) or tokens[at + 1].text != "{":
        raise QuerySyntaxError(
            "SERVICE is not followed by an endpoint and a group", where=where, token=word.text
        )
    if tokens[at].kind is TokenKind.VARIABLE:
        raise ServiceRefusedError(
            f"The endpoint of SERVICE is a variable ({tokens[at].text})",
            where=where,
            mend="Name the endpoint by its IRI: only then can it be looked up among those allowed.",
        )
    endpoint = names.iri(tokens[at])
    if endpoint is None:
        raise ServiceRefusedError(
            f"{tokens[at].text} is no absolute IRI of an endpoint",
            where=where,
            mend="Write the IRI out in angle brackets, with http:// or https://.",
        )
    end = _closing(text, tokens, at + 1, where)
    inner = tokens[at + 1 : end + 1]
    query = _prologue_for(inner, names) + "SELECT * " + text[inner[0].start : inner[-1].end]
    clause = Clause(word.start, inner[-1].end, endpoint, silent, query, where)
    return clause, end + 1


def _closing(text: str, tokens: Sequence[Token], at: int, where: Location) -> int:
    depth = 0
    for index in range(at, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[index].text, 0)
        if depth == 0:
            return index
    raise QuerySyntaxError("The group of SERVICE is not closed", where=where, token=text[-1:])


def _prologue_for(tokens: Iterable[Token], names: Prologue) -> str:
    """BASE and the PREFIX lines that these tokens need; ours, too, as nobody else declares them."""
    known: Mapping[str, str] = {**PREFIXES, **names.declared}
    used = {
        token.text.partition(":")[0] for token in tokens if token.kind is TokenKind.PNAME
    } & known.keys()
    base = f"BASE <{names.base}>\n" if names.base else ""
    return base + "".join(f"PREFIX {name}: <{known[name]}>\n" for name in sorted(used))


def _values(rows: Rows) -> str:
    head = " ".join(f"?{name}" for name in rows.variables)
    lines = (
        f"({' '.join('UNDEF' if term is None else _written(term) for term in row)})"
        for row in rows.rows
    )
    return f"{{ VALUES ({head}) {{ {' '.join(lines)} }} }}"


def _written(term: Term) -> str:
    if not isinstance(term, ox.Triple):
        return str(term)
    parts = map(_written, (term.subject, term.predicate, term.object))
    return f"<<( {' '.join(parts)} )>>"
