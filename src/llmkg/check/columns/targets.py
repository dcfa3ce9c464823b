"""The nodes that a rule is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from llmkg.check.columns.paths import Beyond
from llmkg.check.columns.table import EMPTY, Numbers, Table, distinct
from llmkg.reason.relation import firsts
from llmkg.vocab import SH

# The words of the SPARQL target that every subject is.
_EVERYTHING: Final = (
    *("SELECT", "DISTINCT", "?this", "WHERE"),
    *("{", "?this", "?predicate", "?object", "}"),
)


def targets(table: Table, aims: Iterable[tuple[str, str]]) -> Numbers:
    """The targets, sorted, each once; Beyond for a SPARQL target but that of everything."""
    key = tuple(aims)
    found = table.targets.get(key)
    if found is None:
        parts = [_targets(table, kind, value) for kind, value in key]
        found = table.targets[key] = distinct(np.concatenate(parts)) if parts else EMPTY
    return found


def is_about_everything(aims: Iterable[tuple[str, str]]) -> bool:
    """Whether every subject is a target."""
    return any(kind == SH.target and tuple(value.split()) == _EVERYTHING for kind, value in aims)


def _targets(table: Table, kind: str, value: str) -> Numbers:
    if kind == SH.targetClass:
        return table.instances(value[1:-1])
    if kind == SH.targetNode:
        return np.array([table.numbered(value)], dtype=np.int64)
    if kind in {SH.targetSubjectsOf, SH.targetObjectsOf}:
        relation = table.of(value[1:-1])
        return firsts(relation.keys if kind == SH.targetSubjectsOf else relation.swapped)
    if is_about_everything([(kind, value)]):
        return table.subjects()
    raise Beyond("a SPARQL target")
