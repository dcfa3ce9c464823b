"""The vocabulary: every term with its definition, its axioms in words, its rules and its use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from llmkg.check.rules import Rule
from llmkg.http.sheet import Crumb, Sheet
from llmkg.http.views.ledger import shelves_of
from llmkg.http.views.thing import downloads
from llmkg.kb import KnowledgeBase
from llmkg.model.level import EvidenceType
from llmkg.model.text import Labels
from llmkg.vocab import (
    DCTERMS,
    KEPT,
    LLMKG,
    ONTOLOGY,
    ONTOLOGY_GRAPH,
    OWL,
    RDF,
    RDFS,
    SKOS,
    compact,
)

_STATUS: Final = "http://www.w3.org/2003/06/sw-vocab-status/ns#term_status"
_SORTS: Final = (
    ("class", OWL["Class"]),
    ("object", OWL["ObjectProperty"]),
    ("value", OWL["DatatypeProperty"]),
    ("annotation", OWL["AnnotationProperty"]),
    ("individual", OWL["NamedIndividual"]),
)
_TRAITS: Final = (
    *("FunctionalProperty", "InverseFunctionalProperty", "TransitiveProperty"),
    *("SymmetricProperty", "AsymmetricProperty", "IrreflexiveProperty", "ReflexiveProperty"),
)
_LINES: Final = (
    ("subclass", RDFS["subClassOf"]),
    ("subproperty", RDFS["subPropertyOf"]),
    ("domain", RDFS["domain"]),
    ("range", RDFS["range"]),
    ("inverse", OWL["inverseOf"]),
    ("disjoint", OWL["disjointWith"]),
    ("disjoint", OWL["propertyDisjointWith"]),
    ("causal-ceiling", LLMKG["warrantsCausal"]),
    ("factual-ceiling", LLMKG["warrantsFactual"]),
)
_UPSIDE_DOWN: Final = {"subclass": "superclass", "subproperty": "superproperty"}
_HAVING: Final = {
    "stating": "?thing a llmkg:Claim ; llmkg:confidence",
    "compared": "?thing llmkg:comparedWithEvidence",
    "readAs": "?thing llmkg:readAs",
    "evidence": "?thing llmkg:evidenceType",
    "tensions": "?thing llmkg:tensionKind",
    "propositions": "?now llmkg:assessedProposition ?thing\n"
    '  FILTER(STRENDS(STR(?now), "#assessment")) ?now llmkg:status',
}
"""What has a level, a type of evidence, a kind of tension or a status, by the number that is kept
(see `llmkg.reason.kept`), and how it is found."""

_MATCHES: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


@dataclass(frozen=True, slots=True)
class Name:
    """A term that is pointed at; `anchor` on this page where it is one of ours."""

    text: str
    label: Labels
    anchor: str = ""
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An axiom in words: the end of its message's key, and the terms in it."""

    key: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule of the check that is about a term."""

    severity: str
    messages: Labels


@dataclass(frozen=True, slots=True)
class TermView:
    """A term.

    kinds    of properties: whether it is one of the domain, causal, or only ever entailed
    traits   logical characteristics, as ends of keys
    chains   each a way over other properties that entails this one
    uses     how often it is used in the data; stated, in how many propositions it is the relation
    query    what shows these uses
    words    for the filter
    """

    name: str
    label: Labels
    inverse: Labels
    definition: Labels
    examples: Labels
    status: str
    kinds: tuple[Name, ...]
    traits: tuple[str, ...]
    lines: tuple[Line, ...]
    chains: tuple[tuple[Name, ...], ...]
    matches: tuple[Line, ...]
    rules: tuple[RuleView, ...]
    uses: int
    stated: int
    query: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Terms under one heading: a message, or the label of a scheme."""

    key: str
    scheme: Name | None
    terms: tuple[TermView, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow of the overview: from, over which properties, to."""

    start: Name
    over: tuple[Name, ...]
    end: Name


@dataclass(frozen=True, slots=True)
class OntologyView:
    """The whole vocabulary; `ceilings` are the types of evidence with the most they warrant."""

    title: Labels
    description: Labels
    version: str
    groups: tuple[Group, ...]
    names: Mapping[str, Name]
    edges: tuple[Edge, ...]
    ceilings: tuple[EvidenceType, ...]
    total: int


_OVERVIEW: Final = (
    ("TrainingStage", ("inputModel", "outputModel"), "Model"),
    ("TrainingStage", ("givesRiseTo", "improves", "weakens"), "Ability"),
    ("Model", ("hasAbility", "lacksAbility"), "Ability"),
    ("Model", ("derivedFrom",), "Model"),
    ("Claim", ("asserts", "denies", "leavesOpen"), "Proposition"),
    ("Claim", ("statedIn",), "Source"),
    ("Claim", ("citesEvidence",), "Evidence"),
    ("Evidence", ("supports", "disputes", "qualifies"), "Proposition"),
    ("Evidence", ("reportedIn",), "Source"),
)


def sheet(view: OntologyView) -> Sheet:
    """The page of the ontology."""
    return Sheet(
        template="ontology.html",
        view=view,
        title="ontology-title",
        description=view.description,
        iri=ONTOLOGY,
        kind="DefinedTermSet",
        crumbs=(Crumb("nav-home", "/"),),
        downloads=downloads(ONTOLOGY),
    )


def ontology(
    kb: KnowledgeBase, counts: Mapping[str, int], rules: Iterable[Rule] = ()
) -> OntologyView:
    """What the snapshot's ontology says.

    `counts` are the things of each class and the triples of each property in the data.
    """
    return _Reading(kb, counts, rules).view()


class _Reading:
    """One pass over the graph of the ontology."""

    def __init__(self, kb: KnowledgeBase, counts: Mapping[str, int], rules: Iterable[Rule]) -> None:
        self._kb = kb
        self._counts = counts
        self._said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._texts: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        for quad in sorted(kb.store.quads(graph=ox.NamedNode(ONTOLOGY_GRAPH)), key=str):
            subject, predicate, object_ = str(quad.subject), quad.predicate.value, quad.object
            if isinstance(object_, ox.Literal):
                texts = self._texts[subject.strip("<>")][predicate]
                language = object_.language or ""
                before = texts.get(language)
                texts[language] = f"{before} / {object_.value}" if before else object_.value
            else:
                self._said[subject.strip("<>")][predicate].append(str(object_).strip("<>"))
        self._rules: dict[str, list[RuleView]] = defaultdict(list)
        for rule in sorted(rules, key=lambda each: each.iri):
            for iri in rule.see:
                self._rules[iri].append(RuleView(rule.severity.value, rule.messages))
        self._shelves = shelves_of(kb)
        self._types = {iri: set(said[RDF["type"]]) for iri, said in self._said.items()}
        self._reverse: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for key, predicate in _LINES[:2]:
            for iri, said in self._said.items():
                for above in said.get(predicate, ()):
                    self._reverse[above][_UPSIDE_DOWN[key]].append(iri)
        for iri, said in self._said.items():
            for other in said.get(OWL["inverseOf"], ()):
                self._reverse[other]["inverse"].append(iri)
        self._apart = self._disjoint()

    def view(self) -> OntologyView:
        """The page."""
        sorts: dict[str, list[str]] = defaultdict(list)
        for iri, types in self._types.items():
            if iri.startswith(LLMKG):
                sort = next((key for key, class_ in _SORTS if class_ in types), None)
                if sort is not None:
                    sorts[sort].append(iri)
        groups = [
            Group(key, None, tuple(self._term(iri, key) for iri in sorted(sorts[key])))
            for key, _ in _SORTS[:4]
        ]
        schemes: dict[str, list[str]] = defaultdict(list)
        for iri in sorts["individual"]:
            named = self._said[iri].get(SKOS["inScheme"], [""])
            schemes[named[0]].append(iri)
        for scheme, members in sorted(schemes.items(), reverse=True):
            name = self._name(scheme) if scheme else None
            ranked = sorted(members, key=self._place)
            terms = tuple(self._term(iri, "individual") for iri in ranked)
            groups.append(Group("individuals", name, terms))
        names = {name: self._name(LLMKG[name]) for edge in _OVERVIEW for name in edge[0::2]}
        head = self._texts[ONTOLOGY]
        return OntologyView(
            title=head[DCTERMS["title"]],
            description=head[DCTERMS["description"]],
            version=head[OWL["versionInfo"]].get("", ""),
            groups=tuple(group for group in groups if group.terms),
            names=names,
            edges=tuple(
                Edge(names[start], tuple(self._name(LLMKG[each]) for each in over), names[end])
                for start, over, end in _OVERVIEW
            ),
            ceilings=self._kb.evidence_types(),
            total=sum(len(group.terms) for group in groups),
        )

    def _term(self, iri: str, sort: str) -> TermView:
        said, texts, types = self._said[iri], self._texts[iri], self._types[iri]
        label, definition = texts[RDFS["label"]], texts[SKOS["definition"]]
        name = iri.removeprefix(LLMKG)
        stated = self._shelves.numbers(iri).get(KEPT.stated, 0)
        uses, having = self._uses(iri, sort)
        words = " ".join((name, *label.values(), *definition.values())).lower()
        return TermView(
            name=name,
            label=label,
            inverse=texts[LLMKG["inverseLabel"]],
            definition=definition,
            examples=texts[SKOS["example"]],
            status=texts[_STATUS].get("", ""),
            kinds=self._names(each for each in sorted(types) if each.startswith(LLMKG)),
            traits=tuple(each for each in _TRAITS if OWL[each] in types),
            lines=tuple(self._lines(iri, said)),
            chains=tuple(
                self._names(self._items(head)) for head in said.get(OWL["propertyChainAxiom"], ())
            ),
            matches=tuple(
                Line(each, self._names(said[SKOS[each]])) for each in _MATCHES if SKOS[each] in said
            ),
            rules=tuple(self._rules.get(iri, ())),
            uses=uses,
            stated=stated,
            query=_query(name, sort, stated, uses, having),
            words=words,
        )

    def _lines(self, iri: str, said: Mapping[str, Sequence[str]]) -> Iterator[Line]:
        found: dict[str, list[str]] = {}
        for key, predicate in _LINES:
            found.setdefault(key, []).extend(said.get(predicate, ()))
        for key, members in self._reverse[iri].items():
            found.setdefault(key, []).extend(sorted(members))
        found["disjoint"] += sorted(self._apart[iri] - set(found["disjoint"]))
        for key, terms in found.items():
            if terms:
                yield Line(key, self._names(dict.fromkeys(terms)))

    def _disjoint(self) -> Mapping[str, set[str]]:
        """What is apart from what: single axioms read both ways, and those over several."""
        found: dict[str, set[str]] = defaultdict(set)
        for iri, said in self._said.items():
            for predicate in (OWL["disjointWith"], OWL["propertyDisjointWith"]):
                for other in said.get(predicate, ()):
                    found[other].add(iri)
            if OWL["AllDisjointClasses"] in self._types[iri]:
                members = [each for head in said[OWL["members"]] for each in self._items(head)]
                for each in members:
                    found[each] |= {*members} - {each}
        return found

    def _items(self, head: str) -> Iterator[str]:
        """The items of an RDF list."""
        seen: set[str] = set()
        while head != RDF["nil"] and head not in seen:
            seen.add(head)
            said = self._said.get(head, {})
            yield from said.get(RDF["first"], ())
            head = next(iter(said.get(RDF["rest"], ())), RDF["nil"])

    def _place(self, iri: str) -> tuple[float, str]:
        """Levels by rank, the surest first; types of evidence as they are listed."""
        texts = self._texts[iri]
        rank, place = texts[LLMKG["rank"]].get(""), texts[LLMKG["listPosition"]].get("")
        return (-float(rank) if rank else float(place or 0), iri)

    def _uses(self, iri: str, sort: str) -> tuple[int, str]:
        """How often a term is used, and how what has it is found, where that is one thing."""
        if sort != "individual":
            return self._counts.get(iri, 0), ""
        numbers = self._shelves.numbers(iri)
        for name, having in _HAVING.items():
            if KEPT[name] in numbers:
                return numbers[KEPT[name]], having
        graph = ox.NamedNode(ONTOLOGY_GRAPH)
        node = ox.NamedNode(iri)
        quads = self._kb.store.quads(None, None, node)
        return sum(quad.graph_name != graph for quad in quads), ""

    def _names(self, iris: Iterable[str]) -> tuple[Name, ...]:
        return tuple(map(self._name, iris))

    def _name(self, iri: str) -> Name:
        label = self._texts[iri][RDFS["label"]] if iri in self._texts else {}
        if iri.startswith(LLMKG):
            return Name(iri.removeprefix(LLMKG), label, anchor=iri.removeprefix(LLMKG))
        return Name(compact(iri), label, iri=iri)


def _query(name: str, sort: str, stated: int, uses: int, having: str) -> str:
    """What shows the uses of a term; "" where there are none."""
    term = f"llmkg:{name}"
    if stated:
        return (
            "SELECT ?proposition ?subject ?object WHERE {\n"
            f"  ?proposition rdf:predicate {term} ;\n"
            "    rdf:subject ?subject ; rdf:object ?object .\n}\nLIMIT 200"
        )
    if not uses:
        return ""
    if having:
        return f"SELECT DISTINCT ?thing WHERE {{ {having} {term} }}\nLIMIT 200"
    if sort == "class":
        return f"SELECT ?thing WHERE {{ ?thing a {term} }}\nLIMIT 200"
    if sort == "individual":
        return f"SELECT ?thing ?relation WHERE {{ ?thing ?relation {term} }}\nLIMIT 200"
    return f"SELECT ?subject ?value WHERE {{ ?subject {term} ?value }}\nLIMIT 200"
