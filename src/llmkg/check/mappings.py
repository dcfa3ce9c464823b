"""The check of mapping sets in SSSOM: what they say of themselves, and where each mapping leads.

Read as TSV with metadata in comments, which is the form that people exchange. A CURIE counts when
its prefix is declared in the head, or is one of those that SSSOM or we have built in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from llmkg.check.rules import RULES, Rule
from llmkg.model.finding import Finding
from llmkg.model.location import Location
from llmkg.vocab import BASE, OWL, PREFIXES, RDFS, SKOS

ENDING: Final = ".sssom.tsv"
FOLDER: Final = "claims/mappings"
LIMIT_BYTES: Final = 50_000_000

_SEMAPV: Final = "https://w3id.org/semapv/vocab/"
_BUILT_IN: Final[Mapping[str, str]] = {
    **PREFIXES,
    "owl": str(OWL),
    "rdfs": str(RDFS),
    "skos": str(SKOS),
    "semapv": _SEMAPV,
    "sssom": "https://w3id.org/sssom/",
}
_JUSTIFICATIONS: Final = frozenset(
    {
        *("LexicalMatching", "CompositeMatching", "UnspecifiedMatching", "ManualMappingCuration"),
        *("SemanticSimilarityThresholdMatching", "LexicalSimilarityThresholdMatching"),
        *("LogicalReasoning", "MappingChaining", "MappingReview", "MappingInversion"),
        *("StructuralMatching", "InstanceBasedMatching"),
        "BackgroundKnowledgeBasedMatching",
    }
)
_NEEDED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_CURIE: Final = re.compile(r"([A-Za-z][\w.-]*):([^\s/][^\s]*)")
_IRI: Final = re.compile(r"(https?://[^\s<>\"]+\.[^\s<>\"]+|urn:[^\s<>\"]+:[^\s<>\"]+)")
_LITERAL: Final = "rdfs literal"
_SYNTAX: Final = "MappingSyntax"

Exists = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: the rule's name, what was seen, and the line."""

    rule: str
    seen: str
    line: int
    iri: str = ""


def is_mapping_set(path: Path) -> bool:
    """Whether a file is one by its name."""
    return path.name.endswith(ENDING)


def mapping_findings(
    path: Path, name: str, exists: Exists, rules: Mapping[str, Rule]
) -> Iterator[Finding]:
    """What is wrong with a file; `name` is what it goes by, `exists` says what there is of ours."""
    for fault in faults(path, exists):
        rule = rules[RULES[fault.rule]]
        yield Finding(
            rule=rule.iri,
            severity=rule.severity,
            messages={tag: f"{text} ({fault.seen})" for tag, text in rule.messages.items()},
            focus=fault.iri or name,
            location=Location(name, fault.line),
            mend=rule.mend,
        )


def faults(path: Path, exists: Exists) -> Iterator[Fault]:
    """What is wrong with a file, in the order of its lines."""
    if path.stat().st_size > LIMIT_BYTES:
        yield Fault("FileTooLarge", f"more than {LIMIT_BYTES:,} bytes", 1)
        return
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield Fault("FileEncoding", "no UTF-8", data.count(b"\n", 0, error.start) + 1)
        return
    if not text.strip():
        yield Fault("EmptyFile", "nothing in it", 1)
        return
    lines = text.split("\n")
    size = next((at for at, each in enumerate(lines) if not each.startswith("#")), len(lines))
    head: Any = None
    try:
        head = yaml.safe_load("\n".join(each[1:] for each in lines[:size]))
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or type(error).__name__
        yield Fault(_SYNTAX, f"the head is no YAML: {said}", mark.line + 1 if mark else 1)
        return
    if head is not None and not isinstance(head, dict):
        yield Fault(_SYNTAX, "the head is no YAML mapping", 1)
        return
    yield from _of_head(head or {}, lines[:size])
    prefixes = dict(_BUILT_IN)
    declared = (head or {}).get("curie_map") or {}
    if isinstance(declared, dict):
        prefixes |= {str(key): str(value) for key, value in declared.items()}
    else:
        yield Fault(_SYNTAX, "curie_map is no YAML mapping", _line_of(lines, "curie_map"))
    whole = {**(head or {})}
    yield from _Rows(prefixes, exists, whole).faults("\n".join(lines[size:]), size + 1)


def _of_head(head: Mapping[str, Any], lines: list[str]) -> Iterator[Fault]:
    for slot in ("mapping_set_id", "license"):
        value = head.get(slot)
        if not isinstance(value, str) or not _IRI.fullmatch(value):
            seen = f"{slot}: {value}" if value else f"no {slot}"
            yield Fault("MappingHead", seen, _line_of(lines, slot))


def _line_of(lines: list[str], slot: str) -> int:
    return next((at for at, each in enumerate(lines, 1) if each[1:].startswith(f"{slot}:")), 1)


class _Rows:
    """The mappings of one set; what its head says of all of them counts for each."""

    def __init__(
        self, prefixes: Mapping[str, str], exists: Exists, head: Mapping[str, Any]
    ) -> None:
        self._prefixes = prefixes
        self._exists = exists
        self._head = head
        self._seen: dict[tuple[str, ...], int] = {}

    def faults(self, text: str, first: int) -> Iterator[Fault]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
        line = first
        try:
            header = next(reader, [])
            if len(set(header)) != len(header):
                yield Fault(_SYNTAX, "a column stands in the header twice", line)
                return
            missing = [
                each for each in _NEEDED[1:] if each not in header and each not in self._head
            ]
            if missing:
                yield Fault(_SYNTAX, f"no column {', '.join(missing)}", line)
                return
            line = first + reader.line_num
            for row in reader:
                if any(row):
                    if len(row) > len(header):
                        yield Fault(_SYNTAX, f"{len(row)} cells under {len(header)} columns", line)
                    said = dict(zip(header, row, strict=False))
                    yield from self._mapping({**self._common(), **said}, line)
                line = first + reader.line_num
        except csv.Error as error:
            yield Fault(_SYNTAX, str(error), line)

    def _common(self) -> dict[str, str]:
        return {
            slot: value
            for slot in (*_NEEDED, "subject_type", "object_type")
            if isinstance(value := self._head.get(slot), str)
        }

    def _mapping(self, said: Mapping[str, str], line: int) -> Iterator[Fault]:
        for side in ("subject", "object"):
            if said.get(f"{side}_type") == _LITERAL:
                if not said.get(f"{side}_label"):
                    yield Fault("MappingCurie", f"a literal without {side}_label", line)
                continue
            yield from self._end(said.get(f"{side}_id", ""), f"{side}_id", line)
        yield from self._end(said.get("predicate_id", ""), "predicate_id", line)
        given = said.get("mapping_justification", "")
        iri = self._expanded(given) or ""
        if iri.removeprefix(_SEMAPV) not in _JUSTIFICATIONS or not iri.startswith(_SEMAPV):
            yield Fault("MappingJustification", given or "none", line)
        confidence = said.get("confidence", "")
        if confidence and not _is_share(confidence):
            yield Fault("MappingConfidence", confidence, line)
        yield from self._twice(said, line)

    def _end(self, given: str, slot: str, line: int) -> Iterator[Fault]:
        iri = self._expanded(given)
        if iri is None:
            yield Fault("MappingCurie", f"{slot}: {given}" if given else f"no {slot}", line)
        elif iri.startswith(BASE) and not self._exists(iri):
            yield Fault("MappingUnknown", given, line, iri)

    def _twice(self, said: Mapping[str, str], line: int) -> Iterator[Fault]:
        slots = ("subject_id", "subject_label", "predicate_id", "object_id")
        key = tuple(said.get(slot, "") for slot in (*slots, "mapping_justification"))
        before = self._seen.setdefault(key, line)
        if before != line:
            yield Fault("MappingDuplicate", f"{key[0]} to {key[3]}, also in line {before}", line)

    def _expanded(self, given: str) -> str | None:
        found = _CURIE.fullmatch(given)
        namespace = self._prefixes.get(found[1]) if found else None
        return namespace + found[2] if found and namespace is not None else None


def _is_share(given: str) -> bool:
    try:
        return 0 <= float(given) <= 1
    except ValueError:
        return False
