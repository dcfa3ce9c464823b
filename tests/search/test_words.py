import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.search.words import LONGEST, plain, runs, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chain of Thought", ["chain", "of", "thought"]),
        ("text-davinci-003", ["text", "davinci", "003"]),
        ("naïve ＧＰＴ", ["naive", "gpt"]),
        ("预训练", ["预训", "训练", "练"]),
        ("在GPT上", ["在", "gpt", "上"]),
        ("链", ["链"]),
        (" …—！", []),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_latin_falls_into_words_and_chinese_into_pairs(text, expected):
    assert list(words(text)) == expected


@given(st.text(max_size=200))
def test_words_hold_nothing_that_keeps_words_apart(text):
    assert all(word and not word.isspace() and " " not in word for word in words(text))
    assert all(len(word) <= LONGEST for word in words(text))


@given(st.text(max_size=100))
def test_what_is_plain_stays_as_it_is_cut(text):
    assert runs(plain(text)) == runs(text)
