"""What the graph is made of: terms, scales, stored queries, and the names that there are."""

from __future__ import annotations

from typing import Final

from llmkg.gather.reader import labels
from llmkg.kb import KnowledgeBase
from llmkg.mcp.shapes import Lang, Level, Shape
from llmkg.mcp.writer import Writer
from llmkg.queries import NamedQuery
from llmkg.quote.cautions import text
from llmkg.vocab import LLMKG, ONTOLOGY, OWL, PREFIXES, RDF, RDFS, SKOS, compact

_CLASSES: Final = (
    (OWL["Class"], "class"),
    (OWL["ObjectProperty"], "property"),
    (OWL["DatatypeProperty"], "property"),
    (LLMKG["EvidenceType"], "evidence type"),
    (LLMKG["TensionKind"], "kind of tension"),
    (LLMKG["AssessmentStatus"], "status"),
)
_NAMES: Final = 100


class Term(Shape):
    """A term of the ontology."""

    name: str
    is_a: str
    label: str
    definition: str = ""
    domain: list[str] = []
    range: list[str] = []
    below: list[str] = []
    causal: bool | None = None


class Terms(Shape):
    """The ontology in short."""

    ontology: str = ONTOLOGY
    prefixes: dict[str, str]
    graphs: dict[str, str]
    terms: list[Term]


class EvidenceType(Shape):
    """A type of evidence, and the most that it warrants."""

    name: str
    label: str
    iri: str
    warrants_causal: str
    warrants_factual: str


class Scales(Shape):
    """The two ordered schemes."""

    levels: list[Level]
    evidence_types: list[EvidenceType]


class Parameter(Shape):
    """A parameter of a stored query."""

    type: str
    kind: str | None = None
    required: bool
    default: str | None = None
    example: str | None = None
    description: str = ""


class Stored(Shape):
    """A stored query."""

    name: str
    summary: str
    description: str = ""
    form: str
    parameters: dict[str, Parameter]
    sparql: str


class Queries(Shape):
    """The stored queries."""

    queries: list[Stored]


class Names(Shape):
    """Names that begin so."""

    values: list[str]
    total: int


def terms(kb: KnowledgeBase, *, lang: Lang = "en") -> Terms:
    """Every class and property with its definition, domain and range."""
    writer = Writer(kb, lang)
    reader = writer.reader
    causal = set(reader.subjects(RDF["type"], LLMKG["CausalProperty"]))
    found: dict[str, Term] = {}
    for class_, name in _CLASSES:
        for iri in reader.subjects(RDF["type"], class_):
            if not iri.startswith(LLMKG) or iri in found:
                continue
            said = reader.said(iri)
            above = RDFS["subClassOf"] if name == "class" else RDFS["subPropertyOf"]
            domain, range_, below = (
                [compact(ref.iri) for ref in reader.refs(said.get(each, ()))]
                for each in (RDFS["domain"], RDFS["range"], above)
            )
            found[iri] = Term(
                name=compact(iri),
                is_a=name,
                label=text(labels(said, RDFS["label"]), lang),
                definition=text(labels(said, SKOS["definition"]), lang),
                domain=domain,
                range=range_,
                below=below,
                causal=True if iri in causal else None,
            )
    graphs = {g.iri: reader.ref(g.iri).text(lang, "en") for g in kb.manifest.graphs}
    return Terms(prefixes=dict(PREFIXES), graphs=graphs, terms=list(found.values()))


def scales(kb: KnowledgeBase, *, lang: Lang = "en") -> Scales:
    """The levels of confidence, and what each type of evidence warrants."""
    writer = Writer(kb, lang)
    return Scales(
        levels=[writer.level(each) for each in kb.levels()],
        evidence_types=[
            EvidenceType(
                name=each.name,
                label=text(each.label, lang, each.name),
                iri=each.iri,
                warrants_causal=each.warrants_causal.name,
                warrants_factual=each.warrants_factual.name,
            )
            for each in kb.evidence_types()
        ],
    )


def queries(kb: KnowledgeBase, *, lang: Lang = "en") -> Queries:
    """The stored queries with their typed parameters."""
    public = [query for _, query in sorted(kb.queries.items()) if not query.internal]
    return Queries(queries=[_stored(query, lang) for query in public])


def names(kb: KnowledgeBase, *, kind: str, begin: str = "") -> Names:
    """Slugs of things of a kind that begin so, or have a word that does."""
    lowered = begin.lower()
    slugs = [thing.slug for thing in kb.things(kind)]
    fitting = [slug for slug in slugs if slug.lower().startswith(lowered)]
    fitting += [slug for slug in slugs if f"-{lowered}" in slug.lower() and slug not in fitting]
    return Names(values=fitting[:_NAMES], total=len(fitting))


def _stored(query: NamedQuery, lang: Lang) -> Stored:
    return Stored(
        name=query.name,
        summary=text(query.summaries, lang),
        description=text(query.descriptions, lang),
        form=query.form.name.upper(),
        parameters={
            name: Parameter(
                type=param.type.value,
                kind=param.kind,
                required=param.required,
                default=param.default,
                example=param.example,
                description=text(param.descriptions, lang),
            )
            for name, param in query.params.items()
        },
        sparql=query.text,
    )
