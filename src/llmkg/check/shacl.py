"""pyshacl over rdflib graphs in memory: the reference for every rule, the engine for SHACL Core.

It is never given an Oxigraph store, where typed literals compare differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyshacl
import rdflib
from rdflib.term import Identifier

from llmkg.check.result import Result
from llmkg.errors import OutsideError
from llmkg.rdf.terms import from_rdflib
from llmkg.vocab import SH

_SH = rdflib.Namespace(str(SH))


def validate(
    data: rdflib.Graph,
    shapes: rdflib.Graph,
    *,
    focus: Iterable[str] | None = None,
    advanced: bool = False,
) -> Iterator[Result]:
    """What pyshacl finds in `data`.

    `focus` limits it to the nodes of these IRIs. `advanced` switches on SPARQL targets. The graphs
    are not changed: no shapes here have rules that infer, which would write into the data.
    """
    nodes: list[str | rdflib.URIRef] | None = (
        None if focus is None else [rdflib.URIRef(iri) for iri in focus]
    )
    if nodes is not None and not nodes:
        return
    _, report, text = pyshacl.validate(
        data,
        shacl_graph=shapes,
        inplace=True,
        advanced=advanced,
        focus_nodes=nodes,
    )
    if not isinstance(report, rdflib.Graph):
        raise OutsideError(f"pyshacl failed: {text}", mend="The shapes are at fault, not the data.")
    # Not every result there is: some are details of others.
    for node in report.objects(predicate=_SH.result):
        yield _result(report, node)


def _result(report: rdflib.Graph, node: rdflib.term.Node) -> Result:
    path = report.value(node, _SH.resultPath)
    value = report.value(node, _SH.value)
    return Result(
        rule=str(report.value(node, _SH.sourceShape)),
        focus=_ntriples(report.value(node, _SH.focusNode)),
        path=str(path) if isinstance(path, rdflib.URIRef) else None,
        value=None if value is None else _ntriples(value),
    )


def _ntriples(term: object) -> str:
    if not isinstance(term, Identifier):
        raise TypeError(f"no term: {term!r}")
    return str(from_rdflib(term))
