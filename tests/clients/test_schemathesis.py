"""The interface does what its OpenAPI description says, for requests that nobody thought of."""

import os
import re
import subprocess

from tests.clients.conftest import PROGRAMS
from tests.serving import ROOT

# No schema says that a text is a query, or that an IRI names a thing; and OpenAPI 3.1 has no place
# for the method QUERY, which `/sparql` has, too.
LEFT_OUT = "positive_data_acceptance,unsupported_method"
PATHS = "^/(api/|sparql$|rdf-graph-store$|healthz$|readyz$|dumps|void$)"


def test_answers_are_as_described(reader, tmp_path):
    done = subprocess.run(
        [
            *(PROGRAMS / "schemathesis", "run", f"{reader.address}/api/openapi.json"),
            *("--exclude-checks", LEFT_OUT, "--phases", "examples,fuzzing"),
            *("--max-examples", "2", "--generation-deterministic", "--no-shrink"),
            # Hypothesis parses sources as it goes. Two threads of Python 3.11 that do so at once
            # take each other's depth for a fault of theirs (CPython's gh-106905: SystemError).
            *("--workers", "1", "--continue-on-failure", "--no-color"),
            *("--include-path-regex", PATHS),
            *("--exclude-path", "/api/validate"),  # a check of the whole graph takes seconds
        ],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": "tests.clients.sparql_bodies",
        },
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-1_000:]
    passed = re.search(r"(\d+) generated, \1 passed", done.stdout)
    assert passed is not None, done.stdout[-2_000:]
    assert int(passed[1]) > 50
