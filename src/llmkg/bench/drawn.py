"""Values for the parameters of stored queries, drawn from what a snapshot has.

Of things some are spoken of all the time and most hardly ever; both are drawn, since what is fast
for one may be slow for the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from random import Random
from typing import Final

import pyoxigraph as ox

from llmkg.kb import KnowledgeBase
from llmkg.queries import NamedQuery, Param, ParamType, ParamValue
from llmkg.store.embedded import EmbeddedStore
from llmkg.vocab import BASE, KINDS, LLMKG, RDF, Kind

_CANDIDATES: Final = 400
_LISTED: Final = 200_000  # of a kind, so that drawing from millions takes a moment
_MENTIONS: Final = 20_000
_ANY: Final = (Kind.MODEL, Kind.ABILITY, Kind.METHOD, Kind.DATASET)
_CLASSES: Final = {
    Kind.MODEL: "Model",
    Kind.FAMILY: "ModelFamily",
    Kind.STAGE: "TrainingStage",
    Kind.METHOD: "TrainingMethod",
    Kind.ABILITY: "Ability",
    Kind.DATASET: "Dataset",
    Kind.BENCHMARK: "Benchmark",
    Kind.PROPOSITION: "Proposition",
    Kind.CLAIM: "Claim",
    Kind.EVIDENCE: "Evidence",
    Kind.SOURCE: "Source",
    Kind.QUESTION: "OpenQuestion",
    Kind.CONCEPT: "Concept",
    Kind.TENSION: "Tension",
    Kind.AGENT: "Person",
}


class Drawn:
    """Draws from one store; the same seed draws the same."""

    def __init__(self, kb: KnowledgeBase, store: EmbeddedStore, seed: int = 1) -> None:
        self._kb = kb
        self._store = store
        self._random = Random(seed)  # noqa: S311 - nothing is kept secret
        self._found: dict[Kind, list[str]] = {}

    def thing(self, kind: Kind) -> str | None:
        """A thing of a kind by IRI: as often one of the most mentioned as any; None without any."""
        if kind not in self._found:
            self._found[kind] = self._listed(kind)
        found = self._found[kind]
        if not found:
            return None
        popular = self._random.random() < 0.5  # noqa: PLR2004 - one in two
        return self._random.choice(found[:5] if popular else found)

    def params(self, query: NamedQuery) -> Mapping[str, ParamValue]:
        """A value for every parameter that names a thing or is required; others now and then.

        What is left out means any, which is the most there is to look at.
        """
        found: dict[str, ParamValue] = {}
        for name, param in query.params.items():
            if param.required or param.default is not None or self._random.random() < 0.5:  # noqa: PLR2004
                value = self._value(param)
                if value is not None:
                    found[name] = value
        return found

    def _value(self, param: Param) -> ParamValue | None:
        if param.type is ParamType.LEVEL:
            return self._random.choice([each.name for each in self._kb.levels()])
        if param.type is ParamType.IRI and param.kind is None:
            drawn = self.thing(self._random.choice(_ANY))
        elif param.type is ParamType.IRI and param.kind in KINDS:
            drawn = self.thing(Kind(param.kind or ""))
        else:
            return param.example or param.default
        return drawn or param.example

    def _listed(self, kind: Kind) -> list[str]:
        """Some of all, the most mentioned first."""
        node = ox.NamedNode(LLMKG[_CLASSES.get(kind, kind.value.capitalize())])
        quads = self._store.some(_LISTED, None, ox.NamedNode(RDF.type), node)
        iris = sorted({str(getattr(each.subject, "value", "")) for each in quads})
        iris = [each for each in iris if each.startswith(f"{BASE}{kind.value}/")]
        first = sorted(iris, key=lambda each: (len(each), each))[: _CANDIDATES // 2]
        some = {*first, *self._random.sample(iris, min(_CANDIDATES // 2, len(iris)))}
        return sorted(some, key=lambda each: (-self._mentions(each), each))

    def _mentions(self, iri: str) -> int:
        return self._store.measure(_MENTIONS, None, None, ox.NamedNode(iri))[0]


def paths(drawn: Drawn, number: int) -> Mapping[str, tuple[str, ...]]:
    """Addresses of pages and of REST answers to be looked at, by what they are."""
    found: dict[str, tuple[str, ...]] = {f"page {each}": (each,) for each in _PAGES}
    for kind in Kind:
        things = [drawn.thing(kind) for _ in range(number)] if kind is not Kind.GRAPH else []
        slugs = [each.removeprefix(BASE) for each in things if each is not None]
        if slugs:
            found[f"page /{kind.value}/…"] = tuple(f"/{each}" for each in slugs)
            found[f"turtle /{kind.value}/…"] = tuple(f"/{each}?format=turtle" for each in slugs)
    for name, (kind, path) in _REST.items():
        things = [drawn.thing(kind) for _ in range(number)]
        slugs = [each.rpartition("/")[2] for each in things if each is not None]
        found[f"rest {name}"] = tuple(path.format(slug) for slug in islice(slugs, number))
    return found


_PAGES: Final = (
    "/",
    "/models",
    "/abilities",
    "/sources",
    "/tensions",
    "/questions",
    "/origins",
    "/tree",
    "/search?q=code",
    "/search?q=training&kind=claim",
    "/ontology",
    "/queries",
    "/models?state=supported&offset=200",
    "/abilities?level=WellSupported&offset=100",
    "/sources?role=claims&year=2022&offset=40",
    "/tensions?offset=1000",
    "/tensions?kind=HedgeDrift&offset=200",
    "/questions?offset=100",
)
_REST: Final = {
    "/api/claims": (Kind.SOURCE, "/api/claims"),
    "/api/claims?source": (Kind.SOURCE, "/api/claims?source={}"),
    "/api/claims?about": (Kind.ABILITY, "/api/claims?about=ability:{}"),
    "/api/claims/…": (Kind.CLAIM, "/api/claims/{}"),
    "/api/models": (Kind.MODEL, "/api/models"),
    "/api/models/…": (Kind.MODEL, "/api/models/{}"),
    "/api/models/…/lineage": (Kind.MODEL, "/api/models/{}/lineage"),
    "/api/abilities/…/origins": (Kind.ABILITY, "/api/abilities/{}/origins"),
    "/api/propositions/…": (Kind.PROPOSITION, "/api/propositions/{}"),
    "/api/tensions": (Kind.TENSION, "/api/tensions"),
    "/api/open-questions": (Kind.QUESTION, "/api/open-questions"),
    "/api/search": (Kind.ABILITY, "/api/search?q=code"),
}
