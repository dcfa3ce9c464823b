"""The HTTP face: thin routes over :mod:`llmkg.kb`; it knows no RDF syntax of its own."""
