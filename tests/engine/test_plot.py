"""The picture of a comparison."""

import sys
from pathlib import Path

import pytest

from llmkg.bench.plot import check, draw
from llmkg.bench.serve import Compared, Measured, Summary
from llmkg.errors import OutsideError, ParameterError

SERVERS = ("llmkg", "other")
COMPARED = Compared(
    "wrk",
    tuple(
        Measured(10_000, mix, distinct, server, 1_000.0, 0.5, 2.0, 0, 1.0, agrees=True)
        for mix in ("point lookup", "ASK")
        for distinct in (True, False)
        for server in SERVERS
    ),
    (Summary(10_000, True, "other", 1.25, 0.9, 1 << 20),),
    (),
    1 << 20,
)


@pytest.mark.parametrize(
    ("suffix", "start"), [(".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")]
)
def test_it_is_drawn(tmp_path, suffix, start):
    file = tmp_path / f"figure{suffix}"
    draw([COMPARED, COMPARED], file)
    assert file.read_bytes().startswith(start)


def test_what_cannot_be_drawn_is_said_beforehand(tmp_path, monkeypatch):
    with pytest.raises(ParameterError, match="gif"):
        check(Path("figure.gif"))
    with pytest.raises(OutsideError, match="cannot be written"):
        draw([COMPARED], tmp_path / "none" / "figure.svg")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr("llmkg.bench.plot.find_spec", lambda _name: None)
    with pytest.raises(OutsideError, match="matplotlib"):
        check(Path("figure.svg"))
