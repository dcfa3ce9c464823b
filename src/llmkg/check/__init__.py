"""The check: SHACL shapes, rules and anchors over all data; findings with place and advice.

`check_corpus` checks what was loaded, `check_files` loads first and makes findings of what cannot
be read, too. `as_text`, `as_json`, `as_sarif` and `as_shacl` write a report.
"""

from llmkg.check.anchored import anchors_of, digest_of
from llmkg.check.as_json import as_json
from llmkg.check.as_sarif import as_sarif
from llmkg.check.as_shacl import as_shacl
from llmkg.check.as_text import as_text
from llmkg.check.check import check_corpus, check_files
from llmkg.check.rules import RULES, Rule, Shapes, load_shapes
from llmkg.check.telling import told

__all__ = [
    "RULES",
    "Rule",
    "Shapes",
    "anchors_of",
    "as_json",
    "as_sarif",
    "as_shacl",
    "as_text",
    "check_corpus",
    "check_files",
    "digest_of",
    "load_shapes",
    "told",
]
