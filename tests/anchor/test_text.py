from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.anchor import read_text, text_digest
from llmkg.errors import EncodingError, NotFoundError, OutsideError


def test_every_code_point_is_kept(tmp_path):
    path = tmp_path / "text.txt"
    text = "\ufeff一\r\n二\r三\u2028𝔄\x00"
    path.write_bytes(text.encode())
    assert read_text(path) == text


def test_the_digest_of_a_text_is_that_of_its_file(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes("一\r\n𝔄".encode())
    assert text_digest(read_text(path)) == sha256(path.read_bytes()).hexdigest()


def test_a_bad_byte_has_its_place(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes("一\n二三".encode() + b"\xff")
    with pytest.raises(EncodingError) as caught:
        read_text(path)
    where = caught.value.where
    assert where is not None
    assert (where.file, where.line, where.column) == (str(path), 2, 3)


def test_no_such_text(tmp_path):
    with pytest.raises(NotFoundError):
        read_text(tmp_path / "none.txt")
    with pytest.raises(OutsideError):
        read_text(tmp_path)


@given(st.text())
def test_any_text_has_a_digest(text):
    assert len(text_digest(text)) == 64
