"""A claim as a nanopublication: http://nanopub.net/guidelines/working_draft/.

::

    head         which graphs there are
    assertion    the claim with its stance, confidence and hedge; the proposition, whole
    provenance   the source, section and anchor; the evidence that it cites, whole
    pubinfo      licence, creator, day; the claim in a sentence; what it replaces, what replaced it,
                 and how the proposition is assessed

A bare fact is never the assertion: whoever takes that graph alone takes the hedge with it. The same
snapshot, creator and key give the same bytes, and so the same trusty URI.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyoxigraph as ox

from llmkg.errors import NotFoundError
from llmkg.exchange.trusty import ALGORITHM, PLACE, Signer, code_of, normal_form, with_code
from llmkg.export.neighbourhood import ASSESSMENT, STATUS, own_quads, stated
from llmkg.export.void import LICENCE
from llmkg.export.write import used_prefixes
from llmkg.model.location import Location
from llmkg.store.port import GraphStore
from llmkg.vocab import DCTERMS, LLMKG, NPX, PROV, RDF, RDFS, XSD, thing

SPACE: Final = "https://w3id.org/np/"
"""Where the IRIs of nanopublications live; the network resolves what was published to it."""
NP: Final = "http://www.nanopub.org/nschema#"
MEDIA_TYPE: Final = "application/trig"
PROJECT: Final = thing("agent", "llmkg-project")

_ITSELF: Final = SPACE + PLACE
_HEAD: Final = ox.NamedNode(f"{_ITSELF}#Head")
_ASSERTION: Final = ox.NamedNode(f"{_ITSELF}#assertion")
_PROVENANCE: Final = ox.NamedNode(f"{_ITSELF}#provenance")
_PUBINFO: Final = ox.NamedNode(f"{_ITSELF}#pubinfo")
_SIGNATURE: Final = ox.NamedNode(f"{_ITSELF}#sig")
_NANOPUB: Final = ox.NamedNode(_ITSELF)
_TYPE: Final = ox.NamedNode(RDF["type"])
_DERIVED: Final = ox.NamedNode(PROV["wasDerivedFrom"])
_ATTRIBUTED: Final = ox.NamedNode(PROV["wasAttributedTo"])
_LABEL: Final = ox.NamedNode(RDFS["label"])
_CLAIM: Final = ox.NamedNode(LLMKG["Claim"])
STANCES: Final = tuple(ox.NamedNode(LLMKG[name]) for name in ("asserts", "denies", "leavesOpen"))
CITES: Final = ox.NamedNode(LLMKG["citesEvidence"])
_SAID: Final = frozenset(
    (_TYPE, _LABEL, *STANCES, *(ox.NamedNode(LLMKG[name]) for name in ("confidence", "hedge")))
)
"""What of a claim is its content; the rest says where it comes from."""
_BIBLIOGRAPHIC: Final = tuple(
    ox.NamedNode(iri)
    for iri in (RDFS["label"], *(DCTERMS[name] for name in ("title", "issued", "creator")))
)
REPLACES: Final = tuple(ox.NamedNode(f"{NPX}{name}") for name in ("supersedes", "retracts"))


@dataclass(frozen=True, slots=True)
class Nanopublication:
    """Its trusty URI, the claim that it holds, and its quads."""

    iri: str
    claim: str
    quads: tuple[ox.Quad, ...]


class Press:
    """Makes nanopublications of the claims of a store.

    created  when they were made, as xsd:dateTime
    creator  IRI of who makes them; the project's, without one
    signer   whose key signs them
    """

    def __init__(
        self, store: GraphStore, created: str, *, creator: str = "", signer: Signer | None = None
    ) -> None:
        self._store = store
        # As rdflib writes it: who reads with it would find another hash behind a `Z`.
        self._created = datetime.fromisoformat(created).isoformat()
        self._creator = creator or (signer.creator if signer else PROJECT)
        self._signer = signer
        self._made: dict[str, Nanopublication] = {}

    def of(self, claim: str) -> Nanopublication:
        """The nanopublication of a claim, by IRI; NotFoundError."""
        if claim not in self._made:
            self._made[claim] = self._make(ox.NamedNode(claim))
        return self._made[claim]

    def all(self) -> list[Nanopublication]:
        """Those of all claims, by the claims' IRIs."""
        claims = {str(quad.subject)[1:-1] for quad in self._store.quads(None, _TYPE, _CLAIM)}
        return [self.of(claim) for claim in sorted(claims)]

    def _make(self, claim: ox.NamedNode) -> Nanopublication:
        if not self._store.quads(claim, _TYPE, _CLAIM):
            raise NotFoundError("There is no such claim", where=Location("", iri=claim.value))
        own = own_quads(self._store, claim)
        quads = [
            *self._head(),
            *self._assertion(claim, own),
            *self._provenance(claim, own),
            *self._published(claim, own),
        ]
        quads = sorted(set(quads), key=str)
        if self._signer is not None:
            quads += self._signature(self._signer)
            text = normal_form(quads, PLACE)
            quads.append(
                _quad(_SIGNATURE, f"{NPX}hasSignature", ox.Literal(self._signer.sign(text)))
            )
        code = code_of(quads, PLACE)
        return Nanopublication(SPACE + code, claim.value, with_code(quads, code))

    def _head(self) -> Iterable[ox.Quad]:
        yield ox.Quad(_NANOPUB, _TYPE, ox.NamedNode(f"{NP}Nanopublication"), _HEAD)
        for name, graph in (
            ("hasAssertion", _ASSERTION),
            ("hasProvenance", _PROVENANCE),
            ("hasPublicationInfo", _PUBINFO),
        ):
            yield ox.Quad(_NANOPUB, ox.NamedNode(NP + name), graph, _HEAD)

    def _assertion(self, claim: ox.NamedNode, own: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
        for quad in own:
            if quad.subject == claim and quad.predicate in _SAID:
                yield _into(_ASSERTION, quad)
            if quad.predicate in STANCES and isinstance(quad.object, ox.NamedNode):
                for part in own_quads(self._store, quad.object):
                    yield _into(_ASSERTION, part)

    def _provenance(self, claim: ox.NamedNode, own: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
        for quad in own:
            if quad.subject != claim or quad.predicate not in _SAID:
                yield _into(_PROVENANCE, quad)
            if quad.subject != claim or not isinstance(quad.object, ox.NamedNode):
                continue
            if quad.predicate == CITES:
                yield ox.Quad(_ASSERTION, _DERIVED, quad.object, _PROVENANCE)
                for part in own_quads(self._store, quad.object):
                    yield _into(_PROVENANCE, part)
            elif quad.predicate.value == LLMKG["attributedTo"]:
                yield ox.Quad(_ASSERTION, _ATTRIBUTED, quad.object, _PROVENANCE)
            elif quad.predicate.value == LLMKG["statedIn"]:
                yield ox.Quad(_ASSERTION, _DERIVED, quad.object, _PROVENANCE)
                yield from self._source(quad.object)

    def _source(self, source: ox.NamedNode) -> Iterable[ox.Quad]:
        """What a source is called, of which day it is, and whose it is."""
        for term in _BIBLIOGRAPHIC:
            for said in stated(self._store.quads(source, term)):
                yield _into(_PROVENANCE, said)
                if term.value == DCTERMS["creator"]:
                    yield ox.Quad(_ASSERTION, _ATTRIBUTED, said.object, _PROVENANCE)

    def _published(self, claim: ox.NamedNode, own: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
        about: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (DCTERMS["license"], ox.NamedNode(LICENCE)),
            (DCTERMS["creator"], ox.NamedNode(self._creator)),
            (DCTERMS["created"], ox.Literal(self._created, datatype=ox.NamedNode(XSD["dateTime"]))),
            (f"{NPX}hasNanopubType", _CLAIM),
            (f"{NPX}introduces", claim),
        ]
        for language, text in self._sentence(claim, own):
            about.append((RDFS["label"], ox.Literal(text, language=language)))
        for quad in own:
            if quad.predicate in REPLACES and isinstance(quad.object, ox.NamedNode):
                older = ox.NamedNode(self.of(quad.object.value).iri)
                about.append((quad.predicate.value, older))
        yield from (_quad(_NANOPUB, name, value) for name, value in about)
        yield from self._standing(claim, own)

    def _standing(self, claim: ox.NamedNode, own: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
        """What replaced the claim, and how its proposition is assessed."""
        for term in REPLACES:
            for quad in stated(self._store.quads(predicate=term, object=claim)):
                yield _into(_PUBINFO, quad)
        for quad in own:
            if quad.predicate in STANCES and isinstance(quad.object, ox.NamedNode):
                assessment = ox.NamedNode(quad.object.value + ASSESSMENT)
                names = ("assessedProposition", "effectiveConfidence", "warrant", "asOf")
                for term in (*STATUS, *(ox.NamedNode(LLMKG[name]) for name in names)):
                    for said in stated(self._store.quads(assessment, term)):
                        yield _into(_PUBINFO, said)

    def _sentence(self, claim: ox.NamedNode, own: Iterable[ox.Quad]) -> Iterable[tuple[str, str]]:
        """The claim in words, with its level and its hedge: by language."""
        values = {
            name: [q.object for q in own if q.subject == claim and q.predicate.value == LLMKG[name]]
            for name in ("confidence", "hedge")
        }
        hedges = sorted({value.value for value in values["hedge"] if isinstance(value, ox.Literal)})
        for language, level_is, hedge_is, end in (
            ("en", "stated as", "hedge", "; "),
            ("zh", "所述等级", "限定语", "；"),
        ):
            said = self._label(claim, language)
            levels = [self._label(v, language) for v in values["confidence"]]
            parts = [f"{level_is}: {', '.join(levels)}"]
            if hedges:
                parts.append(f"{hedge_is}: {' / '.join(hedges)}")
            yield language, f"{said} [{end.join(parts)}]"

    def _label(self, node: object, language: str) -> str:
        assert isinstance(node, ox.NamedNode)  # noqa: S101 - the check holds it
        for quad in self._store.quads(node, _LABEL):
            if isinstance(quad.object, ox.Literal) and quad.object.language == language:
                return quad.object.value
        return node.value

    def _signature(self, signer: Signer) -> Iterable[ox.Quad]:
        yield _quad(_SIGNATURE, f"{NPX}hasAlgorithm", ox.Literal(ALGORITHM))
        yield _quad(_SIGNATURE, f"{NPX}hasPublicKey", ox.Literal(signer.public))
        yield _quad(_SIGNATURE, f"{NPX}hasSignatureTarget", _NANOPUB)
        yield _quad(_SIGNATURE, f"{NPX}signedBy", ox.NamedNode(signer.creator))


def trig(nanopublications: Iterable[Nanopublication]) -> bytes:
    """Nanopublications as one TriG document, one after the other."""
    listed = list(nanopublications)
    # Graph by graph, as one reads them; `Head` comes before small letters.
    quads = [
        q for each in listed for q in sorted(each.quads, key=lambda quad: str(quad.graph_name))
    ]
    prefixes = {**used_prefixes(quads), "np": NP, "npx": str(NPX)}
    if len(listed) == 1:
        prefixes |= {"this": listed[0].iri, "sub": f"{listed[0].iri}#"}
    text = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=prefixes)
    assert text is not None  # noqa: S101 - it is given where no output is named
    return text


def _into(graph: ox.NamedNode, quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _quad(subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode(predicate), value, _PUBINFO)
