"""Rules asked of everything at once, over columns of numbers instead of a store.

`table` holds the triples, `sparql` answers SPARQL constraints, `core` says which nodes a rule of
SHACL Core surely passes. What they do not know they leave to the engines that do (`Beyond`).
"""
