"""The knowledge graph as a Python session has it: what is asked in Python's own terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Self, TypeVar, cast

from llmkg.errors import OutsideError, ParameterError, UnknownQueryError
from llmkg.kb import MAX_PAGE, KnowledgeBase
from llmkg.library import columns
from llmkg.library.answers import Table, table
from llmkg.library.collection import Collection, Load, at_once
from llmkg.library.frames import Column
from llmkg.library.names import Name, Names, stance_of
from llmkg.library.shown import (
    Argument,
    Claim,
    Explained,
    Lineage,
    OpenQuestion,
    Origins,
    Source,
    Tension,
    Thing,
    ThingCard,
    shown,
)
from llmkg.model.claim import ClaimFilter, Stance
from llmkg.model.evidence import Evidence
from llmkg.model.found import Hit
from llmkg.model.level import Level
from llmkg.model.page import Page
from llmkg.queries import ParamType, ParamValue, bind, find_query
from llmkg.quote.citing import Cited, cite
from llmkg.remote.store import RemoteStore
from llmkg.store.guard import inspect
from llmkg.store.port import QueryForm
from llmkg.vocab import KINDS, Kind, split

if TYPE_CHECKING:
    import rdflib

    from llmkg.library.drawing import Tree

T = TypeVar("T")
Param = ParamValue | date | Name
"""A value of a query's parameter: a thing may be given as anywhere else."""


class KnowledgeGraph:
    """What was claimed, by whom, on what evidence: open for reading. See `llmkg.open`.

    Things are given by name ("chain of thought"), slug, CURIE (``ability:chain-of-thought``), IRI,
    or as a thing that another answer holds. What there is not raises NotFoundError, with the
    nearest names; every error is an `llmkg.errors.LlmkgError`. Any method may be called from any
    thread.
    """

    def __init__(self, base: KnowledgeBase, *, lang: str = "en") -> None:
        """`base` is ours from now on; `lang` is that of labels, "en" or "zh"."""
        self.base = base
        self.lang = lang
        self._names = Names(base)
        self._closed = False

    def close(self) -> None:
        """Let go of the snapshot; nothing may be asked afterwards."""
        if not self._closed:
            self._closed = True
            self.base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def __repr__(self) -> str:
        where = self._address or f"snapshot {self.base.manifest.digest[:12]}"
        counts = self.base.manifest.counts
        said = f"{counts.get('Claim', 0):,} claims of {counts.get('Source', 0):,} sources"
        return f"<llmkg: {said}, {where}>"

    # -- what is said ---------------------------------------------------------------------------

    def claims(  # noqa: PLR0913 - one for each thing to choose by
        self,
        about: Name | None = None,
        *,
        source: Name | None = None,
        section: str | None = None,
        min_confidence: str | Level | None = None,
        confidence: str | Level | None = None,
        stance: Stance | str | None = None,
        predicate: Name | None = None,
        hedged: bool | None = None,
    ) -> Collection[Claim]:
        """The claims that fit, by source and place in it; all of them where nothing is given.

        about           a thing that is subject, object or qualifier of what is claimed
        source          that makes them; `section` of it, such as "3.1"
        min_confidence  this level or a better one, as the source states it; `confidence` exactly
        stance          "asserts", "denies" or "leavesOpen"
        predicate       property of what is claimed, such as "derivedFrom"
        hedged          whether the source hedges
        """
        wanted = ClaimFilter(
            source=self._names.iri(source, Kind.SOURCE) if source is not None else None,
            section=section,
            confidence=self._level(confidence),
            min_confidence=self._level(min_confidence),
            stance=stance_of(stance) if stance is not None else None,
            about=self._names.iri(about) if about is not None else None,
            predicate=self._names.term(predicate) if predicate is not None else None,
            hedged=hedged,
        )

        def load(offset: int, limit: int) -> Page[Claim]:
            page = self._open.claims(wanted, offset=offset, limit=min(limit, MAX_PAGE))
            return cast("Page[Claim]", shown(self, page))

        return self._collection(load, columns.CLAIMS, "claims")

    def claim(self, name: Name) -> Claim:
        """One claim, by slug, CURIE (``c:…``) or IRI."""
        return cast(Claim, shown(self, self._open.claim(self._names.iri(name, Kind.CLAIM))))

    def argument(self, name: Name, *, as_of: str | date | None = None) -> Argument:
        """Everything said on a proposition, for and against; a claim stands for what it claims.

        `as_of` (a day, month or year) leaves out what was issued later.
        """
        iri = self._names.iri(name, Kind.PROPOSITION, Kind.CLAIM)
        named = split(iri)
        if named is not None and named[0] is Kind.CLAIM:
            iri = self._open.claim(iri).proposition.iri
        day = str(as_of) if as_of is not None else None
        return cast(Argument, shown(self, self._open.proposition(iri, as_of=day)))

    def evidence(self, name: Name) -> Evidence:
        """One piece of evidence, by slug, CURIE (``e:…``) or IRI."""
        return self._open.evidence(self._names.iri(name, Kind.EVIDENCE))

    def explain(
        self, subject: Name, predicate: Name, object_: Name, *, limit: int = 3
    ) -> Explained:
        """How sure it is that a triple follows, and which claims make it follow; or what it lacks.

        `limit`: the most explanations, 1 to 20.
        """
        terms = (self._names.iri(subject), self._names.term(predicate), self._names.iri(object_))
        return cast(Explained, shown(self, self._open.explain(*terms, limit=limit)))

    def tensions(self) -> Collection[Tension]:
        """Claims that do not sit together."""
        load = at_once(lambda: cast("Sequence[Tension]", shown(self, tuple(self._open.tensions()))))
        return self._collection(load, columns.TENSIONS, "tensions")

    def open_questions(self) -> Collection[OpenQuestion]:
        """What sources say is unknown."""
        load = at_once(
            lambda: cast("Sequence[OpenQuestion]", shown(self, tuple(self._open.open_questions())))
        )
        return self._collection(load, columns.QUESTIONS, "open questions")

    # -- where things come from -----------------------------------------------------------------

    def origins(
        self,
        ability: Name,
        *,
        min_confidence: str | Level | None = None,
        as_of: str | date | None = None,
    ) -> Origins:
        """Where an ability comes from: what is said to act on it, by whom, on what evidence.

        `min_confidence` keeps what some claim asserts at that level or better; `as_of` as in
        `argument`.
        """
        found = self._open.ability_origins(
            self._names.iri(ability, Kind.ABILITY),
            min_confidence=self._level(min_confidence),
            as_of=str(as_of) if as_of is not None else None,
        )
        return cast(Origins, shown(self, found))

    def lineage(self, model: Name) -> Lineage:
        """From what a model descends, with every claim on each step."""
        return cast(Lineage, shown(self, self._open.lineage(self._names.iri(model, Kind.MODEL))))

    def tree(
        self,
        *,
        ability: Name | None = None,
        family: Name | None = None,
        min_confidence: str | Level | None = None,
        abilities: bool = False,
    ) -> Tree:
        """The lineage of all models over time, to draw.

        ability    what is said of it is laid over the tree; `abilities`: of all of them
        family     its members, and what they come from, alone
        """
        from llmkg.http.views.tree import ABILITIES, Wanted  # noqa: PLC0415 - for who draws
        from llmkg.library.drawing import Tree  # noqa: PLC0415 - as above

        level = self._open.level(self._level(min_confidence) or "Unresolved").name
        wanted = Wanted(
            least=level if min_confidence is not None else "",
            family=self._slug(family, Kind.FAMILY),
            ability=self._slug(ability, Kind.ABILITY),
            show=ABILITIES if abilities else "",
        )
        return Tree(self._open, wanted, self.lang)

    # -- things ---------------------------------------------------------------------------------

    def things(self, kind: str) -> Collection[Thing]:
        """All things of a kind ("model", "ability", "method" …), by slug."""
        if kind not in KINDS:
            known = ", ".join(sorted(KINDS))
            raise ParameterError(f"There is no kind {kind!r}", mend=f"There are: {known}.")
        load = at_once(lambda: cast("Sequence[Thing]", shown(self, tuple(self._open.things(kind)))))
        return self._collection(load, columns.THINGS, f"things of the kind {kind}")

    def models(self) -> Collection[Thing]:
        """All models, by slug."""
        return self.things(Kind.MODEL)

    def abilities(self) -> Collection[Thing]:
        """All abilities, by slug."""
        return self.things(Kind.ABILITY)

    def thing(self, name: Name) -> ThingCard:
        """One thing of any kind, and what is said about it."""
        iri = self._names.iri(name)
        named = split(iri)
        if named is None:
            raise ParameterError(f"{iri} is no thing of this graph", mend="Ask kg.dataset().")
        return cast(ThingCard, shown(self, self._open.thing(named[0], iri)))

    def model(self, name: Name) -> ThingCard:
        """One model, and what is said about it."""
        return self.thing(self._names.iri(name, Kind.MODEL))

    def sources(self) -> Collection[Source]:
        """All sources, by slug."""
        load = at_once(lambda: cast("Sequence[Source]", shown(self, tuple(self._open.sources()))))
        return self._collection(load, columns.SOURCES, "sources")

    def source(self, name: Name) -> Source:
        """One source."""
        return cast(Source, shown(self, self._open.source(self._names.iri(name, Kind.SOURCE))))

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The confidence levels, best first."""
        return self._open.levels()

    def search(
        self,
        text: str,
        *,
        kinds: Sequence[str] = (),
        levels: Sequence[str] = (),
        statuses: Sequence[str] = (),
    ) -> Collection[Hit]:
        """Things by the words of their names and definitions, best first; slips are forgiven.

        `kinds` ("model", "claim" … or "term") leaves out all others, as do `levels` and `statuses`
        ("Contested" … of propositions; "Retracted" and "Superseded" of anything).
        """
        ask = partial(self._open.search, text, kinds=kinds, levels=levels, statuses=statuses)
        load: Load[Hit] = lambda at, most: ask(offset=at, limit=most).page  # noqa: E731 - as short
        return self._collection(load, columns.HITS, f"found by {text!r}")

    # -- SPARQL and RDF -------------------------------------------------------------------------

    def query(self, query: str, /, **params: Param | None) -> Table | bool | rdflib.Graph:
        """Run a stored query by name, or SPARQL: rows, a yes or no, or a graph.

        The prefixes of this graph need no declaration. Parameters are those of the stored query.
        Raises UnknownQueryError, ParameterError, QuerySyntaxError.
        """
        base = self._open
        if query.split() == [query] and "{" not in query:
            try:
                named = find_query(base.queries, query)
            except UnknownQueryError as error:
                from difflib import get_close_matches  # noqa: PLC0415 - for who slipped

                near = get_close_matches(query, base.queries, 3)
                mend = f"Nearest: {', '.join(near)}." if near else error.mend
                raise UnknownQueryError(error.what, mend=mend) from error
            kinds = {name: param.kind for name, param in named.params.items()}
            types = {name: param.type for name, param in named.params.items()}
            values = {
                name: self._value(value, kinds.get(name), types.get(name))
                for name, value in params.items()
            }
            text, form = bind(named, values), named.form
        else:
            if params:
                raise ParameterError(
                    "SPARQL takes no parameters", mend="Name a stored query, or use VALUES."
                )
            text, form = query, inspect(query)
        if form.gives_graph:
            from llmkg.rdf.terms import to_graph  # noqa: PLC0415 - rdflib takes its time

            return to_graph(base.store.construct(text))
        if form is QueryForm.ASK:
            return base.store.ask(text)
        return table(base.store.select(text), self.levels, self.lang)

    def rows(self, query: str, /, **params: Param | None) -> Table:
        """As `query`, for a SELECT; ParameterError for another form."""
        found = self.query(query, **params)
        if not isinstance(found, Table):
            raise ParameterError("It gives no rows", mend="Run it with query(…).")
        return found

    def queries(self) -> Mapping[str, str]:
        """What each stored query asks, by name."""
        return {
            name: each.summaries.get(self.lang, each.summary)
            for name, each in self._open.queries.items()
            if not each.internal
        }

    def dataset(self) -> rdflib.Dataset:
        """Everything as a Dataset of rdflib, for reading; its default graph is that of SPARQL."""
        from llmkg.library.dataset import (  # noqa: PLC0415 - rdflib takes its time
            endpoint_dataset,
            snapshot_dataset,
        )

        store = self._open.store
        address = self._address
        return endpoint_dataset(address) if address else snapshot_dataset(store)

    def cite(self, thing: Name) -> Cited:
        """How a thing, and the source behind it, are cited."""
        iri = self._names.iri(thing, *((Kind.CLAIM, *Kind) if isinstance(thing, str) else ()))
        return cite(self._open, iri, self.lang)

    # -- inside ---------------------------------------------------------------------------------

    @property
    def _open(self) -> KnowledgeBase:
        if self._closed:
            raise OutsideError("It is closed", mend="Open it again with `llmkg.open()`.")
        return self.base

    @property
    def _address(self) -> str:
        store = self.base.store
        return store.endpoint.address if isinstance(store, RemoteStore) else ""

    def _collection(
        self, load: Load[T], wanted: Sequence[Column[T]], caption: str
    ) -> Collection[T]:
        levels: Callable[[], Sequence[Level]] = lambda: self.levels  # noqa: E731 - read when asked
        return Collection(load, wanted, levels=levels, lang=self.lang, caption=caption)

    def _level(self, given: str | Level | None) -> str | None:
        """The IRI of a level, by name whatever its case and spaces, CURIE or IRI."""
        if given is None or isinstance(given, Level):
            return given.iri if given is not None else None
        plain = given.replace(" ", "").replace(",", "").casefold()
        for level in self.levels:
            names = (level.name, *(each for each in level.label.values()))
            if plain in (each.replace(" ", "").replace(",", "").casefold() for each in names):
                return level.iri
        return self._open.level(given).iri

    def _slug(self, name: Name | None, kind: Kind) -> str:
        named = split(self._names.iri(name, kind)) if name is not None else None
        return named[1] if named is not None else ""

    def _value(
        self, value: Param | None, kind: str | None, type_: ParamType | None
    ) -> ParamValue | None:
        """A parameter's value as the query takes it."""
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Level):
            return value.name
        if type_ is ParamType.LEVEL and isinstance(value, str):
            return self._level(value)
        if isinstance(value, str) and type_ is ParamType.IRI:
            bare = kind is None and ":" not in value
            if bare or kind in KINDS:
                return self._names.iri(value, *((Kind(kind),) if kind else ()))
        return value if value is None or isinstance(value, ParamValue) else self._names.iri(value)
