"""The SPARQL 1.1 Service Description of ``/sparql``, with VoID inside.

The service is a blank node, since one server may be found under several addresses; what it is
called is ``sd:endpoint``. The default graph is the union of the named ones but for what is kept,
and says so; ``sd:UnionDefaultGraph``, which means the union of all, is said where nothing is kept.
Clients that federate (Comunica) take that to mean that they must add up the named graphs' own
numbers: so these have partitions, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg.export import void
from llmkg.export.void import LICENCE, Labels, Node
from llmkg.model.statistics import Statistics
from llmkg.vocab import (
    BASE,
    DCTERMS,
    KEPT_GRAPH,
    LLMKG,
    ONTOLOGY_GRAPH,
    RDF,
    RDFS,
    SD,
    SOURCE_GRAPHS,
    Kind,
    thing,
)

_A: Final = ox.NamedNode(RDF.type)
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_VERSIONS: Final = "http://www.w3.org/ns/sparql#version-"
RESULT_FORMATS: Final = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "JSON-LD", "N-Triples", "RDF_XML"),
)
PREFIXES: Final = {"sd": str(SD), "llmkg": str(LLMKG), **void.PREFIXES}

_DEFAULT: Final = {
    "en": f"The merge of all named graphs but <{KEPT_GRAPH}>, which is asked for by its name.",
    "zh": f"除 <{KEPT_GRAPH}> 以外全部命名图的合并；该图须以其名查询。",
}


@dataclass(frozen=True, slots=True)
class Abilities:
    """What this service does beyond queries.

    updates  whether SPARQL Update is taken (with a token)
    outside  whether SERVICE goes to any other endpoint
    """

    updates: bool = False
    outside: bool = False


def describe(endpoint: str, counts: Statistics, abilities: Abilities) -> list[ox.Triple]:
    """The description of the service at this absolute address."""
    return list(_service(endpoint, counts, abilities, Labels("b")))


def _service(
    endpoint: str, counts: Statistics, abilities: Abilities, labels: Labels
) -> Iterator[ox.Triple]:
    service, dataset, default = labels(), labels(), labels()

    def said(subject: Node, **values: ox.NamedNode | ox.BlankNode) -> Iterator[ox.Triple]:
        for name, value in values.items():
            yield ox.Triple(subject, ox.NamedNode(SD[name]), value)

    yield ox.Triple(service, _A, ox.NamedNode(SD.Service))
    yield from said(service, endpoint=ox.NamedNode(endpoint), defaultDataset=dataset)
    examples = ox.NamedNode(f"{endpoint.removesuffix('sparql')}queries")
    yield ox.Triple(service, ox.NamedNode(RDFS.seeAlso), examples)
    languages = ["SPARQL10Query", "SPARQL11Query", "SPARQLQuery"]
    if abilities.updates:
        languages += ["SPARQL11Update", "SPARQLUpdate"]
    for name in languages:
        yield from said(service, supportedLanguage=ox.NamedNode(SD[name]))
    yield from said(service, supportedVersion=ox.NamedNode(f"{_VERSIONS}1.1"))
    for name in RESULT_FORMATS:
        yield from said(service, resultFormat=ox.NamedNode(_FORMATS + name))
    kept = any(graph.iri == KEPT_GRAPH for graph in counts.graphs)
    features = [
        *([] if kept else ["UnionDefaultGraph"]),
        *(["BasicFederatedQuery"] if abilities.outside else []),
    ]
    for name in features:
        yield from said(service, feature=ox.NamedNode(SD[name]))
    yield ox.Triple(dataset, _A, ox.NamedNode(SD.Dataset))
    yield from _published(dataset)
    yield from said(dataset, defaultGraph=default)
    yield ox.Triple(default, _A, ox.NamedNode(SD.Graph))
    for language, text in _DEFAULT.items():
        about = ox.NamedNode(DCTERMS.description)
        yield ox.Triple(default, about, ox.Literal(text, language=language))
    yield from void.describe(default, counts, labels)
    whole = void.are_few(counts.graphs)
    for graph in counts.graphs:
        named, content = labels(), labels()
        yield from said(dataset, namedGraph=named)
        yield ox.Triple(named, _A, ox.NamedNode(SD.NamedGraph))
        yield from said(named, name=ox.NamedNode(graph.iri), graph=content)
        yield ox.Triple(content, _A, ox.NamedNode(SD.Graph))
        yield from _published(content)
        yield from void.describe_graph(content, graph, labels, whole=whole)
        source = _source(graph.iri)
        if source is not None:
            yield ox.Triple(content, ox.NamedNode(DCTERMS.source), ox.NamedNode(source))


def _published(node: Node) -> Iterator[ox.Triple]:
    yield ox.Triple(node, ox.NamedNode(DCTERMS.license), ox.NamedNode(LICENCE))


def _source(graph: str) -> str | None:
    """Where the statements of a named graph come from."""
    if graph == ONTOLOGY_GRAPH:
        return f"{BASE}ontology"
    if graph.startswith(SOURCE_GRAPHS):
        return thing(Kind.SOURCE, graph.removeprefix(SOURCE_GRAPHS))
    return None
