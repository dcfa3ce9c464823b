"""The knowledge graph in a Python session: `llmkg.open()`, typed values, frames, notebooks.

It asks the knowledge base, which reads through the store port: the quads of a snapshot on this
machine, or those behind a SPARQL endpoint. See docs/library.md.
"""

from llmkg.library.answers import Table
from llmkg.library.collection import Collection
from llmkg.library.graph import KnowledgeGraph
from llmkg.library.opening import open  # noqa: A004 - `llmkg.open()` is how it is called
from llmkg.library.shown import (
    Argument,
    Claim,
    Explained,
    Lineage,
    OpenQuestion,
    Origins,
    Source,
    Tension,
    Thing,
    ThingCard,
)
from llmkg.quote.citing import Cited

__all__ = [
    "Argument",
    "Cited",
    "Claim",
    "Collection",
    "Explained",
    "KnowledgeGraph",
    "Lineage",
    "OpenQuestion",
    "Origins",
    "Source",
    "Table",
    "Tension",
    "Thing",
    "ThingCard",
    "open",
]
