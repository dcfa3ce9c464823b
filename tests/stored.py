"""The stored queries of the checkout, read once for all tests that go through them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from llmkg.queries import NamedQuery, load_queries


@cache
def stored() -> Mapping[str, NamedQuery]:
    """All of them, by name."""
    return load_queries(Path(__file__).parents[1] / "queries")


@cache
def public() -> Mapping[str, NamedQuery]:
    """Those that readers may ask."""
    return {name: query for name, query in stored().items() if not query.internal}
