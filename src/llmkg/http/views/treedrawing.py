"""The tree as a drawing: boxes in columns of time, lines between them, in pixels."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from llmkg.http.language import Language, pick
from llmkg.http.views.layering import Layout, arrange
from llmkg.http.views.overlay import MOST, Mark
from llmkg.http.views.placing import Placing
from llmkg.http.views.steps import Model, Stage, Step
from llmkg.model.text import Labels, Ref

WIDTH: Final = 148
GAP: Final = 68
_LINE: Final = 16
_PAD: Final = 9
_DATE: Final = 14
_MARK: Final = 15
_BETWEEN: Final = 30
_TOP: Final = 44
_SIDE: Final = 42
_PORT: Final = 20
_METHOD: Final = 21
_ROOM: Final = 17.0  # letters of the latin script in a line of a box
_LINES: Final = 3
_LOOSE: Final = 46
_ASIDE: Final = 24
_TURN: Final = 0.8


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark on a line: a method by its place in the list of methods, or "" and a standing."""

    x: float
    y: float
    method: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A step as it is drawn. `backward`: it runs against time, and says so."""

    step: Step
    path: str
    dots: tuple[Dot, ...]
    at: tuple[float, float]
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Stub:
    """A stage that made a model out of what nobody names."""

    stage: Stage
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A model as it is drawn, with the lines that lead to it and the marks below it.

    names   its name in lines, by language
    marks   as many as there is room for; `more` are left
    """

    model: Model
    x: float
    y: float
    height: float
    names: Mapping[str, tuple[str, ...]]
    lines: tuple[Line, ...]
    stubs: tuple[Stub, ...]
    marks: tuple[tuple[float, Mark], ...]
    more: int

    @property
    def centre(self) -> float:
        """Half way across."""
        return self.x + WIDTH / 2

    def top(self, language: str) -> float:
        """Where the first line of the name stands; the lines share the room of the longest."""
        lines = len(self.names[language])
        most = max(map(len, self.names.values()))
        return self.y + _PAD + 12 + _LINE * (most - lines) / 2

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the axis of time."""

    x: float
    day: str


@dataclass(frozen=True, slots=True)
class TreeDrawing:
    """The whole drawing: boxes by time, then those that no step leads to or from (`loose`).

    floor  where the axis of time ends and the loose ones begin
    """

    width: float
    height: float
    floor: float
    box: int
    boxes: tuple[Box, ...]
    loose: tuple[Box, ...]
    ticks: tuple[Tick, ...]
    crossings: int


def draw(
    models: Sequence[Model],
    steps: Sequence[Step],
    placing: Callable[[Sequence[str]], Placing],
    methods: Sequence[Ref],
    marks: Mapping[str, Sequence[Mark]],
) -> TreeDrawing:
    """Draw the models and steps; those without any step stand apart, below the axis.

    `placing` puts those that have steps in columns of time.
    """
    ends = {end.iri for step in steps for end in (step.child, step.parent)}
    bound = [each for each in models if each.ref.iri in ends or each.origins]
    free = [each for each in models if each not in bound]
    found = placing([model.ref.iri for model in bound])
    columns = [[m.ref.iri for m in bound if found.of[m.ref.iri] == n] for n in _numbers(found)]
    at_column = found.of
    forward = [step for step in steps if at_column[step.parent.iri] < at_column[step.child.iri]]
    layout = arrange(columns, [(step.parent.iri, step.child.iri) for step in forward])
    page = _Page(layout, at_column, marks, {m.iri: n for n, m in enumerate(methods)})
    boxes = page.boxes(bound, steps)
    floor = max((box.y + _deep(box) for box in boxes), default=_TOP) + 16
    width = 2 * _SIDE + len(columns) * WIDTH + max(len(columns) - 1, 0) * GAP
    loose = page.loose(free, floor + _LOOSE, width)
    ticks = tuple(Tick(page.x(n), column.day) for n, column in enumerate(found.columns))
    height = max((box.y + _deep(box) for box in loose), default=floor) + 12
    return TreeDrawing(width, height, floor, WIDTH, boxes, loose, ticks, layout.crossings)


def _numbers(placing: Placing) -> range:
    return range(len(placing.columns))


def _deep(box: Box) -> float:
    """From the top of a box to the end of what stands below it."""
    return box.height + _MARK * (len(box.marks) + bool(box.more))


def wrap(text: str, room: float = _ROOM, most: int = _LINES) -> tuple[str, ...]:
    """A name in lines; it may break at blanks and hyphens, and between Chinese characters."""
    pieces: list[str] = []
    for letter in text:
        wide = _wide(letter)
        if pieces and not wide and not _wide(pieces[-1][-1]) and pieces[-1][-1] not in " -":
            pieces[-1] += letter
        else:
            pieces.append(letter)
    lines = [""]
    for piece in pieces:
        if lines[-1] and _length(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    lines = [line.strip() for line in lines if line.strip()]
    if len(lines) > most:
        lines = [*lines[: most - 1], clip(" ".join(lines[most - 1 :]), room)]
    return tuple(clip(line, room) for line in lines)


def clip(text: str, room: float) -> str:
    """The text, cut where it is too long for the room, with an ellipsis."""
    if _length(text) <= room:
        return text
    kept = ""
    for letter in text:
        if _length(kept + letter) > room - 1:
            break
        kept += letter
    return f"{kept.rstrip()}…"


def _length(text: str) -> float:
    return sum(1.85 if _wide(letter) else 1.0 for letter in text)


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def names(labels: Labels, slug: str) -> dict[str, tuple[str, ...]]:
    """A name in lines, by language."""
    return {each.value: wrap(pick(labels, each.value).value or slug) for each in Language}


class _Page:
    """Turns columns and places into pixels."""

    def __init__(
        self,
        layout: Layout,
        column: Mapping[str, int],
        marks: Mapping[str, Sequence[Mark]],
        methods: Mapping[str, int],
    ) -> None:
        self.layout = layout
        self.column = column
        self.marks = marks
        self.methods = methods
        self.size: dict[str, tuple[float, float, dict[str, tuple[str, ...]]]] = {}
        self.row = 0.0

    def x(self, column: int) -> float:
        """The left edge of a column."""
        return _SIDE + column * (WIDTH + GAP)

    def y(self, place: float) -> float:
        """The middle of a place across the columns."""
        return _TOP + self.row / 2 + place * self.row

    def boxes(self, models: Sequence[Model], steps: Sequence[Step]) -> tuple[Box, ...]:
        """All boxes, in the order of time and then from above, each with its lines."""
        sizes = {model.ref.iri: self._sized(model) for model in models}
        self.row = max((_deep(box) for box in sizes.values()), default=0) + _BETWEEN
        for iri, box in sizes.items():
            top = self.y(self.layout.at[iri]) - (_deep(box)) / 2
            sizes[iri] = _moved(box, self.x(self.column[iri]), top)
        into: dict[str, list[Step]] = {}
        for step in steps:
            into.setdefault(step.child.iri, []).append(step)
        ordered = sorted(sizes.values(), key=lambda box: (box.x, box.y))
        return tuple(self._joined(box, into.get(box.model.ref.iri, ()), sizes) for box in ordered)

    def loose(self, models: Sequence[Model], top: float, width: float) -> tuple[Box, ...]:
        """Boxes in rows of their own: dated ones first."""
        ordered = sorted(models, key=lambda each: (each.dated is None, _at(each), each.ref.iri))
        in_row = max(int((width - 2 * _SIDE + _ASIDE) // (WIDTH + _ASIDE)), 1)
        found: list[Box] = []
        for start in range(0, len(ordered), in_row):
            row = [self._sized(model) for model in ordered[start : start + in_row]]
            found += [_moved(box, _SIDE + n * (WIDTH + _ASIDE), top) for n, box in enumerate(row)]
            top += max(_deep(box) for box in row) + 14
        return tuple(found)

    def _sized(self, model: Model) -> Box:
        lines = names(model.ref.label, model.ref.slug or "")
        height = 2 * _PAD + _LINE * max(map(len, lines.values())) + _DATE
        marks = tuple(self.marks.get(model.ref.iri, ()))
        shown = marks[:MOST] if len(marks) > MOST + 1 else marks
        return Box(
            model,
            0,
            0,
            height,
            lines,
            (),
            (),
            tuple((height + 14 + n * _MARK, mark) for n, mark in enumerate(shown)),
            len(marks) - len(shown),
        )

    def _joined(self, box: Box, steps: Iterable[Step], boxes: Mapping[str, Box]) -> Box:
        """The box with its lines; each has a port of its own, from above by where it comes from."""
        loops = [step for step in steps if step.is_loop]
        others = [step for step in steps if not step.is_loop]
        others.sort(key=lambda step: boxes[step.parent.iri].middle)
        ports = len(others) + len(box.model.origins)
        first = box.middle - _PORT * (ports - 1) / 2
        lines = [
            self._line(step, boxes[step.parent.iri], box, first + _PORT * n)
            for n, step in enumerate(others)
        ]
        stubs = [
            self._stub(stage, box, first + _PORT * (len(others) + n))
            for n, stage in enumerate(box.model.origins)
        ]
        lines += [_loop(step, box, n) for n, step in enumerate(loops)]
        return replace(box, lines=tuple(lines), stubs=tuple(stubs))

    def _line(self, step: Step, parent: Box, child: Box, port: float) -> Line:
        edge = (step.parent.iri, step.child.iri)
        if edge not in self.layout.bends:
            return _backward(step, parent, child)
        x, y = parent.x + WIDTH, parent.middle
        path = [f"M{x:g} {y:.1f}"]
        start = self.column[step.parent.iri] + 1
        for n, place in enumerate(self.layout.bends[edge]):
            left, across = self.x(start + n), self.y(place)
            path.append(_curve(x, y, left, across))
            # The last one may turn a little before its end, towards what it leads to.
            x = left + WIDTH * (1 if n + 1 < len(self.layout.bends[edge]) else _TURN)
            path.append(f"H{x:g}")
            y = across
        dots = self._dots(step.methods, child.x, port)
        # The last bit is straight, so that marks sit on it.
        flat = child.x - 8 - (_METHOD * len(dots) if step.standing != "denied" else _METHOD)
        flat = max(flat, x + 12)
        path.append(_curve(x, y, flat, port) + f"H{child.x - 7:g}")
        return Line(step, "".join(path), dots, (child.x - 18, port))

    def _dots(self, methods: Sequence[Ref], x: float, y: float) -> tuple[Dot, ...]:
        first = x - 18 - _METHOD * (len(methods) - 1)
        return tuple(
            Dot(first + _METHOD * n, y, self.methods.get(method.iri))
            for n, method in enumerate(methods)
        )

    def _stub(self, stage: Stage, box: Box, port: float) -> Stub:
        dots = self._dots(stage.methods, box.x, port)
        start = min((dot.x for dot in dots), default=box.x - 18) - 24
        return Stub(stage, f"M{start:g} {port:.1f}H{box.x - 7:g}", dots)


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    half = (x + to_x) / 2
    return f"C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:g} {to_y:.1f}"


def _backward(step: Step, parent: Box, child: Box) -> Line:
    """From below to below, in an arc: this runs against time."""
    x, y = parent.x + WIDTH * 0.65, parent.y + parent.height
    to_x, to_y = child.x + WIDTH * 0.35, child.y + child.height + 7
    low = max(y, to_y) + 34
    path = f"M{x:g} {y:.1f}C{x:g} {low:.1f} {to_x:g} {low:.1f} {to_x:g} {to_y:.1f}"
    middle = ((x + to_x) / 2, (y + 6 * low + to_y) / 8)
    return Line(step, path, (), middle, backward=True)


def _loop(step: Step, box: Box, number: int) -> Line:
    """A model that is said to come from itself: a loop above its right corner."""
    x, y = box.x + WIDTH - 14 - 34 * number, box.y
    path = f"M{x:g} {y:.1f}C{x + 6:g} {y - 30:.1f} {x - 34:g} {y - 30:.1f} {x - 27:g} {y - 6:.1f}"
    return Line(step, path, (), (x - 14, y - 22))


def _moved(box: Box, x: float, y: float) -> Box:
    marks = tuple((y + down, mark) for down, mark in box.marks)
    return replace(box, x=x, y=round(y, 1), marks=marks)


def _at(model: Model) -> str:
    return model.dated.at if model.dated else ""
