"""One pattern of a triple, or several with one subject, as a step of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath

from llmkg.check.columns.paths import Beyond, backward
from llmkg.check.nodewise.steps import Maker, Step, Values
from llmkg.check.nodewise.world import World


@dataclass(frozen=True, slots=True)
class Ends:
    """Subject, predicate and object: a variable's place or a term; a path in the middle.

    bound  the places that have a value already
    """

    subject: str | int
    predicate: str | int | Path
    object: str | int
    bound: frozenset[int]

    def is_known(self, end: str | int | Path) -> bool:
        """Whether an end has a value."""
        return not isinstance(end, int) or end in self.bound


def finder(several: Sequence[Ends]) -> Maker:
    """The step that finds what fits a pattern, or, against properties, several with one subject."""
    ends = several[0]
    link = ends.predicate
    start, end = ends.is_known(ends.subject), ends.is_known(ends.object)
    if isinstance(link, Path):
        return _by_path(ends, link)
    if not ends.is_known(link):
        return _by_any(ends)
    if start:
        return _checked(ends) if end else _forward(ends)
    return _backward(several) if end else _of_property(ends)


def _read(end: str | int) -> Callable[[Values], str]:
    if isinstance(end, str):
        return lambda _values: end
    return lambda values: values[end] or ""


def _checked(ends: Ends) -> Maker:
    subject, value = _read(ends.subject), _read(ends.object)
    link = _read(ends.predicate)  # type: ignore[arg-type]

    def maker(after: Step) -> Step:
        def step(world: World, values: Values) -> bool:
            return world.has(subject(values), link(values), value(values)) and after(world, values)

        return step

    return maker


def _forward(ends: Ends) -> Maker:
    subject, place = _read(ends.subject), ends.object
    link = _read(ends.predicate)  # type: ignore[arg-type]

    def maker(after: Step) -> Step:
        def step(world: World, values: Values) -> bool:
            for one in world.values(subject(values), link(values)):
                values[place] = one  # type: ignore[index]
                if after(world, values):
                    return True
            return False

        return step

    return maker


def _backward(several: Sequence[Ends]) -> Maker:
    place = several[0].subject
    reads = [
        (_read(each.predicate), _read(each.object))  # type: ignore[arg-type]
        for each in several
    ]

    def maker(after: Step) -> Step:
        def step(world: World, values: Values) -> bool:
            pairs = [(link(values), value(values)) for link, value in reads]
            found = world.subjects(*pairs[0]) if len(pairs) == 1 else world.in_common(pairs)
            for one in found:
                values[place] = one  # type: ignore[index]
                if after(world, values):
                    return True
            return False

        return step

    return maker


def _of_property(ends: Ends) -> Maker:
    """All triples of a property."""
    start, end = ends.subject, ends.object
    link = _read(ends.predicate)  # type: ignore[arg-type]

    def maker(after: Step) -> Step:
        def step(world: World, values: Values) -> bool:
            for subject, value in world.uses(link(values)):
                values[start] = subject  # type: ignore[index]
                values[end] = value  # type: ignore[index]
                if (start != end or subject == value) and after(world, values):
                    return True
            return False

        return step

    return maker


def _by_any(ends: Ends) -> Maker:
    """A predicate that is not known."""
    start, end = ends.is_known(ends.subject), ends.is_known(ends.object)
    if ends.predicate in {ends.subject, ends.object} or ends.subject == ends.object:
        raise Beyond("a variable in two places of a triple")
    if not start and not end:
        raise Beyond("all triples")
    known = _read(ends.subject if start else ends.object)
    link, other = ends.predicate, ends.object if start else ends.subject
    value = _read(ends.object)

    def maker(after: Step) -> Step:
        def step(world: World, values: Values) -> bool:
            term = known(values)
            if start:
                rows: Iterable[tuple[str, str]] = world.about(term)
            else:
                rows = ((one, many) for many, one in world.mentions(term))
            wanted = value(values) if start and end else None
            for predicate, one in rows:
                if wanted is None:
                    values[other] = one  # type: ignore[index]
                elif one != wanted:
                    continue
                values[link] = predicate  # type: ignore[index]
                if after(world, values):
                    return True
            return False

        return step

    return maker


def _by_path(ends: Ends, path: Path) -> Maker:
    start, end = ends.is_known(ends.subject), ends.is_known(ends.object)
    if not start and not end:
        raise Beyond("a path with both ends open")
    way = path if start else backward(path)
    check(way)
    known, other = (ends.subject, ends.object) if start else (ends.object, ends.subject)
    read, wanted = _read(known), _read(other)

    def maker(after: Step) -> Step:
        def step(world: World, values: Values) -> bool:
            found = follow(world, way, read(values))
            if start and end:
                return wanted(values) in found and after(world, values)
            for one in found:
                values[other] = one  # type: ignore[index]
                if after(world, values):
                    return True
            return False

        return step

    return maker


def check(path: URIRef | Path) -> None:
    """Beyond for a path that `follow` does not know."""
    match path:
        case URIRef():
            return
        case InvPath() if isinstance(path.arg, URIRef):
            return
        case SequencePath() | AlternativePath():
            for arg in path.args:
                check(arg)
        case MulPath() if path.mod in {"*", "+"}:
            check(path.path)
        case InvPath():
            check(backward(path.arg))
        case _:
            raise Beyond(f"the path {path}")


def follow(world: World, path: URIRef | Path, start: str) -> dict[str, None]:
    """Where a path leads from a node."""
    match path:
        case URIRef():
            return dict.fromkeys(world.values(start, f"<{path}>"))
        case InvPath() if isinstance(path.arg, URIRef):
            return dict.fromkeys(world.subjects(f"<{path.arg}>", start))
        case InvPath():
            return follow(world, backward(path.arg), start)
        case SequencePath():
            found = {start: None}
            for step in path.args:
                found = _onwards(world, step, found)
            return found
        case AlternativePath():
            return {end: None for arg in path.args for end in follow(world, arg, start)}
        case MulPath():
            return _again(world, path, start)
    raise Beyond(f"the path {path}")


def _onwards(world: World, path: URIRef | Path, starts: Iterable[str]) -> dict[str, None]:
    return {end: None for start in starts for end in follow(world, path, start)}


def _again(world: World, path: MulPath, start: str) -> dict[str, None]:
    found: dict[str, None] = {start: None} if path.mod == "*" else {}
    reached = [start]
    while reached:
        step = _onwards(world, path.path, reached)
        reached = [one for one in step if one not in found]
        found.update(dict.fromkeys(reached))
    return found


def links(path: URIRef | Path, *, is_forward: bool = True) -> Iterator[tuple[str, bool]]:
    """The properties of a path in N-Triples, and whether it goes along them."""
    match path:
        case URIRef():
            yield f"<{path}>", is_forward
        case InvPath():
            yield from links(path.arg, is_forward=not is_forward)
        case MulPath():
            yield from links(path.path, is_forward=is_forward)
        case SequencePath() | AlternativePath():
            for arg in path.args:
                yield from links(arg, is_forward=is_forward)
        case _:
            raise Beyond(f"the path {path}")
