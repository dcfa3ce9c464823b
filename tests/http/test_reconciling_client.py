"""A client of the Reconciliation API that somebody else wrote, with its own models of the answers.

`py-reconciliation-service-api` wants older packages than ours, so it stands beside them, with
nothing that it depends on: `make strangers` puts it into build/reconciler.
"""

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fetching import fetched

NAME = "py_reconciliation_service_api"
USUAL = Path(__file__).parents[2] / "build" / "reconciler"
MODEL = "https://w3id.org/llmkg/ontology#Model"


@pytest.fixture(scope="module")
def service(server: str) -> Iterator[Any]:
    fetched()
    place = Path(os.environ.get("LLMKG_RECONCILER") or USUAL)
    if not (place / NAME).is_dir():
        pytest.skip(f"{NAME} is not here (make strangers, or LLMKG_RECONCILER)")
    sys.path.append(str(place))
    try:
        theirs = importlib.import_module(NAME)
    finally:
        sys.path.remove(str(place))
    once = {"headers": {"Connection": "close"}}  # it closes nothing itself
    found = theirs.build_reconciliation_service(f"{server}/reconcile", httpx_args=once)
    with found._get_sync_client():
        yield found


def test_it_reads_the_manifest(service: Any) -> None:
    manifest = service._manifest
    assert manifest.schema_space == "https://w3id.org/llmkg/ontology#"
    assert manifest.preview.width > 0
    assert MODEL in {each.id for each in manifest.default_types}


def test_it_reconciles_a_batch(service: Any) -> None:
    derived = {"pid": "llmkg:derivedFrom", "v": {"id": "model:code-davinci-002", "name": "x"}}
    asked = [
        {"query": "ChatGPT", "limit": 2},
        {"query": "思维链"},
        {"query": "davinci 002", "type": MODEL, "type_strict": "should", "properties": [derived]},
        {"query": "nothing of the kind at all"},
    ]
    found = [each.result for each in service.reconcile_batch(asked)]
    assert [result[0].id.rpartition("/")[2] for result in found[:3]] == [
        "chatgpt",
        "chain-of-thought",
        "text-davinci-002",
    ]
    assert found[0][0].match
    assert found[0][0].type[0].id == MODEL
    assert not any(each.match for each in found[3])
