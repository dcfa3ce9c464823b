"""Reconciliation: from names in somebody's table to the IRIs of things, and mappings of them.

Nothing here knows of HTTP. `linker` finds candidates, `protocol` reads and writes the messages of
the Reconciliation API in both versions, `sssom` writes what was linked as a mapping set, `mapping`
reads one and says what is wrong with it.
"""

from llmkg.link.linker import Linker
from llmkg.link.wanted import Answer, Candidate, Feature, Property, Wanted

__all__ = ["Answer", "Candidate", "Feature", "Linker", "Property", "Wanted"]
