import pyoxigraph as ox
import pytest
from hypothesis import given

from llmkg.anchor import anchor_at, fill, make
from llmkg.anchor.fill import block
from llmkg.errors import ParameterError, QuoteAmbiguous, QuoteNotFound
from llmkg.vocab import LLMKG, OA
from tests.anchor.texts import spans

HEAD = (
    "@prefix llmkg: <https://w3id.org/llmkg/ontology#> .\n"
    "@prefix oa: <http://www.w3.org/ns/oa#> .\n"
)
TEXT = "模型会推理。\n他说:“模型 \\ 也许会推理”。结尾"


def values(turtle):
    """What the anchors of a Turtle text say, in the order of their starts."""
    said: dict[object, dict[str, str]] = {}
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        said.setdefault(quad.subject, {})[quad.predicate.value] = getattr(quad.object, "value", "")
    found = [one for one in said.values() if OA.start in one]
    return sorted(found, key=lambda one: int(one[OA.start]))


def test_a_draft_becomes_an_anchor():
    result = fill(HEAD + '<urn:c> llmkg:anchor "模型会推理" .', TEXT)
    assert (result.filled, result.faults) == (1, ())
    anchor = make(TEXT, "模型会推理")
    assert values(result.turtle)[0][LLMKG.digest] == anchor.digest
    assert '模型会推理"' not in result.turtle


def test_both_predicates_lists_and_occurrences():
    draft = HEAD + '<urn:c> llmkg:anchor "推理@@2" , "推理@@1" ; llmkg:hedgeAnchor "也许" .'
    result = fill(draft, TEXT)
    assert result.filled == 3
    starts = [int(one[OA.start]) for one in values(result.turtle)]
    first, second = (make(TEXT, "推理", number).start for number in (1, 2))
    assert starts == sorted([first, second, make(TEXT, "也许").start])


def test_what_is_no_draft_stays_as_it_is():
    draft = (
        HEAD
        + '# llmkg:anchor "模型会推理"\n'
        + '<urn:c> rdfs:label "llmkg:anchor \\"模型会推理\\"" ; llmkg:hedge "也许"@zh ;\n'
        + '    llmkg:anchor "模型会推理"@zh , "结尾"^^<urn:t> .\n'
        + "<urn:anchor> llmkg:anchor [ a llmkg:Anchor ; rdfs:label 'llmkg:anchor' ; "
        + 'rdfs:comment "结尾" ] .'
    )
    assert fill(draft, TEXT).turtle == draft


def test_any_prefix_and_full_iris_count():
    draft = f'@prefix k: <{LLMKG}> . <urn:c> k:anchor "结尾" ; <{LLMKG.hedgeAnchor}> "也许" .'
    result = fill(draft, TEXT)
    assert result.filled == 2
    assert len(values(result.turtle)) == 2


def test_another_vocabulary_with_the_same_names_does_not_count():
    draft = '@prefix llmkg: <https://example.org/> . <urn:c> llmkg:anchor "结尾" .'
    assert fill(draft, TEXT).turtle == draft


def test_escapes_and_long_literals():
    draft = HEAD + '<urn:a> llmkg:anchor "模型 \\\\ 也许" . <urn:b> llmkg:anchor """。\n他说""" .'
    draft += " <urn:c> llmkg:anchor '\\u7ED3\\u5C3E' ."
    result = fill(draft, TEXT)
    assert (result.filled, result.faults) == (3, ())
    assert len(values(result.turtle)) == 3


def test_faults_have_their_place_and_leave_the_draft():
    draft = (
        HEAD
        + '<urn:a> llmkg:anchor "没有" .\n<urn:b> llmkg:anchor "推理" ;\n'
        + '  llmkg:anchor "结尾@@0", "也许" .'
    )
    result = fill(draft, TEXT, "draft.ttl")
    assert result.filled == 1
    assert [type(fault) for fault in result.faults] == [
        QuoteNotFound,
        QuoteAmbiguous,
        ParameterError,
    ]
    places = [fault.where for fault in result.faults]
    assert [(place.file, place.line) for place in places if place] == [
        ("draft.ttl", 3),
        ("draft.ttl", 4),
        ("draft.ttl", 5),
    ]
    assert '"没有"' in result.turtle
    assert '"推理"' in result.turtle


@pytest.mark.parametrize("text", ["", "# nothing\n", '<urn:a> <urn:p> "x'])
def test_texts_without_a_draft(text):
    assert fill(text, TEXT).turtle == text


@given(spans())
def test_a_block_says_what_the_anchor_says(span):
    anchor = anchor_at(*span)
    said = values(f"{HEAD}<urn:c> llmkg:anchor {block(anchor)} .")[0]
    assert (int(said[OA.start]), int(said[OA.end])) == (anchor.start, anchor.end)
    assert said[LLMKG.digest] == anchor.digest
    assert said.get(OA.prefix, "") == anchor.prefix
    assert said.get(OA.suffix, "") == anchor.suffix
