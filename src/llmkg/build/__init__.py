"""From files to a snapshot: load, check, assess, entail, write."""

from llmkg.build.progress import Progress
from llmkg.build.whole import (
    INDEX_FORMAT,
    STANDARD_POLICY,
    build,
    empty_graphs,
    infer,
    policy_inputs,
    tool_versions,
    write_beside,
)

__all__ = [
    "INDEX_FORMAT",
    "STANDARD_POLICY",
    "Progress",
    "build",
    "empty_graphs",
    "infer",
    "policy_inputs",
    "tool_versions",
    "write_beside",
]
