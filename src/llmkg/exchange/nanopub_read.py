"""Nanopublications read back: what a file holds is nothing until hash and signature are right.

Any nanopublication of the network can be verified here. Only one that holds a claim of ours, as
`llmkg.exchange.nanopub` writes them, says something that can be taken over: its claim, proposition
and cited evidence, word for word. The rest of it is computed or somebody else's, and is left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph as ox

from llmkg.errors import (
    EmptyInputError,
    ForeignSyntaxError,
    LoadFailed,
    RecordError,
    TooLargeError,
    TurtleSyntaxError,
)
from llmkg.exchange.nanopub import CITES, NP, REPLACES, STANCES
from llmkg.exchange.trusty import ALGORITHM, CODE, code_of, is_signed, normal_form
from llmkg.export.neighbourhood import ASSESSMENT
from llmkg.export.write import merged, used_prefixes
from llmkg.model.location import Location
from llmkg.rdf.corpus import read_bytes
from llmkg.rdf.nesting import check_turtle
from llmkg.rdf.turtle import DEFAULT_LIMIT, too_long
from llmkg.vocab import DCTERMS, LLMKG, NPX, PROV, RDF, Kind, split

_TYPE: Final = ox.NamedNode(RDF["type"])
_NANOPUB: Final = ox.NamedNode(f"{NP}Nanopublication")
_CLAIM: Final = ox.NamedNode(LLMKG["Claim"])
_LINKS: Final = tuple(
    ox.NamedNode(NP + name) for name in ("hasAssertion", "hasProvenance", "hasPublicationInfo")
)
_TARGET: Final = ox.NamedNode(f"{NPX}hasSignatureTarget")
_SIGNATURE: Final = ox.NamedNode(f"{NPX}hasSignature")
_KEY: Final = ox.NamedNode(f"{NPX}hasPublicKey")
_ALGORITHM: Final = ox.NamedNode(f"{NPX}hasAlgorithm")
_STATED_IN: Final = ox.NamedNode(LLMKG["statedIn"])
_FOLDER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*$")
_INVALIDATED: Final = ox.NamedNode(PROV["wasInvalidatedBy"])
_COMPUTED: Final = frozenset(
    {
        _INVALIDATED,
        ox.NamedNode(DCTERMS["isReplacedBy"]),
        ox.NamedNode(LLMKG["comparedWithEvidence"]),
    }
)

Graphs: TypeAlias = Mapping[ox.NamedNode, list[ox.Quad]]


@dataclass(frozen=True, slots=True)
class Found:
    """A nanopublication whose hash is right, and whose signature is if it has one.

    key         the public key that signed it, in base 64; None when nobody did
    claim       IRI of the claim that it holds; None when it holds none of ours
    quads       the claim with its proposition and evidence, without graph names
    supersedes  IRIs of nanopublications in whose place it comes
    retracts    IRIs of nanopublications that it takes back
    """

    iri: str
    key: str | None
    claim: str | None
    quads: tuple[ox.Quad, ...]
    supersedes: tuple[str, ...] = ()
    retracts: tuple[str, ...] = ()


def read_nanopubs(path: Path, *, limit_bytes: int = DEFAULT_LIMIT) -> tuple[Found, ...]:
    """Every nanopublication of a TriG or N-Quads file, verified; in the order of their IRIs.

    Raises LoadFailed with the faults of all of them, OutsideError when the disk fails.
    """
    data = read_bytes(path, str(path), limit_bytes)
    try:
        return nanopubs(data, str(path))
    except (ForeignSyntaxError, EmptyInputError, TurtleSyntaxError, TooLargeError) as error:
        raise LoadFailed([error]) from error


def nanopubs(data: bytes, name: str) -> tuple[Found, ...]:
    """As `read_nanopubs`, of bytes; `name` is what messages call them."""
    graphs = _graphs(data, name)
    heads = sorted(
        (
            (str(quad.subject), quad.subject, head)
            for head, quads in graphs.items()
            for quad in quads
            if quad.predicate == _TYPE and quad.object == _NANOPUB
        ),
        key=lambda each: each[0],
    )
    if not heads:
        raise EmptyInputError(
            "The file holds no nanopublication",
            where=Location(name),
            mend="Give TriG as `llmkg export nanopub` writes it.",
        )
    found: list[Found] = []
    errors: list[RecordError] = []
    left = set(graphs)
    for _, node, head in heads:
        try:
            parts = _parts(node, head, graphs, name)
            left -= set(parts)
            found.append(_verified(node, parts, graphs, name))
        except RecordError as error:
            errors.append(error)
    if left and not errors:
        what = f"The graph {min(left, key=str)} belongs to no nanopublication"
        errors.append(_fault(what, name, "", "Leave out what no hash covers."))
    if errors:
        raise LoadFailed(errors)
    return tuple(found)


def _graphs(data: bytes, name: str) -> dict[ox.NamedNode, list[ox.Quad]]:
    """The quads of a document by graph.

    Raises ForeignSyntaxError, LoadFailed; TurtleSyntaxError, TooLargeError for what is too deep or
    too long.
    """
    format_ = ox.RdfFormat.N_QUADS if name.endswith(".nq") else ox.RdfFormat.TRIG
    graphs: dict[ox.NamedNode, list[ox.Quad]] = defaultdict(list)
    check_turtle(data, name)
    try:
        for quad in ox.parse(data, format=format_):
            terms = (quad.subject, quad.object)
            if not isinstance(quad.graph_name, ox.NamedNode):
                what = f"A statement about {quad.subject} stands in no graph"
                raise LoadFailed([_fault(what, name, "", "A nanopublication is four graphs.")])
            if any(isinstance(term, ox.BlankNode) for term in terms):
                what = "A nanopublication has no blank nodes"
                raise LoadFailed([_fault(what, name, "", "Give them IRIs before publishing.")])
            graphs[quad.graph_name].append(quad)
    except SyntaxError as error:
        raise ForeignSyntaxError(
            f"This is not {format_.name}: {error.msg}",
            where=Location(name, line=error.lineno, column=error.offset),
        ) from error
    except MemoryError as error:
        raise too_long(error, name) from error
    return graphs


def _parts(node: object, head: ox.NamedNode, graphs: Graphs, name: str) -> tuple[ox.NamedNode, ...]:
    """The graphs of a nanopublication: head, assertion, provenance, publication info."""
    parts = [head]
    for link in _LINKS:
        named = {
            quad.object for quad in graphs[head] if quad.subject == node and quad.predicate == link
        }
        graph = named.pop() if len(named) == 1 else None
        if not isinstance(graph, ox.NamedNode) or not graphs.get(graph):
            what = f"The nanopublication {node} has no {link.value.removeprefix(NP)}"
            raise _fault(what, name, str(node), "It needs one such graph, with content.")
        parts.append(graph)
    if len(set(parts)) != len(parts):
        raise _fault(f"Two parts of {node} are one graph", name, str(node), "Keep four apart.")
    return tuple(parts)


def _verified(node: object, parts: Sequence[ox.NamedNode], graphs: Graphs, name: str) -> Found:
    assert isinstance(node, ox.NamedNode)  # noqa: S101 - there are no blank nodes
    iri = node.value
    trusty = CODE.search(iri)
    if trusty is None:
        raise _fault(
            f"{iri} is no trusty URI", name, iri, "It ends in RA and the hash of its content."
        )
    quads = [quad for part in parts for quad in graphs[part]]
    if (code := code_of(quads, trusty[0])) != trusty[0]:
        raise _fault(
            f"The content of {iri} is not what its trusty URI says: its hash is {code}",
            name,
            iri,
            "Somebody changed it after it was made: fetch it again.",
        )
    _, assertion, _, info = parts
    key = _signing_key(node, quads, graphs[info], trusty[0], name)
    links = {
        term: tuple(
            sorted(
                quad.object.value
                for part in (info, assertion)
                for quad in graphs[part]
                # in the assertion a person takes it back; a claim of ours does so by its own name
                if quad.predicate == term
                and isinstance(quad.object, ox.NamedNode)
                and CODE.search(quad.object.value)
            )
        )
        for term in REPLACES
    }
    claims = {quad.subject for quad in graphs[assertion] if quad.object == _CLAIM}
    claim = claims.pop() if len(claims) == 1 else None
    if not isinstance(claim, ox.NamedNode) and not links[REPLACES[1]]:
        raise _fault(
            f"{iri} holds no claim",
            name,
            iri,
            "Its assertion has to say one llmkg:Claim and what it asserts, denies or leaves open.",
        )
    said = graphs[assertion] + graphs[parts[2]]
    content = _content(claim, said) if isinstance(claim, ox.NamedNode) else ()
    if isinstance(claim, ox.NamedNode) and _source(claim, content) is None:
        raise _fault(
            f"{iri} does not say in which source of ours its claim stands",
            name,
            iri,
            "Its assertion has one llmkg:statedIn, with the IRI of a source.",
        )
    return Found(
        iri,
        key,
        claim.value if isinstance(claim, ox.NamedNode) else None,
        content,
        links[REPLACES[0]],
        links[REPLACES[1]],
    )


def _signing_key(
    node: ox.NamedNode, quads: list[ox.Quad], info: list[ox.Quad], code: str, name: str
) -> str | None:
    """The key by which a nanopublication is signed; None without a signature.

    Raises RecordError for a signature that is not by its key, or is none.
    """
    if not any(quad.predicate in (_SIGNATURE, _TARGET) for quad in info):
        return None
    signatures = [quad for quad in info if quad.predicate == _SIGNATURE]
    mend = "Do not trust it: ask who published it for the right one."
    if len(signatures) == 1:
        element = signatures[0].subject
        of = {
            quad.predicate: quad.object.value
            for quad in info
            if quad.subject == element and isinstance(quad.object, ox.Literal | ox.NamedNode)
        }
        key, algorithm = of.get(_KEY), of.get(_ALGORITHM)
        if key and algorithm == ALGORITHM and of.get(_TARGET) == node.value:
            # A signature covers all but itself.
            text = normal_form([q for q in quads if q is not signatures[0]], code)
            if is_signed(text, of[_SIGNATURE], key):
                return key
            what = f"The signature of {node.value} is wrong"
            raise _fault(what, name, node.value, mend)
    what = f"The signature of {node.value} cannot be checked"
    raise _fault(what, name, node.value, f"It needs one signature by {ALGORITHM}, with its key.")


def _content(claim: ox.NamedNode, quads: Iterable[ox.Quad]) -> tuple[ox.Quad, ...]:
    """What is said of the claim, its proposition and the evidence that it cites."""
    listed = list(quads)
    things = {claim} | {
        quad.object
        for quad in listed
        if quad.subject == claim and quad.predicate in (*STANCES, CITES)
    }
    names = {thing.value for thing in things if isinstance(thing, ox.NamedNode)}
    return tuple(
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for quad in listed
        if isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.partition("#")[0] in names
        and not quad.subject.value.endswith(ASSESSMENT)
    )


def retracted(found: Sequence[Found]) -> Mapping[str, str]:
    """Which claims were taken back among nanopublications, and by which of them.

    As in the network, a retraction counts when the same key signed both.
    """
    by_iri = {each.iri: each for each in found}
    gone: dict[str, str] = {}
    for each in found:
        for iri in each.retracts:
            old = by_iri.get(iri)
            if old is not None and old.claim and each.key is not None and each.key == old.key:
                gone[old.claim] = each.iri
    return gone


def authored(found: Found) -> list[ox.Quad]:
    """What its author says; what a build worked out, the next one works out anew."""
    return [quad for quad in found.quads if quad.predicate not in _COMPUTED]


def contribution(found: Sequence[Found]) -> Mapping[str, bytes]:
    """The claims as Turtle, by the slug of their source: files that `llmkg check` reads.

    What was taken back says by what.
    """
    gone = retracted(found)
    by_source: dict[str, list[ox.Quad]] = defaultdict(list)
    for each in found:
        if each.claim is None:
            continue
        node = ox.NamedNode(each.claim)
        source = _source(node, each.quads)
        if source is None:  # nothing of the kind is read
            continue
        rows = by_source[source]
        rows += authored(each)
        if each.claim in gone:
            rows.append(ox.Quad(node, _INVALIDATED, ox.NamedNode(gone[each.claim])))
    return {slug: _turtle(quads) for slug, quads in sorted(by_source.items())}


def _source(claim: ox.NamedNode, quads: Iterable[ox.Quad]) -> str | None:
    """The slug of the one source of a claim; None where it names none, or no file could have it."""
    named = {
        quad.object.value
        for quad in quads
        if quad.subject == claim
        and quad.predicate == _STATED_IN
        and isinstance(quad.object, ox.NamedNode)
    }
    kind, slug = (split(named.pop()) if len(named) == 1 else None) or (None, "")
    return slug if kind is Kind.SOURCE and _FOLDER.match(slug) else None


def _turtle(quads: Iterable[ox.Quad]) -> bytes:
    whole = merged(quads)
    text = ox.serialize(
        [quad.triple for quad in whole], format=ox.RdfFormat.TURTLE, prefixes=used_prefixes(whole)
    )
    assert text is not None  # noqa: S101 - it is given where no output is named
    return text


def _fault(what: str, name: str, iri: str, mend: str) -> RecordError:
    return RecordError(what, where=Location(name, iri=iri or None), mend=mend)
