"""Every block of code on a page is run or looked over, here or where it is said.

A page with a block that nobody looks after fails the first test.
"""

import re
import shlex
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import jinja2
import pytest
from typer.main import get_command

import llmkg
from llmkg.cli.main import make_app
from llmkg.cli.options import pairs
from llmkg.http.texts import Texts
from llmkg.kb import KnowledgeBase
from llmkg.settings import Settings
from tests.serving import ROOT

BLOCK = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
}
HERE = {
    *("README.md", "docs/fair.md", "docs/pages.md", "docs/reading.md", "docs/scale.md"),
    *("docs/replicas.md", "docs/sparql.md", "docs/stores.md"),
}
ELSEWHERE = {
    "CONTRIBUTING.md": "tests/test_docs.py",
    "docs/assistants.md": "tests/mcp/test_docs_of_assistants.py",
    "docs/exports.md": "tests/test_exports_doc.py",
    "docs/importing.md": "tests/exchange/test_importing.py",
    "docs/library.md": "tests/library/test_docs.py",
    "docs/linking.md": "tests/link/test_docs.py",
    "docs/ten-minutes.md": "tests/test_manual.py",
    "docs/writing.md": "tests/contribute/test_docs.py",
}
ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|localhost):8000")


def blocks(page: str, *languages: str) -> list[str]:
    return [text for language, text in BLOCK.findall(PAGES[page]) if language in languages]


def lines(page: str, *languages: str) -> list[str]:
    """The commands of a page, remarks left out, those over several lines in one."""
    joined = "".join(blocks(page, *languages)).replace("\\\n", " ")
    return [line.partition("  #")[0].strip() for line in joined.splitlines() if line.strip()]


def test_every_block_is_looked_after():
    shown = {page for page, text in PAGES.items() if BLOCK.search(text)}
    assert shown == HERE | ELSEWHERE.keys()
    for page, test in ELSEWHERE.items():
        assert Path(page).name in (ROOT / test).read_text("utf-8"), page


@pytest.mark.parametrize("page", PAGES)
def test_a_block_opens_as_the_site_reads_it(page):
    """With a language, and after it nothing but options: else the block is shown as text."""
    for line in re.findall(r"^```.*$", PAGES[page], re.MULTILINE):
        assert re.fullmatch(r'```(\w+( \w+="[^"]*")*)?', line), line


REQUESTS = [
    line
    for page, language in (("README.md", "sh"), ("docs/sparql.md", ""))
    for line in lines(page, language)
    if line.startswith("curl ")
]


@pytest.mark.parametrize("line", REQUESTS)
def test_a_request_is_answered(line, reader):
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    command = ADDRESS.sub(reader.address, line).replace("curl ", "curl --fail --silent ", 1)
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=True, timeout=60)
    assert len(done.stdout.splitlines()) > 1 or done.stdout.startswith(b"{")


def test_there_are_requests():
    assert len(REQUESTS) == 3


def test_what_make_is_asked_for_is_there():
    rules = (ROOT / "Makefile").read_text("utf-8")
    asked = [line for line in lines("README.md", "sh") if line.startswith("make ")]
    asked += [line for line in lines("CONTRIBUTING.md", "sh") if line.startswith("make ")]
    assert len(asked) >= 4
    for line in asked:
        assert re.search(rf"^{shlex.split(line)[1]}:", rules, re.MULTILINE), line


def test_the_python_of_the_readme_runs(snapshot, monkeypatch):
    monkeypatch.setenv("LLMKG_OUT", str(snapshot))
    (text,) = blocks("README.md", "python")
    space: dict[str, object] = {}
    exec(compile(text, "README.md", "exec"), space)
    graph = space["kg"]
    assert isinstance(graph, llmkg.KnowledgeGraph)
    assert len(graph.claims("chain of thought", min_confidence="WellSupported")) > 1
    graph.close()


def test_searches_of_contributors_find_something():
    asked = [line for line in lines("CONTRIBUTING.md", "sh") if line.startswith("grep ")]
    assert len(asked) == 2
    for line in asked:
        done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, check=True)
        assert done.stdout, line


# Of commands that take minutes, or another's server: that they are there, with their options.
COMMANDS = [
    line
    for page, language in (
        *(("docs/fair.md", "sh"), ("docs/replicas.md", "sh"), ("docs/scale.md", "sh")),
        ("docs/stores.md", ""),
    )
    for line in lines(page, language)
    if line.startswith("llmkg ")
]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_is_there_with_its_options(line):
    known: set[str] = set()
    at: Any = get_command(make_app())
    for word in ["", *shlex.split(line, comments=True)[1:]]:
        at = getattr(at, "commands", {}).get(word, at)
        known |= {name for each in at.params for name in (*each.opts, *each.secondary_opts)}
        assert not word.startswith("--") or word in known, word
    assert not getattr(at, "commands", {}), "it names no command"


def test_there_are_commands():
    assert len(COMMANDS) > 10


def test_a_hint_is_as_the_page_has_it(reader):
    import httpx  # noqa: PLC0415 - the others do without

    (shown,) = (text for text in blocks("docs/sparql.md", "") if text.startswith("X-Llmkg-Hint"))
    query = "SELECT ?c { ?c llmkg:confidense ?x }"
    said = httpx.get(reader.sparql, params={"query": query}).headers["x-llmkg-hint"]
    assert shown.strip() == f"X-Llmkg-Hint: {said}"


def test_services_are_given_as_the_page_has_it(tmp_path):
    (line,) = (text for text in lines("docs/sparql.md", "") if text.startswith("LLMKG_SERVICES"))
    assignment, *command = shlex.split(line)
    assert command == ["llmkg", "serve"]
    name, _, value = assignment.partition("=")
    settings = Settings.from_environment({name: value, "LLMKG_ROOT": str(ROOT)}, cwd=tmp_path)
    assert settings.services == ("query.wikidata.org", "localhost:7878")


def test_a_text_is_given_as_the_page_has_it(snapshot, texts, tmp_path):
    (line,) = lines("docs/reading.md", "bash")
    program, command, option, value = shlex.split(line)
    assert (program, command, option) == ("llmkg", "serve", "--text")
    shutil.copy(texts / "fu2022-zh.txt", tmp_path / value.partition("=")[2])
    given = {slug: str(tmp_path / path) for slug, path in pairs([value], option).items()}
    with KnowledgeBase.open(snapshot, ROOT / "queries") as kb:
        Texts.read(given).verify(kb)  # what `serve` does with it before it serves


@pytest.mark.parametrize("text", blocks("docs/pages.md", "python"))
def test_a_page_is_added_as_it_says(text):
    """In the module that it is taken from, where its names must be known."""
    name = "tensions" if "SITE" in text else "argument"
    module = import_module(f"llmkg.http.routes.pages.{name}")
    space = dict(vars(module))
    exec(compile(text, "docs/pages.md", "exec"), space)
    made = space["SITE" if "SITE" in text else "KIND"]
    known = vars(module)["SITE" if "SITE" in text else "KIND"]
    assert type(made) is type(known)


def test_the_template_of_the_page_can_be_read():
    (text,) = blocks("docs/pages.md", "jinja")
    folder = ROOT / "src" / "llmkg" / "http" / "templates"
    jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True).parse(text)
    for macro in re.findall(r"(cards|lists|marks|drawers)\.(\w+)\(", text):
        assert f"macro {macro[1]}(" in (folder / "parts" / f"{macro[0]}.html").read_text("utf-8")


def test_the_program_is_called_as_it_is_installed():
    version = [sys.executable, "-m", "llmkg", "--version"]
    done = subprocess.run(version, capture_output=True, check=True)
    assert llmkg.__version__.encode() in done.stdout
