"""The queries of the benchmarks, from the files beside this one."""

from __future__ import annotations

from importlib.resources import files
from string import Template

from llmkg.rdf.tokens import TokenKind, tokenize
from llmkg.vocab import BASE, PREFIXES

UNIQUE = "UNIQUE"
"""Stands in a query where a number makes its text unlike every other."""


def text(name: str, number: int = 0) -> str:
    """A query in one line, with its constant; names are written out, for servers know no prefix."""
    file = files("llmkg.bench") / "queries" / f"{name}.rq"
    filled = Template(file.read_text(encoding="utf-8")).substitute(
        base=BASE, number=number, unique=UNIQUE
    )
    parts: list[str] = []
    done = 0
    for token in tokenize(filled):
        if token.kind is TokenKind.PNAME:
            parts += (filled[done : token.start], _whole(token.text))
            done = token.end
    # Only names change: some servers want a function's bracket right behind its name.
    return " ".join(("".join(parts) + filled[done:]).split())


def _whole(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"
