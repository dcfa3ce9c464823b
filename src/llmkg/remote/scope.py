"""What a query sees that says nothing about its dataset: the union of the graphs that are ours."""

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

MOST: Final = 500
"""Graphs that are named in each request, where the server has no union of them."""

Texts = Callable[[str], str]


class Scope:
    """Looks at what an endpoint has, once, until it is told that this has changed."""

    def __init__(self, asker: Asker, texts: Texts) -> None:
        """`texts` gives a stored query by its name."""
        self._asker = asker
        self._texts = texts
        self._known: DatasetSpec | None = None
        self._looked = False

    def dataset(self) -> DatasetSpec | None:
        """What to say to the server: nothing, where its default graph is what we want."""
        if not self._looked:
            self._known = self._look()
            self._looked = True
        return self._known

    def forget(self) -> None:
        """There may be other graphs now."""
        self._looked = False

    def graphs(self) -> tuple[str, ...]:
        """The named graphs that are ours, sorted."""
        return self._named()[0]

    def _look(self) -> DatasetSpec | None:
        # The first answer of all tells what server it is, too.
        union = self._asker.yes(self._phrase("remote/is-union", QueryForm.ASK), None)
        ours, others = self._named()
        if union and ours and not others:
            return None
        if len(ours) > MOST:
            raise EndpointError(
                f"The endpoint's default graph is not the union of its {len(ours):,} graphs alone",
                where=Location("", iri=without_secrets(self._asker.endpoint.address)),
                mend="Let its owner make it that, with no others' graphs (see docs/stores.md).",
            )
        return DatasetSpec(ours, ours)

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
