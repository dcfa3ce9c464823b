"""The published JSON-LD context: made from the ontology, kept in ``ontology/context.jsonld``.

Every term of the ontology has its local name; terms of other vocabularies that our data use are
listed here. ``python -m llmkg.export.context ROOT`` writes the file anew after a change to the
ontology, and a test holds the two together.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from llmkg.errors import LayoutError
from llmkg.vocab import BASE, LLMKG, OWL, PREFIXES, RDF, RDFS, XSD

Definition: TypeAlias = str | dict[str, Any] | None
Terms: TypeAlias = dict[str, Definition]

CONTEXT_IRI: Final = BASE + "context.jsonld"
CONTEXT_FILE: Final = "context.jsonld"

_VOCABULARIES: Final = tuple(
    name for name in PREFIXES if not PREFIXES[name].startswith(BASE) or name == "llmkg"
)
_EXTRA_VOCABULARIES: Final = {"hydra": "http://www.w3.org/ns/hydra/core#"}


def _text(iri: str) -> Definition:
    return {"@id": iri, "@container": "@language"}


def _thing(iri: str) -> Definition:
    return {"@id": iri, "@type": "@id"}


def _term(iri: str) -> Definition:
    return {"@id": iri, "@type": "@vocab"}


# What our data and answers take from elsewhere. Integers of the data become JSON numbers, so that
# their terms must not ask for a datatype.
_EXTERNAL: Final[Mapping[str, Definition]] = {
    "label": _text("rdfs:label"),
    "altLabel": _text("skos:altLabel"),
    "definition": _text("skos:definition"),
    "title": _text("dcterms:title"),
    "description": _text("dcterms:description"),
    "broader": _thing("skos:broader"),
    "narrower": _thing("skos:narrower"),
    "inScheme": _thing("skos:inScheme"),
    "exactMatch": _thing("skos:exactMatch"),
    "closeMatch": _thing("skos:closeMatch"),
    "sameAs": _thing("owl:sameAs"),
    "seeAlso": _thing("rdfs:seeAlso"),
    "isDefinedBy": _thing("rdfs:isDefinedBy"),
    "subClassOf": _thing("rdfs:subClassOf"),
    "subPropertyOf": _thing("rdfs:subPropertyOf"),
    "domain": _thing("rdfs:domain"),
    "range": _thing("rdfs:range"),
    "inverseOf": _thing("owl:inverseOf"),
    "deprecated": {"@id": "owl:deprecated"},
    "subject": _thing("rdf:subject"),
    "predicate": _term("rdf:predicate"),
    "object": {"@id": "rdf:object"},
    "start": {"@id": "oa:start"},
    "end": {"@id": "oa:end"},
    "prefix": {"@id": "oa:prefix"},
    "suffix": {"@id": "oa:suffix"},
    "creator": _thing("dcterms:creator"),
    "issued": {"@id": "dcterms:issued"},
    "language": {"@id": "dcterms:language"},
    "identifier": {"@id": "dcterms:identifier"},
    "replaces": _thing("dcterms:replaces"),
    "isReplacedBy": _thing("dcterms:isReplacedBy"),
    "invalidatedAtTime": {"@id": "prov:invalidatedAtTime"},
    "wasInvalidatedBy": _thing("prov:wasInvalidatedBy"),
    # of the REST answers only
    "slug": {"@id": "dcterms:identifier"},
    "items": {"@id": "hydra:member", "@container": "@set"},
    "total": {"@id": "hydra:totalItems"},
    "next": _thing("hydra:next"),
    "previous": _thing("hydra:previous"),
    # Answers gather whole nodes under these; each stands for itself.
    **dict.fromkeys(("included", "edges", "origins", "statements", "argument"), "@included"),
    **dict.fromkeys(("claims", "propositions", "tensions"), "@included"),
    **dict.fromkeys(
        ("assessment", "timeline", "otherScopes", "explanations", "grounds"), "@included"
    ),
    **dict.fromkeys(("keptOut",), "@included"),
}
# Reading aids of the REST answers (`stance`, `depth`, `caution` …) are described by OpenAPI and
# need no place in the ontology; they are kept all the same, under names of their own.
API: Final = BASE + "api#"
# On a claim or evidence, `status` is that of the publication; on an assessment, the proposition's.
_CLAIM_STATUS: Final[Terms] = {"status": {"@id": "schema:creativeWorkStatus"}}
# Values of these classes are terms of the ontology.
_ENUMERATED: Final = frozenset(
    LLMKG[name]
    for name in (
        "ConfidenceLevel",
        "EvidenceType",
        "TensionKind",
        "AssessmentStatus",
        "DomainProperty",
    )
)


@dataclass(frozen=True, slots=True)
class Context:
    """A JSON-LD context: the document that is published, and where."""

    iri: str
    terms: Mapping[str, Any]

    @property
    def document(self) -> dict[str, Any]:
        """The published document."""
        return {"@context": dict(self.terms)}

    def by_language(self) -> frozenset[str]:
        """IRIs of the properties whose values stand by language, where a number has no place."""
        return frozenset(
            self._expanded(term["@id"])
            for term in self.terms.values()
            if isinstance(term, dict) and term.get("@container") == "@language"
        )

    def only(self, iris: Collection[str]) -> Context:
        """What of this context data with these properties, types and terms have use for.

        It is written into files, which it keeps small, and PyLD looks at each term for each IRI.
        Contexts scoped to a type go, too: only answers of the REST facade need them.
        """
        kept: dict[str, Any] = {}
        for name, definition in self.terms.items():
            plain = definition
            if isinstance(definition, dict) and "@context" in definition:
                plain = definition["@id"]
            short = plain["@id"] if isinstance(plain, dict) else plain
            if name != "@vocab" and (
                name in ("@version", "included")
                or self._is_prefix(definition)
                or (isinstance(short, str) and self._expanded(short) in iris)
            ):
                kept[name] = plain
        return Context(self.iri, kept)

    def _expanded(self, short: str) -> str:
        prefix, _, name = short.partition(":")
        return f"{self.terms[prefix]}{name}" if prefix in self.terms else short

    @staticmethod
    def _is_prefix(definition: object) -> bool:
        return isinstance(definition, str) and definition.startswith("http")

    def text(self) -> str:
        """The published document as text, ending in a line feed."""
        return json.dumps(self.document, ensure_ascii=False, indent=2) + "\n"


def load_context(root: Path) -> Context:
    """The context kept below `root`. Raises LayoutError when it is missing or is not a context."""
    path = root / "ontology" / CONTEXT_FILE
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return Context(CONTEXT_IRI, document["@context"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LayoutError(
            f"There is no JSON-LD context at {path}",
            mend=f"Write it with `python -m llmkg.export.context {root}`.",
        ) from error


def make_context(ontology: Iterable[ox.Triple]) -> Context:
    """The context for an ontology: version, prefixes, then every term by name."""
    types: dict[str, set[str]] = {}
    ranges: dict[str, str] = {}
    for triple in ontology:
        if not isinstance(triple.subject, ox.NamedNode) or not isinstance(
            triple.object, ox.NamedNode
        ):
            continue
        iri = triple.subject.value
        if not iri.startswith(LLMKG) or iri == LLMKG:
            continue
        if triple.predicate.value == RDF["type"]:
            types.setdefault(iri, set()).add(triple.object.value)
        elif triple.predicate.value == RDFS["range"]:
            ranges[iri] = triple.object.value
    terms: Terms = {
        **{name: PREFIXES[name] for name in _VOCABULARIES},
        **_EXTRA_VOCABULARIES,
        **_EXTERNAL,
    }
    for iri in sorted(types):
        name = iri.removeprefix(LLMKG)
        if name not in _EXTERNAL:
            terms[name] = _define(iri, types[iri], ranges.get(iri))
    terms["explanation"] = _thing(f"{API}explanation")
    return Context(CONTEXT_IRI, {"@version": 1.1, "@vocab": API, **dict(sorted(terms.items()))})


def _define(iri: str, types: set[str], range_: str | None) -> Definition:
    short = f"llmkg:{iri.removeprefix(LLMKG)}"
    if iri in (LLMKG["Claim"], LLMKG["Evidence"]):
        return {"@id": short, "@context": _CLAIM_STATUS}
    if OWL["ObjectProperty"] in types:
        return _term(short) if range_ in _ENUMERATED else _thing(short)
    if OWL["DatatypeProperty"] in types or OWL["AnnotationProperty"] in types:
        if range_ in (RDF["PlainLiteral"], RDF["langString"]):
            return _text(short)
        if range_ in (None, RDFS["Literal"], XSD["string"], XSD["integer"], XSD["boolean"]):
            return {"@id": short}
        return {"@id": short, "@type": range_.replace(XSD, "xsd:")}
    return short


def _main(root: Path) -> None:
    files = sorted((root / "ontology").glob("*.ttl"))
    triples = [
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for file in files
        for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE)
    ]
    (root / "ontology" / CONTEXT_FILE).write_text(make_context(triples).text(), encoding="utf-8")


if __name__ == "__main__":
    _main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
