"""Entity tags of graphs: they follow from what a graph holds, so that a writer can tell them."""

from __future__ import annotations

from hashlib import sha256

from llmkg.export.formats import GRAPH_FORMATS


def graph_tag(digest: str, media_type: str) -> str:
    """The tag, without quotes, of a graph with this digest in this media type."""
    return sha256(f"{digest} {media_type}".encode()).hexdigest()[:32]


def tags_of(digest: str) -> tuple[str, ...]:
    """The tags of all forms in which a graph goes out."""
    return tuple(
        graph_tag(digest, media_type) for known in GRAPH_FORMATS for media_type in known.media_types
    )
