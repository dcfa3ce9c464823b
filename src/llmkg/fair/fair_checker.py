"""The checks of FAIR-Checker, an assessor of web resources, on the dataset's page and metadata."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from llmkg.fair.common import licence, persistent_name, vocabularies, web_name
from llmkg.fair.evidence import Evidence
from llmkg.fair.result import Asks, Check, Found, lacking, there
from llmkg.fair.terms import ACCESS, CREATED, CREATOR, ISSUED, MODIFIED, PUBLISHER, REGISTERED
from llmkg.vocab import PAV, PROV, RDF, SCHEMA

AUTHORITIES: Final = 3
_STANDARDS: Final = (str(SCHEMA), "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/")


def _structured(evidence: Evidence) -> Found:
    size = evidence.dataset.embedded.size
    if size:
        return there(f"RDF in the page, {size} triples")
    return lacking("no RDF can be read from the page")


def _shared(evidence: Evidence) -> Found:
    """Whether every class and property of the embedded metadata is of a registered vocabulary."""
    said = evidence.dataset.embedded
    types = {t for each in said.subjects() for t in said.all(each, RDF.type)}
    used = (said.properties() | types) - {RDF.type}
    strange = sorted(name for name in used if not vocabularies({name}, REGISTERED))
    if used and not strange:
        return there(f"all {len(used)} classes and properties are of registered vocabularies")
    return lacking(f"of no registered vocabulary: {', '.join(strange[:3]) or 'nothing used'}")


def _reads(evidence: Evidence) -> Found:
    forms = evidence.dataset.forms
    if evidence.dataset.negotiated.size:
        return there(f"RDF as {', '.join(forms)}")
    return lacking("Accept brings no RDF")


def _some_shared(evidence: Evidence) -> Found:
    names = {name for said in evidence.dataset.metadata for name in said.names()}
    found = vocabularies(names, REGISTERED)
    if found:
        return there(f"{len(found)} shared vocabularies")
    return lacking("no class or property of a shared vocabulary")


def _links(evidence: Evidence) -> Found:
    """Whether the metadata's subjects and values, not its terms, are of several authorities."""
    dataset = evidence.dataset
    found: set[str] = set()
    for said in dataset.metadata:
        terms = said.properties() | {t for s in said.subjects() for t in said.all(s, RDF.type)}
        found |= {urlsplit(name).netloc for name in said.names() - terms if _is_web(name)}
    if len(found) >= AUTHORITIES:
        return there(f"links to {len(found)} authorities: {', '.join(sorted(found)[:4])}")
    return lacking(f"links to {len(found)} authorities, not {AUTHORITIES}")


def _is_web(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def _rights(evidence: Evidence) -> Found:
    found = evidence.dataset.all(*ACCESS)
    if found:
        return there(f"access: {found[0]}")
    return lacking("nothing of rights of access")


def _provenance(evidence: Evidence) -> Found:
    groups = (*CREATOR, *CREATED, *PUBLISHER, *ISSUED, *MODIFIED, PAV.version, PROV.wasDerivedFrom)
    dataset = evidence.dataset
    found = {name for said in dataset.metadata for name in said.properties(dataset.iri)}
    used = sorted(found & set(groups))
    if used:
        return there(f"provenance: {used[0]} and {len(used) - 1} more")
    return lacking("nothing of who made it and when")


def _community(evidence: Evidence) -> Found:
    names = {name for said in evidence.dataset.metadata for name in said.names()}
    found = vocabularies(names, _STANDARDS)
    if found:
        return there(f"metadata in {', '.join(found)}")
    return lacking("no metadata in schema.org, DCAT or Dublin Core")


def _check(id_: str, principle: str, title: str, asks: Asks | str) -> Check:
    return Check(id_, "FAIR-Checker", principle, title, asks)


CHECKS = (
    _check("F1A", "F1", "the resource has a unique identifier",
           lambda e: web_name(e.dataset.page.address, "the page")),
    _check("F1B", "F1", "the resource has a persistent identifier",
           lambda e: persistent_name(_cited(e), "the resource")),
    _check("F2A", "F2", "structured metadata can be read from the page", _structured),
    _check("F2B", "F2", "all terms of the page's metadata are of shared vocabularies", _shared),
    _check("A1.1", "A1.1", "an open protocol resolves it",
           lambda e: web_name(e.dataset.page.address, "the page")),
    _check("A1.2", "A1.2", "rights of access are stated", _rights),
    _check("I1", "I1", "a format that machines read", _reads),
    _check("I2", "I2", "shared vocabularies", _some_shared),
    _check("I3", "I3", "links to at least three authorities", _links),
    _check("R1.1", "R1.1", "a licence is stated", lambda e: licence(e.dataset)),
    _check("R1.2", "R1.2", "provenance is stated", _provenance),
    _check("R1.3", "R1.3", "a standard of the community", _community),
)  # fmt: skip


def _cited(evidence: Evidence) -> str:
    """The name by which the page is to be cited: its link, else what its metadata says."""
    for link in evidence.dataset.page.links:
        if link.rel == "cite-as":
            return link.target
    return next(iter(evidence.dataset.all(SCHEMA.identifier)), evidence.dataset.page.address)
