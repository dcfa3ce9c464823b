"""llmkg: where an ability of a language model comes from, and who says so.

On what evidence, and how sure we can be. The package is layered; imports point down only::

    http   cli   mcp            faces
    kb   build                  the one door; from files to a snapshot
    check  reason  link  export
    rdf  anchor  store  queries
    model                       frozen values, standard library only
    errors  vocab  settings

Start at :class:`llmkg.kb.KnowledgeBase` to ask, at :func:`llmkg.build.build` to make a snapshot.
"""

__version__ = "0.1.0"
