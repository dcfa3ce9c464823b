"""`llmkg build`: what it says, and that nothing wrong replaces a snapshot."""

import json

import pytest

from llmkg.store.manifest import as_dict
from llmkg.store.snapshot import read_manifest
from tests.cli.contribution import BROKEN, GOOD
from tests.serving import copied


@pytest.fixture
def place(slim, slim_workspace):
    """A copy of files that a test may spoil, with its snapshot."""
    copied(slim / "out", slim_workspace / ".llmkg")
    return slim_workspace


@pytest.fixture
def build(run, place):
    """Builds the copy; gives the result."""

    def building(*arguments):
        return run("--root", str(place), "build", *arguments)

    return building


def current(place) -> dict[str, object]:
    """The manifest of what would be served."""
    return as_dict(read_manifest(place / ".llmkg"))


def test_a_broken_file_leaves_the_old_snapshot(build, run, place):
    before = current(place)
    path = place / "claims" / "fu2022-zh" / "99-contributed.ttl"
    for data in (
        BROKEN["bad Turtle"][0].encode(),
        BROKEN["two stances"][0].encode(),
        BROKEN["a plain domain triple"][0].encode(),
        b"",
        b"\xff\xfe",
    ):
        path.write_bytes(data)
        result = build()
        assert result.exit_code == 1
        assert result.stderr.startswith("error: ")
        assert "Traceback" not in result.stderr
        assert current(place) == before
    asked = run("--root", str(place), "query", "ASK { model:davinci ?p ?o }")
    assert asked.stdout == "yes\n"


def test_what_is_added_is_in_the_next_snapshot(build, run, place):
    before = current(place)
    (place / "claims" / "fu2022-zh" / "99-contributed.ttl").write_text(GOOD, encoding="utf-8")
    result = build("--json")
    assert result.exit_code == 0, result.stderr
    assert current(place) | json.loads(result.stdout) == current(place)
    assert current(place)["digest"] != before["digest"]
    asked = run("--root", str(place), "query", "ASK { c:contributed-claim ?p ?o }")
    assert asked.stdout == "yes\n"


def test_nothing_changed_nothing_done_unless_forced(build, place):
    before = current(place)
    again = build("--json")
    assert again.exit_code == 0
    assert before | json.loads(again.stdout) == before
    assert current(place) == before
    forced = json.loads(build("--json", "--force").stdout)
    assert forced["digest"] == before["digest"]
    assert forced["built"] > before["built"]


def test_a_line_for_people(ask):
    result = ask("build")
    assert result.exit_code == 0
    assert "claims" in result.stdout
    assert result.stdout.startswith("snapshot ")
