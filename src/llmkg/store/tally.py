"""What is asked first of an endpoint, answered from what was counted of its snapshot.

How many triples are there, with which predicates, of which classes, in which graphs? An engine goes
through everything for it. The numbers lie beside the store (`store.counts`), and are exact: a
snapshot never changes, and a write that makes the next one counts what it changes.

`Question.of` reads a query that asks just that, by its tokens. Its pattern becomes a table
(`VALUES`) of what was counted, and its `COUNT`s become columns of it; whatever else it says
(`ORDER BY`, `HAVING`, `LIMIT`, sums of counts) stays, and is the engine's to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Self, TypeAlias

from llmkg.rdf.prologue import Prologue, prologue
from llmkg.rdf.tokens import Token, TokenKind, tokenize, unescape_codepoints
from llmkg.store.counts import Counted, read_counted
from llmkg.store.table import Table
from llmkg.store.verbs import is_kept
from llmkg.vocab import RDF

_LONGEST: Final = 1_000
_TEXTS: Final = 256
_ROWS: Final = ""
_COLUMN: Final = "?counted_"
# What may stand around the pattern, besides COUNT.
_KINDS: Final = (TokenKind.VARIABLE, TokenKind.NUMBER, TokenKind.WORD, TokenKind.MARK)
_WORDS: Final = (
    *("SELECT", "DISTINCT", "REDUCED", "WHERE", "AS", "GROUP", "ORDER", "BY", "HAVING"),
    *("LIMIT", "OFFSET", "ASC", "DESC"),
)

_Line: TypeAlias = Mapping[str, int]
"""How many rows a key has (`_ROWS`), and how many different values each variable."""


class Tally:
    """The numbers of a snapshot by IRIs, read when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        """`folder`: that of the snapshot."""
        self._folder = folder

    @cached_property
    def read(self) -> tuple[Counted, Table] | None:
        """The files; None where they cannot be read."""
        return read_counted(self._folder)

    @cached_property
    def properties(self) -> Mapping[str, Sequence[int]]:
        """Triples, subjects and objects of each."""
        counted = self.read[0] if self.read else Counted([])
        return {counted.iris[int(at)]: part[:3] for at, part in counted.properties.items()}

    @cached_property
    def classes(self) -> Mapping[str, int]:
        """Things of each."""
        counted = self.read[0] if self.read else Counted([])
        return {counted.iris[int(at)]: given[0] for at, given in counted.classes.items()}


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One pattern of a triple, or all triples of graphs.

    subject, object  names of variables, or of what is one without a name (``[``)
    predicate        the name of a variable with its mark, or an IRI
    of               the class, where the object is one
    graph            as predicate; empty for the default graph
    """

    subject: str
    predicate: str
    object: str
    of: str = ""
    graph: str = ""

    @property
    def variables(self) -> set[str]:
        """Names."""
        marked = {each[1:] for each in (self.predicate, self.graph) if each[:1] == "?"}
        return ({self.subject, self.object} | marked) - {"", "["}

    def lines(self, tally: Tally, key: str) -> Iterable[tuple[str, _Line]] | None:
        """For each value of the key its line; without one there is one line. None: not counted."""
        if tally.read is None:
            return None
        counted, graphs = tally.read
        if self.graph:
            return self._of_graphs(graphs, key)
        if key:
            return self._by_key(tally, key)
        if self.of:
            things = tally.classes.get(self.of, 0)
            return [("", {_ROWS: things, self.subject: things})]
        if self.predicate[0] != "?":
            return [("", self._line(tally.properties.get(self.predicate, (0, 0, 0))))]
        triples, _, subjects, objects = counted.whole
        verbs = {self.predicate[1:]: len(tally.properties)}
        return [("", {**self._line((triples, subjects, objects)), **verbs})]

    def _by_key(self, tally: Tally, key: str) -> Iterable[tuple[str, _Line]] | None:
        if key == self.predicate[1:] and self.predicate[0] == "?":
            return self._by_property(tally.properties)
        if key != self.object or self.predicate != RDF.type:
            return None
        # Classes without names were not counted.
        if sum(tally.classes.values()) != tally.properties.get(RDF.type, (0,))[0]:
            return None
        return [(iri, self._line((n, n, 1))) for iri, n in tally.classes.items()]

    def _of_graphs(self, graphs: Table, key: str) -> Iterable[tuple[str, _Line]] | None:
        if self.predicate[0] != "?" or self.of:
            return None
        if self.graph[0] != "?":
            parts, _ = graphs.get(self.graph) or ({}, {})
            if key == self.predicate[1:]:
                return self._by_property(parts)
            return None if key else [("", {_ROWS: _triples(parts), self.predicate[1:]: len(parts)})]
        name = self.graph[1:]
        rows = ((iri, _triples(parts)) for iri, (parts, _) in graphs.items())
        if key == name:
            return [(iri, {_ROWS: n, name: 1}) for iri, n in rows if n]
        several = [n for _, n in rows if n]
        return None if key else [("", {_ROWS: sum(several), name: len(several)})]

    def _by_property(self, parts: Mapping[str, Sequence[int]]) -> Iterable[tuple[str, _Line]]:
        verb = self.predicate[1:]
        return [(iri, {**self._line(part), verb: 1}) for iri, part in parts.items()]

    def _line(self, part: Sequence[int]) -> _Line:
        return dict(zip((_ROWS, self.subject, self.object), part, strict=True))


def _triples(parts: Mapping[str, Sequence[int]]) -> int:
    return sum(part[0] for part in parts.values())


@dataclass(frozen=True, slots=True)
class Question:
    """A query that asks for nothing but numbers, or for each of something once.

    key     the name of the variable that is grouped by, or shown; empty where there is none
    counts  what is counted, once each: `_ROWS`, or the name of a variable
    parts   its text, between them the table (first) and the counts (by their index)
    """

    pattern: _Pattern
    key: str
    counts: tuple[str, ...]
    parts: tuple[str | int, ...]

    @classmethod
    def of(cls, text: str) -> Self | None:
        """The query as such a question; None where it is another."""
        if len(text) > _LONGEST or unescape_codepoints(text) != text:
            return None
        tokens = [*tokenize(text)]
        names = prologue(tokens)
        marks = [token.text for token in tokens]
        if names.end == len(tokens) or "{" not in marks[names.end :]:
            return None
        opening = marks.index("{", names.end)
        closing = len(marks) - 1 - marks[::-1].index("}") if "}" in marks else 0
        pattern = _pattern(tokens[opening + 1 : max(opening + 1, closing)], names)
        if pattern is None or closing < opening:
            return None
        around = _Around(tokens[names.end : opening], tokens[closing + 1 :])
        key = around.key()
        if key is None or not around.names <= {key, *around.aliases}:
            return None
        if not {*around.counted, key} - {_ROWS} <= pattern.variables:
            return None
        counts = tuple(dict.fromkeys(around.counts.values()))
        table = (tokens[opening].start, tokens[closing].end)
        cuts = sorted([(*table, -1), *((*at, counts.index(n)) for at, n in around.counts.items())])
        parts: list[str | int] = []
        done = 0
        for start, end, which in cuts:
            parts += (text[done:start], which)
            done = end
        return cls(pattern, key, counts, (*parts, text[done:]))

    def asked(self, tally: Tally) -> str | None:
        """The query with what was counted in it; None where it was not."""
        lines = self.pattern.lines(tally, self.key)
        if lines is None:
            return None
        rows = []
        for iri, line in lines:
            if not line.keys() >= {*self.counts}:
                return None
            key = f"<{iri}> " if self.key else ""
            rows.append(f"({key}{' '.join(str(line[each]) for each in self.counts)})")
        columns = [f"?{self.key}"] if self.key else []
        columns += [f"{_COLUMN}{at}" for at in range(len(self.counts))]
        table = f"{{ VALUES ({' '.join(columns)}) {{ {' '.join(rows)} }} }}"
        said = (
            part if isinstance(part, str) else table if part < 0 else f"SUM({_COLUMN}{part})"
            for part in self.parts
        )
        return "".join(said)


question = lru_cache(maxsize=_TEXTS)(Question.of)
"""`Question.of`, which is asked again for the same texts."""


class _Around:
    """What stands before a pattern and behind it.

    counts   what is counted, by its place; counted: the variables that are named in it
    names    of variables outside of COUNT
    aliases  those that are given there
    """

    def __init__(self, before: Sequence[Token], behind: Sequence[Token]) -> None:
        self.counts: dict[tuple[int, int], str] = {}
        self.counted: set[str] = set()
        self.is_plain = True
        self._shown = self._without_counts(before)
        self._rest = self._without_counts(behind)
        rest = [*self._shown, *self._rest]
        self.aliases = {_name(token) for word, token in pairwise(rest) if word.is_word("AS")}
        self.names = {_name(each) for each in rest if each.kind is TokenKind.VARIABLE}
        self.is_plain &= all(
            each.kind in _KINDS
            and each.text not in ("{", "}")
            and (each.kind is not TokenKind.WORD or each.is_word(*_WORDS))
            for each in rest
        ) and not any(name.startswith(_COLUMN[1:]) for name in self.names)

    def _without_counts(self, tokens: Sequence[Token]) -> list[Token]:
        found: list[Token] = []
        at = 0
        while at < len(tokens):
            if not tokens[at].is_word("COUNT"):
                found.append(tokens[at])
                at += 1
                continue
            start, at = tokens[at].start, at + 2
            distinct = at < len(tokens) and tokens[at].is_word("DISTINCT")
            at += distinct
            what = tokens[at : at + 2]
            if [each.text for each in what[1:]] != [")"]:
                self.is_plain = False
                break
            is_name = what[0].kind is TokenKind.VARIABLE
            self.is_plain &= is_name or (what[0].text == "*" and not distinct)
            # Each variable of a pattern is bound in each row.
            self.counts[start, what[1].end] = _name(what[0]) if distinct else _ROWS
            self.counted.add(_name(what[0]))
            at += 2
        return found

    def key(self) -> str | None:
        """The variable that is grouped by, or shown; empty for none; None where it is strange."""
        if not self.is_plain or not self._shown or not self._shown[0].is_word("SELECT"):
            return None
        shown = [each for each in self._shown[1:] if not each.is_word("WHERE")]
        once = bool(shown) and shown[0].is_word("DISTINCT", "REDUCED")
        shown = shown[once:]
        if not shown or shown[0].text == "*":
            return None
        if any(each.is_word("DISTINCT", "REDUCED") for each in [*shown, *self._rest]):
            return None
        if self._rest and self._rest[0].is_word("GROUP"):
            several = [each.kind is TokenKind.VARIABLE for each in self._rest[2:4]]
            is_one = several[:1] == [True] and several[1:] != [True]
            return _name(self._rest[2]) if is_one else None
        if self.counts:
            return ""
        is_one = once and len(shown) == 1 and shown[0].kind is TokenKind.VARIABLE
        return _name(shown[0]) if is_one else None


def _pattern(tokens: Sequence[Token], names: Prologue) -> _Pattern | None:
    """What stands between braces, if it is one."""
    graph = ""
    if len(tokens) > 3 and tokens[0].is_word("GRAPH") and tokens[2].text == "{":  # noqa: PLR2004
        graph = _term(tokens[1], names) or ""
        if not graph or tokens[-1].text != "}":
            return None
        tokens = tokens[3:-1]
    if tokens and tokens[-1].text == ".":
        tokens = tokens[:-1]
    terms = [*_terms(tokens, names)]
    blanks = [each.text for each in tokens if each.kind is TokenKind.BLANK]
    variables = [each for each in (*terms, graph) if each[:1] == "?"]
    if len(terms) != 3 or len({*blanks}) < len(blanks) or len({*variables}) < len(variables):  # noqa: PLR2004
        return None
    subject, predicate, object_ = terms
    of = "" if object_[:1] in ("?", "[") else object_
    if subject[:1] not in ("?", "[") or predicate in ("[", "") or is_kept(predicate):
        return None
    if (of or not object_) and predicate != RDF.type:
        return None
    return _Pattern(subject.lstrip("?"), predicate, "" if of else object_.lstrip("?"), of, graph)


def _terms(tokens: Sequence[Token], names: Prologue) -> Iterator[str]:
    """The terms of a pattern; what is strange is empty."""
    for before, token in zip((None, *tokens), tokens, strict=False):
        if token.text == "]" and before is not None and before.text == "[":
            continue
        if token.text == "[" or token.kind is TokenKind.BLANK:
            yield "["
        elif token.kind is TokenKind.WORD and token.text == "a":
            yield RDF.type
        else:
            yield _term(token, names) or ""


def _term(token: Token, names: Prologue) -> str | None:
    """An IRI, or the name of a variable with its mark."""
    if token.kind is TokenKind.VARIABLE:
        return f"?{_name(token)}"
    return names.iri(token) or None


def _name(token: Token) -> str:
    return token.text[1:] if token.kind is TokenKind.VARIABLE else ""
