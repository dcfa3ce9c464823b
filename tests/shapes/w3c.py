"""The W3C's tests of SHACL Core, as its repository has them.

They are no part of this repository: `make strangers` gets them from the package of an engine that
is tested with them, where they say the same, and LLMKG_DATA_SHAPES may name a checkout of
https://github.com/w3c/data-shapes. What the engine for large graphs must keep to is asked of our
own cases (`tests/shapes/test_reference.py`, `test_broken.py`) in any case.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, SH

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")


def folder() -> Path | None:
    """The core tests; None where there is no checkout."""
    given = os.environ.get("LLMKG_DATA_SHAPES")
    top = Path(given) if given else Path(__file__).parents[2] / "build" / "data-shapes"
    place = top / "data-shapes-test-suite" / "tests" / "core"
    return place if place.is_dir() else None


@dataclass(frozen=True, slots=True)
class Test:
    """One test: the files of data and shapes, and the expected results."""

    data: Path
    shapes: Path
    expected: Counter[tuple[str, str | None, str | None, str]] | None
    """Focus, value, path (its IRI, where it is one) and source shape, where it is no blank node;
    None: the shapes graph is at fault."""


def files(place: Path) -> dict[str, Path]:
    """Every file below a folder that has tests, by name; they are not read before their turn."""
    return {
        f"{path.relative_to(place).with_suffix('')}": path
        for path in sorted(place.rglob("*.ttl"))
        if path.name != "manifest.ttl" and not path.stem.endswith(("-data", "-shapes"))
    }


def tests(path: Path) -> Iterator[Test]:
    """The tests of a file."""
    graph = rdflib.Graph().parse(path, publicID=path.as_uri(), format="turtle")
    for entry in graph.subjects(RDF.type, SHT.Validate):
        yield _test(graph, entry)


def quads(path: Path) -> list[ox.Quad]:
    """What a file says."""
    return list(ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri()))


def _test(graph: rdflib.Graph, entry: rdflib.term.Node) -> Test:
    action = graph.value(entry, MF.action)
    result = graph.value(entry, MF.result)
    if result == SHT.Failure:
        expected = None
    else:
        expected = Counter(_result(graph, node) for node in graph.objects(result, SH.result))
    data, shapes = (_file(graph.value(action, part)) for part in (SHT.dataGraph, SHT.shapesGraph))
    return Test(data, shapes, expected)


def _file(node: rdflib.term.Node | None) -> Path:
    return Path(str(node).removeprefix("file://"))


def _result(graph: rdflib.Graph, node: rdflib.term.Node) -> tuple[str, str | None, str | None, str]:
    path = graph.value(node, SH.resultPath)
    return (
        str(plain(graph.value(node, SH.focusNode))),
        plain(graph.value(node, SH.value)),
        str(path) if isinstance(path, rdflib.URIRef) else None,
        named(str(graph.value(node, SH.sourceShape))),
    )


def plain(node: rdflib.term.Node | None) -> str | None:
    """A term for comparison: blank nodes are all alike."""
    if node is None:
        return None
    return "_:" if isinstance(node, rdflib.BNode) else node.n3()


def named(shape: str) -> str:
    """A shape for comparison: those without an IRI are all alike."""
    return shape if ":" in shape else "_:"


__all__ = ["Test", "files", "folder", "named", "plain", "quads", "tests"]
