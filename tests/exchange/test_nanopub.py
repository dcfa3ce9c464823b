"""Claims as nanopublications, and back.

The library still builds on what rdflib calls deprecated.
"""

import logging
import re
import socket
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from Crypto.PublicKey import RSA
from nanopub.nanopub import Nanopub
from nanopub.nanopub_conf import NanopubConf
from nanopub.profile import Profile
from rdflib import Graph, URIRef
from starlette.testclient import TestClient
from typer.testing import CliRunner

from llmkg.check import check_corpus
from llmkg.cli.main import make_app
from llmkg.errors import LoadFailed, ParameterError
from llmkg.exchange.nanopub import Press, trig
from llmkg.exchange.nanopub_read import contribution, nanopubs, read_nanopubs, retracted
from llmkg.exchange.trusty import PLACE, Signer, code_of, normal_form, with_code
from llmkg.export.neighbourhood import own_quads
from llmkg.http.app import create_app
from llmkg.kb import KnowledgeBase
from llmkg.rdf.corpus import load_corpus
from llmkg.settings import Settings
from llmkg.vocab import LLMKG

logging.getLogger("rdflib.term").setLevel(logging.ERROR)
COT = "https://w3id.org/llmkg/claim/fu2022-zh-3-1-code-training-gives-cot"
WHO = "https://orcid.org/0000-0002-1825-0097"
CREATED = "2026-11-23T00:00:00Z"
NPX = "http://purl.org/nanopub/x/"
SUPERSEDED = "https://w3id.org/llmkg/claim/fu2022-en-3-2-context-window-4096"


@pytest.fixture(scope="module")
def kb(root, snapshot):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "key.pem"
    path.write_bytes(RSA.generate(2048).export_key())
    return path


@pytest.fixture(scope="module")
def signed(kb, key):
    return Press(kb.store, CREATED, signer=Signer.read(key, WHO))


@pytest.fixture
def offline(monkeypatch):
    """Whoever opens a connection or looks up a name fails."""

    def refuse(*_arguments, **_named):
        raise AssertionError("the network was called")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def said_of(store, claim):
    """The claim, its proposition and the evidence that it cites, as the store has them."""
    own = own_quads(store, ox.NamedNode(claim))
    links = {LLMKG[name] for name in ("asserts", "denies", "leavesOpen", "citesEvidence")}
    others = [
        quad.object
        for quad in own
        if quad.predicate.value in links and isinstance(quad.object, ox.NamedNode)
    ]
    whole = own.union(*(own_quads(store, other) for other in others))
    return {str(quad.triple) for quad in whole}


@pytest.mark.usefixtures("offline")
def test_every_claim_comes_back_as_it_was(kb):
    made = Press(kb.store, CREATED).all()
    assert len(made) > 900
    assert len({each.iri for each in made}) == len(made)
    found = {each.iri: each for each in nanopubs(trig(made), "all.trig")}
    for each in made:
        back = found[each.iri]
        assert (back.claim, back.key) == (each.claim, None)
        assert {str(quad.triple) for quad in back.quads} == said_of(kb.store, each.claim)


@pytest.mark.usefixtures("offline")
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_librarys_own_check_accepts_ours(kb, signed, tmp_path):
    plain = Press(kb.store, CREATED).all()
    some = [*plain[::60], signed.of(COT), signed.of(SUPERSEDED)]
    for each in some:
        path = tmp_path / "one.trig"
        path.write_bytes(trig([each]))
        theirs = Nanopub(rdf=path)
        assert theirs.is_valid, each.claim
        assert theirs.has_valid_trusty
        assert theirs.source_uri == each.iri


@pytest.mark.usefixtures("offline")
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_librarys_own_writer_is_understood(key):
    """Somebody else's nanopublication, made and signed by the library, is verified here."""
    bare = "".join(key.read_text().splitlines()[1:-1])
    profile = Profile(orcid_id=WHO, name="Somebody", private_key=bare)
    conf = NanopubConf(
        profile=profile,
        add_pubinfo_generated_time=True,
        attribute_publication_to_profile=True,
        attribute_assertion_to_profile=True,
    )
    assertion = Graph()
    gone = "https://w3id.org/np/RA" + "x" * 43
    assertion.add((URIRef(WHO), URIRef(f"{NPX}retracts"), URIRef(gone)))
    theirs = Nanopub(conf=conf, assertion=assertion)
    theirs.sign()
    (found,) = nanopubs(theirs.rdf.serialize(format="trig").encode(), "theirs.trig")
    assert found.iri == str(theirs.source_uri)
    assert (found.claim, found.retracts) == (None, (gone,))
    assert found.key == str(theirs.metadata.public_key)


def test_what_a_nanopublication_shows(signed):
    text = trig([signed.of(COT)]).decode()
    graphs = dict(re.findall(r"^sub:(\w+) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL))
    assert list(graphs) == ["Head", "assertion", "provenance", "pubinfo"]
    assert "llmkg:hedge" in graphs["assertion"]
    assert "llmkg:confidence llmkg:WellSupported" in graphs["assertion"]
    assert "oa:start" in graphs["provenance"]
    assert "llmkg:evidenceType" in graphs["provenance"]
    assert "stated as: well supported; hedge: very likely" in graphs["pubinfo"]
    assert "creativecommons.org/licenses/by/4.0" in graphs["pubinfo"]
    assert f"dcterms:creator <{WHO}>" in graphs["pubinfo"]
    assert "llmkg:status llmkg:Contested" in graphs["pubinfo"]
    assert "npx:hasSignature " in graphs["pubinfo"]


def test_the_same_gives_the_same_bytes(kb, key, signed):
    again = Press(kb.store, CREATED, signer=Signer.read(key, WHO))
    assert trig([again.of(COT)]) == trig([signed.of(COT)])
    assert Press(kb.store, CREATED).of(COT).iri != signed.of(COT).iri


def test_what_replaces_another_says_so_and_so_does_what_was_replaced(kb, signed):
    (newer,) = {
        quad.subject.value
        for quad in kb.store.quads(None, ox.NamedNode(f"{NPX}supersedes"), None)
        if quad.object.value == SUPERSEDED
    }
    new, old = signed.of(newer), signed.of(SUPERSEDED)
    assert f"npx:supersedes c:{SUPERSEDED.rpartition('/')[2]}" in trig([old]).decode()
    found = {each.iri: each for each in nanopubs(trig([new, old]), "both.trig")}
    assert found[new.iri].supersedes == (old.iri,)
    assert any(quad.predicate.value == f"{NPX}supersedes" for quad in found[new.iri].quads)


def resealed(text, old, signer=None):
    """The text with a trusty URI that fits what it says now, signed anew if asked."""
    code = old.rpartition("/")[2]
    quads = list(ox.parse(text.replace(code, PLACE).encode(), format=ox.RdfFormat.TRIG))
    if signer is not None:
        quads = [quad for quad in quads if quad.predicate.value != f"{NPX}hasSignature"]
        sig = next(q for q in quads if q.predicate.value == f"{NPX}hasSignatureTarget")
        value = ox.Literal(signer.sign(normal_form(quads, PLACE)))
        quads.append(
            ox.Quad(sig.subject, ox.NamedNode(f"{NPX}hasSignature"), value, sig.graph_name)
        )
    coded = with_code(quads, code_of(quads, PLACE))
    return ox.serialize(coded, format=ox.RdfFormat.TRIG)


def changed_word(text, _iri):
    return text.replace("very likely", "certainly")


def changed_word_and_hash(text, iri):
    return resealed(changed_word(text, iri), iri).decode()


def without_key(text, iri):
    return resealed(re.sub(r"npx:hasPublicKey \"[^\"]*\" ;", "", text), iri).decode()


def without_signature(text, iri):
    return resealed(re.sub(r" ;\s*npx:hasSignature \"[^\"]*\"", "", text), iri).decode()


def for_another(text, iri):
    other = "npx:hasSignatureTarget <https://example.org/x>"
    return resealed(text.replace("npx:hasSignatureTarget this:", other), iri).decode()


def no_claim(text, iri):
    return resealed(text.replace("a llmkg:Claim", "a llmkg:Concept"), iri).decode()


FAULTS = [
    (changed_word, "is not what its trusty URI says"),
    (changed_word_and_hash, "The signature of .* is wrong"),
    (without_key, "cannot be checked"),
    (without_signature, "cannot be checked"),
    (for_another, "cannot be checked"),
    (lambda text, iri: text.replace(iri, "https://example.org/np1"), "is no trusty URI"),
    (lambda text, _: text.replace("np:hasProvenance sub:provenance", "a np:X"), "hasProvenance"),
    (lambda text, _: text.replace("sub:pubinfo", "sub:provenance"), "are one graph"),
    (lambda text, _: text + "<urn:x> { <urn:a> <urn:b> 1 }", "belongs to no nanopublication"),
    (lambda text, _: text + "<urn:a> <urn:b> 1 .", "stands in no graph"),
    (lambda text, _: text + "sub:pubinfo { [] <urn:b> 1 }", "no blank nodes"),
    (lambda text, _: text[:-20], "This is not TriG"),
    (lambda text, _: text + f"<urn:g> {{ <urn:a> <urn:b> {'(' * 300} }}", "nests too deeply"),
    (lambda *_: "<urn:g> { <urn:a> <urn:b> 1 }", "holds no nanopublication"),
]


@pytest.mark.parametrize(("spoil", "message"), FAULTS, ids=[fault[1] for fault in FAULTS])
def test_what_is_wrong_is_found_and_nothing_comes_of_it(signed, spoil, message, tmp_path):
    made = signed.of(COT)
    path = tmp_path / "wrong.trig"
    path.write_text(spoil(trig([made]).decode(), made.iri), encoding="utf-8")
    with pytest.raises(LoadFailed) as failed:
        read_nanopubs(path)
    assert re.search(message, str(failed.value)), failed.value
    assert str(path) in str(failed.value)
    assert all(error.mend for error in failed.value.errors if "TriG" not in error.what)


def test_one_that_is_wrong_keeps_the_others_out(signed):
    text = trig([signed.of(COT), signed.of(SUPERSEDED)]).decode()
    with pytest.raises(LoadFailed, match="1 input error"):
        nanopubs(changed_word(text, "").encode(), "two.trig")


def test_the_hash_of_no_claim(signed):
    made = signed.of(COT)
    signer = signed._signer
    text = trig([made]).decode().replace("a llmkg:Claim", "a llmkg:Concept")
    with pytest.raises(LoadFailed, match="holds no claim"):
        nanopubs(resealed(text, made.iri, signer), "none.trig")


@pytest.mark.parametrize(
    "instead",
    [
        'llmkg:section "1"',
        "llmkg:statedIn <https://w3id.org/llmkg/source/..>",
        "llmkg:statedIn <https://w3id.org/llmkg/source/a/../../b>",
        "llmkg:statedIn <https://w3id.org/llmkg/agent/openai>",
        "llmkg:statedIn source:fu2022-zh , source:fu2022-en",
    ],
)
def test_a_claim_that_stands_in_no_source_of_ours(signed, instead):
    made = signed.of(COT)
    text, changed = re.subn(r"llmkg:statedIn source:[\w-]+", instead, trig([made]).decode())
    assert changed
    with pytest.raises(LoadFailed, match="does not say in which source"):
        nanopubs(resealed(text, made.iri, signed._signer), "none.trig")


@pytest.mark.parametrize("same_key", [True, False])
def test_who_signed_it_may_take_it_back_and_nobody_else(signed, same_key):
    made = signed.of(COT)
    signer = signed._signer if same_key else Signer(RSA.generate(2048), WHO)
    here = f"https://w3id.org/np/{PLACE}"
    text = f"""
        @prefix np: <http://www.nanopub.org/nschema#> . @prefix npx: <{NPX}> .
        <{here}#h> {{ <{here}> a np:Nanopublication ; np:hasAssertion <{here}#a> ;
            np:hasProvenance <{here}#p> ; np:hasPublicationInfo <{here}#i> }}
        <{here}#a> {{ <{WHO}> npx:retracts <{made.iri}> }}
        <{here}#p> {{ <{here}#a> <http://www.w3.org/ns/prov#wasAttributedTo> <{WHO}> }}
        <{here}#i> {{ <{here}#sig> npx:hasSignatureTarget <{here}> ; npx:hasAlgorithm "RSA" ;
            npx:hasPublicKey "{signer.public}" }}"""
    found = nanopubs(trig([made]) + b"\n" + resealed(text, here, signer), "taken-back.trig")
    assert retracted(found) == ({COT: next(f.iri for f in found if f.retracts)} if same_key else {})
    turtle = contribution(found)["fu2022-zh"].decode()
    assert ("prov:wasInvalidatedBy" in turtle) is same_key


def test_what_comes_back_passes_the_same_check(root, signed):
    (turtle,) = contribution(nanopubs(trig([signed.of(COT)]), "one.trig")).values()
    corpus = load_corpus(root)
    path = Path("one.ttl")
    report = check_corpus(corpus.with_turtle(turtle, str(path), path=path), only=path)
    assert report.conforms, report.violations


def test_keys_that_cannot_sign(tmp_path):
    weak, public = RSA.generate(1024), RSA.generate(2048).public_key()
    for text, message in (
        (weak.export_key(), "1024 bits"),
        (public.export_key(), "public"),
        (b"no key", "no private RSA key"),
    ):
        (tmp_path / "key").write_bytes(text)
        with pytest.raises(ParameterError, match=message) as refused:
            Signer.read(tmp_path / "key", WHO)
        assert text.decode() not in str(refused.value)


@pytest.mark.usefixtures("offline")
def test_the_command_signs_and_the_route_does_not(root, snapshot, key):
    slug = COT.rpartition("/")[2]
    start = ["--root", str(root), "--out", str(snapshot), "export", "nanopub"]
    said = CliRunner().invoke(make_app(), [*start, slug, "--key", str(key), "--creator", WHO])
    assert said.exit_code == 0, said.output
    (mine,) = nanopubs(said.stdout_bytes, "mine.trig")
    assert (mine.claim, mine.key is not None) == (COT, True)
    for wrong in ([], [slug, "--all"], [slug, "--key", str(key)]):
        assert CliRunner().invoke(make_app(), [*start, *wrong]).exit_code == 2
    client = TestClient(create_app(Settings(root=root, out=snapshot)))
    by_name = client.get(f"/api/claims/{slug}?format=nanopub")
    by_type = client.get(f"/api/claims/{slug}", headers={"Accept": "application/trig"})
    assert by_name.content == by_type.content
    assert by_type.headers["content-type"] == "application/trig"
    (theirs,) = nanopubs(by_name.content, "theirs.trig")
    assert (theirs.claim, theirs.key) == (COT, None)
    assert client.get("/api/claims/nix?format=nanopub").status_code == 404


def test_reading_claims_needs_nothing_of_it():
    """The library is heavy: it is imported by whoever asks for a nanopublication alone."""
    assert "nanopub" not in Path(sys.modules["llmkg.kb"].__file__ or "").read_text("utf-8")
