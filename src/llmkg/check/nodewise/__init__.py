"""Rules asked of one node after the other, over what is looked up in a view.

Where little changed in a large graph this is quicker than columns, which want all triples first.
`world` looks up, `plans` makes steps of the patterns of a rule, `rules` asks SPARQL rules,
`outline` tells whom the shapes of SHACL Core surely accept, `leads` goes from a change to the
nodes that it touches. What these do not know raises `Beyond`, as with columns.
"""
