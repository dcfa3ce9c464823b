"""A build is measured stage by stage, beside the bulk load of what comes of it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from llmkg.bench.meter import Stage
from llmkg.bench.scale import Scaled
from llmkg.bench.scale_plot import draw
from llmkg.cli.bench_scale import as_dict, sizes_of, steps_of, table
from llmkg.cli.main import make_app
from llmkg.errors import ParameterError

ROOT = Path(__file__).parents[2]
STAGES = (
    "reading files",
    "checking",
    "assessing",
    "entailing",
    "keeping answers",
    "writing the snapshot",
)


def scaled(claims: int) -> Scaled:
    stages = tuple(
        Stage(name, 2.0 + at, 4.0, (at + 1) << 20, at << 20) for at, name in enumerate(STAGES)
    )
    writes, answers = {"add": (0.2, 0.3)}, {"fast": (1.0, 2.0), "slow": (2.0, 9.0)}
    peer = Stage("bulk load", 5.0, 6.0, 1)
    return Scaled(claims, 1, 50 * claims, 1_000, 2_000, stages, peer, writes, answers)


def test_the_whole_is_the_sum_and_the_highest_peak() -> None:
    found = scaled(10)
    assert (found.whole.seconds, found.whole.wall, found.whole.peak) == (27.0, 24.0, 6 << 20)
    assert found.ratio == 5.4


def test_the_table_has_each_stage_beside_the_peer() -> None:
    lines = table(scaled(1_000))
    assert "50.0 a claim" in lines[0]
    rows = {line[2:22].strip(): line[22:].split() for line in lines[2:10]}
    assert list(rows) == [*STAGES, "build", "bulk load"]
    assert rows["reading files"] == ["2.00", "2.00", "4.00", "1", "0", "0.4"]
    assert rows["build"] == ["27.00", "27.00", "24.00", "6", "5", "5.4"]
    assert lines[10:] == [
        "  4.0 times the bulk load by the clock",
        "  add: 200 ms, 95 of 100 within 300 ms",
        "  slow: p50 2.0 ms, p95 9.0 ms",
        "  fast: p50 1.0 ms, p95 2.0 ms",
    ]


@pytest.mark.parametrize("text", ["", "a", "10,", "0", "5,-1"])
def test_sizes_are_whole_numbers(text: str) -> None:
    with pytest.raises(ParameterError, match="--claims"):
        sizes_of(text)
    assert sizes_of("10, 20") == [10, 20]


def test_the_picture_is_drawn(tmp_path: Path) -> None:
    draw([scaled(10), scaled(100)], tmp_path / "scale.svg")
    assert "<path" in (tmp_path / "scale.svg").read_text("utf-8")
    with pytest.raises(ParameterError):
        draw([], tmp_path / "scale.txt")


@pytest.mark.parametrize("text", ["", "builds", "build,write"])
def test_steps_have_names(text: str) -> None:
    with pytest.raises(ParameterError, match="--steps"):
        steps_of(text)
    assert steps_of("build, answers") == ["build", "answers"]


def test_a_real_build_is_measured_once(tmp_path: Path) -> None:
    args = ["--root", str(ROOT), "bench", "scale", "--claims", "30", "--json", "--keep"]
    args += [str(tmp_path), "--steps", "build"]
    result = CliRunner().invoke(make_app(), args)
    assert result.exit_code == 0, result.output
    steps = ["30 claims: made", "30 claims: build", *STAGES, "30 claims: bulk load"]
    assert [line for line in result.stderr.splitlines() if line in steps] == steps
    found = json.loads(result.stdout)
    assert [stage["name"] for stage in found["stages"]] == list(STAGES)
    assert all(stage["seconds"] > 0 and stage["peak"] > 1 << 20 for stage in found["stages"])
    assert found["quads"] > 30 * 20
    assert found["snapshot"] > found["authored"] > 30 * 500
    assert found["ratio"] == pytest.approx(found["build"]["seconds"] / found["peer"]["seconds"])
    assert set(as_dict(scaled(1))) == set(found)
    (tmp_path / "30" / "bulk load.json").unlink()
    again = CliRunner().invoke(make_app(), args)
    assert again.stderr == "30 claims: bulk load\n"
    assert json.loads(again.stdout)["stages"] == found["stages"]
