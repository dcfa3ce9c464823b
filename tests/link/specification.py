"""The JSON Schemas of the Reconciliation API, where somebody has put them.

They are the W3C community group's, and no part of this repository: `make strangers` gets a
checkout of https://github.com/reconciliation-api/specs, and LLMKG_RECONCILIATION may name another.
Without one, what needs them is skipped.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7


def folder() -> Path:
    """The checkout; skips where there is none."""
    given = os.environ.get("LLMKG_RECONCILIATION")
    place = Path(given) if given else Path(__file__).parents[2] / "build" / "reconciliation"
    if not place.is_dir():
        pytest.skip(
            "no schemas of the Reconciliation API (make strangers, or LLMKG_RECONCILIATION)"
        )
    return place


@cache
def schemas(version: str) -> tuple[dict[str, Any], Registry[Any]]:
    """The schemas of a version by name, and what their references lead to."""
    found = {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in sorted((folder() / version / "schemas").glob("*.json"))
    }
    assert "manifest" in found, f"there are no schemas of version {version} in {folder()}"
    registry: Registry[Any] = Registry()
    for name, schema in found.items():
        base = schema.get("$id", "").rpartition("/")[0]
        resource = Resource.from_contents(schema, default_specification=DRAFT7)
        for address in {schema.get("$id", name), f"{base}/{name}.json"}:
            registry = registry.with_resource(address, resource)
    return found, registry


def valid(document: object, version: str, name: str) -> None:
    """Raise unless a document is as the schema of this name has it."""
    found, registry = schemas(version)
    schema = {key: value for key, value in found[name].items() if key != "$schema"}
    Draft7Validator(schema, registry=registry).validate(document)


def examples(version: str, name: str, kind: str) -> Iterator[Any]:
    """The specification's examples of a message that are valid, or invalid."""
    for path in sorted((folder() / version / "examples" / name / kind).glob("*.json")):
        yield path.name, json.loads(path.read_text("utf-8"))
