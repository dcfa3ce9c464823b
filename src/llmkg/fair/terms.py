"""The terms by which the tools recognise metadata: several vocabularies for each element."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from llmkg.vocab import DCTERMS, OWL, PAV, PROV, RDFS, SCHEMA, SKOS

DC: Final = "http://purl.org/dc/elements/1.1/"
DCAT: Final = "http://www.w3.org/ns/dcat#"
VANN: Final = "http://purl.org/vocab/vann/"
BIBO: Final = "http://purl.org/ontology/bibo/"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
MOD: Final = "https://w3id.org/mod#"
DOAP: Final = "http://usefulinc.com/ns/doap#"
CC: Final = "http://creativecommons.org/ns#"
VOID_SPACE: Final = "http://rdfs.org/ns/void#"

TITLE: Final = (f"{DC}title", DCTERMS["title"], SCHEMA["name"])
DESCRIPTION: Final = (
    *(f"{DC}description", DCTERMS.description, DCTERMS.abstract, SCHEMA.description),
    *(RDFS.comment, f"{DOAP}description", SKOS.note),
)
LICENCE: Final = (DCTERMS.license, SCHEMA.license, f"{DOAP}license", f"{CC}license")
CREATOR: Final = (
    *(f"{DC}creator", DCTERMS.creator, SCHEMA.creator, SCHEMA.author),
    *(PAV.createdBy, PAV.authoredBy, PROV.wasAttributedTo, f"{DOAP}developer"),
)
CREATED: Final = (
    *(DCTERMS.created, SCHEMA.dateCreated, f"{DOAP}created", PROV.generatedAtTime),
    PAV.createdOn,
)
PUBLISHER: Final = (f"{DC}publisher", DCTERMS.publisher, SCHEMA.publisher)
ISSUED: Final = (DCTERMS.issued, DCTERMS.submitted, SCHEMA.datePublished)
MODIFIED: Final = (DCTERMS.modified, SCHEMA.dateModified)
KEYWORDS: Final = (f"{DCAT}keyword", f"{DCAT}theme", SCHEMA.keywords, DCTERMS.subject)
IDENTIFIER: Final = (DCTERMS.identifier, SCHEMA.identifier, SCHEMA.url, f"{DC}identifier")
ACCESS: Final = (
    *(DCTERMS.accessRights, DCTERMS.rights, f"{DC}rights"),
    *(SCHEMA.isAccessibleForFree, SCHEMA.conditionsOfAccess),
)
DISTRIBUTION: Final = (f"{DCAT}distribution", SCHEMA.distribution)
CONTENT: Final = (f"{DCAT}downloadURL", f"{DCAT}accessURL", SCHEMA.contentUrl)
SIZE: Final = (f"{DCAT}byteSize", SCHEMA.contentSize)
FORMAT: Final = (
    *(f"{DCAT}mediaType", DCTERMS["format"], SCHEMA.encodingFormat, f"{DCAT}compressFormat"),
)
RELATED: Final = (
    *(DCTERMS.relation, DCTERMS.isPartOf, DCTERMS.hasPart, DCTERMS.source, DCTERMS.references),
    *(DCTERMS.conformsTo, DCTERMS.isReferencedBy, DCTERMS.isVersionOf, DCTERMS.replaces),
    *(f"{VOID_SPACE}subset", f"{VOID_SPACE}vocabulary", RDFS.seeAlso, PROV.wasDerivedFrom),
    *(SCHEMA.isPartOf, SCHEMA.hasPart, SCHEMA.isBasedOn, SCHEMA.citation, SCHEMA.sameAs),
)

ONTOLOGY_MINIMUM: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "title": TITLE,
        "description": DESCRIPTION,
        "license": LICENCE,
        "version IRI": (OWL.versionIRI,),
        "creator": CREATOR,
        "namespace URI": (f"{VANN}preferredNamespaceUri",),
    }
)
ONTOLOGY_RECOMMENDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "namespace prefix": (f"{VANN}preferredNamespacePrefix",),
        "version info": (OWL.versionInfo, SCHEMA.schemaVersion),
        "creation date": CREATED,
        "citation": (DCTERMS.bibliographicCitation,),
    }
)
ONTOLOGY_DETAILED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "publisher": PUBLISHER,
        "logo": (f"{FOAF}logo", SCHEMA.logo),
        "status": (f"{BIBO}status", f"{MOD}status"),
        "source": (DCTERMS.source, PROV.hadOriginalSource),
        "issued date": (DCTERMS.issued,),
    }
)
CITATION: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "creator": CREATOR,
        "title": TITLE,
        "identifier": IDENTIFIER,
        "publication date": ISSUED,
        "publisher": PUBLISHER,
    }
)

REUSED_FOR_METADATA: Final = (DC, DCTERMS, SCHEMA, VANN, PROV, BIBO, PAV, FOAF, DOAP, MOD)
GENERAL_STANDARDS: Final[Mapping[str, str]] = MappingProxyType(
    {DCAT: "DCAT", str(DCTERMS): "Dublin Core", DC: "Dublin Core", str(SCHEMA): "schema.org"}
)
"""Metadata standards that the RDA's catalogue lists for every discipline, by namespace."""

COMMUNITY_STANDARDS: Final[Mapping[str, str]] = MappingProxyType(
    {VOID_SPACE: "VoID", str(PROV): "PROV-O", str(PAV): "PAV", str(SKOS): "SKOS"}
)
"""Those that the community of linked data asks for."""

REGISTERED: Final = (
    *(DC, DCTERMS, DCAT, SCHEMA, VANN, PROV, BIBO, PAV, FOAF, DOAP, MOD, SKOS, VOID_SPACE),
    *("http://www.w3.org/ns/shacl#", "http://spdx.org/rdf/terms#", f"{CC}"),
    *("http://www.w3.org/ns/oa#", "http://purl.org/spar/", "http://www.w3.org/ns/odrl/2/"),
)
"""Namespaces of vocabularies in Linked Open Vocabularies; RDF, RDFS and OWL count for nothing."""

PERSISTENT: Final = (
    *("w3id.org", "doi.org", "purl.org", "linked.data.gov.au", "dbpedia.org", "www.w3.org"),
    *("perma.cc", "data.europa.eu", "hdl.handle.net", "n2t.net", "identifiers.org"),
)
"""Hosts of names that are kept."""

OPEN_TYPES: Final = (
    *("text/", "application/json", "application/ld+json", "application/xml"),
    *("application/rdf+xml", "application/n-triples", "application/n-quads", "application/trig"),
)
"""Media types of data that stay readable: open, and text."""
