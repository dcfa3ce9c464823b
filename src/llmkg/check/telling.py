"""Results as findings: with their messages filled in, and with the place where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from llmkg.check.placing import Placed, Places
from llmkg.check.result import Result
from llmkg.check.rules import Rule, Shapes
from llmkg.model.finding import Finding, Severity
from llmkg.model.location import Location
from llmkg.rdf.corpus import Document
from llmkg.rdf.view import View, is_authored

_ORDER: Final = {Severity.VIOLATION: 0, Severity.WARNING: 1, Severity.INFO: 2}


def told(
    results: Iterable[Result],
    shapes: Shapes,
    documents: Iterable[Document] = (),
    *,
    prefer: Document | None = None,
    view: View | None = None,
) -> tuple[Finding, ...]:
    """Findings in the order of the files.

    Places are looked for in the documents, in that to `prefer` first: all of a corpus, or only what
    somebody sent. For what stands elsewhere the graph in `view` that speaks of it is told.
    """
    findings = [
        _finding(one, shapes.rules[one.result.rule])
        for one in Places(documents, prefer=prefer).place(results)
    ]
    if view is not None:
        findings = [
            one if one.location is not None else replace(one, location=_graph_of(one.focus, view))
            for one in findings
        ]
    return tuple(sorted(findings, key=_place_in_order))


def _graph_of(focus: str, view: View) -> Location | None:
    """The first graph that speaks of a thing."""
    try:
        thing = ox.NamedNode(focus)
    except ValueError:  # a literal
        return None
    quads = view.quads_for_pattern(thing, None, None, None)
    graphs = [quad.graph_name for quad in quads if is_authored(quad.graph_name)]
    named = [graph.value for graph in graphs if isinstance(graph, ox.NamedNode)]
    return Location(min(named), iri=focus) if named else None


def _finding(placed: Placed, rule: Rule) -> Finding:
    return Finding(
        rule=rule.iri,
        severity=rule.severity,
        messages=placed.result.fill(rule.messages),
        focus=placed.focus,
        path=placed.path,
        value=placed.value,
        location=placed.location,
        mend=rule.mend,
    )


def _place_in_order(finding: Finding) -> tuple[str, int, int, int, str, str, str]:
    place = finding.location
    return (
        place.file if place else "",
        (place.line or 0) if place else 0,
        (place.column or 0) if place else 0,
        _ORDER[finding.severity],
        finding.rule,
        finding.focus,
        finding.value or "",
    )
