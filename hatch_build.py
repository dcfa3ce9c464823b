"""Builds the browser side into the package, whether it is installed, editable or made a wheel."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling wants any configuration
    """Runs `web/build.py` before files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build; an editable install is left without it where Node is missing."""
        runpy.run_path(str(Path(self.root) / "web" / "build.py"))["build"]()
