"""Quads that have been read from afar, and those that are read along with them.

A request for one thing also asks for those that are likely to be asked for next: those that the
answers so far have mentioned, in the order in which they were. What has come is kept in memory, in
a store of its own, and is not asked for again.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from threading import RLock
from typing import Final, Protocol, TypeAlias

import pyoxigraph as ox

from llmkg.remote.standing import OURSELVES
from llmkg.store.port import Rows, Subject, Term
from llmkg.vocab import BASE, LLMKG, Kind, split

MOST: Final = 1_000_000
"""Quads that are kept at once, in some 400 MB; beyond them, all are forgotten."""

_AT_ONCE: Final = 200
"""Things in one request: with IRIs of 100 letters, a third of what our server takes."""
_POINTING: Final = frozenset(
    LLMKG[name]
    for name in (
        *("asserts", "denies", "leavesOpen", "supports", "disputes", "qualifies"),
        *("assessedProposition", "between", "citesEvidence"),
    )
)
"""The properties that `kb/quads-to` follows backwards."""
_POINTED_AT: Final = frozenset({Kind.PROPOSITION, Kind.CLAIM, Kind.EVIDENCE})
_Pattern: TypeAlias = tuple[str, str, str]
_QUAD: Final = ("subject", "predicate", "object", "graph")
_MARKED: Final = ("_subject", "_predicate", "_object", "_graph")


class Ask(Protocol):
    """Gives the rows of a stored query."""

    def __call__(self, name: str, **given: str) -> Rows:
        """Of this name, with these parameters."""
        ...


class Kept:
    """What was read of one state of a store. May be used from any thread."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._lock = RLock()
        self._clear()

    def quads(
        self,
        subject: Subject | None,
        predicate: ox.NamedNode | None,
        obj: Term | None,
        graph: ox.NamedNode | None,
    ) -> tuple[ox.Quad, ...]:
        """The quads that fit the pattern, read first where they are not here yet."""
        with self._lock:
            if self._number > MOST:
                self._clear()
            if isinstance(subject, ox.NamedNode):
                self._bring_subject(subject.value)
            elif subject is None:
                self._bring_pattern(predicate, obj, graph)
            return tuple(self._here.quads_for_pattern(subject, predicate, obj, graph))

    def mention(self, rows: Rows) -> None:
        """What these rows name is likely to be asked for next."""
        with self._lock:
            for row in rows.rows:
                self._mention(row)

    # -- inside ---------------------------------------------------------------------------------

    def _clear(self) -> None:
        self._here = ox.Store()
        self._number = 0
        self._whole: set[str] = set()
        self._turned: set[str] = set()
        self._graphs_whole: set[str] = set()
        self._asked: set[_Pattern] = set()
        self._mentioned: dict[str, None] = {}

    def _bring_subject(self, iri: str) -> None:
        if iri in self._whole:
            return
        self._mentioned.pop(iri, None)
        things = [iri, *islice(self._mentioned, _AT_ONCE - 1)]
        self._keep(self._quads("kb/quads-of", things=" ".join(things)))
        self._whole.update(things)
        for each in things:
            self._mentioned.pop(each, None)

    def _bring_pattern(
        self, predicate: ox.NamedNode | None, obj: Term | None, graph: ox.NamedNode | None
    ) -> None:
        target = obj.value if isinstance(obj, ox.NamedNode) else ""
        kinds = split(target) if target else None
        link = predicate.value if predicate is not None else ""
        if link in _POINTING and kinds is not None and kinds[0] in _POINTED_AT:
            self._bring_pointing(target, kinds[0])
            return
        whole = graph.value if graph is not None else ""
        wider = {(link, target, whole), ("", target, whole), (link, "", whole), ("", "", whole)}
        if (wider | {("", "", "")}) & self._asked:
            return
        given = {"predicate": link, "object": target, "graph": whole}
        quads = self._quads("kb/quads", **{k: v for k, v in given.items() if v})
        if not (link or target):
            if whole:
                self._here.clear_graph(ox.NamedNode(whole))
            else:
                self._here.clear()
                self._graphs_whole.clear()
            self._keep(quads)
            self._graphs_whole.add(whole)
        else:
            self._keep(quads)
        self._asked.add((link, target, whole))

    def _bring_pointing(self, target: str, kind: Kind) -> None:
        if target in self._turned:
            return
        alike = (
            iri
            for iri in (*reversed(self._mentioned), *self._whole)
            if iri not in self._turned and iri != target and iri.startswith(f"{BASE}{kind.value}/")
        )
        things = [target, *dict.fromkeys(islice((i for i in alike if "#" not in i), _AT_ONCE - 1))]
        self._keep(self._quads("kb/quads-to", things=" ".join(things)))
        self._turned.update(things)

    def _keep(self, quads: Iterable[ox.Quad]) -> None:
        """Put quads with the others, and note what they mention."""
        # A graph that is here as a whole has its blank nodes under the names they had then.
        new = [quad for quad in quads if _name(quad.graph_name) not in self._graphs_whole]
        self._here.bulk_extend(new)
        self._number += len(new)
        for quad in new:
            self._mention((quad.subject, quad.object))

    def _mention(self, terms: Iterable[Term | None]) -> None:
        for term in terms:
            if not isinstance(term, ox.NamedNode) or not term.value.startswith(BASE):
                continue
            if term.value not in self._whole:
                self._mentioned.setdefault(term.value)

    def _quads(self, name: str, **given: str) -> list[ox.Quad]:
        names: tuple[str, ...] = _QUAD
        fixed: dict[str, Term] = {}
        if name == "kb/quads":  # whose variables are its parameters: what is given does not return
            names = _MARKED
            fixed = {f"_{key}": ox.NamedNode(value) for key, value in given.items()}
        found = []
        for row in self._ask(name, **given):
            s, p, o, g = (row.get(key, fixed.get(key)) for key in names)
            if _name(g) in OURSELVES:
                continue  # what the endpoint says of itself is no part of what it holds
            with suppress(TypeError):  # a triple term as subject, say, which no quad of ours has
                found.append(ox.Quad(s, p, o, g))  # type: ignore[arg-type]
        return found


def _name(graph: object) -> str:
    return str(getattr(graph, "value", ""))
