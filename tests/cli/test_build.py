"""`llmkg build`: what it says, and that nothing wrong replaces a snapshot."""

import json

import pytest

from tests.cli.contribution import BROKEN, GOOD


@pytest.fixture
def build(run, workspace):
    """Builds the workspace; gives the result."""

    def building(*arguments):
        return run("--root", str(workspace), "build", *arguments)

    return building


def test_a_broken_file_leaves_the_old_snapshot(build, run, workspace):
    first = build("--json")
    assert first.exit_code == 0, first.stderr
    digest = json.loads(first.stdout)["digest"]
    place = workspace / "claims" / "fu2022-zh" / "99-contributed.ttl"
    for data in (
        BROKEN["bad Turtle"][0].encode(),
        BROKEN["two stances"][0].encode(),
        BROKEN["a plain domain triple"][0].encode(),
        b"",
        b"\xff\xfe",
    ):
        place.write_bytes(data)
        result = build()
        assert result.exit_code == 1
        assert "Traceback" not in result.stderr
        manifest = json.loads((workspace / ".llmkg/current/manifest.json").read_text("utf-8"))
        assert manifest["digest"] == digest
        assert (
            run("--root", str(workspace), "query", "ASK { model:davinci ?p ?o }").stdout == "yes\n"
        )
    place.write_text(GOOD, encoding="utf-8")
    changed = build("--json")
    assert changed.exit_code == 0, changed.stderr
    assert json.loads(changed.stdout)["digest"] != digest
    place.unlink()
    assert json.loads(build("--json").stdout)["digest"] == digest


def test_nothing_changed_nothing_done(build):
    first = json.loads(build("--json").stdout)
    again = json.loads(build("--json").stdout)
    assert again["built"] == first["built"]
    forced = json.loads(build("--json", "--force").stdout)
    assert forced["digest"] == first["digest"]
    assert forced["built"] >= first["built"]


def test_a_line_for_people(ask):
    result = ask("build")
    assert result.exit_code == 0
    assert "claims" in result.stdout
    assert result.stdout.startswith("snapshot ")
