"""What of the documentation site is made from the code, when the site is built: a hook of MkDocs.

The reference (commands, routes, terms, stored queries) has no file that could go stale. The
pictures that are made from the ontology are kept, since pages are also read outside of the site:
``python -m benchmarks.figures`` writes them anew.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
from typer.main import get_command

from llmkg import library
from llmkg.cli.main import make_app
from llmkg.http.app import create_app
from llmkg.queries import load_queries
from llmkg.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "figures" / "ceilings.svg"
LLMKG = "https://w3id.org/llmkg/ontology#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
COLOURS = ("#b8b8b8", "#d9a0a0", "#e3bd84", "#e6dc8c", "#a9cf9b", "#6fb07f")
KINDS = ("Class", "ObjectProperty", "DatatypeProperty")
_FIELD: Final = re.compile(r"^(\w+(?:, \w+)*)  +(\S.*)$")
_ADDRESS: Final = re.compile(r" at 0x[0-9a-f]+")
_MODULES: Final = re.compile(
    r"\b(?:llmkg|collections|datetime|pathlib|typing)(?:\.\w+)*\.(?=[A-Z])"
)


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are made from the code."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - only MkDocs itself calls this

    for name, text in pages().items():
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Take links into the repository away: the site is read without it."""
    depth = page.file.src_uri.count("/")
    out = re.compile(rf"\[([^\]]*)\]\((?:\.\./){{{depth + 1},}}[^)]*\)")
    return out.sub(r"\1", markdown)


def pages() -> dict[str, str]:
    """The reference, by name of the page."""
    return {
        "commands": "\n".join(commands()),
        "settings": "\n".join(settings()),
        "library": "\n".join(classes()),
        "routes": "\n".join(routes()),
        "ontology": "\n".join(terms()),
        "queries": "\n".join(queries()),
    }


def commands() -> Iterator[str]:
    """Every command with its options, from the command line itself."""

    def walk(command: Any, name: str) -> Iterator[str]:
        inner = getattr(command, "commands", {})
        if not inner or getattr(command, "invoke_without_command", False) or name == "llmkg":
            yield f"\n## {name}\n\n{(command.help or '').strip()}\n"
            options = [each for each in command.params if not getattr(each, "hidden", False)]
            if options:
                yield "| | |\n|---|---|"
            for each in options:
                names = ", ".join(getattr(each, "opts", [each.name]))
                said = (getattr(each, "help", "") or "").replace("|", "\\|")
                yield f"| `{names}` | {said} |"
        for below, one in inner.items():
            yield from walk(one, f"{name} {below}")

    yield "# Commands"
    yield from walk(get_command(make_app()), "llmkg")


def routes() -> Iterator[str]:
    """Every route with its parameters, from the description of the interface."""
    app = create_app(Settings(root=ROOT, out=ROOT / ".llmkg"))
    yield "# Routes\n\nThe description for machines is at `/api/openapi.json` of a server.\n"
    for path, methods in sorted(app.openapi()["paths"].items()):
        yield f"\n## `{path}`\n"
        for method, operation in methods.items():
            yield f"**{method.upper()}** {operation.get('summary', '')}\n"
            for each in operation.get("parameters", ()):
                said = each.get("description", "").replace("\n", " ")
                yield f"- `{each['name']}` ({each['in']}): {said}"
            yield ""


def settings() -> Iterator[str]:
    """Every setting with its variable and its default, from the docstring of the class."""
    said = described(Settings)
    yield "# Settings\n\nEnvironment variables; the defaults are right for a checkout.\n"
    yield "| variable | default | is |\n|---|---|---|"
    for each in fields(Settings):
        default = "" if each.default in (MISSING, "", (), Path()) else f"`{each.default}`"
        yield f"| `{PREFIX}{each.name.upper()}` | {default} | {said[each.name]} |"


def described(holder: type) -> dict[str, str]:
    """What a docstring says of each field: its name, spaces, the words; lines go on indented."""
    found: dict[str, str] = {}
    names: list[str] = []
    for line in inspect.cleandoc(holder.__doc__ or "").splitlines():
        match = _FIELD.match(line)
        if match:
            names = match[1].split(", ")
            found |= dict.fromkeys(names, match[2])
        elif names and line.startswith(" "):
            found |= {name: f"{found[name]} {line.strip()}" for name in names}
        else:
            names = []
    return {name: text.replace("``", "`") for name, text in found.items()}


def classes() -> Iterator[str]:
    """Every public name of the library with what it has."""
    yield "# Python library\n\n[How to use it](../library.md). What `llmkg.library` has:\n"
    first = ("open", "KnowledgeGraph")
    names = [*first, *sorted(set(library.__all__) - set(first))]
    for name in names:
        thing = getattr(library, name)
        if inspect.isclass(thing):
            yield from _class(name, thing)
        else:
            yield f"\n## llmkg.{name}\n\n`{signature(name, thing)}`\n\n{flat(thing)}\n"


def _class(name: str, thing: type) -> Iterator[str]:
    yield f"\n## {name}\n\n{_doc(thing)}\n"
    if is_dataclass(thing):
        listed = ", ".join(f"`{each.name}`" for each in fields(thing) if each.name[0] != "_")
        yield f"Has {listed}.\n"
    for member, value in sorted(_members(thing).items()):
        if isinstance(value, property) or not callable(value):
            yield f"`{member}`\n:   {flat(value)}\n"
        else:
            yield f"`{signature(member, value)}`\n:   {flat(value)}\n"


def _members(thing: type) -> dict[str, Any]:
    """Public methods and properties with a docstring of their own, inherited ones of ours too."""
    found: dict[str, Any] = {}
    for base in reversed(thing.__mro__):
        if base.__module__.startswith("llmkg"):
            found |= {n: v for n, v in vars(base).items() if not n.startswith("_")}
    kept = {n: getattr(v, "__func__", v) for n, v in found.items()}
    return {n: v for n, v in kept.items() if _doc(v) and (callable(v) or _is_read(v))}


def _is_read(value: object) -> bool:
    return isinstance(value, property) or type(value).__name__ == "cached_property"


def _doc(value: object) -> str:
    own = value.__doc__ if not inspect.isclass(value) else vars(value).get("__doc__")
    return inspect.cleandoc(own or "").replace("``", "`")


def flat(value: object) -> str:
    """A docstring in one line; what it says of parameters, each beginning with its name."""
    lines = []
    for line in _doc(value).splitlines():
        match = _FIELD.match(line)
        names = ", ".join(f"`{name}`" for name in match[1].split(", ")) if match else ""
        lines.append(f"<br>{names}: {match[2]}" if match else line.strip())
    return " ".join(lines)


def signature(name: str, function: Callable[..., Any]) -> str:
    """As one writes it, without modules and without `self`."""
    whole = inspect.signature(function)
    parameters = [each for each in whole.parameters.values() if each.name not in ("self", "cls")]
    text = str(whole.replace(parameters=parameters)).replace("'", "")
    return name + _MODULES.sub("", _ADDRESS.sub("", text))


def graph() -> ox.Store:
    """The ontology."""
    store = ox.Store()
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        store.load(path=path, format=ox.RdfFormat.TURTLE)
    return store


def text(store: ox.Store, subject: Any, *properties: str) -> str:
    """The first English text among the values of the properties."""
    for name in properties:
        for quad in store.quads_for_pattern(subject, ox.NamedNode(name), None):
            if isinstance(quad.object, ox.Literal) and quad.object.language == "en":
                return quad.object.value
    return ""


def terms() -> Iterator[str]:
    """Every term of the ontology with its definition."""
    store = graph()
    yield f"# Ontology\n\nNamespace `{LLMKG}`. A server has more of each term at `/ontology`.\n"
    for kind in KINDS:
        type_ = ox.NamedNode(f"http://www.w3.org/2002/07/owl#{kind}")
        found = store.quads_for_pattern(None, ox.NamedNode(TYPE), type_)
        names = {q.subject.value: q.subject for q in found if isinstance(q.subject, ox.NamedNode)}
        yield f"\n## {kind}\n\n| term | means |\n|---|---|"
        for iri, node in sorted(names.items()):
            if iri.startswith(LLMKG):
                means = text(store, node, f"{SKOS}definition", f"{RDFS}comment").replace("|", "\\|")
                yield f"| `llmkg:{iri.removeprefix(LLMKG)}` | {' '.join(means.split())} |"


def queries() -> Iterator[str]:
    """Every stored query with its parameters and its text."""
    yield "# Stored queries\n\nEach runs at `/api/queries/{name}` and by `llmkg query -n`.\n"
    for query in load_queries(ROOT / "queries").values():
        if query.internal:
            continue
        yield f"\n## {query.name}\n\n{query.summary}. {query.description}\n"
        for name, param in query.params.items():
            needed = "needed" if param.required else "optional"
            yield f"- `{name}` ({param.type}, {needed}): {param.description}"
        yield f"\n```sparql\n{query.text.strip()}\n```\n"


def ceilings() -> str:
    """The picture: which level each kind of evidence warrants at most, for facts and for causes."""
    store = graph()

    def value(subject: Any, name: str) -> Any:
        found = store.quads_for_pattern(subject, ox.NamedNode(LLMKG + name), None)
        return next((quad.object for quad in found), None)

    def rank(level: Any) -> int:
        found = value(level, "rank")
        return int(found.value) if found is not None else 0

    kinds = []
    for quad in store.quads_for_pattern(None, ox.NamedNode(f"{LLMKG}warrantsCausal"), None):
        kind, causal = quad.subject, quad.object
        factual = value(kind, "warrantsFactual")
        kinds.append(
            (
                rank(causal),
                rank(factual),
                text(store, kind, f"{SKOS}prefLabel", f"{RDFS}label"),
                causal,
                factual,
            )
        )
    kinds.sort(key=lambda each: (-each[0], -each[1], each[2]))
    rows = len(kinds)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {60 + 30 * rows}"'
    out = [
        head + ' role="img" font-family="system-ui, sans-serif" font-size="13">',
        "<title>What each kind of evidence warrants at most</title>",
        f'<rect width="760" height="{60 + 30 * rows}" fill="#ffffff"/>',
        '<text x="10" y="34" font-weight="bold">evidence</text>',
        '<text x="250" y="34" font-weight="bold">for a causal proposition</text>',
        '<text x="510" y="34" font-weight="bold">for a factual one</text>',
    ]
    for at, (low, high, name, causal, factual) in enumerate(kinds):
        y = 50 + 30 * at
        out.append(f'<text x="10" y="{y + 18}">{escape(name)}</text>')
        for x, step, level in ((250, low, causal), (510, high, factual)):
            label = escape(text(store, level, f"{SKOS}prefLabel", f"{RDFS}label"))
            out.append(
                f'<rect x="{x}" y="{y}" width="{40 + 40 * step}" height="24" rx="3"'
                f' fill="{COLOURS[step]}"/>'
            )
            out.append(f'<text x="{x + 6}" y="{y + 17}">{label}</text>')
    return "\n".join([*out, "</svg>", ""])
