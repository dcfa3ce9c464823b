"""Settings: read once from the environment at the edge of the program, then passed down.

Each has an environment variable of the same name with the prefix ``LLMKG_``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final, TypeVar
from urllib.parse import urlsplit

from llmkg.errors import LayoutError

PREFIX: Final = "LLMKG_"
_PACKAGE: Final = Path(__file__).resolve().parent
N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What may differ from one place to another.

    root            folder that holds ``ontology/``, ``claims/`` and ``queries/``
    out             folder that holds the snapshots
    host, port      where `serve` listens
    base            address at which the world finds the server, for absolute links in answers;
                    empty: the one that the request came to
    store           address of a SPARQL endpoint that is read instead of the snapshot; empty: none
    query_seconds   longest that one query may run, in seconds
    keep            how many snapshots stay on disk, the current one included
    tokens          file with the hashes of the tokens that allow writing; ``tokens.json`` in `out`
                    unless given
    services        hosts (``name`` or ``name:port``) to which SERVICE may go
    """

    root: Path
    out: Path
    host: str = "127.0.0.1"
    port: int = 8000
    base: str = ""
    store: str = ""
    query_seconds: float = 30.0
    keep: int = 3
    tokens: Path = Path()
    services: tuple[str, ...] = ()
    query_bytes: ClassVar[int] = 64_000
    """Largest query text, in bytes; nobody has wanted another."""

    def __post_init__(self) -> None:
        if self.tokens == Path():
            object.__setattr__(self, "tokens", self.out / "tokens.json")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], *, cwd: Path) -> Settings:
        """Read the settings from `environ`; raises LayoutError on a value of the wrong type."""
        given = {
            key.removeprefix(PREFIX).lower(): value
            for key, value in environ.items()
            if key.startswith(PREFIX) and value
        }
        root = Path(given["root"]).expanduser() if "root" in given else find_root(cwd)
        out = Path(given["out"]).expanduser() if "out" in given else default_out(root, cwd)
        return cls(
            root=root,
            out=out,
            host=given.get("host", "127.0.0.1"),
            port=_number(given, "port", int, 8000, low=0, high=65_535),
            base=_address(given, "base"),
            store=given.get("store", "").strip(),
            query_seconds=_number(given, "query_seconds", float, 30.0, low=0.01),
            keep=_number(given, "keep", int, 3, low=1),
            tokens=Path(given.get("tokens", "")).expanduser(),
            services=tuple(given.get("services", "").replace(",", " ").split()),
        )


def find_root(cwd: Path) -> Path:
    """The folder with the data: at or above `cwd`, else the checkout, else the package's own."""
    for folder in (cwd, *cwd.parents, _PACKAGE.parents[1]):
        if (folder / "ontology").is_dir() and (folder / "claims").is_dir():
            return folder
    return _PACKAGE / "_data"


def default_out(root: Path, cwd: Path) -> Path:
    """Where snapshots go: beside the data, or under `cwd` when those are the package's own."""
    return (cwd if root.is_relative_to(_PACKAGE) else root) / ".llmkg"


def _number(  # noqa: PLR0913 - a name, a type, a default and two bounds
    given: Mapping[str, str],
    name: str,
    kind: type[N],
    default: N,
    *,
    low: float,
    high: float = float("inf"),
) -> N:
    if name not in given:
        return default
    try:
        value = kind(given[name])
    except ValueError:
        value = kind("-1")
    if not low <= value <= high:
        bounds = f"{low} or more" if high == float("inf") else f"from {low} to {high}"
        raise LayoutError(
            f"{PREFIX}{name.upper()} is {given[name]!r}", mend=f"Give a number, {bounds}."
        )
    return value


def _address(given: Mapping[str, str], name: str) -> str:
    """An http address without its last slash; empty where there is none."""
    value = given.get(name, "")
    parts = urlsplit(value)
    fine = parts.scheme in {"http", "https"} and parts.hostname and not parts.query
    if value and (not fine or parts.fragment or not value.isascii() or not value.isprintable()):
        raise LayoutError(
            f"{PREFIX}{name.upper()} is {value!r}", mend="Give an address: https://example.org"
        )
    return value.rstrip("/")
