"""What stands between the braces of a query of the cheap grammar.

Patterns; conditions made of functions whose work does not grow beyond their arguments; and OPTIONAL
with one pattern, behind all others, which the engine looks up for each row that comes to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from llmkg.vocab import PREFIXES, RDF

Pattern: TypeAlias = tuple[str, str, str]

# Possessive throughout: what a token has taken is never given back, so that no text can make the
# matching slow, and tokens end where those of SPARQL do.
IRI: Final = r"<[A-Za-z][A-Za-z0-9+.\-]*+:[^\x00-\x20<>\"{}|^`\\]*+>"
NAME: Final = r"[A-Za-z][A-Za-z0-9_\-]*+:(?>[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?)"
_STRING: Final = rf'"[^"\\\r\n]*+"(?:@(?>[A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^(?:{IRI}|{NAME}))?+'
VARIABLE: Final = r"[?$][A-Za-z][A-Za-z0-9_]*+"
_TOKEN: Final = rf"(?>{VARIABLE}|{IRI}|{_STRING}|{NAME}|a(?![A-Za-z0-9_:\-])|[.;,])"
TRIPLES: Final = rf"\s*+(?:{_TOKEN}\s*+)*+"
# Nothing that makes longer texts of shorter ones, that takes an expression apart letter by letter,
# that gives something else each time, or that asks the data again.
_FUNCTIONS: Final = (
    "ABS|BOUND|CEIL|COALESCE|CONTAINS|DATATYPE|DAY|FLOOR|HOURS|IF|IN|ISBLANK|ISIRI|ISLITERAL|"
    "ISNUMERIC|ISURI|LANG|LANGMATCHES|LCASE|MINUTES|MONTH|NOT|ROUND|SAMETERM|SECONDS|STR|STRAFTER|"
    "STRBEFORE|STRENDS|STRLEN|STRSTARTS|SUBSTR|UCASE|YEAR"
)
_PART: Final = re.compile(
    rf"""\s*+(?:(?P<word>FILTER|OPTIONAL)\b|(?P<brace>[{{}}])|(?P<token>{_TOKEN})
      |(?P<open>\()|(?P<close>\))
      |(?P<other>(?:{_FUNCTIONS}|TRUE|FALSE)\b|[0-9]++(?:\.[0-9]++)?+
        |&&|\|\||!=|<=|>=|[=<>!+*/\-]))""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
MOST_PARTS: Final = 60
"""Of a condition."""

_MARKS: Final = frozenset(".;,")
_TOKENS: Final = re.compile(_TOKEN, re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between the braces.

    patterns  what has to be found: subject, predicate, object, with names resolved
    optional  the pattern of each OPTIONAL
    parts     of all conditions together: names, numbers, functions, operators
    """

    patterns: tuple[Pattern, ...]
    optional: tuple[Pattern, ...] = ()
    parts: int = 0


def group_at(text: str, start: int, declared: Mapping[str, str]) -> tuple[Group, int] | None:
    """The group whose brace opens before `start`, and where its closing brace stands.

    None for whatever this grammar does not have.
    """
    reader = _Reader(text, start)
    needed = _members(reader, declared)
    if needed is None:
        return None
    patterns, parts = list(needed.patterns), needed.parts
    optional: list[Pattern] = []
    while reader.word == "OPTIONAL":
        if not reader.takes("{"):
            return None
        inner = _members(reader, declared)
        if inner is None or len(inner.patterns) != 1 or not reader.closes():
            return None
        optional += inner.patterns
        parts += inner.parts
        # Behind it there may be conditions and others of its kind, but no pattern: the engine
        # would join that with all that came before.
        more = _members(reader, declared)
        if more is None or more.patterns:
            return None
        parts += more.parts
    if reader.brace != "}" or parts > MOST_PARTS:
        return None
    group = Group(tuple(patterns), tuple(optional), parts)
    return (group, reader.at) if _hangs_together(group) else None


def _hangs_together(group: Group) -> bool:
    """Whether each OPTIONAL has a variable that is always bound, and else only its own."""
    bound = {term for pattern in group.patterns for term in pattern if term[0] == "?"}
    own: set[str] = set()
    for pattern in group.optional:
        variables = {term for term in pattern if term[0] == "?"}
        if not variables & bound or variables & own or len(pattern) - len({*pattern}) > 0:
            return False
        own |= variables - bound
    return True


class _Reader:
    """Goes through a text part by part; `word` or `brace` is where reading of members stopped."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._match: re.Match[str] | None = None
        self.at = at
        self._end = at
        self.next()

    def next(self) -> None:
        """Go to the next part."""
        self._match = _PART.match(self._text, self._end)
        if self._match is not None:
            self._end = self._match.end()
            self.at = self._end - 1

    def _is(self, kind: str) -> str:
        return (self._match[kind] or "") if self._match is not None else ""

    @property
    def word(self) -> str:
        return self._is("word").upper()

    @property
    def brace(self) -> str:
        return self._is("brace")

    @property
    def term(self) -> str:
        return self._is("token")

    def takes(self, brace: str) -> bool:
        """Whether this brace comes next; then it is passed."""
        self.next()
        if self.brace != brace:
            return False
        self.next()
        return True

    def closes(self) -> bool:
        """Whether a group ends here; then it is left, with a full stop behind it."""
        if self.brace != "}":
            return False
        self.next()
        self._pass_stop()
        return True

    def _pass_stop(self) -> None:
        if self.term == ".":
            self.next()

    def condition(self) -> int | None:
        """How many parts the condition behind FILTER has; then it is passed."""
        parts = depth = 0
        while True:
            self.next()
            if self._is("open"):
                depth += 1
            elif self._is("close"):
                depth -= 1
                if depth == 0:
                    break
            elif not (self._is("other") or self.term) or self.term in {".", ";"}:
                return None
            elif depth == 0 and (parts or not self._is("other")):
                return None  # only a function may stand before the bracket
            parts += 1
            if parts > MOST_PARTS:
                return None
        self.next()
        self._pass_stop()
        return parts


def _members(reader: _Reader, declared: Mapping[str, str]) -> Group | None:
    """Patterns and conditions up to the next brace or OPTIONAL."""
    patterns: list[Pattern] = []
    tokens: list[str] = []
    parts = 0
    while True:
        if reader.term:
            tokens.append(reader.term)
            reader.next()
            continue
        found = patterns_of(tokens, declared)
        if found is None:
            return None
        patterns += found
        tokens = []
        if reader.word != "FILTER":
            return Group(tuple(patterns), (), parts)
        more = reader.condition()
        if more is None:
            return None
        parts += more


def patterns_in(text: str, declared: Mapping[str, str]) -> tuple[Pattern, ...] | None:
    """The patterns of a text that is made of tokens; None for one that is made otherwise."""
    return patterns_of(_TOKENS.findall(text), declared)


def patterns_of(tokens: Sequence[str], declared: Mapping[str, str]) -> tuple[Pattern, ...] | None:
    """The patterns that these tokens make."""
    found: list[Pattern] = []
    terms: list[str] = []
    for token in tokens:
        if token not in _MARKS:
            term = _resolved(token, declared)
            if term is None or len(terms) == 3:  # noqa: PLR2004 - a triple has three
                return None
            terms.append(term)
            continue
        if len(terms) != 3:  # noqa: PLR2004 - as above
            return None
        found.append((terms[0], terms[1], terms[2]))
        del terms[{".": 0, ";": 1, ",": 2}[token] :]
    if len(terms) == 3:  # noqa: PLR2004 - as above
        found.append((terms[0], terms[1], terms[2]))
    elif terms:
        return None
    return tuple(found)


def _resolved(token: str, declared: Mapping[str, str]) -> str | None:
    """A term as N-Triples has it; None for an unknown prefix."""
    if token[0] in "?<":
        return token
    if token[0] == "$":
        return f"?{token[1:]}"
    if len(token) == 1:  # `a`, which has no other case
        return f"<{RDF.type}>" if "a" in token else None
    if token[0] == '"':
        text, mark, datatype = token.rpartition("^^")
        if not mark or datatype[0] == "<":
            return token
        resolved = _resolved(datatype, declared)
        return f"{text}^^{resolved}" if resolved else None
    prefix, _, local = token.partition(":")
    space = declared.get(prefix) or PREFIXES.get(prefix)
    return f"<{space}{local}>" if space else None
