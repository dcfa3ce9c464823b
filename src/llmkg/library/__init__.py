"""The knowledge graph in a Python session."""
