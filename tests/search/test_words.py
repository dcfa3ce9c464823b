import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.search.words import LONGEST, cut, is_chinese, joined, plain, runs, words


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


@given(st.text(max_size=100))
def test_a_cut_has_its_latin_words_and_the_text_joined(text):
    found = cut(text)
    assert found.words == words(text)
    assert found.latin == [word for word in found.words if not is_chinese(word)]
    assert found.whole == joined(text)


@given(st.text(st.characters(max_codepoint=127), max_size=200))
def test_a_text_in_ascii_is_cut_as_any_other(text):
    expected = [run[:LONGEST] for run in runs(text)]
    assert cut(text) == (expected, expected, "".join(runs(text)))


def test_signs_among_kana_are_no_part_of_a_name():
    assert cut("チャット・GPT").whole == joined("チャット・GPT") == "チャットgpt"
