"""Our own service, measured: it lacks what is known to be lacking, and nothing else."""

import json

from typer.testing import CliRunner

from llmkg.cli.main import make_app
from llmkg.fair import kept


def fair(*arguments):
    return CliRunner().invoke(make_app(), ["fair", *arguments])


# Terms that say what is meant, in vocabularies that the tools' lists lack: SPDX has the digests of
# files, void-ext the datatypes of properties. And no standard of a single science is ours.
KNOWN = {
    "FsF-R1.3-01M-1": "no metadata in ADMS",
    **dict.fromkeys(("F2B", "I2", "R1.3"), "of no registered vocabulary: http://ldf.fi/void-ext#"),
}


def test_our_service_lacks_what_is_known(reader, root, tmp_path):
    place = ["--root", str(root), "--out", str(tmp_path)]
    asked = ["fair", reader.address, "--json", "--at-least", "95", "--keep"]
    done = CliRunner().invoke(make_app(), [*place, *asked])
    report = json.loads(done.stdout)
    lost = {c["id"]: c["why"] for c in report["checks"] if c["outcome"] in ("missing", "partly")}
    assert lost.keys() == KNOWN.keys()
    assert all(lost[id_].startswith(why) for id_, why in KNOWN.items())
    assert done.exit_code == 0
    assert len(report["version"]) == 64
    again = kept(tmp_path) or {}
    assert {name: again[name] for name in report} == report
    said = f"{report['passed']} of the {report['total']} checks pass; they earn {report['percent']}"
    assert said in (root / "docs" / "fair.md").read_text("utf-8")


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
    done = CliRunner().invoke(make_app(), [*place, "fair", "--at-least", "95"])
    assert done.exit_code == 0, done.output
    assert not (snapshot / "fair.json").exists()
