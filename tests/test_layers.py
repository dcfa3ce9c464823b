"""Imports point down only: the layers as data, and the imports as the source has them.

An import inside a function counts like any other. One under `if TYPE_CHECKING:` does not run; it
counts too, except for the few pairs in TYPES_ONLY.
"""

import ast
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

SRC = Path(__file__).parents[1] / "src"

# From the bottom up. A part may import its own modules and every layer below; parts of one layer
# leave each other alone unless SIDEWAYS says otherwise.
LAYERS = (
    {"__init__"},
    {"errors", "vocab", "settings"},
    {"model"},
    {"rdf", "anchor", "store", "queries"},
    # runs queries over stores in processes of their own: above the store, and below every face
    {"engine"},
    # exchange: what comes in and goes out in others' forms; remote: stores on other machines
    # replicas: snapshots for servers on other machines
    {"check", "reason", "link", "export", "gather", "search", "exchange", "remote", "replicas"},
    {"build"},
    # fair: looks at a running service from outside, as a stranger does
    {"kb", "fair", "bench"},
    # contribute: writing to a running server, all that a build does, and processes to do it in
    # quote: statements in words, with what nobody may quote them without
    # elsewhere: the knowledge base over a remote store
    {"contribute", "quote", "elsewhere"},
    # library: a Python session; it draws the tree as the pages do
    {"cli", "http", "mcp", "library"},
    {"__main__"},
)
# (importer, imported) within one layer; together with the layers they must stay free of circles.
SIDEWAYS = {
    ("settings", "errors"),
    ("queries", "store"),
    # drafts of anchors are found among the tokens of Turtle
    ("anchor", "rdf"),
    ("queries", "rdf"),
    ("store", "rdf"),
    ("cli", "http"),
    ("library", "http"),
    # assistants are served over HTTP as well as over pipes
    ("cli", "mcp"),
    ("http", "mcp"),
    # what is imported passes the check before it is stored
    ("exchange", "check"),
    ("gather", "reason"),
    ("gather", "search"),
    # names are compared as search cuts them, and read with their labels
    ("link", "search"),
    ("link", "gather"),
    ("exchange", "export"),
    # what became of a claim is read in one place
    ("export", "gather"),
    # rules are asked of the columns that the closure works on
    ("check", "reason"),
    # measures how long a knowledge base takes to answer
    ("bench", "kb"),
}
# Upward, for types alone: nothing is imported when the program runs.
TYPES_ONLY = {
    # errors carry a place and a report, which are values of the model
    ("errors", "model"),
}
# The name of the library on the package itself, imported when somebody first asks for it
# (tests/library/test_import.py holds that `import llmkg` does not).
LAZY = ("llmkg", "llmkg.library")


class Import(NamedTuple):
    importer: str
    imported: str
    line: int
    for_types: bool


def module_name(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def part(module: str) -> str:
    """The part of the house that a module belongs to: `llmkg.rdf.turtle` is in `rdf`."""
    names = module.split(".")
    return names[1] if len(names) > 1 else "__init__"


def targets(node: ast.AST, importer: str, *, package: bool = False) -> list[str]:
    """What one statement or call imports, as whole names; `from a import b` gives `a.b`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            names = importer.split(".")
            start = names[: len(names) - node.level + (1 if package else 0)]
            base = ".".join([*start, base] if base else start)
        return [f"{base}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        return [ast.literal_eval(node.args[0])]
    return []


def imports_of(source: str, importer: str, *, package: bool, known: set[str]) -> list[Import]:
    """Every import of our own modules, at whatever depth it stands."""
    found: list[Import] = []

    def visit(node: ast.AST, for_types: bool) -> None:
        for target in targets(node, importer, package=package):
            if target.split(".")[0] == "llmkg":
                # `from a.b import C`: C is a module when there is such a file, else a name in a.b
                parent = target.rpartition(".")[0]
                module = parent if target not in known and parent in known else target
                line = getattr(node, "lineno", 0)
                found.append(Import(importer, module, line, for_types))
        guarded = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for field, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child, for_types or (guarded and field == "body"))

    visit(ast.parse(source), False)
    return found


def faults_of(imports: list[Import]) -> list[str]:
    """What breaks the layers, in words."""
    heights = {name: height for height, layer in enumerate(LAYERS) for name in layer}
    found: list[str] = []
    for one in imports:
        above, below = part(one.importer), part(one.imported)
        where = f"{one.importer}:{one.line} imports {one.imported}"
        if above == below or (one.importer, one.imported) == LAZY:
            continue
        unknown = {above, below} - heights.keys()
        if unknown:
            found.append(f"{where}: {', '.join(sorted(unknown))} has no layer")
        elif heights[below] > heights[above]:
            if not (one.for_types and (above, below) in TYPES_ONLY):
                found.append(f"{where}: upward")
        elif heights[below] == heights[above] and (above, below) not in SIDEWAYS:
            found.append(f"{where}: sideways")
    return found


def circle_in(imports: list[Import]) -> list[str] | None:
    """The modules of a circle of imports that run, if there is one."""
    graph: dict[str, set[str]] = {}
    for one in imports:
        lazy = (one.importer, one.imported) == LAZY
        if not one.for_types and not lazy and one.importer != one.imported:
            graph.setdefault(one.importer, set()).add(one.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return None


@pytest.fixture(scope="module")
def house() -> list[Import]:
    paths = sorted((SRC / "llmkg").rglob("*.py"))
    known = {module_name(path) for path in paths}
    return [
        one
        for path in paths
        for one in imports_of(
            path.read_text(encoding="utf-8"),
            module_name(path),
            package=path.name == "__init__.py",
            known=known,
        )
    ]


def test_no_import_points_up_or_sideways(house):
    assert len(house) > 20, "the imports were not found"
    assert faults_of(house) == []


def test_no_circle_of_imports(house):
    assert circle_in(house) is None


def roots(path: Path) -> set[str]:
    """The top-level packages that a file imports."""
    return {
        target.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for target in targets(node, module_name(path), package=path.name == "__init__.py")
    }


@pytest.mark.parametrize("name", ["model", "errors", "vocab", "settings"])
def test_the_lowest_layers_need_the_standard_library_only(name):
    place = SRC / "llmkg" / name
    paths = list(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    assert paths
    for path in paths:
        assert roots(path) <= sys.stdlib_module_names | {"llmkg"}, path


def test_the_two_term_worlds_meet_in_one_file():
    meeting = {
        path.relative_to(SRC).as_posix()
        for path in (SRC / "llmkg").rglob("*.py")
        if {"rdflib", "pyoxigraph"} <= roots(path)
    }
    assert meeting <= {"llmkg/rdf/terms.py"}


def test_faces_know_no_rdf_library():
    for face in ("cli", "mcp"):
        for path in (SRC / "llmkg" / face).rglob("*.py"):
            assert not {"pyoxigraph", "rdflib"} & roots(path), path


# The checks themselves, on sources that break the rules.


@pytest.mark.parametrize(
    ("importer", "source", "fault"),
    [
        ("llmkg.model.claim", "from llmkg.kb import KnowledgeBase", "upward"),
        ("llmkg.model.claim", "import llmkg.kb", "upward"),
        ("llmkg.store.port", "def f():\n    from llmkg.check import run", "upward"),
        ("llmkg.store.port", "import importlib\nimportlib.import_module('llmkg.check')", "upward"),
        ("llmkg.store.port", "from ..kb import KnowledgeBase", "upward"),
        ("llmkg.vocab", "if TYPE_CHECKING:\n    from llmkg.model.claim import Claim", "upward"),
        ("llmkg.check.rules", "from llmkg.export.formats import TURTLE", "sideways"),
        ("llmkg.new.thing", "from llmkg.errors import LlmkgError", "no layer"),
    ],
)
def test_a_breach_is_seen(importer, source, fault):
    found = faults_of(imports_of(source, importer, package=False, known={"llmkg.kb"}))
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("llmkg.kb", "from llmkg.model.claim import Claim"),
        ("llmkg.rdf.corpus", "from llmkg.rdf.turtle import parse_turtle"),
        ("llmkg.errors", "if TYPE_CHECKING:\n    from llmkg.model.finding import Report"),
        ("llmkg.cli.main", "from llmkg import __version__"),
    ],
)
def test_what_is_allowed_passes(importer, source):
    assert faults_of(imports_of(source, importer, package=False, known={"llmkg"})) == []


def test_a_circle_is_seen():
    imports = [
        Import("llmkg.rdf.a", "llmkg.rdf.b", 1, for_types=False),
        Import("llmkg.rdf.b", "llmkg.rdf.a", 1, for_types=False),
    ]
    assert set(circle_in(imports) or ()) == {"llmkg.rdf.a", "llmkg.rdf.b"}
