import json

import pyoxigraph as ox
import pytest
from pyld import jsonld

from llmkg.errors import LayoutError
from llmkg.export.context import CONTEXT_FILE, load_context, make_context
from llmkg.export.jsonld import refuse
from llmkg.vocab import LLMKG


def ontology_triples(root):
    return [
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for path in sorted((root / "ontology").glob("*.ttl"))
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    ]


def test_the_published_context_is_that_of_the_ontology(root):
    made = make_context(ontology_triples(root)).text()
    kept = (root / "ontology" / CONTEXT_FILE).read_text(encoding="utf-8")
    assert kept == made, "write it anew: python -m llmkg.export.context ."


def test_it_is_a_context_and_needs_no_other(root):
    document = {**load_context(root).document, "label": {"en": "x"}, "@id": "http://a/b"}
    assert jsonld.expand(document, {"documentLoader": refuse}) == [
        {
            "@id": "http://a/b",
            "http://www.w3.org/2000/01/rdf-schema#label": [{"@language": "en", "@value": "x"}],
        }
    ]


def test_every_term_of_ours_has_its_name(root):
    terms = load_context(root).terms
    ours = {
        triple.subject.value.removeprefix(LLMKG)
        for triple in ontology_triples(root)
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(LLMKG)
    }
    ours.discard("")
    assert len(ours) > 100
    assert ours <= terms.keys()


@pytest.mark.parametrize("content", [None, "", "[]", "{}", "no"])
def test_a_missing_or_broken_context(tmp_path, content):
    (tmp_path / "ontology").mkdir()
    if content is not None:
        (tmp_path / "ontology" / CONTEXT_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(LayoutError) as caught:
        load_context(tmp_path)
    assert "llmkg.export.context" in caught.value.mend


def test_a_status_means_one_thing_on_a_claim_and_another_on_an_assessment(root):
    document = {
        **load_context(root).document,
        "@graph": [
            {"@id": "http://a/c", "@type": "Claim", "status": "current"},
            {"@id": "http://a/a", "@type": "Assessment", "status": "Supported"},
        ],
    }
    text = json.dumps(jsonld.expand(document, {"documentLoader": refuse}))
    assert "https://schema.org/creativeWorkStatus" in text
    assert '"https://w3id.org/llmkg/ontology#status": [{"@id"' in text
