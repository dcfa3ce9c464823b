"""Expressions of SPARQL as functions of terms: what filters of rules are made of.

The value of an expression is a term in N-Triples (TERM), a text (TEXT), a number or a truth value,
and which of them is known before anything is evaluated. How terms compare is left to rdflib.
`Beyond` is raised for what no rule has needed so far; another engine takes the rule then.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any, Final

from rdflib import Literal, URIRef, Variable
from rdflib.plugins.sparql.operators import RelationalExpression
from rdflib.plugins.sparql.parserutils import CompValue, Expr
from rdflib.plugins.sparql.sparql import SPARQLError

from llmkg.check.columns.paths import Beyond
from llmkg.check.columns.terms import datatype, language, lexical, of_rdflib
from llmkg.rdf.terms import from_rdflib
from llmkg.vocab import XSD


class Kind(Enum):
    """What an expression gives."""

    TERM = auto()
    TEXT = auto()
    NUMBER = auto()
    TRUTH = auto()


class Fault(Exception):
    """SPARQL's error: the expression has no value here, and no condition is passed by it."""


Call = Callable[[Sequence[Any]], Any]


@dataclass(frozen=True, slots=True)
class Function:
    """A compiled expression: its kind, and what gives its value for the values of its inputs."""

    kind: Kind
    call: Call


class Scope:
    """The inputs of an expression: variables by name, and EXISTS, in the order of their meeting."""

    def __init__(self) -> None:
        self.inputs: list[str | CompValue] = []

    def place(self, wanted: str | CompValue) -> int:
        """The position of an input; it gets one if it has none."""
        for index, known in enumerate(self.inputs):
            if known is wanted or (isinstance(wanted, str) and known == wanted):
                return index
        self.inputs.append(wanted)
        return len(self.inputs) - 1


def compiled(expr: object, scope: Scope) -> Function:
    """The function of an expression as rdflib's parser gives it."""
    match expr:
        case Variable():
            return Function(Kind.TERM, operator.itemgetter(scope.place(str(expr))))
        case URIRef():
            return _constant(Kind.TERM, f"<{expr}>")
        case Literal() if expr.datatype is None and not expr.language:
            return _constant(Kind.TEXT, str(expr))
        case Literal():
            return _constant(Kind.TERM, str(from_rdflib(expr)))
        case CompValue():
            return _compound(expr, scope)
    raise Beyond(f"the expression {expr!r}")


def _constant(kind: Kind, value: str) -> Function:
    return Function(kind, lambda _values: value)


def _compound(expr: CompValue, scope: Scope) -> Function:
    name = expr.name
    if name in {"Builtin_EXISTS", "Builtin_NOTEXISTS"}:
        at = scope.place(expr)
        return Function(Kind.TRUTH, operator.itemgetter(at))
    if name in {"ConditionalAndExpression", "ConditionalOrExpression"}:
        parts = [_truth(compiled(each, scope)) for each in (expr.expr, *expr.other)]
        return Function(Kind.TRUTH, _junction(parts, deciding=name.startswith("ConditionalOr")))
    if name == "UnaryNot":
        inner = _truth(compiled(expr.expr, scope))
        return Function(Kind.TRUTH, lambda values: not inner(values))
    if name == "RelationalExpression":
        return Function(Kind.TRUTH, _relation(expr, scope))
    maker = _BUILT_IN.get(name)
    if maker is None:
        raise Beyond(f"the function {name}")
    return maker(expr, scope)


def _truth(function: Function) -> Call:
    if function.kind is not Kind.TRUTH:
        raise Beyond("a value in the place of a condition")
    return function.call


def _junction(parts: list[Call], *, deciding: bool) -> Call:
    """Or, if true decides, else and; an error counts only where nothing else decides."""

    def call(values: Sequence[Any]) -> Any:
        fault = None
        for part in parts:
            try:
                if part(values) is deciding:
                    return deciding
            except Fault as raised:
                fault = raised
        if fault is not None:
            raise fault
        return not deciding

    return call


def _relation(expr: CompValue, scope: Scope) -> Call:
    left = compiled(expr.expr, scope)
    if expr.op in {"IN", "NOT IN"}:
        tests = [_compare("=", left, compiled(each, scope)) for each in expr.other]
        among = _junction(tests, deciding=True)
        return among if expr.op == "IN" else lambda values: not among(values)
    return _compare(expr.op, left, compiled(expr.other, scope))


_OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def _compare(op: str, left: Function, right: Function) -> Call:
    if op not in _OPERATORS:
        raise Beyond(f"the comparison {op}")
    test, one, other = _OPERATORS[op], left.call, right.call
    if left.kind is right.kind and left.kind is not Kind.TERM:
        return lambda values: test(one(values), other(values))
    first, second = _as_term(left), _as_term(right)

    def call(values: Sequence[Any]) -> Any:
        a, b = first(values), second(values)
        if op in {"=", "!="} and (a == b or a[0] != '"' or b[0] != '"'):
            return test(a, b)
        return _ask_rdflib(op, a, b)

    return call


def _as_term(function: Function) -> Call:
    call = function.call
    if function.kind is Kind.TERM:
        return call
    if function.kind is Kind.TEXT:
        return lambda values: str(from_rdflib(Literal(call(values))))
    if function.kind is Kind.NUMBER:
        return lambda values: f'"{call(values)}"^^<{XSD.integer}>'
    raise Beyond("a condition in the place of a value")


def _ask_rdflib(op: str, left: str, right: str) -> bool:
    relation = Expr("RelationalExpression", expr=of_rdflib(left), op=op, other=of_rdflib(right))
    try:
        # It reads nothing of its context: both sides are terms already.
        return bool(RelationalExpression(relation, None))  # type: ignore[arg-type]
    except (SPARQLError, TypeError) as error:
        raise Fault from error


def _as_text(function: Function) -> Call:
    """The text of a literal; of anything else none."""
    call = function.call
    if function.kind is Kind.TEXT:
        return call
    if function.kind is not Kind.TERM:
        raise Beyond("a number in the place of a text")
    return lambda values: lexical(_literal(call(values)))


def _literal(term: str) -> str:
    if term[0] != '"':
        raise Fault
    return term


def _str(expr: CompValue, scope: Scope) -> Function:
    inner = compiled(expr.arg, scope)
    if inner.kind is Kind.TEXT:
        return inner
    call = _as_term(inner)

    def text(values: Sequence[Any]) -> str:
        term: str = call(values)
        if term[0] == "<":
            return term[1:-1]
        return lexical(_literal(term))

    return Function(Kind.TEXT, text)


def _strstarts(expr: CompValue, scope: Scope) -> Function:
    one, other = (_as_text(compiled(each, scope)) for each in (expr.arg1, expr.arg2))
    return Function(Kind.TRUTH, lambda values: one(values).startswith(other(values)))


def _regex(expr: CompValue, scope: Scope) -> Function:
    if not isinstance(expr.pattern, Literal) or expr.flags:
        raise Beyond("a pattern that is no constant")
    text = _as_text(compiled(expr.text, scope))
    search = re.compile(str(expr.pattern)).search
    return Function(Kind.TRUTH, lambda values: search(text(values)) is not None)


def _concat(expr: CompValue, scope: Scope) -> Function:
    parts = [_as_text(compiled(each, scope)) for each in expr.arg]
    return Function(Kind.TEXT, lambda values: "".join(part(values) for part in parts))


def _substr(expr: CompValue, scope: Scope) -> Function:
    text = _as_text(compiled(expr.arg, scope))
    start = compiled(expr.start, scope)
    length = compiled(expr.length, scope) if expr.length is not None else None
    if not isinstance(expr.start, Literal) or length is None or length.kind is not Kind.NUMBER:
        raise Beyond("SUBSTR from anywhere")
    del start
    begin, count = int(expr.start) - 1, length.call
    return Function(Kind.TEXT, lambda values: text(values)[begin : begin + count(values)])


def _strlen(expr: CompValue, scope: Scope) -> Function:
    text = _as_text(compiled(expr.arg, scope))
    return Function(Kind.NUMBER, lambda values: len(text(values)))


def _lang(expr: CompValue, scope: Scope) -> Function:
    call = _as_term(compiled(expr.arg, scope))
    return Function(Kind.TEXT, lambda values: language(_literal(call(values))).lower())


def _datatype(expr: CompValue, scope: Scope) -> Function:
    call = _as_term(compiled(expr.arg, scope))
    return Function(Kind.TERM, lambda values: datatype(_literal(call(values))))


def _is(mark: str) -> Callable[[CompValue, Scope], Function]:
    def maker(expr: CompValue, scope: Scope) -> Function:
        call = _as_term(compiled(expr.arg, scope))
        return Function(Kind.TRUTH, lambda values: call(values)[0] == mark)

    return maker


def _same_term(expr: CompValue, scope: Scope) -> Function:
    one, other = (_as_term(compiled(each, scope)) for each in (expr.arg1, expr.arg2))
    return Function(Kind.TRUTH, lambda values: one(values) == other(values))


def _if(expr: CompValue, scope: Scope) -> Function:
    test = _truth(compiled(expr.arg1, scope))
    yes, no = (_as_term(compiled(each, scope)) for each in (expr.arg2, expr.arg3))
    return Function(Kind.TERM, lambda values: (yes if test(values) else no)(values))


def _now(_expr: CompValue, _scope: Scope) -> Function:
    # Rules are kept for days.
    return Function(
        Kind.TERM, lambda _values: f'"{datetime.now(UTC).isoformat()}"^^<{XSD.dateTime}>'
    )


_BUILT_IN: Final[dict[str, Callable[[CompValue, Scope], Function]]] = {
    "Builtin_STR": _str,
    "Builtin_STRSTARTS": _strstarts,
    "Builtin_REGEX": _regex,
    "Builtin_CONCAT": _concat,
    "Builtin_SUBSTR": _substr,
    "Builtin_STRLEN": _strlen,
    "Builtin_LANG": _lang,
    "Builtin_DATATYPE": _datatype,
    "Builtin_isIRI": _is("<"),
    "Builtin_isLITERAL": _is('"'),
    "Builtin_sameTerm": _same_term,
    "Builtin_IF": _if,
    "Builtin_NOW": _now,
}
