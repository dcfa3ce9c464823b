"""Whether a message is what the Reconciliation API says: by our own schemas, and by the group's.

Ours are written from the text and always asked. The W3C community group's are no part of this
repository: `make strangers` gets a checkout of https://github.com/reconciliation-api/specs, and
LLMKG_RECONCILIATION may name another. They are asked as well wherever they are.
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

from tests.fetching import fetched
from tests.link.messages import as_written


def folder() -> Path | None:
    """The checkout of the community group's repository; None where there is none."""
    fetched()
    given = os.environ.get("LLMKG_RECONCILIATION")
    place = Path(given) if given else Path(__file__).parents[2] / "build" / "reconciliation"
    return place if place.is_dir() else None


@cache
def schemas(place: Path, version: str) -> tuple[dict[str, Any], Registry[Any]]:
    """The group's schemas of a version by name, and what their references lead to."""
    found = {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in sorted((place / version / "schemas").glob("*.json"))
    }
    assert "manifest" in found, f"there are no schemas of version {version} in {place}"
    registry: Registry[Any] = Registry()
    for name, schema in found.items():
        base = schema.get("$id", "").rpartition("/")[0]
        resource = Resource.from_contents(schema, default_specification=DRAFT7)
        for address in {schema.get("$id", name), f"{base}/{name}.json"}:
            registry = registry.with_resource(address, resource)
    return found, registry


def valid(document: object, version: str, name: str) -> None:
    """Raise unless a message is as the text has it, and the group's schema, where it is."""
    as_written(document, version, name)
    place = folder()
    if place is None:
        return
    found, registry = schemas(place, version)
    schema = {key: value for key, value in found[name].items() if key != "$schema"}
    Draft7Validator(schema, registry=registry).validate(document)


def examples(version: str, name: str, kind: str) -> Iterator[Any]:
    """The group's examples of a message that are valid, or invalid; skips without a checkout."""
    place = folder()
    if place is None:
        pytest.skip("no examples of the Reconciliation API (make strangers, LLMKG_RECONCILIATION)")
    for path in sorted((place / version / "examples" / name / kind).glob("*.json")):
        yield path.name, json.loads(path.read_text("utf-8"))
