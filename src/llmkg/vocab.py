"""Every IRI and prefix that code needs to know; all are plain strings.

Terms are taken from a :class:`Namespace` by name: ``LLMKG.asserts``, ``RDFS["label"]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

BASE: Final = "https://w3id.org/llmkg/"
ONTOLOGY: Final = BASE + "ontology"


class Namespace(str):
    """The IRI that a vocabulary's terms start with; an attribute or item is a term of it.

    Terms named like a method of strings are items only: ``DCTERMS["title"]``.
    """

    __slots__ = ("__dict__",)

    def __getitem__(self, name: object) -> str:
        if not isinstance(name, str):
            raise TypeError("a term of a namespace is named by a string")
        return f"{self!s}{name}"

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):  # pickling and copying probe for these
            raise AttributeError(name)
        # Kept, and so found without a call from then on: some are asked for with every triple.
        term = self.__dict__[name] = f"{self!s}{name}"
        return term


LLMKG: Final = Namespace(ONTOLOGY + "#")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
PAV: Final = Namespace("http://purl.org/pav/")
CITO: Final = Namespace("http://purl.org/spar/cito/")
FABIO: Final = Namespace("http://purl.org/spar/fabio/")
SCHEMA: Final = Namespace("https://schema.org/")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
NPX: Final = Namespace("http://purl.org/nanopub/x/")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
VOID_EXT: Final = Namespace("http://ldf.fi/void-ext#")
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")


class Kind(StrEnum):
    """The kinds of things; a thing's IRI is ``{BASE}{kind}/{slug}``."""

    MODEL = "model"
    FAMILY = "family"
    STAGE = "stage"
    METHOD = "method"
    ABILITY = "ability"
    DATASET = "dataset"
    BENCHMARK = "benchmark"
    PROPOSITION = "proposition"
    CLAIM = "claim"
    EVIDENCE = "evidence"
    SOURCE = "source"
    AGENT = "agent"
    QUESTION = "question"
    CONCEPT = "concept"
    TENSION = "tension"
    GRAPH = "graph"


KINDS: Final = frozenset(kind.value for kind in Kind)

ONTOLOGY_GRAPH: Final = BASE + "graph/ontology"
CATALOGUE_GRAPH: Final = BASE + "graph/catalogue"
ASSESSMENTS_GRAPH: Final = BASE + "graph/assessments"
SOURCE_GRAPHS: Final = BASE + "graph/source/"
ENTAILED_GRAPHS: Final = BASE + "graph/entailed/"
CONTRIBUTED_GRAPH: Final = BASE + "graph/contributed"
AUDIT_GRAPH: Final = BASE + "graph/audit"
KEPT_GRAPH: Final = BASE + "graph/kept"
KEPT: Final = Namespace(BASE + "kept#")

# The prefixes that authored files use, always with exactly these names.
_KIND_PREFIXES: Final = {
    Kind.PROPOSITION: "p",
    Kind.CLAIM: "c",
    Kind.EVIDENCE: "e",
    Kind.QUESTION: "q",
}
PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "llmkg": str(LLMKG),
        "rdf": str(RDF),
        "rdfs": str(RDFS),
        "owl": str(OWL),
        "xsd": str(XSD),
        "skos": str(SKOS),
        "dcterms": str(DCTERMS),
        "prov": str(PROV),
        "oa": str(OA),
        "pav": str(PAV),
        "cito": str(CITO),
        "fabio": str(FABIO),
        "schema": str(SCHEMA),
    }
    | {_KIND_PREFIXES.get(kind, kind.value): f"{BASE}{kind.value}/" for kind in Kind}
)


def thing(kind: Kind | str, slug: str) -> str:
    """The IRI of the thing of this kind with this slug."""
    return f"{BASE}{Kind(kind).value}/{slug}"


def source_graph(slug: str) -> str:
    """The IRI of the named graph that holds the claims of a source."""
    return SOURCE_GRAPHS + slug


def split(iri: str) -> tuple[Kind, str] | None:
    """Kind and slug of a thing's IRI; None when it is not the IRI of one of our things.

    A part of a thing (``…/claim/x#anchor``) is not a thing.
    """
    if not iri.startswith(BASE) or "#" in iri:
        return None
    kind, _, slug = iri.removeprefix(BASE).partition("/")
    if not slug or kind not in KINDS:
        return None
    return Kind(kind), slug


def local_name(iri: str) -> str:
    """What follows the last `#`, `/` or `:` of an IRI."""
    for mark in "#/:":
        head, found, tail = iri.rpartition(mark)
        if found and head and tail:
            return tail
    return iri


def expand(name: str) -> str | None:
    """The IRI of a CURIE with one of our prefixes (`ability:dialogue`).

    None when the prefix is unknown.
    """
    prefix, colon, rest = name.partition(":")
    if not colon or rest.startswith("//") or prefix not in PREFIXES:
        return None
    return PREFIXES[prefix] + rest


def compact(iri: str) -> str:
    """The CURIE of an IRI by the longest of our prefixes that fits, or the IRI itself."""
    best = ""
    curie = iri
    for prefix, namespace in PREFIXES.items():
        if len(namespace) > len(best) and iri.startswith(namespace) and len(iri) > len(namespace):
            best, curie = namespace, f"{prefix}:{iri.removeprefix(namespace)}"
    return curie
