"""Where in a query of SPARQL predicates stand, and where a condition on them belongs (`unkept`).

It reads the tokens of a text once, group by group. What it does not know it does not go past: it
raises `Strange`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from llmkg.rdf.prologue import Prologue
from llmkg.rdf.tokens import Token, TokenKind
from llmkg.vocab import KEPT

_SPACE: Final = str(KEPT)
_DEEPEST: Final = 100
_END: Final = Token(TokenKind.BAD, "", 0)
_NAMES: Final = (TokenKind.IRI, TokenKind.PNAME)
_TERM: Final = (*_NAMES, TokenKind.VARIABLE, TokenKind.BLANK)
_JOINED: Final = ("OPTIONAL", "MINUS", "UNION")
_ONE_OF: Final = re.compile(r"= NAME|IN\((?: NAME,?)+\)")


def is_kept(predicate: str) -> bool:
    """Whether a predicate is one of what is kept."""
    return predicate.startswith(_SPACE)


class Strange(Exception):
    """What is not read any further."""


@dataclass(eq=False, slots=True)
class _Group:
    """What stands between two braces.

    named   whether it is about a graph that has a name
    above   the group that it is joined with
    verbs   variables that stand as predicates
    told    variables that are told to be one of some names, none of them of what is kept
    found   variables that something else than a path of length zero binds
    """

    named: bool
    above: _Group | None = None
    verbs: dict[str, None] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Loose:
    """A path that may have length zero, between two variables."""

    ends: frozenset[str]
    group: _Group


def is_found_otherwise(path: _Loose) -> bool:
    """Whether a variable at an end of it is bound by more than that it is some thing or other."""
    group: _Group | None = path.group
    while group is not None:
        if group.found & path.ends:
            return True
        group = group.above
    return False


class Reader:
    """Goes through a query once; notes where a condition belongs, and stops at what is strange."""

    def __init__(self, tokens: Sequence[Token], names: Prologue) -> None:
        self._tokens = tokens
        self._names = names
        self._at = names.end
        self._depth = 0
        self.added: list[tuple[int, str]] = []
        self.loose: list[_Loose] = []

    def query(self) -> None:
        """All of it."""
        if self._word("CONSTRUCT"):
            made = self._token.start
            if self._token.text == "{":
                self._skip("{", "}")
            elif self._token.is_word("WHERE"):
                self._short(made)
                return
        self._body(None)
        if self._token is not _END:
            raise Strange

    def _short(self, made: int) -> None:
        """CONSTRUCT WHERE: what needs a condition becomes a template and a pattern with it."""
        self._word("WHERE")
        start = self._at
        before = len(self.added)
        self._group(_Group(named=False))
        if len(self.added) > before:
            text = " ".join(token.text for token in self._tokens[start : self._at])
            self.added.append((made, f"{text} "))
        self._body(None)

    # -- where one is -------------------------------------------------------------------------

    @property
    def _token(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _next(self) -> Token:
        token = self._token
        if token is _END:
            raise Strange
        self._at += 1
        return token

    def _takes(self, mark: str) -> bool:
        if self._token.kind is TokenKind.MARK and self._token.text == mark:
            self._at += 1
            return True
        return False

    def _needs(self, mark: str) -> None:
        if not self._takes(mark):
            raise Strange

    def _word(self, *words: str) -> bool:
        if self._token.is_word(*words):
            self._at += 1
            return True
        return False

    def _skip(self, opening: str, closing: str) -> None:
        """Go behind what stands in brackets."""
        self._needs(opening)
        depth = 1
        while depth:
            text = self._next().text
            depth += (text == opening) - (text == closing)

    # -- groups -------------------------------------------------------------------------------

    def _body(self, around: _Group | None) -> None:
        """What a query says around its pattern, up to its end; `around` that of an inner one."""
        while self._token is not _END and self._token.text != "}":
            if self._word("VALUES"):
                self._data(_Group(named=True))
            elif self._token.text == "{":
                self._group(_Group(named=around is not None and around.named))
            else:
                self._next()

    def _group(self, group: _Group) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Strange
        self._needs("{")
        if self._token.is_word("SELECT"):
            self._body(group)
        else:
            while self._token.text != "}":
                self._member(group)
        open_ = [each for each in group.verbs if each not in group.told]
        if open_:
            said = " && ".join(f'!STRSTARTS(STR({each}), "{_SPACE}")' for each in open_)
            self.added.append((self._token.start, f" FILTER({said}) "))
        self._needs("}")
        self._depth -= 1

    def _inner(self, group: _Group, *, named: bool = False) -> None:
        self._group(_Group(named=named or group.named, above=group))

    def _member(self, group: _Group) -> None:
        if self._takes(".") or self._word(*_JOINED):
            return
        if self._token.text == "{":
            self._inner(group)
        elif self._word("GRAPH"):
            self._next()
            self._inner(group, named=True)
        elif self._word("SERVICE"):
            self._word("SILENT")
            self._next()
            self._skip("{", "}")
        elif self._word("FILTER"):
            self._condition(group)
        elif self._word("BIND"):
            group.found.add(_name(self._expression(group)))
        elif self._word("VALUES"):
            self._data(group)
        else:
            self._triples(group)

    def _condition(self, group: _Group) -> None:
        self._word("NOT")
        if self._word("EXISTS"):
            self._inner(group)
            return
        is_plain = self._token.text == "("
        if not is_plain:
            self._next()  # the name of a function
        start = self._at + 1
        self._expression(group)
        if is_plain:
            self._tell(group, self._tokens[start : self._at - 1])

    def _tell(self, group: _Group, said: Sequence[Token]) -> None:
        """Note what `?it IN (these, names)` and `?it = name` say, alone or with AND."""
        if any(token.text == "||" for token in said):
            return
        parts: list[list[Token]] = [[]]
        for token in said:
            if token.text == "&&":
                parts.append([])
            else:
                parts[-1].append(token)
        for first, *rest in filter(None, parts):
            words = "".join(" name" if self._is_other(each) else each.text for each in rest)
            if _ONE_OF.fullmatch(words.upper()):
                group.told.add(_name(first))

    def _is_other(self, token: Token) -> bool:
        """Whether it is the name of something that is not a predicate of what is kept."""
        if token.kind not in _NAMES:
            return False
        iri = self._names.iri(token)
        return iri is not None and not is_kept(iri)

    def _expression(self, group: _Group) -> Token:
        """Go behind what stands in brackets; gives the last of it."""
        self._needs("(")
        depth = 1
        last = _END
        while depth:
            if self._token.text == "{":  # of EXISTS
                self._inner(group)
                continue
            token = self._next()
            depth += (token.text == "(") - (token.text == ")")
            last = token if depth else last
        return last

    def _data(self, group: _Group) -> None:
        several = self._takes("(")
        names = []
        while self._token.kind is TokenKind.VARIABLE:
            names.append(_name(self._next()))
        if several:
            self._needs(")")
        start = self._at + 1
        self._skip("{", "}")
        cells = [each for each in self._tokens[start : self._at - 1] if each.text not in ("(", ")")]
        group.found.update(names)
        # A literal may be several tokens, so that its row would be counted wrongly.
        if names and all(each.kind in _NAMES for each in cells):
            for at, name in enumerate(names):
                if all(map(self._is_other, cells[at :: len(names)])):
                    group.told.add(name)

    # -- triples ------------------------------------------------------------------------------

    def _triples(self, group: _Group) -> None:
        alone = self._token.text in ("[", "(")
        subject = self._node(group)
        if alone and not self._is_verb():
            return
        self._properties(group, subject)

    def _is_verb(self) -> bool:
        token = self._token
        return (
            token.kind in _NAMES
            or token.kind is TokenKind.VARIABLE
            or token.text in ("a", "^", "!", "(")
        )

    def _properties(self, group: _Group, subject: str) -> None:
        if not self._is_verb():
            raise Strange
        while self._is_verb():
            nullable = False
            if self._token.kind is TokenKind.VARIABLE:
                verb = _name(self._next())
                if not group.named:
                    group.verbs[verb] = None
            else:
                nullable = self._alternatives(group)
            while True:
                self._between(group, subject, self._node(group), nullable=nullable)
                if not self._takes(","):
                    break
            if not self._takes(";"):
                return
            while self._takes(";"):
                pass

    def _between(self, group: _Group, subject: str, value: str, *, nullable: bool) -> None:
        if group.named:
            return
        if not nullable:
            group.found.update((subject, value))
        elif subject and value:
            self.loose.append(_Loose(frozenset((subject, value)), group))

    def _node(self, group: _Group) -> str:
        """Go behind a term; gives the name of a variable, and nothing for others."""
        if self._takes("["):
            name = f"[{self._at}"
            if not self._takes("]"):
                self._properties(group, name)
                self._needs("]")
            return name
        if self._takes("("):
            name = f"({self._at}"
            while not self._takes(")"):
                self._between(group, name, self._node(group), nullable=False)
            return name
        return self._term()

    def _term(self) -> str:
        signed = self._takes("+") or self._takes("-")
        token = self._next()
        if token.kind is TokenKind.STRING:
            if self._token.kind is TokenKind.LANGTAG or self._takes("^^"):
                self._next()
        elif token.kind is not TokenKind.NUMBER and (
            signed or not (token.kind in _TERM or token.is_word("TRUE", "FALSE"))
        ):
            raise Strange
        return _name(token)

    # -- paths --------------------------------------------------------------------------------

    def _alternatives(self, group: _Group) -> bool:
        """Go behind a path; gives whether it may have length zero."""
        nullable = self._sequence(group)
        while self._takes("|"):
            nullable |= self._sequence(group)
        return nullable

    def _sequence(self, group: _Group) -> bool:
        nullable = self._step(group)
        while self._takes("/"):
            nullable &= self._step(group)
        return nullable

    def _step(self, group: _Group) -> bool:
        self._takes("^")
        if self._takes("("):
            nullable = self._alternatives(group)
            self._needs(")")
        elif self._token.text == "!" and group.named:
            self._next()
            self._takes("^")
            if self._token.text == "(":
                self._skip("(", ")")
            else:
                self._next()
            nullable = False
        else:
            self._predicate(group)
            nullable = False
        if self._takes("*") or self._takes("?"):
            return True
        if self._token.text == "+" and not self._is_number():
            self._next()
        return nullable

    def _is_number(self) -> bool:
        """Whether the sign belongs to the number behind it."""
        at = self._at + 1
        return (
            at < len(self._tokens)
            and self._tokens[at].kind is TokenKind.NUMBER
            and self._tokens[at].start == self._token.end
        )

    def _predicate(self, group: _Group) -> None:
        token = self._next()
        if token.kind is TokenKind.WORD and token.text == "a":
            return
        iri = self._names.iri(token)
        if iri is None or (is_kept(iri) and not group.named):
            raise Strange


def _name(token: Token) -> str:
    if token.kind is TokenKind.VARIABLE:
        return f"?{token.text[1:]}"
    return token.text if token.kind is TokenKind.BLANK else ""
