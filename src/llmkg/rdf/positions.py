"""Where in a file a thing or a statement stands, found only when a finding needs it.

The parser that loads the files keeps no places, so this walks over the tokens of a file that is
known to be Turtle. It follows subjects, predicates and nesting, and names what stands in brackets
as the loader does (`skolem`); of several under one predicate it counts in the order of the text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import pyoxigraph as ox

from llmkg.model.location import Location
from llmkg.rdf.tokens import Token, TokenKind, place, tokenize, unescape_codepoints
from llmkg.vocab import RDF, local_name

_MARK: Final = "\ufeff"  # of byte order, which some editors put before a text


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple as written: its names, the offsets of its three terms, and where the object ends."""

    subject: str
    predicate: str
    object: str
    at: tuple[int, int, int]
    end: int


def locate(
    path: Path,
    focus: str,
    predicate: str | None = None,
    value: str | None = None,
    *,
    name: str | None = None,
) -> Location:
    """The place of a thing, or of its statement with this predicate (and value, as N-Triples).

    `focus` may be the IRI that the loader gave to a blank node. When the statement is not there the
    thing's place is given; when the thing is no subject, the first place that mentions it; else the
    file alone. `name` is how the Location calls the file.
    """
    called = name or str(path)
    try:
        stat = path.stat()
        index = _index(path, stat.st_mtime_ns, stat.st_size)
    except (OSError, UnicodeDecodeError):
        return Location(called, iri=focus)
    return index.locate(called, focus, predicate, value)


def locate_in(
    text: str, name: str, focus: str, predicate: str | None = None, value: str | None = None
) -> Location:
    """As `locate`, in a text that is no file."""
    return Positions(text).locate(name, focus, predicate, value)


@lru_cache(maxsize=8)
def _index(path: Path, _modified: int, _size: int) -> Positions:
    return Positions(path.read_text(encoding="utf-8"))


class Positions:
    """The places of everything that a Turtle text states."""

    def __init__(self, text: str) -> None:
        text = text.removeprefix(_MARK)
        self._text = text
        self._prefixes: dict[str, str] = {}
        self._said: dict[str, list[Statement]] = defaultdict(list)
        self._mentioned: dict[str, int] = {}
        for statement in _Walk(text, self._prefixes).statements():
            self._said[statement.subject].append(statement)
            self._mentioned.setdefault(statement.object, statement.at[2])

    def locate(
        self, name: str, focus: str, predicate: str | None = None, value: str | None = None
    ) -> Location:
        """See the function of this name."""
        offset = self._offset(focus, predicate, value)
        if offset is None and "#" in focus:  # a part that is not found by its own name
            offset = self._offset(focus.partition("#")[0], None, None)
        if offset is None:
            offset = self._mentioned.get(focus)
        if offset is None:
            return Location(name, iri=focus)
        return Location(name, *place(self._text, offset), iri=focus)

    def _offset(self, focus: str, predicate: str | None, value: str | None) -> int | None:
        statements = self._said.get(focus)
        if not statements:
            return None
        fitting = [each for each in statements if each.predicate == predicate]
        if not fitting:
            return statements[0].at[0]
        if value is not None:
            for each in fitting:
                if self._is_value(each, value):
                    return each.at[2]
        return fitting[0].at[1]

    def _is_value(self, statement: Statement, value: str) -> bool:
        if value in (statement.object, f"<{statement.object}>"):
            return True
        written = self._text[statement.at[2] : statement.end]
        head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in self._prefixes.items())
        try:
            [quad] = ox.parse(f"{head}<x:x> <x:x> {written} .", ox.RdfFormat.TURTLE)
        except (SyntaxError, ValueError):
            return False
        return str(quad.object) == value


@dataclass(slots=True)
class _Frame:
    """What is being said of one subject; `closing` is the mark that ends it."""

    subject: str
    start: int
    closing: str
    predicate: str = ""
    predicate_at: int = 0
    after: str = "predicate"  # what is expected once a part has ended


class _Walk:
    """One walk over the tokens; its stack is its own, since brackets may nest beyond Python's."""

    def __init__(self, text: str, prefixes: dict[str, str]) -> None:
        self._tokens = [*tokenize(text)]
        self._prefixes = prefixes
        self._base = ""
        self._numbers: Counter[str] = Counter()
        self._stack: list[_Frame] = []
        self._expected = "subject"

    def statements(self) -> Iterator[Statement]:
        position = 0
        while position < len(self._tokens):
            token = self._tokens[position]
            if self._expected == "subject" and not self._stack and self._directive(position):
                position = self._after_directive(position)
                continue
            if token.kind is TokenKind.MARK:
                yield from self._mark(token)
                position += 1
            elif self._expected == "object":
                end = self._literal_end(position)
                yield from self._object(token, self._tokens[end - 1].end)
                position = end
            else:
                self._term(token)
                position += 1

    # -- directives ---------------------------------------------------------------------------

    def _directive(self, position: int) -> bool:
        token = self._tokens[position]
        return token.text.lower() in {"@prefix", "@base"} or token.is_word("PREFIX", "BASE")

    def _after_directive(self, position: int) -> int:
        token = self._tokens[position]
        step = 3 if token.text.lower().endswith("prefix") else 2
        operands = self._tokens[position + 1 : position + step]
        iri = self._iri(operands[-1]) if operands else ""
        if step == 2:  # noqa: PLR2004 - a base has one operand
            self._base = iri
        elif operands:
            self._prefixes[operands[0].text[:-1]] = iri
        return position + step + token.text.startswith("@")  # that of Turtle ends with a dot

    # -- terms --------------------------------------------------------------------------------

    def _mark(self, token: Token) -> Iterator[Statement]:
        if token.text in "[(":
            yield from self._open(token)
        elif token.text in "])":
            if self._stack:
                self._stack.pop()
            self._expected = self._stack[-1].after if self._stack else "subject"
        elif token.text == ";":
            self._expected = "predicate"
        elif token.text == ",":
            self._expected = "object"
        elif token.text == "." and self._stack and self._stack[-1].closing == ".":
            self._stack.pop()
            self._expected = "subject"

    def _open(self, token: Token) -> Iterator[Statement]:
        closing = "]" if token.text == "[" else ")"
        if self._expected == "subject":
            self._stack.append(_Frame(f"_:at{token.start}", token.start, "."))
            name = self._stack[-1].subject
        else:
            name = self._part_name(token)
            yield from self._object(token, token.end, name)
        self._stack.append(_Frame(name, token.start, closing))
        self._stack[-1].after = "object" if closing == ")" else "predicate"
        self._expected = self._stack[-1].after

    def _part_name(self, token: Token) -> str:
        frame = self._stack[-1] if self._stack else None
        if frame is None or frame.subject.startswith("_:") or frame.closing == ")":
            return f"_:at{token.start}"
        stem = frame.subject + ("." if "#" in frame.subject else "#") + local_name(frame.predicate)
        self._numbers[stem] += 1
        return stem if self._numbers[stem] == 1 else f"{stem}-{self._numbers[stem]}"

    def _object(self, token: Token, end: int, name: str | None = None) -> Iterator[Statement]:
        frame = self._stack[-1] if self._stack else None
        if frame is None:
            return
        if frame.closing == ")":
            return  # items of a list have no statement of their own to point at
        value = name if name is not None else self._iri(token)
        at = (frame.start, frame.predicate_at, token.start)
        yield Statement(frame.subject, frame.predicate, value, at, end)

    def _term(self, token: Token) -> None:
        if self._expected == "subject":
            self._stack.append(_Frame(self._iri(token), token.start, "."))
            self._expected = "predicate"
        elif self._expected == "predicate" and self._stack:
            frame = self._stack[-1]
            frame.predicate = RDF.type if token.text == "a" else self._iri(token)
            frame.predicate_at = token.start
            self._expected = "object"

    def _literal_end(self, position: int) -> int:
        """The position after a term: a string takes its language tag or datatype with it."""
        end = position + 1
        if self._tokens[position].kind is TokenKind.STRING and end < len(self._tokens):
            if self._tokens[end].kind is TokenKind.LANGTAG:
                end += 1
            elif self._tokens[end].text == "^^":
                end += 2
        return min(end, len(self._tokens))

    def _iri(self, token: Token) -> str:
        if token.kind is TokenKind.IRI:
            iri = unescape_codepoints(token.text[1:-1])
            return urljoin(self._base, iri) if self._base else iri
        if token.kind is TokenKind.PNAME:
            prefix, _, local = token.text.partition(":")
            return self._prefixes.get(prefix, prefix + ":") + local.replace("\\", "")
        return token.text
