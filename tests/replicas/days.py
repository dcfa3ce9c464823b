"""Small snapshots that can be told apart, and the commands that bring them about."""

from pathlib import Path

import pyoxigraph as ox
from typer.testing import CliRunner

from llmkg import __version__
from llmkg.cli.main import make_app
from llmkg.store.snapshot import Facts, building, write_snapshot

GRAPH = ox.NamedNode("https://example.org/graph/days")


def built(out: Path, day: str, *, others: int = 0) -> str:
    """A snapshot that says which day it is, and of how many others; gives its digest."""
    quads = [ox.Quad(ox.NamedNode("urn:x:it"), ox.NamedNode("urn:x:day"), ox.Literal(day), GRAPH)]
    quads += [
        ox.Quad(ox.NamedNode(f"urn:x:{at}"), ox.NamedNode("urn:x:n"), ox.Literal(at), GRAPH)
        for at in range(others)
    ]
    out.mkdir(exist_ok=True)
    with building(out):
        return write_snapshot(out, quads, Facts(__version__, {}, {})).digest


def llmkg(out: Path, *arguments: str, code: int = 0) -> str:
    """What `llmkg snapshot …` says."""
    done = CliRunner().invoke(make_app(), ["--out", str(out), "snapshot", *arguments])
    assert done.exit_code == code, done.output
    return done.output
