"""What a reader would want first: searches in both languages, over the real graph.

What is typed, what must be first, and what must be on the page.
Not all of it is about words: a name comes before a sentence, and what is spelt before what is not.
"""

import pytest

from llmkg.kb import KnowledgeBase
from llmkg.vocab import BASE, LLMKG

PAGE = 10
JUDGED = [
    # names
    ("chain of thought", "ability/chain-of-thought", "source/wei2022-chain-of-thought"),
    ("in-context learning", "ability/in-context-learning", ""),
    ("思维链", "ability/chain-of-thought", "proposition/code-training-gives-chain-of-thought"),
    ("上下文学习", "", "ability/in-context-learning"),
    ("davinci", "model/davinci", "model/text-davinci-003"),
    ("abilities", "concept/abilities", "ability/emergent-abilities"),
    # other names
    ("CoT", "ability/chain-of-thought", ""),
    ("RLHF", "method/rlhf", ""),
    ("ｃｈａｔｇｐｔ", "model/chatgpt", ""),
    # slugs and identifiers
    ("text-davinci-003", "model/text-davinci-003", "stage/text-davinci-003-rlhf"),
    ("model:chatgpt", "model/chatgpt", ""),
    (f"{BASE}model/chatgpt", "model/chatgpt", ""),
    ("https://doi.org/10.48550/arXiv.2005.14165", "source/brown2020-gpt3", ""),
    ("llmkg:WellSupported", "WellSupported", ""),
    # numbers are not forgiven
    ("davinci 003", "model/text-davinci-003", "stage/text-davinci-003-rlhf"),
    # spaces and marks
    ("textdavinci003", "model/text-davinci-003", ""),
    ("chain-of-thought", "ability/chain-of-thought", ""),
    # misspellings
    ("chian of thougt", "ability/chain-of-thought", ""),
    ("instruciton tuning", "method/instruction-tuning", ""),
    ("calibratoin", "ability/calibration", ""),
    ("emegrent abilites", "", "ability/emergent-abilities"),
    # parts of Chinese words
    ("维链", "ability/chain-of-thought", ""),
    ("预训", "", "method/pretraining"),
    ("链", "", "ability/chain-of-thought"),
    ("思维链能力来自代码", "", "proposition/code-training-gives-chain-of-thought"),
    # endings
    ("reasoned", "", "ability/reasoning"),
    ("chains of thoughts", "", "ability/chain-of-thought"),
    # words of several places
    ("code training chain of thought", "proposition/code-training-gives-chain-of-thought", ""),
    ("预训练 代码", "", "concept/code-during-pretraining"),
    # as it is spelt
    ('"step by step"', "", "source/prystawski2023-locality"),
    ("「思维链」", "ability/chain-of-thought", ""),
    # not all words
    ("thought zebra", "ability/chain-of-thought", ""),
    # terms
    ("correlation not causation", "CorrelationNotCausation", ""),
]


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        yield kb


@pytest.mark.parametrize(("text", "first", "among"), JUDGED)
def test_what_is_meant_is_on_top(kb, text, first, among):
    items = kb.search(text, limit=PAGE).page.items
    found = [each.thing.iri.removeprefix(LLMKG).removeprefix(BASE) for each in items]
    assert found[:1] == [first] or not first, found
    assert among in found or not among, found


def test_levels_and_statuses_are_those_of_the_graph(kb):
    page = kb.search("code", levels=["CorrelationNotCausation"], limit=100).page
    assert page.items
    for hit in page.items:
        kind, slug = hit.thing.kind, hit.thing.slug
        if kind == "claim":
            assert kb.claim(slug).confidence.name == "CorrelationNotCausation"
    contested = kb.search("code", statuses=["Contested"], limit=100).page
    assert {hit.kind for hit in contested.items} == {"proposition"}
    for hit in contested.items:
        said = kb.proposition(hit.thing.slug).assessment
        assert said is not None
        assert said.status.iri == LLMKG.Contested
