"""The one door: everything that a face may ask of what was built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, Unpack

import pyoxigraph as ox

from llmkg.errors import NoSnapshotError, NotFoundError, ParameterError
from llmkg.gather import arguments, counting, finding, statements, things
from llmkg.gather.lineage import lineage
from llmkg.gather.lists import Levels, Lists, resolved
from llmkg.gather.reader import Reader
from llmkg.gather.weighing import weighing
from llmkg.model.argument import AbilityOrigins, Argument
from llmkg.model.claim import Claim, ClaimFilter
from llmkg.model.evidence import Evidence
from llmkg.model.explanation import Explained
from llmkg.model.found import Found
from llmkg.model.level import EvidenceType, Level
from llmkg.model.lineage import Lineage
from llmkg.model.location import Location
from llmkg.model.manifest import Manifest
from llmkg.model.page import Page
from llmkg.model.question import OpenQuestion
from llmkg.model.source import Source
from llmkg.model.tension import Tension
from llmkg.model.thing import Thing, ThingCard
from llmkg.model.weighing import Weighing
from llmkg.queries import (
    NamedQuery,
    Param,
    ParamType,
    ParamValue,
    bind,
    find_query,
    load_queries,
)
from llmkg.store.guard import DEFAULT_BYTES, DEFAULT_DEPTH, inspect
from llmkg.store.port import Answer, DatasetSpec, GraphStore, QueryForm, Rows
from llmkg.store.snapshot import OpenSnapshot, open_current
from llmkg.vocab import BASE, KEPT, LLMKG, Kind, expand, thing

if TYPE_CHECKING:
    from llmkg.gather.explained import Explainer
    from llmkg.link import Linker
    from llmkg.search import Narrowed, Search

MAX_PAGE: Final = 1_000
MAX_EXPLANATIONS: Final = 20
ROWS_TYPE: Final = "application/sparql-results+json"
GRAPH_TYPE: Final = "text/turtle"

_ANY_CLAIM: Final = ClaimFilter()
_DATE: Final = Param("as_of", ParamType.DATE)
_IRI: Final = Param("term", ParamType.IRI)


class KnowledgeBase:
    """A snapshot that is open for reading. Every method may be called from any thread.

    Things are asked for by slug, CURIE or whole IRI; NotFoundError when they are not there.
    """

    def __init__(
        self,
        store: GraphStore,
        queries: Mapping[str, NamedQuery],
        manifest: Manifest,
        *,
        limits: tuple[int, int] = (DEFAULT_BYTES, DEFAULT_DEPTH),
        snapshot: OpenSnapshot | None = None,
    ) -> None:
        """`limits` bound a reader's query; `snapshot` is what `store` holds, ours from now on."""
        self.store = store
        self.queries = queries
        self.manifest = manifest
        self._limits = limits
        self._reader = Reader(store)
        self._snapshot = snapshot

    @classmethod
    def open(
        cls,
        out: Path,
        queries: Path,
        *,
        in_memory: bool = False,
        limits: tuple[int, int] = (DEFAULT_BYTES, DEFAULT_DEPTH),
    ) -> KnowledgeBase:
        """Open the current snapshot of `out`, with the stored queries of the folder `queries`.

        `in_memory` copies it, which answers faster. Raises NoSnapshotError, SnapshotDamagedError.
        """
        return cls.of(open_current(out), queries, in_memory=in_memory, limits=limits)

    @classmethod
    def of(
        cls,
        snapshot: OpenSnapshot,
        queries: Path | Mapping[str, NamedQuery],
        *,
        in_memory: bool = False,
        limits: tuple[int, int] = (DEFAULT_BYTES, DEFAULT_DEPTH),
    ) -> KnowledgeBase:
        """As `open`, over what is open already and its own from now on; `queries` may be loaded."""
        try:
            store = snapshot.store(in_memory=in_memory)
            found = load_queries(queries) if isinstance(queries, Path) else queries
        except BaseException:
            snapshot.close()
            raise
        # Its lease keeps it on disk for whoever opens it beside us.
        return cls(store, found, snapshot.manifest, limits=limits, snapshot=snapshot)

    def close(self) -> None:
        """Let go of the snapshot."""
        self.store.close()
        if self._snapshot is not None:
            self._snapshot.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def query(
        self, text: str, media_type: str | None = None, *, dataset: DatasetSpec | None = None
    ) -> Answer:
        """Run a reader's query after the guard; the prefixes of `vocab` need no declaration.

        Without a media type: SPARQL JSON for SELECT and ASK, Turtle for graphs. Raises
        QuerySyntaxError, ForbiddenQueryError, TooLargeError, UnknownFormatError.
        """
        limit_bytes, limit_depth = self._limits
        form = inspect(text, limit_bytes=limit_bytes, limit_depth=limit_depth)
        return self.store.query(text, media_type or _usual(form), dataset=dataset)

    def run(self, name: str, media_type: str | None = None, **params: ParamValue | None) -> Answer:
        """Run a stored query by name. Raises UnknownQueryError, ParameterError."""
        query = find_query(self.queries, name)
        return self.store.query(bind(query, params), media_type or _usual(query.form))

    def rows(self, name: str, **params: ParamValue | None) -> Rows:
        """Run a stored SELECT and give its rows as terms."""
        return self.store.select(bind(find_query(self.queries, name), params))

    def levels(self) -> tuple[Level, ...]:
        """The confidence levels, best first."""
        return self._levels

    def level(self, name: str) -> Level:
        """A level by name ("WellSupported"), CURIE or IRI; ParameterError when there is none."""
        for level in self._levels:
            if name in (level.name, level.iri) or expand(name) == level.iri:
                return level
        known = ", ".join(level.name for level in self._levels)
        raise ParameterError(f"There is no confidence level {name}", mend=f"There are: {known}.")

    def evidence_types(self) -> tuple[EvidenceType, ...]:
        """The evidence types with their ceilings, in the order of the ontology."""
        return tuple(map(self._reader.evidence_type, self._iris("kb/evidence-types")))

    # -- things ---------------------------------------------------------------------------------

    def things(self, kind: str) -> Sequence[Thing]:
        """All things of a kind (model, ability, method …), by slug; each is read when looked at."""
        iris = self._lists.things(Kind(kind))
        return things.Several(iris, lambda e: things.thing(self._reader, e, self._claim_counts))

    def thing(self, kind: str, slug: str) -> ThingCard:
        """One thing, and every statement about it with its claims."""
        iri = self._iri(Kind(kind), slug)
        found = things.thing(self._reader, iri, self._claim_counts)
        about = self._lists.statements(iri)
        return ThingCard(found, tuple(statements.statement(self._reader, each) for each in about))

    def models(self) -> Sequence[Thing]:
        """All models, by slug."""
        return self.things(Kind.MODEL)

    def model(self, slug: str) -> ThingCard:
        """One model, and what is said about it."""
        return self.thing(Kind.MODEL, slug)

    def sources(self) -> Sequence[Source]:
        """All sources, by slug."""
        iris = self._iris("kb/sources")
        return things.Several(iris, lambda e: things.source(self._reader, e, self._source_counts))

    def source(self, slug: str) -> Source:
        """One source."""
        return things.source(self._reader, self._iri(Kind.SOURCE, slug), self._source_counts)

    def lineage(self, slug: str) -> Lineage:
        """From what a model descends, with every claim on each step."""
        iri = self._iri(Kind.MODEL, slug)
        self._reader.existing(iri, LLMKG.Model)
        return lineage(
            self._reader,
            self._reader.ref(iri),
            self._lists.parents,
            lambda child, parent: self._explainer.level(child, LLMKG.derivedFrom, parent),
        )

    def ability_origins(
        self, slug: str, *, min_confidence: str | None = None, as_of: str | None = None
    ) -> AbilityOrigins:
        """Where an ability comes from: what is said to act on it, by whom, on what evidence.

        `min_confidence` keeps the origins that some claim asserts at that level or better; `as_of`
        (a day, month or year) leaves out sources issued later, their claims, and the evidence that
        only they report. Raises ParameterError for an unknown level or what is no date.
        """
        iri = self._iri(Kind.ABILITY, slug)
        self._reader.existing(iri, LLMKG.Ability)
        least = self.level(min_confidence) if min_confidence is not None else None
        if as_of is not None:
            _DATE.term(as_of)
        said = self._lists.origins(iri)
        return arguments.origins(self._reader, self._reader.ref(iri), said, least, as_of)

    # -- what is said ---------------------------------------------------------------------------

    def claims(
        self, wanted: ClaimFilter = _ANY_CLAIM, *, offset: int = 0, limit: int = 50
    ) -> Page[Claim]:
        """A page of the claims that fit, by source and then place in it.

        `limit` is from 1 to MAX_PAGE; ParameterError beyond it, and for what is no IRI.
        """
        if not 1 <= limit <= MAX_PAGE or offset < 0:
            raise ParameterError(
                f"limit {limit}, offset {offset}",
                mend=f"Give a limit from 1 to {MAX_PAGE:,} and an offset from 0.",
            )
        levels = Levels(*map(self._level_iri, (wanted.confidence, wanted.min_confidence)))
        fitting = self._lists.claims(
            resolved(wanted, find_query(self.queries, "kb/claims-about")), levels
        )
        items = (statements.claim(self._reader, each) for each in fitting[offset : offset + limit])
        return Page(tuple(items), len(fitting), offset, limit)

    def claim(self, slug: str) -> Claim:
        """One claim."""
        return statements.claim(self._reader, self._iri(Kind.CLAIM, slug))

    def proposition(self, slug: str, *, as_of: str | None = None) -> Argument:
        """A proposition, with all for and against it; `as_of` as in `ability_origins`."""
        if as_of is not None:
            _DATE.term(as_of)
        return arguments.argument(self._reader, self._iri(Kind.PROPOSITION, slug), as_of)

    def weighing(self, slug: str) -> Weighing:
        """What speaks on a proposition line by line, with the days in which it counted."""
        return weighing(self._reader, self._iri(Kind.PROPOSITION, slug))

    def evidence(self, slug: str) -> Evidence:
        """One piece of evidence."""
        return statements.evidence(self._reader, self._iri(Kind.EVIDENCE, slug))

    def tension(self, slug: str) -> Tension:
        """One tension."""
        return things.tension(self._reader, self._iri(Kind.TENSION, slug))

    def tensions(self) -> Sequence[Tension]:
        """All tensions, by slug."""
        return things.Several(self._lists.tensions(), partial(things.tension, self._reader))

    def open_question(self, slug: str) -> OpenQuestion:
        """One open question."""
        return things.question(self._reader, self._iri(Kind.QUESTION, slug))

    def open_questions(self) -> Sequence[OpenQuestion]:
        """All open questions, by slug."""
        iris, make = self._lists.open_questions(), partial(things.question, self._reader)
        return things.Several(iris, make)

    def explain(self, subject: str, predicate: str, object_: str, *, limit: int = 3) -> Explained:
        """Why a triple follows, best explanation first, or what is missing or speaks against it.

        The terms are IRIs or CURIEs; `limit` from 1 to MAX_EXPLANATIONS. Raises ParameterError for
        what is no IRI, NotFoundError for what is not here at all.
        """
        if not 1 <= limit <= MAX_EXPLANATIONS:
            raise ParameterError(f"limit {limit}", mend=f"Give 1 to {MAX_EXPLANATIONS}.")
        terms = [_IRI.term(expand(each) or each)[1:-1] for each in (subject, predicate, object_)]
        for each in terms:
            self._reader.existing(each)
        asked = (ox.NamedNode(terms[0]), terms[1], ox.NamedNode(terms[2]))
        return self._explainer.explain(*asked, limit=limit)

    def search(
        self, text: str, *, offset: int = 0, limit: int = 20, **narrowed: Unpack[Narrowed]
    ) -> Found:
        """Things by the words of their names and definitions; slips of the pen are forgiven.

        `narrowed` as in `Search.find`; what was taken back is "Retracted" or "Superseded". Raises
        ParameterError for a kind, level or status that there is not.
        """
        if "levels" in narrowed:
            narrowed["levels"] = [self.level(each).name for each in narrowed["levels"]]
        matches = self._search.find(text, offset=offset, limit=limit, **narrowed)
        return finding.found(self._reader, matches, offset, limit)

    @cached_property
    def linker(self) -> Linker:
        """What links names to things."""
        from llmkg.link import Linker  # noqa: PLC0415 - most readers never need it

        return Linker(self.store, self._search)

    def entity(self, iri: str) -> tuple[ox.Quad, ...]:
        """Every quad about the entity or a part of it (its anchor, say), sorted; NotFoundError."""
        self._reader.existing(iri)
        return things.whole(self._reader, iri)

    def counts(self) -> Mapping[str, int]:
        """How many things of each class, and how many `quads` and `graphs`."""
        manifest = self.manifest
        return {**manifest.counts, "quads": manifest.quads, "graphs": len(manifest.graphs)}

    # -- inside ---------------------------------------------------------------------------------

    @cached_property
    def _explainer(self) -> Explainer:
        # Compiling the ontology takes some milliseconds, which most readers never need.
        from llmkg.gather.explained import Explainer  # noqa: PLC0415

        return Explainer(self._reader)

    @cached_property
    def _search(self) -> Search:
        from llmkg.search import Search  # noqa: PLC0415 - as above

        if self._snapshot is None:
            raise NoSnapshotError("There is no index of texts", mend="Open a snapshot.")
        self._snapshot.look()  # the engine takes a file that was cut for whole
        return Search.beside(self._snapshot.path)

    @cached_property
    def _levels(self) -> tuple[Level, ...]:
        return tuple(map(self._reader.level, self._iris("kb/levels")))

    @cached_property
    def _claim_counts(self) -> Mapping[str, int]:
        return self._numbers("kb/claim-counts", KEPT.claims)

    @cached_property
    def _source_counts(self) -> Mapping[str, int]:
        return self._numbers("kb/claims-by-source", KEPT.makes)

    @cached_property
    def _lists(self) -> Lists:
        is_near = self._snapshot is not None
        return Lists(self._reader, self.rows, self.manifest.counts, is_near=is_near)

    def _numbers(self, name: str, kept: str | None = None) -> Mapping[str, int]:
        """By IRI, as a query counts them; looked up one by one where a snapshot keeps them."""
        if kept is not None and counting.keeps(self.store):
            return counting.Kept(self.store, kept)
        return {_value(row[0]): int(_value(row[1])) for row in self.rows(name).rows}

    def _iris(self, name: str, **params: ParamValue | None) -> Sequence[str]:
        return [_value(row[0]) for row in self.rows(name, **params).rows]

    def _level_iri(self, name: str | None) -> str | None:
        return self.level(name).iri if name is not None else None

    def _iri(self, kind: Kind, slug: str) -> str:
        """The IRI of a thing by slug, CURIE or IRI; NotFoundError when it is none of its kind."""
        if ":" in slug:
            iri = expand(slug) or slug
            if iri.startswith(f"{BASE}{kind.value}/"):
                return iri
            raise NotFoundError(f"{slug} is no {kind.value}", where=Location("", iri=iri))
        return thing(kind, slug)


def _usual(form: QueryForm) -> str:
    return GRAPH_TYPE if form.gives_graph else ROWS_TYPE


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
