"""YAML as a tree of texts that know their lines.

PyYAML's events, and not its loader: no type is guessed (a version `1.10` stays one, the language
`no` stays a language, a date stays as printed), nothing is constructed, every value keeps its line,
depth and size are bounded, and an alias counts with all that it stands for. ruamel.yaml would keep
lines, too, but is made for writing files back, is slower in Python, and guesses types as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import yaml

from llmkg.errors import ForeignSyntaxError
from llmkg.model.location import Location

MAX_DEPTH: Final = 40
MAX_NODES: Final = 1_000_000
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EMPTY: Final = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as printed; None for what YAML writes as null."""

    text: str | None
    line: int
    size: int = 1


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int
    size: int = 1


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping, in order; of a key that stands twice both are here."""

    pairs: tuple[tuple[Text, Node], ...]
    line: int
    size: int = 1

    def get(self, key: str) -> Node | None:
        """The value of a key, the last where there are several, as other readers have it."""
        return next((value for name, value in reversed(self.pairs) if name.text == key), None)

    def __contains__(self, key: str) -> bool:
        return any(name.text == key for name, _ in self.pairs)

    def twice(self) -> Iterator[Text]:
        """The keys that stand a second time."""
        seen: set[str | None] = set()
        for name, _ in self.pairs:
            if name.text in seen:
                yield name
            seen.add(name.text)


Node: TypeAlias = Text | Items | Fields


def read_yaml(text: str, name: str, *, first_line: int = 1) -> Node | None:
    """The one document of a YAML text; None when there is none.

    `first_line` is the line of the file at which the text begins. Raises ForeignSyntaxError with
    the line for what is no YAML, nests too deep, grows too large by its aliases, or goes on with a
    second document, which nobody would miss.
    """
    return _Builder(text, name, first_line - 1).document()


@dataclass(slots=True)
class _Open:
    """A collection that is being read."""

    event: yaml.CollectionStartEvent
    children: list[Node]


class _Builder:
    """Builds the tree without recursion, so that no nesting can exhaust the stack."""

    def __init__(self, text: str, name: str, above: int) -> None:
        self._text = text
        self._name = name
        self._above = above
        self._open: list[_Open] = []
        self._named: dict[str, Node] = {}
        self._count = 0
        self._root: Node | None = None

    def document(self) -> Node | None:
        try:
            ended = False
            for event in yaml.parse(self._text, Loader=_LOADER):
                if ended and isinstance(event, yaml.DocumentStartEvent):
                    raise self._error("A second document begins here", _line(event))
                self._take(event)
                ended = ended or isinstance(event, yaml.DocumentEndEvent)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark is not None else 1
            column = mark.column + 1 if mark is not None else None
            why = " ".join(filter(None, (error.context, error.problem)))
            raise self._error(f"This is no YAML: {why}", line, column) from error
        except yaml.YAMLError as error:  # a character that YAML has not, which comes without a mark
            position = getattr(error, "position", 0)
            line = self._text.count("\n", 0, position) + 1
            raise self._error(
                "This is no YAML: a character that it does not allow", line
            ) from error
        return self._root

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] and event.style in (None, "")
            text = None if plain and event.value in _EMPTY else event.value
            self._add(Text(text, self._line(event)), event)
        elif isinstance(event, yaml.AliasEvent):
            found = self._named.get(event.anchor or "")
            if found is None:
                raise self._error(
                    f"The alias *{event.anchor} stands for nothing, or for what holds it",
                    _line(event),
                )
            self._add(found, event)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(self._open) >= MAX_DEPTH:
                raise self._error(f"It nests more than {MAX_DEPTH} deep", _line(event))
            self._open.append(_Open(event, []))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self._open.pop()
            self._add(self._collected(done), done.event)

    def _collected(self, done: _Open) -> Node:
        size = 1 + sum(child.size for child in done.children)
        line = self._line(done.event)
        if isinstance(done.event, yaml.SequenceStartEvent):
            return Items(tuple(done.children), line, size)
        keys = (
            key if isinstance(key, Text) else Text(None, key.line) for key in done.children[::2]
        )
        return Fields(tuple(zip(keys, done.children[1::2], strict=True)), line, size)

    def _add(self, node: Node, event: yaml.NodeEvent) -> None:
        self._count += node.size if isinstance(event, yaml.AliasEvent) else 1
        if self._count > MAX_NODES or node.size > MAX_NODES:
            raise self._error(
                f"With its aliases written out it has more than {MAX_NODES:,} values",
                _line(event),
            )
        if event.anchor is not None and not isinstance(event, yaml.AliasEvent):
            self._named[event.anchor] = node
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._root = node

    def _line(self, event: yaml.Event) -> int:
        return _line(event) + self._above

    def _error(self, what: str, line: int, column: int | None = None) -> ForeignSyntaxError:
        return ForeignSyntaxError(
            what,
            where=Location(self._name, line + self._above, column),
            mend="Correct the file at this place; nothing was stored.",
        )


def _line(event: yaml.Event) -> int:
    """The line at which an event begins, in its own text."""
    return event.start_mark.line + 1 if event.start_mark is not None else 1
