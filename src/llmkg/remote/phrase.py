"""A query taken apart by its tokens, to be asked of a server in other words.

An endpoint gets SELECT and ASK only, whose answers in JSON tell when they are not whole: what is
constructed is put together here, from rows. What a server says about its dataset goes by the
protocol, never in the text, as servers differ in which of them wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from llmkg.rdf.prologue import prologue
from llmkg.rdf.tokens import Token, TokenKind, tokenize
from llmkg.store.dataset import dataset_of
from llmkg.store.guard import CLOSING, OPENING
from llmkg.store.port import DatasetSpec, QueryForm, Rows
from llmkg.vocab import BASE, PREFIXES

COUNTED: Final = "llmkg_rows"
_ORDERED: Final = ("ORDER", "LIMIT", "OFFSET")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A query in parts.

    start     BASE and PREFIX lines, ours before those of the text, on its first line
    form      of the query
    head      what is selected, from the word SELECT on; of a CONSTRUCT, its variables
    template  what is constructed, without braces
    dataset   what FROM said; None where it said nothing
    body      from WHERE to the end, without ORDER BY where that comes last
    order     that ORDER BY, where its variables are all selected; else empty
    fixed     whether the body orders or bounds its rows itself
    """

    start: str
    form: QueryForm
    head: str
    template: str
    dataset: DatasetSpec | None
    body: str
    order: str
    fixed: bool

    def asked(self) -> str:
        """As it goes to the server: a SELECT or ASK."""
        return f"{self.start}{self.head} {self.body} {self.order}"

    def sorted(self, names: Sequence[str], values: str) -> str:
        """A SELECT of these rows in their order, for a store of our own."""
        chosen = " ".join(f"?{name}" for name in names)
        return f"{self.start}SELECT {chosen} WHERE {{ {values} }} {self.order}"

    def counted(self) -> str:
        """A query for how many rows there are."""
        return f"{self.start}SELECT (COUNT(*) AS ?{COUNTED}) WHERE {{ {self._inner} }}"

    def part(self, names: Sequence[str], mark: str) -> str:
        """A query for those of the rows whose digest begins with these hex digits.

        No order is asked for, since servers bound what they sort (Virtuoso 7 dies of long texts).
        """
        told = ", ".join(f'COALESCE(STR(?{name}), "")' for name in names)
        chosen = " ".join(f"?{name}" for name in names)
        wanted = f'STRSTARTS(MD5(CONCAT("", {told})), "{mark}")'
        return f"{self.start}SELECT {chosen} WHERE {{ {self._inner} FILTER({wanted}) }}"

    def construct(self, values: str) -> str:
        """A CONSTRUCT of the template over these rows, for a store of our own."""
        return f"{self.start}CONSTRUCT {{ {self.template}\n}} WHERE {{ {values} }}"

    @property
    def _inner(self) -> str:
        # A line of its own ends the comment that a text may end with.
        return f"{{ {self.head} {self.body}\n}}"


def phrase(text: str, form: QueryForm) -> Phrase:
    """The parts of a query that has been found to be SPARQL."""
    tokens = list(tokenize(text))
    names = prologue(tokens)
    at = names.end + 1  # behind the word that says the form
    template: list[Token] = []
    head_end = at
    if form is QueryForm.CONSTRUCT:
        if tokens[at].text == "{":
            end = _closing(tokens, at)
            template, at = tokens[at + 1 : end], end + 1
    else:
        at = head_end = _head(tokens, at)
    dataset = dataset_of(text)
    if dataset is not None:
        while at < len(tokens) and tokens[at].is_word("FROM"):
            at += 3 if tokens[at + 1].is_word("NAMED") else 2
    if form is QueryForm.CONSTRUCT and not template:
        opening = next(i for i in range(at, len(tokens)) if tokens[i].text == "{")
        template = tokens[opening + 1 : _closing(tokens, opening)]
    first, rest = tokens[names.end], tokens[at:]
    last = _order(rest)
    end = rest[last].start if last is not None else len(text)
    head = text[first.start : tokens[head_end - 1].end]
    if form is QueryForm.CONSTRUCT:
        chosen = dict.fromkeys(f"?{t.text[1:]}" for t in template if t.kind is TokenKind.VARIABLE)
        head = f"SELECT {' '.join(chosen) or '(1 AS ?llmkg_one)'}"
    return Phrase(
        start=_prefixes(tokens) + text[: first.start],
        form=form,
        head=head,
        template=text[template[0].start : template[-1].end] if template else "",
        dataset=dataset,
        body=text[rest[0].start : end].rstrip() if rest else "",
        order=text[end:],
        fixed=last is None and any(token.is_word(*_ORDERED) for token in _outside(rest)),
    )


def _order(tokens: Sequence[Token]) -> int | None:
    """Where an ORDER BY begins behind which nothing else comes that says which rows there are."""
    words = [
        (at, token)
        for at, token in enumerate(tokens)
        if token.is_word(*_ORDERED, "GROUP", "HAVING", "VALUES") and _depth(tokens, at) == 0
    ]
    if not words or not words[-1][1].is_word("ORDER"):
        return None
    return words[-1][0]


def _depth(tokens: Sequence[Token], at: int) -> int:
    return sum({"{": 1, "}": -1}.get(token.text, 0) for token in tokens[:at])


def described(text: str) -> str | None:
    """A SELECT of what a DESCRIBE describes; None where it names them all. See `named_in`."""
    parts = phrase(text, QueryForm.DESCRIBE)
    chosen = [token for token in tokenize(parts.head) if token.kind is TokenKind.VARIABLE]
    if "*" in parts.head:
        return f"{parts.start}SELECT * {parts.body}"
    if not chosen:
        return None
    return f"{parts.start}SELECT {' '.join(each.text for each in chosen)} {parts.body}"


def named_in(text: str) -> tuple[str, ...]:
    """The IRIs that a DESCRIBE names."""
    tokens = list(tokenize(text))
    names = prologue(tokens)
    head = tokens[names.end : _head(tokens, names.end + 1)]
    found = (names.iri(each) or _relative(each) for each in head)
    return tuple(dict.fromkeys(each for each in found if each))


def _relative(token: Token) -> str | None:
    return BASE + token.text[1:-1] if token.kind is TokenKind.IRI else None


def _prefixes(tokens: Iterable[Token]) -> str:
    """What our stores know without being told, as far as it is used."""
    used = {each.text.partition(":")[0] for each in tokens if each.kind is TokenKind.PNAME}
    known = (f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items() if name in used)
    return f"BASE <{BASE}> " + "".join(known)


def _head(tokens: Sequence[Token], at: int) -> int:
    """Where what is asked for ends: at FROM, WHERE or the group."""
    depth = 0
    for index in range(at, len(tokens)):
        token = tokens[index]
        if depth == 0 and (token.text == "{" or token.is_word("FROM", "WHERE")):
            return index
        depth += (token.text in OPENING) - (token.text in CLOSING)
    return len(tokens)


def _closing(tokens: Sequence[Token], at: int) -> int:
    depth = 0
    for index in range(at, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[index].text, 0)
        if depth == 0:
            return index
    return len(tokens)


def _outside(tokens: Sequence[Token]) -> Iterable[Token]:
    """The tokens that stand in no group: the modifiers of the query itself."""
    depth = 0
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0:
            yield token


def values(rows: Rows) -> str:
    """Rows as the data of a query."""
    head = " ".join(f"?{name}" for name in rows.variables)
    lines = (
        f"({' '.join('UNDEF' if term is None else str(term) for term in row)})" for row in rows.rows
    )
    return f"VALUES ({head}) {{ {' '.join(lines)} }}"
