"""What goes over the socket between the server and a worker: kind, length, payload."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import orjson

from llmkg.store.port import DatasetSpec

_HEAD: Final = struct.Struct("<BI")
_SECONDS: Final = struct.Struct("<d")
HEAD_BYTES: Final = _HEAD.size


class Kind(IntEnum):
    """What a frame is.

    JOB goes to the worker, the others come back: WHOLE is a complete answer; HEAD, then PARTs,
    then END are a streamed one; FAULT ends either without an answer. The first byte of WHOLE, END
    and FAULT says whether the worker ends itself now. CALL goes to the worker like JOB.
    """

    JOB = 1
    WHOLE = 2
    HEAD = 3
    PART = 4
    END = 5
    FAULT = 6
    CALL = 7


@dataclass(frozen=True, slots=True)
class Job:
    """One query that the guard let through, and how it is to be answered."""

    text: str
    media_type: str
    dataset: DatasetSpec | None
    seconds: float

    def to_bytes(self) -> bytes:
        """As it goes to the worker."""
        dataset = self.dataset
        graphs = (dataset.default_graphs, dataset.named_graphs) if dataset else None
        return orjson.dumps((self.text, self.media_type, graphs, self.seconds))

    @classmethod
    def from_bytes(cls, data: bytes) -> Job:
        """What `to_bytes` gave."""
        text, media_type, graphs, seconds = orjson.loads(data)
        dataset = DatasetSpec(tuple(graphs[0]), tuple(graphs[1])) if graphs else None
        return cls(text, media_type, dataset, seconds)


@dataclass(frozen=True, slots=True)
class Call:
    """Something that the zygote's program answers, in its own words; see `Plan`."""

    payload: bytes
    seconds: float

    def to_bytes(self) -> bytes:
        """As it goes to the worker."""
        return _SECONDS.pack(self.seconds) + self.payload

    @classmethod
    def from_bytes(cls, data: bytes) -> Call:
        """What `to_bytes` gave."""
        (seconds,) = _SECONDS.unpack_from(data)
        return cls(data[_SECONDS.size :], seconds)


def pack(kind: Kind, payload: bytes = b"") -> bytes:
    """A frame."""
    return _HEAD.pack(kind, len(payload)) + payload


class Unpacker:
    """Frames out of the pieces in which they arrive."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The frames that are complete now."""
        held = self._held
        if not held and len(data) >= HEAD_BYTES:  # most answers arrive in one piece
            kind, length = _HEAD.unpack_from(data)
            if len(data) == HEAD_BYTES + length:
                yield kind, data[HEAD_BYTES:]
                return
        held += data
        while len(held) >= HEAD_BYTES:
            kind, length = _HEAD.unpack_from(held)
            end = HEAD_BYTES + length
            if len(held) < end:
                return
            payload = bytes(memoryview(held)[HEAD_BYTES:end])
            del held[:end]
            yield kind, payload
