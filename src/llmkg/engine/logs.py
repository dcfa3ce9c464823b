"""Logs as lines of JSON on the standard error, the same of all processes of a service."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime


class AsJson(logging.Formatter):
    """A record as one line of JSON, with what it has as its `story`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "story", {}))
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up() -> None:
    """From now on this process logs so: what is ours from INFO on, of libraries warnings."""
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("llmkg").setLevel(logging.INFO)
