"""The description of the dataset: DCAT and VoID, with downloads and their digests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg.export import void
from llmkg.export.derived import told
from llmkg.export.dump import SUMS, Dump
from llmkg.export.void import LICENCE, Labels
from llmkg.model.manifest import Manifest
from llmkg.model.statistics import Statistics
from llmkg.vocab import BASE, DCTERMS, RDF, RDFS, VOID, XSD

DCAT: Final = "http://www.w3.org/ns/dcat#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
SPDX: Final = "http://spdx.org/rdf/terms#"
PAV: Final = "http://purl.org/pav/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_NAMES: Final = {
    "nquads": "N-Quads",
    "trig": "TriG",
    "turtle": "Turtle",
}
PUBLISHER: Final = f"{BASE}agent/llmkg-project"
ISSUED: Final = "2026-11-22"
TITLES: Final = {"en": "llmkg", "zh": "llmkg 知识图谱"}
TELLS: Final = {
    "en": (
        "What sources claim about where the abilities of language models come from, on what "
        "evidence and how surely: claims with their hedges and places, the evidence for and "
        "against, and how sure it lets one be."
    ),
    "zh": "各来源就语言模型能力从何而来提出的主张：依据何种证据、把握有多大，保留原有措辞与出处，"
    "并给出正反证据及其所容许的确信程度。",
}
KEYWORDS: Final = {
    "en": ("language models", "emergent abilities", "claims", "evidence", "provenance"),
    "zh": ("语言模型", "涌现能力", "主张", "证据", "出处"),
}
EXAMPLES: Final = ("ability/chain-of-thought", "model/text-davinci-003", "source/fu2022-zh")


@dataclass(frozen=True, slots=True)
class Described:
    """What a description is made of.

    home      absolute address of the server's root, ending in a slash
    manifest  of the snapshot
    counts    its statistics
    files     its dumps
    """

    home: str
    manifest: Manifest
    counts: Statistics
    files: Sequence[Dump]


def describe(of: Described) -> list[ox.Quad]:
    """The description as quads of the default graph."""
    dataset = ox.NamedNode(BASE)
    labels = Labels("d")
    triples = [
        *_about(dataset, of),
        *_downloads(dataset, of, labels),
        *_service(dataset, of),
        *void.describe(dataset, of.counts, labels),
        *_graphs(dataset, of, labels),
    ]
    return [ox.Quad(*triple) for triple in triples]


def _about(dataset: ox.NamedNode, of: Described) -> Iterator[ox.Triple]:
    yield from _iris(dataset, RDF["type"], f"{DCAT}Dataset", VOID["Dataset"])
    for texts, name in ((TITLES, "title"), (TELLS, "description")):
        for language, text in texts.items():
            yield _said(dataset, DCTERMS[name], ox.Literal(text, language=language))
    for language, words in KEYWORDS.items():
        for word in words:
            yield _said(dataset, f"{DCAT}keyword", ox.Literal(word, language=language))
    yield from _iris(dataset, DCTERMS["license"], LICENCE)
    yield from _iris(dataset, DCTERMS["publisher"], PUBLISHER)
    yield from _iris(dataset, DCTERMS["creator"], PUBLISHER)
    rights = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
    yield from _iris(dataset, DCTERMS["accessRights"], rights)
    yield _said(dataset, DCTERMS["issued"], _typed(ISSUED, "date"))
    yield _said(dataset, DCTERMS["modified"], _typed(of.manifest.built, "dateTime"))
    yield _said(dataset, DCTERMS["identifier"], ox.Literal(BASE))
    yield _said(dataset, f"{PAV}version", ox.Literal(of.manifest.digest))
    for language in ("en", "zh"):
        yield _said(dataset, DCTERMS["language"], ox.Literal(language))
    yield from _iris(dataset, f"{FOAF}homepage", of.home)
    yield from _iris(dataset, f"{DCAT}landingPage", of.home)
    yield from _iris(dataset, VOID["sparqlEndpoint"], f"{of.home}sparql")
    yield from _iris(dataset, VOID["exampleResource"], *(BASE + each for each in EXAMPLES))
    features = ("Turtle", "JSON-LD", "N-Triples", "RDF_XML", "TriG", "N-Quads")
    yield from _iris(dataset, VOID["feature"], *(_FORMATS + each for each in features))


def _downloads(dataset: ox.NamedNode, of: Described, labels: Labels) -> Iterator[ox.Triple]:
    for file in of.files:
        subject = ox.NamedNode(file.iri) if file.iri else dataset
        address = f"{of.home}dumps/{of.manifest.digest}/{file.name}"
        node = ox.NamedNode(f"{address}#distribution")
        yield from _iris(subject, f"{DCAT}distribution", node.value)
        yield from _iris(subject, VOID["dataDump"], address)
        yield from _iris(node, RDF["type"], f"{DCAT}Distribution")
        yield from _iris(node, f"{DCAT}downloadURL", address)
        yield from _iris(node, f"{DCAT}accessURL", f"{of.home}dumps/")
        yield from _iris(node, f"{DCAT}mediaType", _MEDIA + file.type)
        yield from _iris(node, f"{DCAT}compressFormat", f"{_MEDIA}application/gzip")
        yield from _iris(node, DCTERMS["format"], _FORMATS + _NAMES[file.format])
        yield from _iris(node, DCTERMS["license"], LICENCE)
        yield _said(node, DCTERMS["title"], ox.Literal(file.name))
        yield _said(node, DCTERMS["issued"], _typed(of.manifest.built, "dateTime"))
        size = _typed(str(file.bytes), "nonNegativeInteger")
        yield _said(node, f"{DCAT}byteSize", size)
        check = labels()
        yield _said(node, f"{SPDX}checksum", check)
        yield from _iris(check, RDF["type"], f"{SPDX}Checksum")
        yield from _iris(check, f"{SPDX}algorithm", f"{SPDX}checksumAlgorithm_sha256")
        yield _said(check, f"{SPDX}checksumValue", _typed(file.sha256, "hexBinary"))
    yield from _iris(dataset, DCTERMS["relation"], f"{of.home}dumps/{of.manifest.digest}/{SUMS}")


def _service(dataset: ox.NamedNode, of: Described) -> Iterator[ox.Triple]:
    service = ox.NamedNode(f"{of.home}sparql#service")
    yield from _iris(service, RDF["type"], f"{DCAT}DataService")
    for language, text in (("en", "SPARQL endpoint"), ("zh", "SPARQL 端点")):
        yield _said(service, DCTERMS["title"], ox.Literal(text, language=language))
    yield from _iris(service, f"{DCAT}endpointURL", f"{of.home}sparql")
    yield from _iris(service, f"{DCAT}endpointDescription", f"{of.home}sparql")
    protocol = "http://www.w3.org/TR/sparql11-protocol/"
    yield from _iris(service, DCTERMS["conformsTo"], protocol)
    yield from _iris(service, f"{DCAT}servesDataset", dataset.value)
    yield from _iris(service, DCTERMS["license"], LICENCE)
    yield from _iris(service, RDFS["seeAlso"], f"{of.home}queries")  # its examples, executable
    rest = ox.NamedNode(f"{of.home}api#service")
    yield from _iris(rest, RDF["type"], f"{DCAT}DataService")
    for language, text in (("en", "REST interface"), ("zh", "REST 接口")):
        yield _said(rest, DCTERMS["title"], ox.Literal(text, language=language))
    yield from _iris(rest, f"{DCAT}endpointURL", f"{of.home}api")
    yield from _iris(rest, f"{DCAT}endpointDescription", f"{of.home}api/openapi.json")
    yield from _iris(rest, f"{DCAT}servesDataset", dataset.value)
    yield from _iris(rest, DCTERMS["license"], LICENCE)


def _graphs(dataset: ox.NamedNode, of: Described, labels: Labels) -> Iterator[ox.Triple]:
    for graph in of.counts.graphs:
        node = ox.NamedNode(graph.iri)
        yield _said(dataset, VOID["subset"], node)
        yield from _iris(node, RDF["type"], f"{DCAT}Dataset")
        yield _said(node, DCTERMS["title"], ox.Literal(graph.iri.removeprefix(BASE)))
        for language, text in told(graph.iri).items():
            yield _said(node, DCTERMS["description"], ox.Literal(text, language=language))
        yield from _iris(node, DCTERMS["license"], LICENCE)
        # Its partitions are in the service description: here they would be most of the text.
        yield from void.describe_graph(node, graph, labels, whole=False)


def _said(
    subject: ox.NamedNode | ox.BlankNode,
    predicate: str,
    value: ox.NamedNode | ox.BlankNode | ox.Literal,
) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), value)


def _iris(
    subject: ox.NamedNode | ox.BlankNode, predicate: str, *values: str
) -> Iterator[ox.Triple]:
    for value in values:
        yield _said(subject, predicate, ox.NamedNode(value))


def _typed(text: str, name: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD[name]))
