"""Rules of the house that no linter knows."""

import ast
import dataclasses
import re
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Mapping
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

from llmkg import __version__
from llmkg.settings import Settings

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
RUN = 25  # code points: longer runs than this are somebody's sentence, not a term
PROSE = 8  # Chinese characters that make a run prose
CHINESE = re.compile(r"[\u4e00-\u9fff]")

# Spelled so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("crates", "io"),
            ("repo1", "maven", "org"),
            ("proxy", "golang", "org"),
            ("deb", "debian", "org"),
        )
    )
)
MACHINE_PATH = re.compile(r"(?<![\w./:-])/(?:work|farm|home|root|Users)/[\w.-]")


def committed() -> list[Path]:
    """Every file that git would commit: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    names = [name for name in listed.stdout.split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def texts_of(paths: list[Path]) -> dict[Path, str]:
    found = {}
    for path in paths:
        try:
            found[path] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, or a test's broken file
    return found


@pytest.fixture(scope="module")
def files() -> dict[Path, str]:
    found = texts_of(committed())
    assert ROOT / "pyproject.toml" in found
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_is_short_enough_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


def makes_something(value: ast.expr) -> str | None:
    """The name of a store, app, connection or router that an expression makes."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in {
                "APIRouter",
                "Client",
                "Dataset",
                "Environment",
                "FastAPI",
                "Graph",
                "KnowledgeBase",
                "Starlette",
                "Store",
                "ThreadPoolExecutor",
                "Typer",
                "open",
                "make_app",
                "create_app",
            }:
                return name
    return None


def module_level_objects(source: str) -> list[str]:
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            name = makes_something(node.value)
            if name:
                found.append(f"line {node.lineno}: {name}")
    return found


def test_nothing_that_lives_is_made_at_import():
    found = {
        path.relative_to(ROOT).as_posix(): objects
        for path in SOURCES
        if (objects := module_level_objects(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_a_store_at_module_level_is_seen():
    assert module_level_objects("import pyoxigraph as ox\nstore = ox.Store()") == ["line 2: Store"]
    assert module_level_objects("def f():\n    store = Store()\n    return store") == []


def test_settings_are_few():
    assert len(dataclasses.fields(Settings)) <= 10


def test_no_host_of_a_package_registry(files):
    assert [path.name for path, text in files.items() if REGISTRIES.search(text)] == []


def test_no_path_of_a_machine(files):
    found = {
        path.relative_to(ROOT).as_posix(): hit[0]
        for path, text in files.items()
        if (hit := MACHINE_PATH.search(text))
    }
    assert found == {}


def test_a_path_of_a_machine_is_seen():
    assert MACHINE_PATH.search("see " + "/home" + "/ada/claims")
    assert not MACHINE_PATH.search("http://example.org" + "/home" + "/ada")


def packed(text: str) -> str:
    """Text without white space and in one width, so that neither hides a quotation."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def runs(text: str) -> set[str]:
    flat = packed(text)
    return {flat[start : start + RUN] for start in range(len(flat) - RUN + 1)}


def quoted_from(source: set[str], text: str) -> str | None:
    """The first run of a source that stands in a text.

    A run that is little but Latin letters is no quotation: names of models, titles and technical
    terms with their expansion, such as "reinforcement learning from human feedback", are longer
    than any run and belong to nobody. Eight Chinese characters are about the shortest clause of a
    source's own prose; a run with fewer is a name or a term in its brackets.
    """
    flat = packed(text)
    for start in range(len(flat) - RUN + 1):
        run = flat[start : start + RUN]
        if run in source and len(CHINESE.findall(run)) >= PROSE:
            return run
    return None


def test_no_sentence_of_a_source_stands_here(files, texts):
    source = set[str]()
    for path in texts.glob("*.txt"):
        source |= runs(path.read_text(encoding="utf-8"))
    found = {
        path.relative_to(ROOT).as_posix(): run
        for path, text in files.items()
        if (run := quoted_from(source, text))
    }
    assert found == {}


def test_a_quotation_is_seen():
    prose = "春眠不觉晓处处闻啼鸟夜来风雨声花落知多少白日依山尽黄河入海流"
    assert quoted_from(runs(prose), f"label: {prose[:13]}\n  {prose[13:28]}")
    assert quoted_from(runs(prose), prose[: RUN - 1]) is None
    stops = "处处闻啼鸟,夜来风雨声,花落知多少,白日依山尽,黄河入海流。"
    assert quoted_from(runs(stops), stops.replace(",", "，"))


def test_a_term_is_no_quotation():
    term = "强化学习 (reinforcement learning from human feedback, RLHF) 微调"
    assert quoted_from(runs(term), f"by {term}") is None


def distribution(module: str, held: Mapping[str, list[str]]) -> str:
    """The distribution that holds a top-level module."""
    return held[module][0].lower().replace("_", "-")


def test_what_is_imported_is_declared_and_what_is_declared_is_used():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = project["dependencies"] + extras["bench"] + extras["pandas"]
    wanted += extras["replicas"]
    declared = {re.split(r"[<>=\[;]", line)[0].lower() for line in wanted}
    imported = {
        name.split(".")[0]
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    } - sys.stdlib_module_names
    held = packages_distributions()  # reads what every installed package has
    used = {distribution(name, held) for name in imported - {"llmkg"}}
    # starlette looks for the one when a form is posted, uvicorn for the other when it starts
    by_name_only = {"python-multipart", "httptools"}
    assert used - by_name_only == declared - by_name_only


def test_every_package_is_pinned_once_and_without_an_address():
    lines = [
        line
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    names = [re.fullmatch(r"([A-Za-z0-9._-]+)==[0-9][\w.+!-]*", line) for line in lines]
    assert all(names), "each line is name==version"
    assert len({name[1].lower() for name in names if name}) == len(lines)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    pinned = {name[1].lower().replace("_", "-") for name in names if name}
    assert {re.split(r"[<>=\[;]", line)[0].lower() for line in wanted} <= pinned


def test_the_version_is_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    for name in ("CHANGELOG.md", "CITATION.cff"):
        assert __version__ in (ROOT / name).read_text(encoding="utf-8"), name
