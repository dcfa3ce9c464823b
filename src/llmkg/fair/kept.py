"""The last report, kept beside the snapshots: the service shows it without asking itself.

Measuring means to ask a running service dozens of questions. A service that did so to answer a
visitor would keep a process of its own waiting for another; so a command measures, and the page
shows what was measured, when, and on which data.
"""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from llmkg.fair.report import as_json
from llmkg.fair.result import Report

FILE: Final = "fair.json"
_MODE: Final = 0o644


def keep(report: Report, out: Path) -> Path:
    """Write the report into the folder of the snapshots, whole or not at all. Raises OSError."""
    measured = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    text = json.dumps({"measured": measured, **as_json(report)}, ensure_ascii=False, indent=2)
    out.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{FILE}-", dir=out)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
            os.fchmod(file.fileno(), _MODE)
        Path(name).replace(out / FILE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return out / FILE


def kept(out: Path) -> dict[str, Any] | None:
    """The report that was kept; None where there is none, or nothing that can be read as one."""
    try:
        document = json.loads((out / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    complete = isinstance(document, dict) and {"measured", "tools", "checks"} <= document.keys()
    return document if complete else None
