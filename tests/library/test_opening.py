"""What is opened, and what is said when it cannot be."""

import subprocess
import sys
from pathlib import Path

import pytest

import llmkg
from llmkg.errors import NoSnapshotError, OutsideError, ParameterError
from llmkg.library.frames import html_cell, html_table
from llmkg.store.embedded import EmbeddedStore
from tests.library.endpoint import endpoint


def test_importing_llmkg_imports_nothing_else():
    script = (
        "import sys; import llmkg; llmkg.__version__;"
        "heavy = {'pyoxigraph', 'rdflib', 'pandas', 'SPARQLWrapper', 'fastapi', 'yaml', 'numpy'};"
        "print(sorted(m for m in sys.modules if m in heavy or m.startswith('llmkg.')))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_package_has_no_other_names():
    with pytest.raises(AttributeError, match="nonsense"):
        llmkg.nonsense  # noqa: B018


def test_the_settings_say_where(snapshot, monkeypatch):
    monkeypatch.setenv("LLMKG_OUT", str(snapshot))
    with llmkg.open() as kg:
        assert len(kg.models()) > 0


def test_nothing_built_is_said_with_what_to_do(tmp_path):
    with pytest.raises(NoSnapshotError, match=r"llmkg\.open\(build=True\)"):
        llmkg.open(tmp_path)


def test_a_snapshot_is_built_when_asked_for(root: Path, tmp_path, monkeypatch):
    monkeypatch.setenv("LLMKG_ROOT", str(root / "tests/fixtures/small"))
    built = []
    monkeypatch.setattr("llmkg.library.opening.make", lambda *args, **_: built.append(args))
    with pytest.raises(NoSnapshotError):  # the build of this test makes nothing
        llmkg.open(tmp_path / "out", build=True)
    assert built == [(root / "tests/fixtures/small", tmp_path / "out")]


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("http://127.0.0.1:9/sparql", OutsideError),
        ("ftp://example.org/sparql", ParameterError),
        ("http:///sparql", ParameterError),
    ],
)
def test_no_endpoint(address, error):
    with pytest.raises(error):
        llmkg.open(address, timeout=2)


def test_an_endpoint_of_something_else_is_told_apart():
    with (
        endpoint(EmbeddedStore.memory()) as address,
        pytest.raises(NoSnapshotError, match="nothing of llmkg"),
    ):
        llmkg.open(address)


def test_no_such_language(snapshot):
    with pytest.raises(ParameterError):
        llmkg.open(snapshot, lang="xx")


def test_chinese(snapshot):
    with llmkg.open(snapshot, lang="zh") as kg:
        frame = kg.origins("chain-of-thought").to_frame()
        assert "代码训练" in " ".join(frame["factor_name"])
        assert "思维链" in kg.tree(ability="chain-of-thought").svg


def test_what_a_table_shows_is_escaped():
    evil = "<script>alert(1)</script>"
    table = html_table([evil], [[evil], [f"https://x/{evil}"]], caption=evil, total=2, lang="en")
    assert "<script" not in table
    assert html_cell("javascript:alert(1)", "en") == "javascript:alert(1)"
    assert html_cell('https://x/"onload="y', "en").startswith("https")
