"""`llmkg anchors`, on texts made up here and, where they are at hand, on those of the sources."""

import json
from hashlib import sha256
from typing import Any

import pytest

TEXT = "第一句话。模型也许会推理。第二句话。模型也许会写诗。\n"


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_make_prints_an_anchor(run, text):
    result = run("anchors", "make", "--source", str(text), "--quote", "会推理", "--json")
    assert result.exit_code == 0
    anchor = json.loads(result.stdout)
    assert TEXT[anchor["start"] : anchor["end"]] == "会推理"
    assert anchor["digest"] == sha256("会推理".encode()).hexdigest()
    assert anchor["prefix"] == "第一句话。模型也许"
    turtle = run("anchors", "make", "--source", str(text), "--quote", "会推理").stdout
    assert f"oa:start {anchor['start']} ; oa:end {anchor['end']}" in turtle


def test_make_says_that_a_passage_is_ambiguous(run, text):
    arguments = ["anchors", "make", "--source", str(text), "--quote", "也许会"]
    result = run(*arguments)
    assert result.exit_code == 1
    assert "2 times" in result.stderr
    second = json.loads(run(*arguments, "--occurrence", "2", "--json").stdout)
    assert second["start"] == TEXT.rindex("也许会")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--quote", "不在文中"], 1),
        (["--quote", ""], 2),
        (["--quote", "也许会", "--occurrence", "3"], 1),
        (["--quote", "也许会", "--occurrence", "0"], 2),
    ],
)
def test_what_cannot_be_made(run, text, arguments, code):
    result = run("anchors", "make", "--source", str(text), *arguments)
    assert result.exit_code == code
    assert result.stderr.startswith("error: ")


def test_a_text_that_is_not_utf_8(run, tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes("好\n坏".encode("gb18030"))
    result = run("anchors", "make", "--source", str(path), "--quote", "好")
    assert result.exit_code == 1
    assert f"{path}:1:1" in result.stderr


def test_fill_turns_quotations_into_anchors(run, text, tmp_path):
    draft = tmp_path / "draft.ttl"
    draft.write_text(
        "@prefix llmkg: <https://w3id.org/llmkg/ontology#> .\n"
        '<a> llmkg:anchor "会推理" .\n'
        '<b> llmkg:anchor "也许会@@2" ; llmkg:hedgeAnchor "也许会" .\n',
        encoding="utf-8",
    )
    result = run("anchors", "fill", "--source", str(text), str(draft))
    assert result.exit_code == 1
    assert f"{draft}: 2 filled in, 1 left" in result.stdout
    filled = draft.read_text(encoding="utf-8")
    assert f"oa:start {TEXT.index('会推理')}" in filled
    assert f"oa:start {TEXT.rindex('也许会')}" in filled
    assert 'llmkg:hedgeAnchor "也许会"' in filled
    assert f"{draft}:3:" in result.stderr
    draft.write_text(filled.replace('llmkg:hedgeAnchor "也许会"', "a <c>"), encoding="utf-8")
    again = run("anchors", "fill", "--source", str(text), str(draft))
    assert (again.exit_code, again.stdout) == (0, f"{draft}: 0 filled in\n")


def verified(look, path) -> tuple[int, dict[str, Any]]:
    result = look("anchors", "verify", "--source", f"fu2022-zh={path}", "--json")
    assert result.stderr == ""
    return result.exit_code, json.loads(result.stdout)[0]


def test_every_anchor_holds(look, texts):
    code, answer = verified(look, texts / "fu2022-zh.txt")
    assert answer["counts"]["ok"] > 300
    assert (code, answer["lost"], answer["sameText"]) == (0, [], True)


def test_a_text_that_moved_is_found_again(look, texts, tmp_path):
    moved = tmp_path / "moved.txt"
    original = (texts / "fu2022-zh.txt").read_bytes()
    moved.write_bytes("新的开头。\n".encode() + original)
    code, answer = verified(look, moved)
    assert (code, answer["sameText"]) == (1, False)
    assert answer["counts"]["ok"] == 0
    assert answer["counts"]["moved"] > 300
    shifts = {one["found"]["start"] - one["anchor"]["start"] for one in answer["lost"]}
    assert shifts == {len("新的开头。\n")}


def test_a_changed_passage_is_broken_and_said_where(look, texts, tmp_path):
    changed = tmp_path / "changed.txt"
    original = (texts / "fu2022-zh.txt").read_bytes().decode()
    anchored = verified(look, texts / "fu2022-zh.txt")[1]["counts"]["ok"]
    middle = len(original) // 2
    changed.write_bytes((original[:middle] + "改" + original[middle + 1 :]).encode())
    code, answer = verified(look, changed)
    assert code == 1
    assert answer["counts"]["ok"] < anchored
    assert answer["counts"]["ok"] > anchored - 10
    for one in answer["lost"]:
        assert one["file"].startswith("claims/fu2022-zh/")
        assert one["line"] > 0
    shown = look("anchors", "verify", "--source", f"fu2022-zh={changed}")
    assert f"{answer['lost'][0]['file']}:{answer['lost'][0]['line']}:" in shown.stdout


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("fu2022-zh", 2),
        ("fu2022-zh=", 2),
        ("=x", 2),
        ("nobody1999=TEXT", 1),
        ("fu2022-zh=no.txt", 1),
    ],
)
def test_a_source_that_is_none(look, text, source, code):
    result = look("anchors", "verify", "--source", source.replace("TEXT", str(text)))
    assert result.exit_code == code
    assert result.stderr.startswith("error: ")
