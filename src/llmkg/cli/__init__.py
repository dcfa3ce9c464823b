"""The command line: a thin face over build, check, export and the knowledge base.

Modules that are slow to import are imported by the command that needs them, so that `llmkg --help`
answers at once.
"""
