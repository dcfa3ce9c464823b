"""What counts in a journal: by graph, with the number and the seal of the last write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, Self

from llmkg.store import records
from llmkg.store.records import Record, Span

_FORMAT: Final = 2
_BEFORE_LOGS: Final = 1
_SEALS: Final = 256  # that are remembered: more than there are snapshots that somebody goes back to
_NO_GRAPHS: Final[Mapping[str, Entry]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """What was contributed to a graph.

    file    what there was before the log; None: nothing
    digest  sha256 (hex) of the file
    over    whether it lies over what the files of a root say, which goes on to count; else it
            stands in place of it, and without `file` and `spans` the graph is hidden
    spans   what became of it since, in the log
    """

    file: str | None = None
    digest: str = ""
    over: bool = False
    spans: tuple[Span, ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether there is no such graph, whatever files say."""
        return self.file is None and not self.over and not self.spans


@dataclass(frozen=True, slots=True)
class Contents:
    """What counts in a journal after the write of number `generation`.

    audit   length of the file of the audit record in bytes; `said`: what the log has of it
    seal    a digest of all that was ever written
    log     the file of the log, and how many bytes of it count
    fresh   the record of the last write, where it is not in the log yet
    seals   the last ones, up to `seal`; all of them where the first is ""
    """

    generation: int = 0
    graphs: Mapping[str, Entry] = field(default_factory=lambda: _NO_GRAPHS)
    audit: int = 0
    said: tuple[Span, ...] = ()
    seal: str = ""
    log: str = "log-0.nt"
    length: int = 0
    fresh: bytes = field(default=b"", compare=False, repr=False)
    seals: tuple[str, ...] = field(default=("",), compare=False, repr=False)

    def after(self, record: Record) -> Contents:
        """What counts after one more write."""
        graphs = dict(self.graphs)
        for deed in record.deeds:
            if deed.kind == records.GONE:
                graphs.pop(deed.graph, None)
            elif deed.kind == records.HIDDEN:
                graphs[deed.graph] = Entry()
            elif deed.kind == records.WHOLE:
                graphs[deed.graph] = Entry(spans=(deed.span,))
            else:
                old = graphs.get(deed.graph, Entry(over=True))
                graphs[deed.graph] = replace(old, spans=(*old.spans, deed.span))
        return replace(
            self,
            generation=record.number,
            graphs=MappingProxyType(graphs),
            said=(*self.said, record.said),
            seal=record.seal,
            length=record.end,
            fresh=b"",
            seals=(*self.seals, record.seal)[-_SEALS:],
        )

    @classmethod
    def of_json(cls, data: bytes) -> Self:
        """What a manifest says. Raises ValueError, TypeError, KeyError or AttributeError."""
        given = json.loads(data)
        known = given["format"]
        if known == _BEFORE_LOGS:
            given |= {"seal": sha256(data).hexdigest(), "log": "log-0.nt"}
        elif known != _FORMAT:
            raise ValueError("another version of llmkg wrote it")
        graphs = {iri: Entry(**entry) for iri, entry in given["graphs"].items()}
        return cls(
            given["generation"],
            MappingProxyType(graphs),
            given["audit"],
            seal=given["seal"],
            log=given["log"],
            seals=(*given.get("seals", ()), given["seal"]),
        )

    def to_json(self) -> str:
        """The text of a manifest, where the log has nothing yet."""
        listed: dict[str, dict[str, Any]] = {
            iri: {"file": entry.file, "digest": entry.digest, "over": entry.over}
            for iri, entry in sorted(self.graphs.items())
        }
        given = {
            "generation": self.generation,
            "audit": self.audit,
            "seal": self.seal,
            "log": self.log,
            "seals": self.seals[:-1],
            "graphs": listed,
        }
        return json.dumps({"format": _FORMAT, **given}, indent=1)
