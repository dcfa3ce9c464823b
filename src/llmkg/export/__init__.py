"""Writing the graph out: all of it, one named graph, or one thing with its neighbourhood."""

from llmkg.export.context import Context, load_context
from llmkg.export.export import export_all, export_graph, export_thing
from llmkg.export.formats import GRAPH_FORMATS, TABLE_FORMATS, GraphFormat, find_format

__all__ = [
    "GRAPH_FORMATS",
    "TABLE_FORMATS",
    "Context",
    "GraphFormat",
    "export_all",
    "export_graph",
    "export_thing",
    "find_format",
    "load_context",
]
