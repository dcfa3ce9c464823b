"""The stored queries as ``sh:SPARQLExecutable``, by the convention of the SIB's endpoints.

Each has its text in the property of its form (``sh:select``, ``sh:construct``, ``sh:ask``), says in
words what it asks (``rdfs:comment``), under which keywords it is found, and at which endpoint it
runs (``schema:target``). The text is one that runs wherever it is pasted: our prefixes, which our
endpoint knows by itself, stand before it, and its parameters have the values of their examples.
What the parameters are, and where the query takes others, is a ``schema:potentialAction``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from llmkg.queries import NamedQuery, Param, bind
from llmkg.rdf.prologue import prologue
from llmkg.rdf.tokens import TokenKind, tokenize
from llmkg.store.port import QueryForm
from llmkg.vocab import BASE, DCTERMS, OWL, PREFIXES, RDF, RDFS, SCHEMA, SH, XSD

QUERIES: Final = f"{BASE}queries"
"""The IRI of the collection; each query is below it."""

DECLARED: Final = f"{QUERIES}#prefixes"
NAMES: Final[Mapping[str, str]] = MappingProxyType({"sh": str(SH)})
"""Prefixes for writing it beyond those that all data has."""

_FORMS: Final = {
    QueryForm.SELECT: (SH.SPARQLSelectExecutable, SH.select),
    QueryForm.CONSTRUCT: (SH.SPARQLConstructExecutable, SH.construct),
    QueryForm.ASK: (SH.SPARQLAskExecutable, SH.ask),
}
_RESULTS: Final = "application/sparql-results+json"


def name_of(query: NamedQuery) -> str:
    """The IRI of a stored query."""
    return f"{QUERIES}/{query.name}"


def executables(queries: Iterable[NamedQuery], home: str) -> list[ox.Quad]:
    """The public ones of `queries`, at the server whose root is `home` (ending in a slash)."""
    public = [query for query in queries if not query.internal]
    triples: list[ox.Triple] = []
    for query in public:
        triples += _query(query, home)
    used = sorted({prefix for query in public for prefix in used_prefixes(query.text)})
    triples += _prefixes(used)
    return [ox.Quad(*triple) for triple in triples]


def listed(queries: Iterable[NamedQuery], home: str) -> list[ox.Quad]:
    """As :func:`executables`, as a collection: what the address of all of them answers."""
    public = [query for query in queries if not query.internal]
    whole = ox.NamedNode(QUERIES)
    about = [ox.Quad(whole, _node(RDF.type), _node(SCHEMA.Collection))]
    names = {"en": "Stored queries of llmkg", "zh": "llmkg 的预存查询"}
    about += [
        ox.Quad(whole, _node(SCHEMA["name"]), ox.Literal(text, language=language))
        for language, text in names.items()
    ]
    about += [
        ox.Quad(whole, _node(SCHEMA.hasPart), ox.NamedNode(name_of(query))) for query in public
    ]
    return [*about, *executables(public, home)]


def runnable(query: NamedQuery) -> str:
    """The text with the examples of its parameters, and the prefixes that it does not declare."""
    values = {name: param.example for name, param in query.params.items() if _is_shown(param)}
    text = bind(query, values)
    head = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used_prefixes(text))
    return f"{head}{text.strip()}\n"


def used_prefixes(text: str) -> list[str]:
    """Our prefixes that a text uses without declaring them, by name."""
    tokens = list(tokenize(text))
    used = {token.text.partition(":")[0] for token in tokens if token.kind is TokenKind.PNAME}
    return sorted((used & PREFIXES.keys()) - prologue(tokens).declared.keys())


def _is_shown(param: Param) -> bool:
    """Whether the example is needed; what has a default, or may be left out, is left as it is."""
    return param.required and param.example is not None


def _query(query: NamedQuery, home: str) -> Iterator[ox.Triple]:
    subject = ox.NamedNode(name_of(query))
    kind, holds = _FORMS[query.form]
    for type_ in (SH.SPARQLExecutable, kind):
        yield ox.Triple(subject, _node(RDF.type), _node(type_))
    for language, text in query.summaries.items():
        yield ox.Triple(subject, _node(RDFS.comment), ox.Literal(text, language=language))
    for language, text in query.descriptions.items():
        said = ox.Literal(" ".join(text.split()), language=language)
        yield ox.Triple(subject, _node(DCTERMS.description), said)
    for tag in query.tags:
        yield ox.Triple(subject, _node(SCHEMA.keywords), ox.Literal(tag))
    yield ox.Triple(subject, _node(SCHEMA.target), ox.NamedNode(f"{home}sparql"))
    yield ox.Triple(subject, _node(SH.prefixes), ox.NamedNode(DECLARED))
    yield ox.Triple(subject, _node(holds), ox.Literal(runnable(query)))
    yield from _action(query, subject, home)


def _action(query: NamedQuery, subject: ox.NamedNode, home: str) -> Iterator[ox.Triple]:
    """Where it is run with other values, and what these may be."""
    action, entry = (ox.NamedNode(f"{subject.value}#{part}") for part in ("run", "run-at"))
    template = f"{home}api/queries/{query.name}"
    if query.params:
        template += "{?" + ",".join(query.params) + "}"
    yield ox.Triple(subject, _node(SCHEMA.potentialAction), action)
    yield ox.Triple(action, _node(RDF.type), _node(SCHEMA.SearchAction))
    yield ox.Triple(action, _node(SCHEMA.target), entry)
    yield ox.Triple(entry, _node(RDF.type), _node(SCHEMA.EntryPoint))
    yield ox.Triple(entry, _node(SCHEMA.urlTemplate), ox.Literal(template))
    yield ox.Triple(entry, _node(SCHEMA.httpMethod), ox.Literal("GET"))
    type_ = "text/turtle" if query.form.gives_graph else _RESULTS
    yield ox.Triple(entry, _node(SCHEMA.contentType), ox.Literal(type_))
    for name, param in query.params.items():
        node = ox.NamedNode(f"{subject.value}#{name}")
        yield ox.Triple(action, _node(SCHEMA["query-input"]), node)
        yield ox.Triple(node, _node(RDF.type), _node(SCHEMA.PropertyValueSpecification))
        yield ox.Triple(node, _node(SCHEMA.valueName), ox.Literal(name))
        required = ox.Literal("true" if param.required else "false", datatype=_node(XSD.boolean))
        yield ox.Triple(node, _node(SCHEMA.valueRequired), required)
        if param.default is not None:
            yield ox.Triple(node, _node(SCHEMA.defaultValue), ox.Literal(param.default))
        for language, text in param.descriptions.items():
            said = ox.Literal(text, language=language)
            yield ox.Triple(node, _node(SCHEMA.description), said)


def _prefixes(names: Iterable[str]) -> Iterator[ox.Triple]:
    whole = ox.NamedNode(DECLARED)
    yield ox.Triple(whole, _node(RDF.type), _node(OWL.Ontology))
    for name in names:
        node = ox.NamedNode(f"{QUERIES}#prefix-{name}")
        iri = ox.Literal(PREFIXES[name], datatype=_node(XSD.anyURI))
        yield ox.Triple(whole, _node(SH.declare), node)
        yield ox.Triple(node, _node(RDF.type), _node(SH.PrefixDeclaration))
        yield ox.Triple(node, _node(SH.prefix), ox.Literal(name))
        yield ox.Triple(node, _node(SH.namespace), iri)


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
