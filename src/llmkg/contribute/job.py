"""What is asked of the writer, and what it says: values, and how they go over a socket."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

import orjson

from llmkg.contribute.payload import Part

_HEAD: Final = struct.Struct("<IQ")
HEAD_BYTES: Final = _HEAD.size
HELLO: Final = b"!"
"""What a writer says first: it reads, and will answer."""


class Do(StrEnum):
    """What is to be done. `FINISH`: what was journaled by somebody who was killed, if it was."""

    PUT = "put"
    POST = "post"
    DELETE = "delete"
    PATCH = "patch"
    UPDATE = "update"
    VALIDATE = "validate"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Job:
    """One write, or one check of a contribution.

    graph          IRI of the graph; "" for an update
    parts          the documents that were sent
    base           what relative IRIs in them are relative to
    contexts       addresses that stand for our JSON-LD context
    who            name that goes with the token
    request        id of the request
    match          entity tags one of which the graph must have; None: any, also none
    none_match     entity tags none of which it may have
    using, named   the dataset of an update by the protocol
    report         media type of the validation report of what is refused
    seconds        longest that it may take
    """

    do: Do
    graph: str = ""
    parts: tuple[Part, ...] = ()
    base: str = ""
    contexts: tuple[str, ...] = ()
    who: str = ""
    request: str = ""
    match: tuple[str, ...] | None = None
    none_match: tuple[str, ...] = ()
    using: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    report: str = "text/turtle"
    seconds: float = 120.0

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.do is not Do.VALIDATE

    def to_bytes(self) -> bytes:
        """As it goes to the writer."""
        head = asdict(self)
        head["parts"] = [(part.media_type, part.file, len(part.data)) for part in self.parts]
        return pack(head, b"".join(part.data for part in self.parts))

    @classmethod
    def read(cls, head: bytes, body: bytes) -> Self:
        """What `to_bytes` gave."""
        given = orjson.loads(head)
        parts: list[Part] = []
        start = 0
        for media_type, file, length in given.pop("parts"):
            parts.append(Part(media_type, body[start : start + length], file))
            start += length
        lists = ("contexts", "match", "none_match", "using", "named")
        given |= {name: tuple(given[name]) for name in lists if given[name] is not None}
        return cls(**{**given, "do": Do(given["do"]), "parts": tuple(parts)})


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one graph: triples added and removed, and whether it exists before, after."""

    graph: str
    added: int
    removed: int
    existed: bool
    exists: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job came to.

    changes     of a write, by graph
    digest      of the snapshot that has it
    computed    whether assessments and entailments were computed anew
    findings    of a check, as plain values
    error       what went wrong instead, see `faults`
    stale       whether somebody else wrote meanwhile, so that it must be done again
    """

    changes: tuple[Change, ...] = ()
    digest: str = ""
    computed: bool = False
    findings: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    stale: bool = False
    timing: dict[str, float] = field(default_factory=dict)

    def to_bytes(self, body: bytes = b"") -> bytes:
        """As it goes to the server."""
        return pack(asdict(self), body)

    @classmethod
    def read(cls, head: bytes) -> Self:
        """What `to_bytes` gave."""
        given = orjson.loads(head)
        return cls(**{**given, "changes": tuple(Change(**each) for each in given["changes"])})


def pack(head: Any, body: bytes = b"") -> bytes:
    """A frame: two lengths, JSON, bytes."""
    packed = orjson.dumps(head)
    return _HEAD.pack(len(packed), len(body)) + packed + body


def lengths(head: bytes) -> tuple[int, int]:
    """The lengths of the JSON and the bytes that follow."""
    first, second = _HEAD.unpack(head)
    return first, second


def pieces(frame: bytes) -> Sequence[bytes]:
    """The JSON and the bytes of a whole frame."""
    first, second = lengths(frame[:HEAD_BYTES])
    middle = HEAD_BYTES + first
    return frame[HEAD_BYTES:middle], frame[middle : middle + second]
