"""The tree as files for other programs: GraphML and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from llmkg.http.views.steps import Step
from llmkg.http.views.tree import TreeView

_GRAPHML: Final = "http://graphml.graphdrawing.org/xmlns"
_NODE: Final = ("label", "label_zh", "date", "date_of", "unknown")
_EDGE: Final = (
    *("standing", "confidence", "misprint", "methods"),
    *("propositions", "claims", "tensions"),
)


def as_csv(view: TreeView) -> bytes:
    """A row for each step: from, to, what is said of it, in IRIs and names of levels."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("from", "to", "date", *_EDGE))
    days = {model.ref.iri: model.dated.day for model in view.models if model.dated}
    for step in view.steps:
        values = dict(_said(step))
        day = days.get(step.child.iri, "")
        row = (step.parent.iri, step.child.iri, day, *(values[name] for name in _EDGE))
        writer.writerow(row)
    return out.getvalue().encode()


def as_graphml(view: TreeView) -> bytes:
    """A directed graph, from what a model comes from to the model."""
    ET.register_namespace("", _GRAPHML)
    root = ET.Element(f"{{{_GRAPHML}}}graphml")
    for kind, names in (("node", _NODE), ("edge", _EDGE)):
        for name in names:
            attributes = {"id": name, "for": kind, "attr.name": name, "attr.type": "string"}
            ET.SubElement(root, f"{{{_GRAPHML}}}key", attributes)
    graph = ET.SubElement(root, f"{{{_GRAPHML}}}graph", {"id": "tree", "edgedefault": "directed"})
    for model in view.models:
        node = ET.SubElement(graph, f"{{{_GRAPHML}}}node", {"id": model.ref.iri})
        dated = model.dated
        values = (
            model.ref.text("en"),
            model.ref.text("zh"),
            dated.day if dated else "",
            dated.how if dated else "",
            "true" if model.unknown else "false",
        )
        _data(node, zip(_NODE, values, strict=True))
    for step in view.steps:
        ends = {"source": step.parent.iri, "target": step.child.iri}
        edge = ET.SubElement(graph, f"{{{_GRAPHML}}}edge", {"id": step.slug, **ends})
        _data(edge, _said(step))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _said(step: Step) -> Iterator[tuple[str, str]]:
    yield "standing", step.standing
    yield "confidence", step.level.name if step.level else ""
    # A step that a slip of the pen says must not leave the program as a fact.
    yield "misprint", "true" if step.is_misprint else "false"
    yield "methods", " ".join(each.iri for each in step.methods)
    yield "propositions", " ".join(each.iri for each in step.propositions)
    yield "claims", " ".join(each.iri for each in step.claims)
    yield "tensions", " ".join(each.iri for each in step.tensions)


def _data(parent: ET.Element, values: Iterator[tuple[str, str]] | zip[tuple[str, str]]) -> None:
    for name, value in values:
        ET.SubElement(parent, f"{{{_GRAPHML}}}data", {"key": name}).text = value
