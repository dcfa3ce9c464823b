"""What a query sees that says nothing about its dataset: our graphs, but for what is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pyoxigraph as ox

from llmkg.errors import EndpointError
from llmkg.model.location import Location
from llmkg.remote.addresses import without_secrets
from llmkg.remote.asker import Asker
from llmkg.remote.phrase import Phrase, phrase
from llmkg.remote.standing import OURSELVES
from llmkg.store.port import DatasetSpec, QueryForm
from llmkg.vocab import KEPT_GRAPH

MOST: Final = 500
"""Graphs that are named in each request, where the server has no union of them."""

Texts = Callable[[str], str]


class Scope:
    """Looks at what an endpoint has, once, until it is told that this has changed."""

    def __init__(self, asker: Asker, texts: Texts) -> None:
        """`texts` gives a stored query by its name."""
        self._asker = asker
        self._texts = texts
        self._known: tuple[bool, tuple[str, ...]] | None = None

    def is_union(self) -> bool:
        """Whether the server's own default graph is the union of our graphs and no others."""
        return self._look()[0]

    def hides(self) -> bool:
        """Whether that union has what is kept, which queries are not to see (`unkept`)."""
        return self.is_union() and KEPT_GRAPH in self._look()[1]

    def dataset(self) -> DatasetSpec:
        """What to say to a server that has no such union, or where that shows too much."""
        union, ours = self._look()
        if len(ours) <= MOST:
            return DatasetSpec(tuple(iri for iri in ours if iri != KEPT_GRAPH), ours)
        where = Location("", iri=without_secrets(self._asker.endpoint.address))
        if union:
            raise EndpointError(
                f"The query cannot be asked without naming {len(ours):,} graphs",
                where=where,
                mend="Name those that it is about by FROM, or ask without `!` in paths, paths that "
                "begin and end anywhere, and predicates of kept answers (see docs/sparql.md).",
            )
        raise EndpointError(
            f"The endpoint's default graph is not the union of its {len(ours):,} graphs alone",
            where=where,
            mend="Let its owner make it that, with no others' graphs (see docs/stores.md).",
        )

    def forget(self) -> None:
        """There may be other graphs now."""
        self._known = None

    def graphs(self) -> tuple[str, ...]:
        """The named graphs that are ours, sorted."""
        return self._named()[0]

    def _look(self) -> tuple[bool, tuple[str, ...]]:
        if self._known is None:
            # The first answer of all tells what server it is, too.
            union = self._asker.yes(self._phrase("remote/is-union", QueryForm.ASK), None)
            ours, others = self._named()
            self._known = bool(union and ours and not others), ours
        return self._known

    def _named(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The graphs that are ours, and those that are not."""
        dialect = self._asker.endpoint.dialect
        name = "remote/graphs-listed" if dialect.listing else "remote/graphs-seen"
        rows = self._asker.rows(self._phrase(name, QueryForm.SELECT), None)
        names = {row[0].value for row in rows.rows if isinstance(row[0], ox.NamedNode)}
        names -= OURSELVES
        others = {name for name in names if name.startswith(dialect.system)}
        return tuple(sorted(names - others)), tuple(sorted(others))

    def _phrase(self, name: str, form: QueryForm) -> Phrase:
        return phrase(self._texts(name), form)
