"""A manifest as JSON, and the making of one from quads."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from llmkg.errors import SnapshotDamagedError
from llmkg.model.location import Location
from llmkg.model.manifest import GraphInfo, Manifest
from llmkg.vocab import ENTAILED_GRAPHS, LLMKG, ONTOLOGY_GRAPH, RDF

FORMAT: Final = 2
"""Of the manifest; another number means another program wrote it."""

_LEFT_OUT: Final = (f"<{ONTOLOGY_GRAPH}>", f"<{ENTAILED_GRAPHS}")
_TYPE: Final = ox.NamedNode(RDF.type)


def count_classes(quads: Iterable[ox.Quad]) -> Mapping[str, int]:
    """How many things each class of our ontology has, by its local name.

    Neither the ontology's own things count, nor classes that were entailed.
    """
    things: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if (
            quad.predicate == _TYPE
            and isinstance(quad.object, ox.NamedNode)
            and quad.object.value.startswith(LLMKG)
            and not str(quad.graph_name).startswith(_LEFT_OUT)
        ):
            things[quad.object.value.removeprefix(LLMKG)].add(str(quad.subject))
    return {name: len(things[name]) for name in sorted(things)}


def to_json(manifest: Manifest) -> str:
    """The text of ``manifest.json``: readable, sorted, with its format."""
    return json.dumps({"format": FORMAT, **asdict(manifest)}, indent=2, sort_keys=True) + "\n"


def read(path: Path) -> Manifest:
    """The manifest in this file; SnapshotDamagedError or FileNotFoundError when it is none."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        if given.pop("format") != FORMAT:
            raise _damaged(path, "another version of llmkg wrote it")
        return Manifest(**{**given, "graphs": tuple(_graph(each) for each in given["graphs"])})
    except FileNotFoundError:
        raise
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(path, str(error)) from error


def _graph(given: Mapping[str, Any]) -> GraphInfo:
    return GraphInfo(**given)


def _damaged(path: Path, why: str) -> SnapshotDamagedError:
    return SnapshotDamagedError(
        f"The manifest cannot be read: {why}",
        where=Location(str(path)),
        mend="Build again with `llmkg build --force`.",
    )
