"""From what somebody calls a thing to its IRI; where there is none, the nearest names."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Final, Protocol, TypeAlias, runtime_checkable

from llmkg.errors import LlmkgError, NotFoundError, ParameterError
from llmkg.gather.reader import Reader
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Stance
from llmkg.model.thing import ThingCard
from llmkg.vocab import BASE, KINDS, LLMKG, Kind, compact, expand, split, thing

_MOST: Final = 3
_CLOSE: Final = 0.6
_STANCES: Final = {each.value.casefold(): each for each in Stance}
_ORDER: Final = (
    *(Kind.MODEL, Kind.ABILITY, Kind.METHOD, Kind.FAMILY, Kind.DATASET, Kind.BENCHMARK),
    *(Kind.STAGE, Kind.SOURCE, Kind.AGENT, Kind.CONCEPT),
)
"""Which kind a bare name is of, where things of several kinds have it: the first of these."""


@runtime_checkable
class HasIri(Protocol):
    """Anything with an IRI: a value of the model, a reference to one."""

    @property
    def iri(self) -> str:
        """The IRI."""
        ...


Name: TypeAlias = str | HasIri | ThingCard
"""A thing: by name or slug, CURIE, or IRI, or the thing itself."""


class Names:
    """The names of one knowledge base; those of the catalogue are read once, when first needed."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._reader = Reader(kb.store)

    def iri(self, given: Name, *kinds: Kind) -> str:
        """The IRI of a thing that there is, of one of these kinds (none: of any).

        NotFoundError with the nearest names where there is none, ParameterError for what is empty.
        """
        if isinstance(given, ThingCard):
            return given.thing.iri
        if not isinstance(given, str):
            return given.iri
        text = given.strip()
        if not text:
            raise ParameterError("The name is empty", mend="Give a name, a CURIE or an IRI.")
        found = self._known(text, kinds)
        if found is None:
            what = " or ".join(kinds) or "thing"
            raise NotFoundError(f"There is no {what} {text!r}", mend=self._advice(text, kinds))
        return found

    def term(self, given: Name) -> str:
        """The IRI of a property or class of the ontology, also by its bare name (`derivedFrom`)."""
        if not isinstance(given, str) or ":" in given:
            return self.iri(given)
        text = given.strip()
        if text and text.isalnum() and self._is_there(LLMKG[text]):
            return LLMKG[text]
        near = get_close_matches(text, self._terms, _MOST, _CLOSE)
        mend = f"Nearest: {', '.join(near)}." if near else "Give a CURIE: llmkg:derivedFrom."
        raise NotFoundError(f"The ontology has no term {text!r}", mend=mend)

    def _known(self, text: str, kinds: tuple[Kind, ...]) -> str | None:
        if ":" in text:
            iri = expand(text) or text
            named = split(iri)
            fits = not kinds or (named is not None and named[0] in kinds)
            return iri if fits and self._is_there(iri) else None
        kind, slash, _ = text.partition("/")
        if slash and kind in KINDS and (not kinds or Kind(kind) in kinds):
            return BASE + text if self._is_there(BASE + text) else None
        called = [iri for iri in self._by_name.get(_plain(text), ()) if _is_of(iri, kinds)]
        if called:
            return min(called, key=_rank)
        # What the catalogue does not list: claims, propositions, evidence, tensions, questions.
        return next((i for i in (thing(k, text) for k in kinds) if self._is_there(i)), None)

    def _is_there(self, iri: str) -> bool:
        try:
            return bool(self._reader.said(iri))
        except ValueError:
            return False

    def _advice(self, text: str, kinds: tuple[Kind, ...]) -> str:
        """The nearest names, by how they are spelt, else by the words in them."""
        bare = text.removeprefix(BASE).rpartition(":")[2].rpartition("/")[2]
        pool = {
            name: iri for name, iris in self._by_name.items() for iri in iris if _is_of(iri, kinds)
        }
        near = [pool[each] for each in get_close_matches(_plain(bare), pool, _MOST * 2, _CLOSE)]
        if not near:
            words = bare.replace("-", " ")
            try:
                page = self._kb.search(words, kinds=[k.value for k in kinds], limit=_MOST).page
                near = [hit.thing.iri for hit in page.items]
            except LlmkgError:
                near = []
        names = ", ".join(map(compact, list(dict.fromkeys(near))[:_MOST]))
        return f"Nearest: {names}." if names else "Look for it with search(…)."

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for row in self._kb.rows("kb/names").rows:
            iri, name = (str(getattr(each, "value", "")) for each in row)
            named = split(iri)
            if named is None:
                continue
            for each in (name, named[1]):
                found.setdefault(_plain(each), {})[iri] = None
        return {name: tuple(iris) for name, iris in found.items()}

    @cached_property
    def _terms(self) -> tuple[str, ...]:
        hits = self._kb.rows("kb/texts").rows
        iris = {str(getattr(row[0], "value", "")) for row in hits}
        return tuple(sorted(i.removeprefix(LLMKG) for i in iris if i.startswith(LLMKG)))


def _plain(text: str) -> str:
    """Names are one whatever their case, hyphens and spaces."""
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())


def _is_of(iri: str, kinds: tuple[Kind, ...]) -> bool:
    named = split(iri)
    return not kinds or (named is not None and named[0] in kinds)


def _rank(iri: str) -> tuple[int, str]:
    named = split(iri)
    kind = named[0] if named else Kind.CONCEPT
    return (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), iri)


def stance_of(given: Stance | str) -> Stance:
    """A stance by its name, whatever its case and spaces; ParameterError."""
    plain = given.replace(" ", "").replace("_", "").casefold()
    if plain not in _STANCES:
        known = ", ".join(each.value for each in Stance)
        raise ParameterError(f"There is no stance {str(given)!r}", mend=f"There are: {known}.")
    return _STANCES[plain]
