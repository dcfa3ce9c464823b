"""The tutorial runs as a notebook server would run it, and the page's snippets as they stand."""

import re
import subprocess
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import llmkg
from llmkg.library import Claim

SNIPPET = re.compile(r"^```python( title=\"remote\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def notebook(root: Path):
    return nbformat.read(root / "docs/tutorial.ipynb", as_version=4)


def test_the_tutorial_is_stored_without_outputs(notebook):
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(cells) > 10
    assert not any(cell.outputs or cell.execution_count for cell in cells)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_tutorial_runs(notebook, snapshot: Path, reader, monkeypatch):
    monkeypatch.setenv("LLMKG_OUT", str(snapshot))
    monkeypatch.setenv("LLMKG_ENDPOINT", reader.sparql)
    monkeypatch.setenv("MPLBACKEND", "agg")
    client = NotebookClient(notebook, timeout=120, kernel_name="python3")
    kernels: list[subprocess.Popen[bytes]] = []

    def started(**_given: object) -> None:
        manager: Any = client.km
        kernels.append(manager.provisioner.process)

    client.on_notebook_start = started
    try:
        ran = client.execute()
    finally:
        for kernel in kernels:  # whoever started it gives it up where it takes seconds to end
            kernel.kill()
            kernel.wait()
    assert len(kernels) == 1
    shown = [each for cell in ran.cells for each in cell.get("outputs", ())]
    kinds = {kind for each in shown for kind in each.get("data", ())}
    assert {"text/html", "text/markdown", "image/svg+xml"} <= kinds
    printed = "".join(each.get("text", "") for each in shown)
    assert "True" in printed  # the endpoint says what the snapshot says
    assert not [each for each in shown if each.get("name") == "stderr"]


def test_the_snippets_of_the_page_run(root: Path, snapshot: Path, reader, monkeypatch, capsys):
    monkeypatch.setenv("LLMKG_OUT", str(snapshot))
    page = (root / "docs/library.md").read_text("utf-8")
    space: dict[str, object] = {}
    snippets = SNIPPET.findall(page)
    assert len(snippets) > 6
    for _, snippet in snippets:
        text = snippet.replace("https://example.org/sparql", reader.sparql)
        exec(compile(text, "docs/library.md", "exec"), space)
    kg = space["kg"]
    assert isinstance(kg, llmkg.KnowledgeGraph)
    assert isinstance(kg.claims()[0], Claim)
    kg.close()
    assert "@" in capsys.readouterr().out
