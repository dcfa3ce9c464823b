"""How findable, accessible, interoperable and reusable a running service is, measured.

Our own port of the checks of FOOPS! (an ontology), F-UJI (a dataset) and FAIR-Checker (any web
resource) that need no registration with a third party. Each check carries the identifier that its
tool knows it by; what is left out, and why, is in the report as well.
"""

from llmkg.fair.kept import keep, kept
from llmkg.fair.measure import measure
from llmkg.fair.report import as_json, as_lines
from llmkg.fair.result import Outcome, Report, Result
from llmkg.fair.visit import Visitor

__all__ = [
    "Outcome",
    "Report",
    "Result",
    "Visitor",
    "as_json",
    "as_lines",
    "keep",
    "kept",
    "measure",
]
