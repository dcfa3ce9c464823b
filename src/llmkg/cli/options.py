"""Options that several commands share, and the settings behind them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmkg.errors import ParameterError
from llmkg.settings import PREFIX, Settings

if TYPE_CHECKING:
    from llmkg.kb import KnowledgeBase

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a machine to read.")]


class Lang(StrEnum):
    """Languages of labels and messages."""

    EN = "en"
    ZH = "zh"


def read_settings(root: Path | None, out: Path | None, store: str | None = None) -> Settings:
    """The settings of the environment, with what was given on the command line before them."""
    given = {"ROOT": root, "OUT": out, "STORE": store}
    environ = dict(os.environ) | {
        PREFIX + name: str(value) for name, value in given.items() if value is not None
    }
    return Settings.from_environment(environ, cwd=Path.cwd())


def open_kb(settings: Settings) -> KnowledgeBase:
    """The knowledge base of the settings: over the remote store where there is one, else on disk.

    Raises NoSnapshotError, SnapshotDamagedError; over a remote store also EndpointError.
    """
    # Each takes a while to import, and most commands need one of them at most.
    if settings.store:
        from llmkg.elsewhere import open_elsewhere

        return open_elsewhere(settings)
    from llmkg.kb import KnowledgeBase

    return KnowledgeBase.open(settings.out, settings.root / "queries")


def settings_of(context: typer.Context) -> Settings:
    """The settings that the call started with."""
    settings = context.obj
    if not isinstance(settings, Settings):
        raise TypeError("the settings are put in place before any command runs")
    return settings


def pairs(given: list[str], option: str) -> Mapping[str, str]:
    """`["a=1", "b=2"]` as a mapping; ParameterError for what has no `=` or comes twice."""
    found: dict[str, str] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not (equals and name):
            raise ParameterError(
                f"{option} {item!r} has no name and value", mend=f"Write {option} name=value."
            )
        if name in found:
            raise ParameterError(f"{option} gives {name} twice", mend="Give it once.")
        found[name] = value
    return found
