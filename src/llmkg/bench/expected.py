"""What the guests of the soak ask, and what the right answers are in each of two snapshots."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from llmkg.bench.claims import PER_CLAIM, PER_SOURCE, quads
from llmkg.bench.texts import UNIQUE, text
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.snapshot import Facts, building, open_current, write_snapshot
from llmkg.vocab import BASE, RDFS

CSV: Final = "text/csv"
TRIPLES: Final = "application/n-triples"
WRITTEN: Final = "written"
"""Stands for every snapshot that a write has made: it has the files of the root, not our quads."""

_LOOKUPS: Final = 300


@dataclass(frozen=True, slots=True)
class Question:
    """A query in a format whose lines may come in any order.

    weight  how often it is asked
    right   digests of the right answers, by name of the snapshot
    """

    name: str
    query: str
    accept: str
    weight: float
    right: Mapping[str, str]

    def request(self, host: str) -> bytes:
        """The request."""
        return request(f"/sparql?query={quote(self.query)}", host, self.accept)


def request(path: str, host: str, accept: str = "*/*") -> bytes:
    """A GET."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\n\r\n".encode("ascii")


def fingerprint(body: bytes) -> str:
    """What is the same for the same lines in whatever order."""
    return hashlib.sha256(b"\n".join(sorted(body.split(b"\n")))).hexdigest()


def prepare_root(root: Path, place: Path) -> Path:
    """Files in `place` from which a write is quickly made a snapshot: no claims of anybody."""
    new = place / "root"
    for name in ("ontology", "queries"):
        shutil.copytree(root / name, new / name)
    (new / "claims" / "catalogue").mkdir(parents=True)
    return new


def prepare(out: Path, size: int) -> dict[str, Path]:
    """Two snapshots in `out`, by name; the second one serves."""
    first = list(quads(size))
    found: dict[str, Path] = {}
    for name, given in (("first", first), ("second", list(_changed(first)))):
        with building(out):
            write_snapshot(out, given, Facts("soak", {}, {}))
        with open_current(out) as snapshot:
            found[name] = snapshot.path
    return found


def questions(snapshots: Mapping[str, Path], size: int) -> list[Question]:
    """Queries with their right answers, which a store by itself gives.

    After writes, `everything` has no answer that is known beforehand.
    """
    stores = {name: EmbeddedStore.read_only(path / "store") for name, path in snapshots.items()}
    random = Random(5)  # noqa: S311 - no secret
    claims = size // PER_CLAIM

    def asked(name: str, query: str, accept: str, weight: float) -> Question:
        plain = query.replace(UNIQUE, "")
        right = {
            which: fingerprint(store.query(plain, accept).body)
            for which, store in stores.items()
            if which != WRITTEN or name != "everything"
        }
        return Question(name, plain, accept, weight, right)

    some = [random.randrange(claims) for _ in range(_LOOKUPS)]
    found = [asked("lookup", text("point-lookup", n), CSV, 60 / _LOOKUPS) for n in some]
    found += [asked("construct", text("construct", n), TRIPLES, 0.2) for n in some[:60]]
    sources = range(1 + (claims - 1) // PER_SOURCE)
    found += [asked("aggregate", text("aggregate", n), CSV, 5 / len(sources)) for n in sources]
    found += [asked("labels", text("soak-labels", n), CSV, 0.5) for n in range(10)]
    found.append(asked("everything", text("soak-everything"), CSV, 0.5))
    for store in stores.values():
        store.close()
    return found


def _changed(given: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
    """The same with other labels, and with more claims."""
    label = ox.NamedNode(RDFS.label)
    for quad in given:
        value = quad.object
        if quad.predicate == label and isinstance(value, ox.Literal):
            other = ox.Literal(f"{value.value}, revised", language=value.language)
            yield ox.Quad(quad.subject, quad.predicate, other, quad.graph_name)
        else:
            yield quad
    for number in range(500):
        subject = ox.NamedNode(f"{BASE}claim/new-{number}")
        graph = ox.NamedNode(f"{BASE}graph/source/new")
        yield ox.Quad(subject, label, ox.Literal(f"New {number}", language="en"), graph)
