"""Views of one thing, each after a profile: which terms it is told in, and how much of it.

Whatever the view, what is retracted, superseded, refuted or contested says so in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg.errors import InputError
from llmkg.export.moment import Moment
from llmkg.export.neighbourhood import (
    STATUS,
    completed,
    neighbourhood,
    own_quads,
    stated,
    things_of,
)
from llmkg.export.triple_terms import VERSION
from llmkg.queries import NamedQuery, bind, find_query
from llmkg.store.embedded import EmbeddedStore
from llmkg.store.port import GraphStore
from llmkg.vocab import BASE, LLMKG, RDF, RDFS, SKOS, Kind, split


class UnknownProfileError(InputError):
    """No profile of ours has this token or IRI."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of telling of a thing.

    token   how it is asked for in ``?_profile=``
    iri     how it is asked for in Accept-Profile
    title   its name by language
    tells   what it holds, in a sentence by language
    stored  the name of the CONSTRUCT that makes it; empty where the data go out in our own terms
    version of RDF that its formats announce; empty where they need not
    """

    token: str
    iri: str
    title: Mapping[str, str]
    tells: Mapping[str, str]
    stored: str = ""
    version: str = ""


PROFILES_IRI: Final = f"{BASE}profiles"

DEFAULT: Final = Profile(
    "llmkg",
    f"{PROFILES_IRI}#llmkg",
    {"en": "thing with its neighbourhood", "zh": "条目及其邻域"},
    {
        "en": "What is said of the thing, by whom and how surely, with a card of all it mentions.",
        "zh": "关于该条目说了什么、谁说的、把握多大，并附所提及各项的简卡。",
    },
)
ARGUMENT: Final = Profile(
    "argument",
    f"{PROFILES_IRI}#argument",
    {"en": "whole argument", "zh": "完整论证"},
    {
        "en": "All claims, evidence, tensions and assessments on what is said of it, each whole.",
        "zh": "有关该条目的全部主张、证据、张力与评估，逐项完整给出。",
    },
)
TRIPLE_TERMS: Final = Profile(
    "triple-terms",
    f"{PROFILES_IRI}#triple-terms",
    {"en": "RDF 1.2 triple terms", "zh": "RDF 1.2 三元组项"},
    {
        "en": "As the thing with its neighbourhood; each proposition in it also reifies (without"
        " stating) a triple term.",
        "zh": "同条目及其邻域；其中每个命题还以三元组项重述所说的内容（但不断言）。",
    },
    version=VERSION,
)
LABELS: Final = Profile(
    "labels",
    f"{PROFILES_IRI}#labels",
    {"en": "labels", "zh": "标签"},
    {
        "en": "Names of the thing and of all it mentions, and whether they stand.",
        "zh": "该条目及其所提及各项的名称，以及它们是否有效。",
    },
)
SKOS_VIEW: Final = Profile(
    "skos",
    "http://www.w3.org/2004/02/skos/core",
    {"en": "SKOS concept", "zh": "SKOS 概念"},
    {"en": "The thing as a SKOS concept.", "zh": "以 SKOS 概念表示该条目。"},
    "profile/skos",
)
SCHEMA_VIEW: Final = Profile(
    "schema",
    "https://schema.org/",
    {"en": "schema.org", "zh": "schema.org"},
    {"en": "The thing in terms of schema.org.", "zh": "以 schema.org 的术语表示该条目。"},
    "profile/schema",
)
PROV_VIEW: Final = Profile(
    "prov",
    "http://www.w3.org/ns/prov",
    {"en": "provenance", "zh": "出处"},
    {
        "en": "Where what is said comes from, in terms of PROV-O.",
        "zh": "以 PROV-O 的术语说明所述内容的出处。",
    },
    "profile/prov",
)
ALTERNATES: Final = Profile(
    "alt",
    "http://www.w3.org/ns/dx/connegp/altr",
    {"en": "alternate representations", "zh": "其他表示"},
    {
        "en": "Which profiles and formats there are of the thing.",
        "zh": "该条目有哪些视图与格式。",
    },
)
PROFILES: Final = (
    *(DEFAULT, ARGUMENT, TRIPLE_TERMS, LABELS),
    *(SKOS_VIEW, SCHEMA_VIEW, PROV_VIEW, ALTERNATES),
)

_WHOLE: Final = frozenset(
    (Kind.PROPOSITION, Kind.CLAIM, Kind.EVIDENCE, Kind.TENSION, Kind.QUESTION)
)
_STANCES: Final = frozenset(LLMKG[name] for name in ("asserts", "denies", "leavesOpen"))
_NAMING: Final = frozenset(
    (RDFS["label"], SKOS["altLabel"], SKOS["prefLabel"], RDFS["comment"], RDF["type"])
)
_STANDING: Final = frozenset(
    (*(term.value for term in STATUS), LLMKG["assessedProposition"], LLMKG["effectiveConfidence"])
)


def find_profile(name: str) -> Profile | None:
    """The profile with this token or IRI."""
    wanted = name.rstrip("#/")
    for profile in PROFILES:
        if name == profile.token or wanted == profile.iri.rstrip("#/"):
            return profile
    return None


def profiled(
    store: GraphStore,
    queries: Mapping[str, NamedQuery],
    iri: str,
    profile: Profile,
    day: str | None = None,
) -> frozenset[ox.Quad]:
    """A thing after a profile (not `ALTERNATES`); with `day`, as it was believed then.

    Raises NotFoundError.
    """
    quads = neighbourhood(store, iri)
    if profile in (ARGUMENT, PROV_VIEW):
        quads = argument(store, quads)
    if day is not None:
        quads = Moment(store, day).of(iri, quads)
    if profile is LABELS:
        return frozenset(
            quad
            for quad in quads
            if quad.predicate.value in _NAMING | _STANDING
            or (_iri(quad.subject) == iri and quad.predicate.value == SKOS["definition"])
        )
    if profile.stored:
        return _told(quads, find_query(queries, profile.stored), iri)
    return quads


def argument(store: GraphStore, quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
    """The quads with everything said on the propositions in them, each statement whole."""
    found = set(quads)
    for thing in things_of(found):
        named = split(thing.value)
        if named and named[0] is Kind.PROPOSITION:
            found |= stated(store.quads(object=thing))
    for thing in things_of(found):
        named = split(thing.value)
        if (named and named[0] in _WHOLE) or "#assessment" in thing.value:
            found |= own_quads(store, thing)
    return completed(store, found)


def _told(quads: frozenset[ox.Quad], query: NamedQuery, iri: str) -> frozenset[ox.Quad]:
    """What a CONSTRUCT makes of the quads, with the labels and the standing of what it mentions."""
    # Every triple once: the query sees one graph.
    store = EmbeddedStore.memory(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    made = {ox.Quad(*triple) for triple in store.construct(bind(query, {"thing": iri}))}
    # A claim is tied to what it speaks of, which may not stand.
    made |= {q for q in quads if _iri(q.subject) == iri and q.predicate.value in _STANCES}
    mentioned = {_iri(term) for quad in made for term in (quad.subject, quad.object)} | {iri}
    for _ in range(3):  # first to the assessments, then to their status, then to its label
        made |= {
            quad
            for quad in quads
            if _iri(quad.subject) in mentioned
            and quad.predicate.value in _STANDING | {RDFS["label"]}
        }
        made |= {
            quad
            for quad in quads
            if _iri(quad.object) in mentioned
            and quad.predicate.value == LLMKG["assessedProposition"]
        }
        mentioned |= {_iri(term) for quad in made for term in (quad.subject, quad.object)}
    return frozenset(made)


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
