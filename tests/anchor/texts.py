"""Texts and spans of any kind: astral characters, carriage returns, marks, repeated passages."""

from hypothesis import strategies as st

CHARACTERS = st.one_of(
    st.sampled_from("模型会推理,。\r\n\t \ufeff\u0301ab𝔄😀"),
    st.characters(exclude_categories=["Cs"]),
)
TEXTS = st.text(CHARACTERS, min_size=1, max_size=120)


@st.composite
def spans(draw):
    """A text and a span of it that is not empty."""
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))
