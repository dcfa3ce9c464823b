"""Our own service, measured: all checks that can be passed without registration are."""

import json

from typer.testing import CliRunner

from llmkg.cli.main import make_app


def fair(*arguments):
    return CliRunner().invoke(make_app(), ["fair", *arguments])


def test_our_service_passes_every_check(reader):
    done = fair(reader.address, "--json", "--at-least", "100")
    report = json.loads(done.stdout)
    missing = {c["id"]: c["why"] for c in report["checks"] if c["outcome"] == "missing"}
    assert missing == {}
    assert done.exit_code == 0
    assert report["total"] > 60


def test_a_threshold_that_is_not_reached(reader):
    done = fair(reader.address, "--at-least", "101")
    assert done.exit_code == 1
    assert "Passed" in done.stdout


def test_a_service_that_is_not_there():
    done = fair("http://127.0.0.1:9/")
    assert done.exit_code == 3
    assert "does not answer" in done.stderr
    assert fair("nonsense").exit_code == 2


def test_it_starts_a_service_itself(root, snapshot):
    place = ["--root", str(root), "--out", str(snapshot)]
    done = CliRunner().invoke(make_app(), [*place, "fair", "--at-least", "100"])
    assert done.exit_code == 0, done.output
