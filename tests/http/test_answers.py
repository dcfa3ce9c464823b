"""What is at hand is read as the usual way reads it."""

from urllib.parse import quote, unquote_to_bytes

from hypothesis import given
from hypothesis import strategies as st

from llmkg.http.answers import unescaped

ESCAPED = st.text(st.sampled_from("%=+ \t\r\n~._-09aAfFgz?#"), max_size=30)


@given(ESCAPED | st.text().map(quote) | st.binary().map(quote))
def test_escapes_are_read_as_urllib_reads_them(text):
    data = text.encode()
    assert unescaped(data) == unquote_to_bytes(data)
