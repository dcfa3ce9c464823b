"""The service description of ``/sparql`` as bytes: written once for each address and format."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

import pyoxigraph as ox

from llmkg.export.description import PREFIXES, Abilities, describe
from llmkg.export.formats import GraphFormat
from llmkg.export.statistics import statistics
from llmkg.http.reading import Reading
from llmkg.model.statistics import Statistics
from llmkg.settings import Settings
from llmkg.store.serialise import graph_bytes

_KEPT: Final = 16
_READABLE: Final = frozenset({ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML})


class Descriptions:
    """Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._statistics: tuple[str, Statistics] | None = None
        self._written: OrderedDict[tuple[str, str, str, bool], bytes] = OrderedDict()

    def statistics(self, reading: Reading) -> Statistics:
        """Those of a snapshot. May read the disk."""
        with self._lock:
            if self._statistics is None or self._statistics[0] != reading.digest:
                found = statistics(reading.folder, reading.kb.store)
                self._statistics = (reading.digest, found)
            return self._statistics[1]

    def abilities(self) -> Abilities:
        """What the service does at this moment: updates are on once there are tokens."""
        settings = self._settings
        return Abilities(updates=settings.tokens.exists(), outside=bool(settings.services))

    def text(self, reading: Reading, endpoint: str, format_: GraphFormat) -> bytes:
        """The description of the service at this absolute address."""
        abilities = self.abilities()
        key = (reading.digest, endpoint, format_.name, abilities.updates)
        with self._lock:
            found = self._written.get(key)
        if found is None:
            triples = describe(endpoint, self.statistics(reading), abilities)
            if format_.rdf in _READABLE:
                found = ox.serialize(triples, format=format_.rdf, prefixes=PREFIXES) or b""
            else:
                found = graph_bytes(triples, format_.rdf)
            with self._lock:
                self._written[key] = found
                while len(self._written) > _KEPT:
                    self._written.popitem(last=False)
        return found
