"""The checks of FAIR-Checker, an assessor of web resources, on the dataset's page and metadata.

It asks for the page alone and follows its typed links (``rel="describedby"``); and it asks of the
whole of what it finds, whoever the subject is. Most checks are strong or weak: 2 points or 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from llmkg.fair.common import vocabularies
from llmkg.fair.evidence import Evidence
from llmkg.fair.result import Asks, Check, Found, Tool, lacking, partly, there
from llmkg.fair.terms import ANY_LICENCE, DISCOVERED, POLICY, PROVENANCE, REGISTERED
from llmkg.vocab import DCTERMS, OWL, RDF, RDFS, SCHEMA

AUTHORITIES: Final = 3
_POINTS: Final = 2
_OK: Final = 200
_LOST: Final = 404
_KNOWN_PREFIXES: Final = frozenset(
    {"ark", "arxiv", "doi", "hdl", "isbn", "issn", "orcid", "pubmed", "rrid", "swh", "wikidata"}
)
_CORE: Final = (str(RDF), str(RDFS), str(OWL))


def _reached(evidence: Evidence) -> Found:
    page = evidence.dataset.page
    if page.status == _OK:
        return there(f"{page.address} answers")
    return lacking(f"{page.address} answers with status {page.status}, not 200")


def _open_protocol(evidence: Evidence) -> Found:
    page = evidence.dataset.page
    if page.status and page.status != _LOST:
        return there(f"{page.address} is had by {urlsplit(page.address).scheme.upper()}")
    return lacking(f"{page.address} cannot be found by HTTP (status {page.status})")


def _properties(evidence: Evidence) -> set[str]:
    return {name for said in evidence.dataset.crawled for name in said.properties()}


def _types(evidence: Evidence) -> set[str]:
    return {
        kind
        for said in evidence.dataset.crawled
        for subject in said.subjects()
        for kind in said.all(subject, RDF.type)
    }


def _things(evidence: Evidence) -> set[str]:
    """Every IRI that is a subject or a value, classes among them."""
    return {name for said in evidence.dataset.crawled for name in said.things()}


def _triples(evidence: Evidence) -> int:
    return sum(said.size for said in evidence.dataset.crawled)


def _identified(evidence: Evidence) -> Found:
    if _properties(evidence) & {DCTERMS.identifier, SCHEMA.identifier}:
        return there("an identifier by dcterms:identifier or schema:identifier")
    weak = [name for name in _things(evidence) if urlsplit(name).scheme in _KNOWN_PREFIXES]
    if weak:
        return partly(f"no dcterms:identifier or schema:identifier, only names such as {weak[0]}")
    return lacking("no dcterms:identifier, no schema:identifier")


def _structured(evidence: Evidence) -> Found:
    size = _triples(evidence)
    if not size:
        return lacking("no RDF in the page or behind its typed links")
    found = sorted(_properties(evidence) & set(DISCOVERED))
    if found:
        return there(f"{size} triples, {found[0]} among their properties")
    return partly(f"{size} triples, but no title, description or address of access (DCAT)")


def _shared(evidence: Evidence) -> Found:
    """Whether the classes and properties of the metadata are of registered vocabularies."""
    terms = _properties(evidence) | _types(evidence)
    used = {term for term in terms if not term.startswith(_CORE)}
    strange = sorted(name for name in used if not vocabularies({name}, REGISTERED))
    if not used or len(strange) == len(used):
        return lacking("no class or property of a registered vocabulary")
    if strange:
        return partly(f"of no registered vocabulary: {', '.join(strange[:4])}")
    return there(f"all {len(used)} classes and properties are of registered vocabularies")


def _links(evidence: Evidence) -> Found:
    found = {urlsplit(name).netloc for name in _things(evidence)} - {""}
    if len(found) > AUTHORITIES:
        return there(f"links to {len(found)} authorities: {', '.join(sorted(found)[:4])}")
    return lacking(f"links to {len(found)} authorities, not to more than {AUTHORITIES}")


def _any(properties: Iterable[str], what: str) -> Asks:
    wanted = frozenset(properties)

    def asks(evidence: Evidence) -> Found:
        found = sorted(_properties(evidence) & wanted)
        return there(f"{what} by {found[0]}") if found else lacking(f"nothing of {what}")

    return asks


TOOL: Final = Tool(
    name="FAIR-Checker",
    looks="page",
    address="https://fair-checker.france-bioinformatique.fr/",
    compared="source of 20 May 2025",
)


def _check(id_: str, principle: str, title: str, asks: Asks | str) -> Check:
    return Check(id_, TOOL, principle, title, asks, _POINTS)


CHECKS: Final = (
    _check("F1A", "F1", "unique IDs: the address is reachable", _reached),
    _check("F1B", "F1", "persistent IDs", _identified),
    _check("F2A", "F2", "structured metadata", _structured),
    _check("F2B", "F2", "shared vocabularies for metadata", _shared),
    _check("A1.1", "A1.1", "open resolution protocol", _open_protocol),
    _check("A1.2", "A1.2", "authorisation procedure or access rights",
           _any(POLICY, "access rights")),
    _check("I1", "I1", "machine readable format", _structured),
    _check("I2", "I2", "use shared ontologies", _shared),
    _check("I3", "I3", "external links", _links),
    _check("R1.1", "R1.1", "metadata includes license", _any(ANY_LICENCE, "a licence")),
    _check("R1.2", "R1.2", "metadata includes provenance", _any(PROVENANCE, "provenance")),
    _check("R1.3", "R1.3", "community standards", _shared),
)  # fmt: skip
