"""The one door: everything that a face may ask of what was built."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final

import pyoxigraph as ox

from llmkg.model.argument import AbilityOrigins, Argument
from llmkg.model.claim import Claim, ClaimFilter
from llmkg.model.evidence import Evidence
from llmkg.model.level import Level
from llmkg.model.lineage import Lineage
from llmkg.model.manifest import Manifest
from llmkg.model.page import Page
from llmkg.model.question import OpenQuestion
from llmkg.model.source import Source
from llmkg.model.tension import Tension
from llmkg.model.thing import Thing, ThingCard
from llmkg.queries import NamedQuery, ParamValue
from llmkg.store.port import Answer, DatasetSpec, GraphStore, Rows

MAX_PAGE: Final = 1_000


class KnowledgeBase:
    """A snapshot that is open for reading. Every method may be called from any thread.

    Things are asked for by slug (or whole IRI) and raise NotFoundError when they are not there.
    """

    def __init__(
        self, store: GraphStore, queries: Mapping[str, NamedQuery], manifest: Manifest
    ) -> None:
        self.store = store
        self.queries = queries
        self.manifest = manifest

    @classmethod
    def open(cls, out: Path, queries: Path, *, in_memory: bool = False) -> KnowledgeBase:
        """Open the current snapshot of `out`, with the stored queries of the folder `queries`.

        `in_memory` copies it, which answers faster. Raises NoSnapshotError, SnapshotDamagedError.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the snapshot."""
        raise NotImplementedError

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- SPARQL
    # ---------------------------------------------------------------------------------------

    def query(
        self, text: str, media_type: str | None = None, *, dataset: DatasetSpec | None = None
    ) -> Answer:
        """Run a reader's query after the guard; the prefixes of `vocab` need no declaration.

        Without a media type: SPARQL JSON for SELECT and ASK, Turtle for graphs. Raises
        QuerySyntaxError, ForbiddenQueryError, TooLargeError, UnknownFormatError.
        """
        raise NotImplementedError

    def run(self, name: str, media_type: str | None = None, **params: ParamValue | None) -> Answer:
        """Run a stored query by name; UnknownQueryError, ParameterError."""
        raise NotImplementedError

    def rows(self, name: str, **params: ParamValue | None) -> Rows:
        """Run a stored SELECT and give its rows as terms."""
        raise NotImplementedError

    # -- things
    # ---------------------------------------------------------------------------------------

    def levels(self) -> tuple[Level, ...]:
        """The confidence levels, best first."""
        raise NotImplementedError

    def things(self, kind: str) -> tuple[Thing, ...]:
        """All things of a kind of the catalogue (model, ability, method …), by slug."""
        raise NotImplementedError

    def thing(self, kind: str, slug: str) -> ThingCard:
        """One thing, and every statement about it with its claims."""
        raise NotImplementedError

    def models(self) -> tuple[Thing, ...]:
        """All models, by slug."""
        return self.things("model")

    def model(self, slug: str) -> ThingCard:
        """One model, and what is said about it."""
        return self.thing("model", slug)

    def lineage(self, slug: str) -> Lineage:
        """From what a model descends, with every claim on each step."""
        raise NotImplementedError

    def ability_origins(
        self, slug: str, *, min_confidence: str | None = None, as_of: str | None = None
    ) -> AbilityOrigins:
        """Where an ability comes from: what is said to act on it, by whom, on what evidence.

        `min_confidence` (a level's name or IRI) keeps the origins that some claim asserts at that
        level or better; `as_of` (a date, "2022-12-31") leaves out sources issued later, and with
        them their claims and the evidence that only they report. ParameterError for an unknown
        level or no date.
        """
        raise NotImplementedError

    def claims(
        self, wanted: ClaimFilter = ClaimFilter(), *, offset: int = 0, limit: int = 50
    ) -> Page[Claim]:
        """A page of the claims that fit, by source and then place in it.

        `limit` from 1 to MAX_PAGE.
        """
        raise NotImplementedError

    def claim(self, slug: str) -> Claim:
        """One claim."""
        raise NotImplementedError

    def proposition(self, slug: str) -> Argument:
        """A proposition with the whole argument for and against."""
        raise NotImplementedError

    def evidence(self, slug: str) -> Evidence:
        """One piece of evidence."""
        raise NotImplementedError

    def tensions(self) -> tuple[Tension, ...]:
        """All tensions, by slug."""
        raise NotImplementedError

    def open_questions(self) -> tuple[OpenQuestion, ...]:
        """All open questions, by slug."""
        raise NotImplementedError

    def sources(self) -> tuple[Source, ...]:
        """All sources, by slug."""
        raise NotImplementedError

    def entity(self, iri: str) -> tuple[ox.Quad, ...]:
        """Every quad whose subject is the entity or a part of it (its anchor, say), sorted."""
        raise NotImplementedError

    def counts(self) -> Mapping[str, int]:
        """How many things of each class, and how many quads and graphs."""
        raise NotImplementedError
