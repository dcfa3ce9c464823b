"""The documentation site: commands work, its picture is that of the data, no page is left out."""

import dataclasses
import re
import shlex

import pytest
import yaml
from benchmarks.figures import FIGURES
from benchmarks.reference import on_page_markdown, pages
from typer.testing import CliRunner

import llmkg.library
from llmkg.cli.main import make_app
from llmkg.queries import load_queries
from llmkg.settings import Settings
from tests.serving import ROOT

TUTORIAL = (ROOT / "docs" / "ten-minutes.md").read_text("utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", TUTORIAL, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("llmkg ")
]


def test_the_tutorial_has_commands():
    assert len(COMMANDS) >= 8


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_tutorial_works(line, snapshot):
    place = ["--root", str(ROOT), "--out", str(snapshot)]
    done = CliRunner().invoke(make_app(), [*place, *shlex.split(line)[1:]])
    assert done.exit_code == 0, done.output
    assert done.stdout.strip() or "--quiet" in line


@pytest.mark.parametrize("name", FIGURES)
def test_figures_say_what_the_ontology_says(name):
    drawn = (ROOT / "docs" / "figures" / name).read_text("utf-8")
    assert drawn == FIGURES[name](), "run python -m benchmarks.figures"
    assert "correlation, not causation" in drawn or name == "weakest.svg"
    assert f"figures/{name}" in (ROOT / "docs" / "confidence.md").read_text("utf-8")


def test_every_page_is_in_the_table_of_contents():
    class Loader(yaml.SafeLoader):
        """Reads names of Python functions as text."""

    Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: "")
    config = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader)

    def walk(entry):
        if isinstance(entry, str):
            yield entry
        for each in entry.values() if isinstance(entry, dict) else ():
            yield from (name for one in ([each] if isinstance(each, str) else each)
                        for name in walk(one))  # fmt: skip

    named = {name for entry in config["nav"] for name in walk(entry)}
    written = {path.name for path in (ROOT / "docs").glob("*.md")}
    made = {f"reference/{name}.md" for name in pages()}
    assert named == written | made | {"decisions/README.md"}
    assert config["theme"]["font"] is False
    assert config["strict"] is True


def test_the_reference_is_made_from_the_code():
    made = pages()
    assert "## llmkg fair" in made["commands"]
    assert "--at-least" in made["commands"]
    assert "## `/api/queries`" in made["routes"]
    for field in dataclasses.fields(Settings):
        assert f"| `LLMKG_{field.name.upper()}` |" in made["settings"]
    assert "## llmkg.open" in made["library"]
    assert set(llmkg.library.__all__) - {"open"} <= set(
        re.findall(r"^## (\w+)$", made["library"], re.MULTILINE)
    )
    assert re.search(r"^`claims\(.*min_confidence.*\) -> .*`$", made["library"], re.MULTILINE)
    assert " at 0x" not in made["library"]
    assert "`llmkg:Claim`" in made["ontology"]
    public = [q for q in load_queries(ROOT / "queries").values() if not q.internal]
    for query in public:
        assert f"## {query.name}\n" in made["queries"]
        assert query.text.strip() in made["queries"]


def test_links_into_the_repository_are_left_out_of_the_site():
    class Page:
        class file:  # noqa: N801 - as MkDocs has it
            src_uri = "decisions/README.md"

    text = "[a](../../src/x.py) [b](../sparql.md) [c](0001.md)"
    assert on_page_markdown(text, Page) == "a [b](../sparql.md) [c](0001.md)"
