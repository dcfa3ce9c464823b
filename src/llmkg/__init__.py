"""llmkg: where an ability of a language model comes from, and who says so.

On what evidence, and how sure we can be. The package is layered; imports point down only::

    http   cli   mcp            faces
    kb   build                  the one door; from files to a snapshot
    check  reason  link  export
    rdf  anchor  store  queries
    model                       frozen values, standard library only
    errors  vocab  settings

In a Python session start at :func:`llmkg.open`; in the program at :class:`llmkg.kb.KnowledgeBase`
to ask, at :func:`llmkg.build.build` to make a snapshot.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmkg.library import KnowledgeGraph as KnowledgeGraph
    from llmkg.library import open as open  # noqa: A004 - `llmkg.open()` is how it is called

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """What the library offers by these names, imported when it is first asked for."""
    if name in ("open", "KnowledgeGraph"):
        from importlib import import_module  # noqa: PLC0415 - `import llmkg` does nothing

        return getattr(import_module("llmkg.library"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
