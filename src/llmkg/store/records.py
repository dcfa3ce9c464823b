"""The log of a journal: a record for each write, each of which seals all those before it.

::

    # 7 {"graphs": [["https://…", "patch", 512], …], "audit": 310}
    <…> <…> <…> .            what comes into the first graph, in N-Triples
    #- <…> <…> <…> .         what goes from it
    …                        the same of the next graph
    #@ <…> <…> <…> .         what the record of writes says of it
    #= 5f70…                 sha256 (hex) of the seal before, and of this record up to here

So a log can be read as one document in N-Triples. A record counts once its seal is there and right:
who is killed while writing one leaves something at the end that nobody was told of.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeAlias, TypeVar

import pyoxigraph as ox

from llmkg.rdf.canonical import CANONICAL, mentions_blank
from llmkg.rdf.view import Difference

T = TypeVar("T")

GOES: Final = b"#- "
_SAYS: Final = b"#@ "
_SEAL: Final = b"#= "
_HEAD: Final = b"# "
_SEAL_BYTES: Final = len(_SEAL) + 64 + 1

WHOLE: Final = "whole"
PATCH: Final = "patch"
GONE: Final = "gone"
HIDDEN: Final = "hidden"

Written: TypeAlias = Sequence[ox.Quad] | Difference | None
"""What a write does to a graph: all that it holds from then on, what comes and goes, or its end."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a log it stands what became of a graph."""

    start: int
    length: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """What a record says of one graph."""

    graph: str
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Record:
    """A record that counts.

    said  the span of what the record of writes says of it
    seal  its own, which stands for all up to it
    end   of it in the log, in bytes
    """

    number: int
    deeds: tuple[Deed, ...]
    said: Span
    seal: str
    end: int


def write(
    number: int,
    before: str,
    start: int,
    deeds: Iterable[tuple[str, str, Written]],
    said: Iterable[ox.Triple],
) -> tuple[bytes, Record]:
    """A record that comes at `start`, after one with the seal `before`.

    Labels that a build gave to blank nodes are those of that build, and those of another in another
    record: here they get the number of the record.
    """
    sections = [
        (graph, kind, section(kind, _labelled(written, number))) for graph, kind, written in deeds
    ]
    audit = b"".join(_SAYS + line for line in _nt(said).splitlines(keepends=True))
    listed = [[graph, kind, len(text)] for graph, kind, text in sections]
    head = json.dumps({"graphs": listed, "audit": len(audit)}, separators=(",", ":"))
    text = b"".join(
        (b"# %d %s\n" % (number, head.encode()), *(text for _, _, text in sections), audit)
    )
    seal = sha256(before.encode() + text).hexdigest()
    data = text + _SEAL + seal.encode() + b"\n"
    return data, _parsed(data, 0, before, start)


def read(data: bytes, before: str) -> Iterator[Record]:
    """The records in a log up to the first that does not count; `before`: the seal of the first."""
    at = 0
    while at < len(data):
        try:
            record = _parsed(data, at, before, 0)
        except (ValueError, TypeError, KeyError):
            return
        yield record
        at, before = record.end, record.seal


def is_torn(data: bytes, end: int) -> bool:
    """Whether what follows `end` can be a record that somebody was writing, and nothing more."""
    first = data.find(b"\n" + _SEAL, end)
    return first < 0 or first + 1 + _SEAL_BYTES >= len(data)


def section(kind: str, written: Written) -> bytes:
    """What a record says of a graph."""
    if written is None:
        return b""
    if not isinstance(written, Difference):
        return _nt(quad.triple for quad in written)
    if kind != PATCH:
        raise ValueError(kind)
    gone = _nt(quad.triple for quad in written.removed).splitlines(keepends=True)
    return b"".join((_nt(quad.triple for quad in written.added), *(GOES + line for line in gone)))


def parse(data: bytes, graph: str) -> Difference:
    """What a section says that comes, and goes. Raises SyntaxError."""
    gone = [line[len(GOES) :] for line in data.splitlines() if line.startswith(GOES)]
    return Difference(
        frozenset(quads(data, graph)), frozenset(quads(b"\n".join((*gone, b"")), graph))
    )


def quads(data: bytes, graph: str) -> Iterator[ox.Quad]:
    """What comes, in its order; blank nodes keep their labels. Raises SyntaxError."""
    name = ox.NamedNode(graph)
    for quad in ox.parse(data, ox.RdfFormat.N_TRIPLES):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, name)


def told(data: bytes, graph: str) -> Iterator[ox.Quad]:
    """What the record of writes says."""
    return quads(untold(data), graph)


def untold(data: bytes) -> bytes:
    """The same as N-Triples."""
    return b"".join(line.removeprefix(_SAYS) for line in data.splitlines(keepends=True))


def _parsed(data: bytes, at: int, before: str, offset: int) -> Record:
    """The record that begins there. Raises ValueError, TypeError or KeyError where none counts."""
    end = data.index(b"\n", at) + 1
    mark, number, head = data[at:end].split(b" ", 2)
    if mark + b" " != _HEAD:
        raise ValueError(mark)
    given = json.loads(head)
    deeds = []
    for graph, kind, length in given["graphs"]:
        deeds.append(Deed(graph, kind, Span(end + offset, length, kind == WHOLE)))
        end += length
    said = Span(end + offset, given["audit"])
    end += given["audit"]
    seal = sha256(before.encode() + data[at:end]).hexdigest()
    if data[end : end + _SEAL_BYTES] != _SEAL + seal.encode() + b"\n":
        raise ValueError(seal)
    return Record(int(number), tuple(deeds), said, seal, end + _SEAL_BYTES + offset)


def _labelled(written: Written, number: int) -> Written:
    if written is None:
        return None
    if isinstance(written, Difference):  # which has no blank nodes, see `revision`
        return written
    return [_own(quad, number) if mentions_blank(quad) else quad for quad in written]


def _own(quad: ox.Quad, number: int) -> ox.Quad:
    said = _own_term(quad.triple, number)
    return ox.Quad(said.subject, said.predicate, said.object, quad.graph_name)


def _own_term(term: T, number: int) -> T:
    if isinstance(term, ox.BlankNode) and term.value.startswith(CANONICAL):
        return type(term)(f"r{number}{term.value}")
    if isinstance(term, ox.Triple):
        ends = (_own_term(term.subject, number), term.predicate, _own_term(term.object, number))
        return type(term)(*ends)
    return term


def _nt(triples: Iterable[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
