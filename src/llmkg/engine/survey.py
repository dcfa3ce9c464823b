"""What a snapshot looks like from afar: how far its terms fan out.

A count says how many quads fit a pattern. It does not say how many a join looks at for each row
that comes to it; for that one has to know the most quads that any subject of a predicate has, and
the like. It takes a look at every quad, so a process of its own does it, which lets others go
first, while the server already answers.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox
from filelock import FileLock

from llmkg.engine.metrics import FOLDER
from llmkg.engine.parent import die_with_parent
from llmkg.rdf.distinct import distinct
from llmkg.store.embedded import is_merged
from llmkg.vocab import RDF

MOST_QUADS: Final = 4_000_000
"""Beyond, a survey would take more memory than what it saves is worth."""

HUB: Final = 1_000
"""Quads of a predicate beyond which their object is named as a hub."""

_MOST_DOMAINS: Final = 2_000
_BEHIND: Final = 10

_Numbers: TypeAlias = npt.NDArray[np.int64]
_Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Domain:
    """What holds for every term of a kind, say for every subject of a predicate.

    out     most quads that have one of them as subject
    into    most quads that have one of them as object
    size    most characters of one
    always  predicates of which each of them is a subject
    """

    out: int
    into: int
    size: int
    always: frozenset[str] = frozenset()

    def narrowed(self, other: Domain) -> Domain:
        """What holds for the terms that are of both kinds."""
        return Domain(
            min(self.out, other.out),
            min(self.into, other.into),
            min(self.size, other.size),
            self.always | other.always,
        )


@dataclass(frozen=True, slots=True)
class Link:
    """A predicate.

    of, to   its subjects, its objects
    fan      most quads of it that one subject has; `back` as many for an object
    strange  most quads of other predicates that have one of its objects as object
    hubs     objects that very many quads have with it, as N-Triples
    """

    of: Domain
    to: Domain
    fan: int
    back: int
    strange: int
    hubs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Survey:
    """All of it; `anything` holds for every term. Predicates and classes by their IRIs."""

    anything: Domain
    links: Mapping[str, Link] = field(default_factory=dict)
    classes: Mapping[str, Domain] = field(default_factory=dict)

    def to_json(self) -> str:
        """As it goes from one process to another."""
        return json.dumps(asdict(self), default=sorted)

    @classmethod
    def from_json(cls, text: str | bytes) -> Survey:
        """What `to_json` gave."""
        said = json.loads(text)
        links = {
            iri: Link(
                **{
                    **link,
                    "of": _domain(link["of"]),
                    "to": _domain(link["to"]),
                    "hubs": frozenset(link["hubs"]),
                }
            )
            for iri, link in said["links"].items()
        }
        classes = {iri: _domain(each) for iri, each in said["classes"].items()}
        return cls(_domain(said["anything"]), links, classes)


def _domain(said: Mapping[str, object]) -> Domain:
    given = dict(said)
    always = given.pop("always")
    assert isinstance(always, list)  # noqa: S101 - `to_json` wrote it
    return Domain(**given, always=frozenset(always))  # type: ignore[arg-type]


def survey(quads: Iterable[ox.Quad]) -> Survey:
    """Look at all quads of a store."""
    ids: dict[object, int] = {}
    subjects, predicates, objects = [], [], []
    for quad in quads:
        subjects.append(ids.setdefault(quad.subject, len(ids)))
        predicates.append(ids.setdefault(quad.predicate, len(ids)))
        objects.append(ids.setdefault(quad.object, len(ids)))
    terms = list(ids)
    sizes = np.fromiter(map(_size, terms), np.int64, len(terms))
    return _Survey(
        terms, sizes, *(np.array(each, np.int64) for each in (subjects, predicates, objects))
    ).made()


def _size(term: object) -> int:
    return len(str(term))


class _Survey:
    """The survey at work, on arrays of the numbers of terms."""

    def __init__(
        self,
        terms: Sequence[object],
        sizes: _Numbers,
        subjects: _Numbers,
        predicates: _Numbers,
        objects: _Numbers,
    ) -> None:
        self._terms = terms
        self._sizes = sizes
        self._s, self._p, self._o = subjects, predicates, objects
        self._out = np.bincount(subjects, minlength=len(terms))
        self._into = np.bincount(objects, minlength=len(terms))
        # Each predicate of each subject once.
        pairs = distinct(subjects * len(terms) + predicates) if len(terms) else subjects
        self._having, self._had = np.divmod(pairs, max(1, len(terms)))

    def made(self) -> Survey:
        if not self._terms:
            return Survey(Domain(0, 0, 0))
        anything = Domain(
            int(self._out.max()), int(self._into.max()), int(self._sizes.max()), frozenset()
        )
        links, classes = {}, {}
        known = distinct(self._p)
        if len(known) <= _MOST_DOMAINS:
            for number in known.tolist():
                links[self._iri(number)] = self._link(self._p == number)
        kind = next((i for i, term in enumerate(self._terms) if term == _TYPE), None)
        if kind is not None:
            typed = self._p == kind
            of = distinct(self._o[typed])
            if len(of) <= _MOST_DOMAINS:
                for number in of.tolist():
                    if isinstance(self._terms[number], ox.NamedNode):
                        members = self._s[typed & (self._o == number)]
                        classes[self._iri(number)] = self._domain(members)
        return Survey(anything, links, classes)

    def _iri(self, number: int) -> str:
        return str(getattr(self._terms[number], "value", ""))

    def _link(self, quads: _Mask) -> Link:
        subjects, objects = self._s[quads], self._o[quads]
        back = np.bincount(objects, minlength=len(self._terms))
        strange = (self._into - back)[objects].max()
        return Link(
            self._domain(subjects),
            self._domain(objects),
            int(np.bincount(subjects).max()),
            int(back.max()),
            int(strange),
            frozenset(str(self._terms[number]) for number in np.flatnonzero(back > HUB).tolist()),
        )

    def _domain(self, members: _Numbers) -> Domain:
        mask = np.zeros(len(self._terms), np.bool_)
        mask[members] = True
        having = np.bincount(self._had[mask[self._having]], minlength=1)
        always = np.flatnonzero(having == int(mask.sum()))
        return Domain(
            int(self._out[members].max()),
            int(self._into[members].max()),
            int(self._sizes[members].max()),
            frozenset(self._iri(number) for number in always.tolist()),
        )


_TYPE: Final = ox.NamedNode(RDF.type)


def command(store: Path, shared: Path | None) -> list[str]:
    """The command line of the process that makes the survey and prints it.

    `shared`: a file in which several servers over the same snapshot find it.
    """
    return [sys.executable, "-m", __name__, str(store), str(shared or "")]


async def surveyed(store: Path) -> Survey | None:
    """The survey of the store in this folder, made by a process of its own; None if it failed.

    Several servers that keep their figures together make it once.
    """
    figures = os.environ.get(FOLDER)
    name = f"{store.parent.name}.survey"
    arguments = command(store, Path(figures) / name if figures else None)
    process = await asyncio.create_subprocess_exec(
        *arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()  # or it is left behind with the loop
        raise
    return Survey.from_json(said) if said and process.returncode == 0 else None


def _found(make: Callable[[], str], shared: Path | None) -> str:
    """What is in the shared file, or else is made and put there."""
    with FileLock(f"{shared}.lock") if shared else nullcontext():
        if shared and shared.exists():
            return shared.read_text(encoding="utf-8")
        text = make()
        if shared:
            part = shared.with_suffix(".part")
            part.write_text(text, encoding="utf-8")
            part.replace(shared)
        return text


def _make(path: str) -> str:
    store = ox.Store.read_only(path)
    # Where graphs share triples, their merge stands in the default graph; else all are named.
    graph = ox.DefaultGraph() if is_merged(store) else None
    # Counting them takes a moment; none is better than one that takes all memory.
    quads = store.quads_for_pattern(None, None, None, graph)
    if sum(1 for _ in islice(quads, MOST_QUADS + 1)) > MOST_QUADS:
        return ""
    return survey(store.quads_for_pattern(None, None, None, graph)).to_json()


def main() -> None:
    """The process."""
    die_with_parent()
    with suppress(OSError):
        os.nice(_BEHIND)
    path, shared = sys.argv[1], sys.argv[2]
    sys.stdout.write(_found(lambda: _make(path), Path(shared) if shared else None))


if __name__ == "__main__":
    main()
