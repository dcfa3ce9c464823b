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
    *(f"{DC}description", DCTERMS.description, f"{DC}abstract", DCTERMS.abstract),
    *(SCHEMA.description, RDFS.comment, f"{DOAP}description", f"{DOAP}shortdesc", SKOS.note),
)
LICENCE: Final = (DCTERMS.license, SCHEMA.license, f"{DOAP}license", f"{CC}license")
CREATOR: Final = (
    *(f"{DC}creator", DCTERMS.creator, SCHEMA.creator, f"{FOAF}maker"),
    *(PAV.createdBy, PAV.authoredBy, PROV.wasAttributedTo, f"{DOAP}developer"),
)
AUTHOR: Final = (*CREATOR, SCHEMA.author)
CREATED: Final = (
    *(DCTERMS.created, SCHEMA.dateCreated, f"{DOAP}created", PROV.generatedAtTime),
    PAV.createdOn,
)
PUBLISHER: Final = (f"{DC}publisher", DCTERMS.publisher, SCHEMA.publisher)
ISSUED: Final = (DCTERMS.issued, DCTERMS.submitted, SCHEMA.datePublished)
MODIFIED: Final = (DCTERMS.modified, SCHEMA.dateModified)
KEYWORDS: Final = (f"{DCAT}keyword", f"{DCAT}theme", SCHEMA.keywords, DCTERMS.subject)
IDENTIFIER: Final = (DCTERMS.identifier, SCHEMA.identifier, SCHEMA.url, f"{DC}identifier")
RIGHTS: Final = (f"{DC}rights", DCTERMS.rights, DCTERMS.accessRights)
ACCESS: Final = (
    *RIGHTS,
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
        "issued date": ISSUED,
        "DOI": (f"{BIBO}doi",),
    }
)
CITATION: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "creator": AUTHOR,
        "title": TITLE,
        "identifier": IDENTIFIER,
        "publication date": ISSUED,
        "publisher": PUBLISHER,
    }
)

REUSED_FOR_METADATA: Final = (
    *(DC, DCTERMS, SCHEMA, VANN, PROV, BIBO, PAV, FOAF, DOAP, MOD, str(OWL), str(RDFS)),
)
MANY_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        DCAT: "DCAT",
        str(DCTERMS): "Dublin Core",
        DC: "Dublin Core",
        str(SCHEMA): "schema.org",
        str(PROV): "PROV",
    }
)
"""Standards of metadata that F-UJI's list has for sciences of every kind, by namespace."""

SEARCHED: Final[Mapping[str, str]] = MappingProxyType(
    {space: name for space, name in MANY_FIELDS.items() if name != "PROV"}
)
"""Those that search engines take in."""

ONE_FIELD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "http://www.w3.org/ns/adms#": "ADMS",
        "http://purl.org/linked-data/cube#": "RDF Data Cube",
        "http://data.europa.eu/930/": "GeoDCAT-AP",
        "http://www.openarchives.org/ore/terms/": "OAI-ORE",
    }
)
"""Those of single fields that come as RDF. None is of the field of language models."""

REGISTERED: Final = (
    *(DC, DCTERMS, DCAT, SCHEMA, VANN, PROV, BIBO, PAV, FOAF, DOAP, SKOS, VOID_SPACE),
    *("http://www.w3.org/ns/shacl#", CC, "http://www.w3.org/ns/oa#"),
    *("http://purl.org/spar/", "http://www.w3.org/ns/odrl/2/"),
)
"""Namespaces in Linked Open Vocabularies; RDF, RDFS and OWL count for nothing."""

DISCOVERED: Final = (
    *(DCTERMS["title"], DCTERMS.description, f"{DCAT}accessURL", f"{DCAT}downloadURL"),
    *(f"{DCAT}endpointDescription", f"{DCAT}endpointURL"),
)
"""By any of these, FAIR-Checker takes metadata for more than structured."""

POLICY: Final = (
    *("http://www.w3.org/ns/odrl/2/hasPolicy", DCTERMS.rights, DCTERMS.accessRights),
    *(DCTERMS.license, SCHEMA.license),
)
ANY_LICENCE: Final = (
    *(SCHEMA.license, DCTERMS.license, f"{DOAP}license", f"{CC}license"),
    *("http://dbpedia.org/ontology/license", "http://www.w3.org/1999/xhtml/vocab#license"),
    "https://w3id.org/i40/sto#license",
    "http://www.semanticdesktop.org/ontologies/2007/01/19/nie#license",
)
PROVENANCE: Final = (
    *(PROV.wasGeneratedBy, PROV.wasDerivedFrom, PROV.wasAttributedTo, PROV.used),
    *(PROV.wasInformedBy, PROV.wasAssociatedWith, PROV.startedAtTime, PROV.endedAtTime),
    *(DCTERMS.hasVersion, DCTERMS.isVersionOf, DCTERMS.creator, DCTERMS.contributor),
    *(DCTERMS.publisher, PAV.hasVersion, PAV.version, PAV.hasCurrentVersion, PAV.createdBy),
    *(PAV.authoredBy, PAV.retrievedFrom, PAV.importedFrom, PAV.createdWith, PAV.retrievedBy),
    *(PAV.importedBy, PAV.curatedBy, PAV.createdAt, PAV.previousVersion, SCHEMA.creator),
    *(SCHEMA.author, SCHEMA.publisher, SCHEMA.provider, SCHEMA.funder),
)

KEPT_BY_FOOPS: Final = (
    *("w3id.org", "doi.org", "purl.org", "linked.data.gov.au", "dbpedia.org", "www.w3.org"),
    *("perma.cc", "data.europa.eu"),
)
KEPT_BY_FUJI: Final = (
    *("w3id.org", "doi.org", "purl.org", "hdl.handle.net", "n2t.net", "identifiers.org"),
)
"""Hosts of names that are kept, as the two tools know them."""

OPEN_TYPES: Final = (
    *("text/", "application/json", "application/ld+json", "application/xml"),
    *("application/rdf+xml", "application/n-triples", "application/n-quads", "application/trig"),
)
"""Media types of data that stay readable: open, and text."""
