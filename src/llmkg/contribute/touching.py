"""Whether statements have to do with the claims, so that rules and reasoner could tell them apart.

Rules, policy and reasoner join statements over shared terms, or start from terms that they name.
Statements that share no subject or object with the rest, and use no term that is named there, are
found by none of them: neither with the rest nor among themselves. The test errs to one side only:
what it lets pass is foreign; some of what it holds is so, too, and costs a whole check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from llmkg.check import load_shapes
from llmkg.contribute.graphs import names_parts
from llmkg.rdf.corpus import Corpus
from llmkg.rdf.tokens import TokenKind, tokenize
from llmkg.vocab import BASE, ONTOLOGY_GRAPH, RDF, RDFS, SH, expand

_EVERYBODYS = frozenset((RDF.type, RDFS.label, RDFS.comment))


@dataclass(frozen=True, slots=True)
class Touching:
    """The terms that the claims, rules and policy use.

    nodes       subjects and objects
    predicates  of which rules ask wherever they stand
    """

    nodes: frozenset[str]
    predicates: frozenset[str]

    @classmethod
    def of(cls, corpus: Corpus) -> Touching:
        """What a corpus uses: its own graphs, and contributed ones that have to do with these."""
        named, predicates = _named(corpus)
        nodes = set(named)
        foreign: list[tuple[ox.Quad, ...]] = []
        for document in corpus.documents:
            if document.graph == ONTOLOGY_GRAPH or names_parts(document.graph):
                nodes |= set(_nodes(document.quads))
            else:
                foreign.append(document.quads)
        found = cls(frozenset(nodes), frozenset(predicates))
        while True:
            near = [quads for quads in foreign if found.touches(quads)]
            if not near:
                return found
            foreign = [quads for quads in foreign if quads not in near]
            more = {term for quads in near for term in _nodes(quads)}
            found = cls(found.nodes | more, found.predicates)

    def touches(self, quads: Iterable[ox.Quad]) -> bool:
        """Whether any of the statements has to do with the claims."""
        return any(
            quad.predicate.value.startswith(BASE)
            or quad.predicate.value in self.predicates
            or self._is_ours(str(quad.subject))
            or (_joins(quad) and self._is_ours(str(quad.object)))
            for quad in quads
        )

    def _is_ours(self, term: str) -> bool:
        return term in self.nodes or term.startswith(f"<{BASE}") or f"^^<{BASE}" in term


def _joins(quad: ox.Quad) -> bool:
    """Whether a rule could come from the object to other statements.

    From a value it can only by a property that it names, or one that everybody uses.
    """
    return not isinstance(quad.object, ox.Literal) or (
        quad.predicate.value in _EVERYBODYS or BASE in str(quad.object.datatype)
    )


def _nodes(quads: Iterable[ox.Quad]) -> Iterator[str]:
    for quad in quads:
        yield str(quad.subject)
        yield str(quad.object)


def _named(corpus: Corpus) -> tuple[set[str], set[str]]:
    """What the rules of the check and of the policy name: as nodes, and as predicates."""
    shapes = load_shapes(corpus.shapes)
    texts = [rule.select for rule in shapes.rules.values() if rule.select is not None]
    texts += [text for rule in shapes.rules.values() for text in rule.targets]
    for path in sorted((corpus.root / Path("queries", "policy")).glob("*.rq")):
        texts.append(path.read_text(encoding="utf-8"))
    terms: set[str] = set()
    for text in texts:
        for token in tokenize(text):
            if token.kind is TokenKind.IRI:
                terms.add(token.text[1:-1])
            elif token.kind is TokenKind.PNAME and (iri := expand(token.text)) is not None:
                terms.add(iri)
    for quad in shapes.quads:
        if quad.predicate.value in (SH.targetSubjectsOf, SH.targetObjectsOf):
            terms.add(str(quad.object)[1:-1])
    named = {f"<{iri}>" for iri in terms}
    named |= {str(quad.object) for quad in shapes.quads if isinstance(quad.object, ox.NamedNode)}
    return named, terms - _EVERYBODYS
