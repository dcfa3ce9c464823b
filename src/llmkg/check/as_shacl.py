"""A report as RDF: the standard validation report of SHACL, in Turtle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from llmkg.check.rules import RULES, Rule
from llmkg.model.finding import Finding, Report, Severity
from llmkg.vocab import PREFIXES, RDF, SH, XSD

_SEVERITIES: Final = {
    Severity.VIOLATION: SH.Violation,
    Severity.WARNING: SH.Warning,
    Severity.INFO: SH.Info,
}
_NO_RULES: Final[Mapping[str, Rule]] = {}
_TYPE: Final = ox.NamedNode(RDF.type)


def as_shacl(report: Report, *, rules: Mapping[str, Rule] = _NO_RULES) -> str:
    """The report as Turtle.

    ``sh:conforms`` is what SHACL says it is: true when there is no result at all, of any severity.
    `rules` (those of `load_shapes`) tells the constraint component of each result. A rule that is
    not SHACL (about files and texts) is its own component.
    """
    triples = sorted(
        set(_triples(report, rules)), key=lambda triple: (str(triple.subject), str(triple))
    )
    data = ox.serialize(
        triples,
        format=ox.RdfFormat.TURTLE,
        prefixes={**PREFIXES, "sh": str(SH), "rule": str(RULES)},
    )
    return data.decode() if data is not None else ""


def _triples(report: Report, rules: Mapping[str, Rule]) -> Iterator[ox.Triple]:
    whole = ox.BlankNode("report")
    conforms = "false" if report.findings else "true"
    yield ox.Triple(whole, _TYPE, ox.NamedNode(SH.ValidationReport))
    yield ox.Triple(
        whole,
        ox.NamedNode(SH.conforms),
        ox.Literal(conforms, datatype=ox.NamedNode(XSD.boolean)),
    )
    width = len(str(len(report.findings)))
    for number, finding in enumerate(report.findings, start=1):
        node = ox.BlankNode(f"result{number:0{width}}")
        yield ox.Triple(whole, ox.NamedNode(SH.result), node)
        for name, term in _said(finding, rules.get(finding.rule)):
            yield ox.Triple(node, ox.NamedNode(name), term)


def _said(
    finding: Finding, rule: Rule | None
) -> Iterator[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal]]:
    yield RDF.type, ox.NamedNode(SH.ValidationResult)
    yield SH.resultSeverity, ox.NamedNode(_SEVERITIES[finding.severity])
    yield SH.focusNode, _node(finding.focus)
    yield SH.sourceShape, ox.NamedNode(finding.rule)
    component = rule.component if rule is not None else None
    yield SH.sourceConstraintComponent, ox.NamedNode(component or finding.rule)
    if finding.path is not None:
        yield SH.resultPath, ox.NamedNode(finding.path)
    if finding.value is not None:
        yield SH.value, _term(finding.value)
    for language, text in finding.messages.items():
        yield (
            SH.resultMessage,
            ox.Literal(text, language=language) if language else ox.Literal(text),
        )


def _node(focus: str) -> ox.NamedNode | ox.Literal:
    """The focus; a file name, which is no IRI, as a literal."""
    is_iri = focus.startswith(("https:", "http:", "urn:"))
    return ox.NamedNode(focus) if is_iri else ox.Literal(focus)


def _term(value: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A term from its N-Triples."""
    line = f"<urn:s> <urn:p> {value} .".encode()
    term = next(iter(ox.parse(line, ox.RdfFormat.N_TRIPLES))).object
    if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal):
        return term
    raise TypeError(f"no term of SHACL: {value}")
