"""Bad input of each kind: a finding with file, line and what to do, and nothing stored."""

import io
import json
import tarfile
import zipfile

import pytest
from typer.testing import CliRunner

from llmkg.cli.main import make_app
from llmkg.exchange import inputs
from llmkg.exchange.tree import Fields, Items, Text, read_yaml

MODEL = "- type: model\n  name: {}\n  dependencies: [{}]\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join(['*' + a] * 10)}]\n"
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
TREE = {
    "malformed": ("ecosystem-graphs", "assets/a.yaml", "- name: [x\n- y: 'z\n", "no YAML", None),
    "control": ("ecosystem-graphs", "assets/a.yaml", "- name: x\n  type: \x01\n", "no YAML", 2),
    "bomb": ("ecosystem-graphs", "assets/a.yaml", BOMB, "aliases", 6),
    "knot": ("ecosystem-graphs", "assets/a.yaml", "- &a [*a]\n", "alias", 1),
    "deep": ("ecosystem-graphs", "assets/a.yaml", "[" * 100_000, "nests", 1),
    "circle": (
        "ecosystem-graphs", "assets/a.yaml",
        MODEL.format("A", "B") + MODEL.format("B", "C") + MODEL.format("C", "A"),
        "circle: A → B → C → A", 3,
    ),
    "nameless": ("ecosystem-graphs", "assets/a.yaml", "- type: model\n", "no name", 1),
    "typeless": ("ecosystem-graphs", "assets/a.yaml", "\n- name: A\n", "no known type", 2),
    "text": ("ecosystem-graphs", "assets/a.yaml", "- just words\n", "no asset", 1),
    "latin": ("ecosystem-graphs", "assets/a.yaml", b"- type: model\n  name: \xe9\n", "UTF-8", 2),
    "no asset": ("ecosystem-graphs", "assets/a.yaml", "[]\n", "no asset", 1),
    "empty": ("ecosystem-graphs", "notes.txt", "x", "There is no assets", None),
    "front": ("model-cards", "o/m/README.md", "---\nbase_model: [a\n---\n", "no YAML", None),
    "no front": ("model-cards", "o/m/README.md", "# words\n", "front matter", None),
    "whose": ("model-cards", "README.md", "---\nlicense: mit\n---\n", "unknown", 1),
    "base": ("model-cards", "o/m/README.md", "---\nlicense: mit\nbase_model: ../../x\n---\n",
             "unknown model", 3),
    "card circle": ("model-cards", "o/a/README.md", "---\nbase_model: o/b\n---\n", "circle", 2),
    "bibtex": ("bibliography", "a.bib", "@article{x,\n title = {open\n", "no BibTeX", None),
    "two documents": (
        "ecosystem-graphs", "assets/a.yaml",
        "---\n- {type: model, name: A}\n---\n- {type: model, name: B}\n", "second document", 3,
    ),
    "no character": (
        "ecosystem-graphs", "assets/a.yaml",
        '- type: model\n  name: A\n  organization: "x\\0y"\n', "U+0000", 3,
    ),
    "endless": (
        "ecosystem-graphs", "assets/a.yaml",
        "- type: model\n  name: A\n  dependencies:\n  - " + "x" * 9_999, "9,999 characters", 4,
    ),
    "tag": (
        "ecosystem-graphs", "assets/a.yaml",
        "- {type: model, name: A}\n- !!python/object/apply:os.getcwd []\n", "this is none", 2,
    ),
    "not closed": ("model-cards", "o/m/README.md", "---\nlicense: mit\n\n# A\n", "not closed", 1),
    "card bomb": ("model-cards", "o/m/README.md", f"---\n{BOMB}---\n", "aliases", 7),
    "same key": (
        "bibliography", "a.bib", "@misc{x, title={A}}\n\n@misc{x, title={B}}\n", "stands twice", 3,
    ),
    "same field": (
        "bibliography", "a.bib", "\n@misc{x, title={A},\n title={B}}\n", "duplicate title", 2,
    ),
    "no name": ("bibliography", "a.bib", "@misc{x, title = nowhere}\n", "undefined string", 1),
    "csl twice": (
        "bibliography", "a.json", '[{"id": "a", "title": "A"},\n{"id": "a", "title": "B"}]',
        "stands twice", 2,
    ),
    "csl title": (
        "bibliography", "a.json", '[\n{"id": "a", "title": ["x"]}]', "title is a list", 2,
    ),
    "csl people": (
        "bibliography", "a.json", '[{"id": "a", "title": "A", "author": ["x"]}]',
        "author[0] is a text", 1,
    ),
    "csl date": (
        "bibliography", "a.json", '[{"id": "a", "title": "A", "issued": 2020}]',
        "issued is a number", 1,
    ),
    "csl digits": ("bibliography", "a.json", "[" + "9" * 5_000 + "]", "thousands of digits", 1),
    "csl deep": ("bibliography", "a.json", "[" * 100_000, "too deep", 1),
    "csl half": (
        "bibliography", "a.json", '[{"id": "a", "title": "x\\ud800y"}]', "U+D800", 1,
    ),
    "untitled": ("bibliography", "a.bib", "\n@misc{x, year = 2020}\n", "no title", 2),
    "json": ("bibliography", "a.json", '[\n{"id": }]', "no JSON", 2),
    "csl": ("bibliography", "a.json", '"x"', "list of records", 1),
    "csv": ("orkg-comparison", "a.csv", 'model,license\nA,MIT\n"B,MIT\n', "no CSV", 3),
    "ragged": ("orkg-comparison", "a.csv", "model,license\nA,MIT,x\n", "3 cells", 2),
    "modelless": ("orkg-comparison", "a.csv", "title,license\nA,MIT\n", "names the models", 1),
    "unnamed": ("orkg-comparison", "a.csv", "model,license\nA,MIT\n,MIT\n", "unknown model", 3),
    "unread": ("orkg-comparison", "a.csv", "model,colour\nA,red\n", "No cell", None),
}  # fmt: skip


def refused(root, kind, path, tmp_path):
    """The findings of an import that must fail, and must store nothing."""
    into = tmp_path / "into"
    command = ["--root", str(root), "--out", str(tmp_path / "out"), "import", kind, str(path)]
    result = CliRunner().invoke(make_app(), [*command, "--into", str(into), "--json"])
    assert result.exit_code == 1, result.output
    assert not into.exists()
    findings = json.loads(result.stdout)["findings"]
    assert all(each["message"] and each["mend"] for each in findings)
    return findings


@pytest.mark.parametrize("case", TREE)
def test_it_is_refused_with_file_line_and_advice(case, root, tmp_path):
    kind, name, content, words, line = TREE[case]
    top = tmp_path / "given"
    path = top / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content if isinstance(content, bytes) else str(content).encode())
    if case == "card circle":
        (top / "o/b").mkdir()
        (top / "o/b/README.md").write_text("---\nbase_model: o/a\n---\n")
    findings = refused(root, kind, top, tmp_path)
    fitting = [each for each in findings if words in each["message"]]
    assert fitting, findings
    if line is not None:
        assert fitting[0]["line"] == line
        assert fitting[0]["file"] == name


def packed_zip(path, name, link=False):
    with zipfile.ZipFile(path, "w") as archive:
        member = zipfile.ZipInfo(name)
        member.external_attr = (0o120777 if link else 0o100644) << 16
        archive.writestr(member, MODEL.format("A", ""))


def packed_tar(path, name, link=False):
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo(name)
        if link:
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        data = MODEL.format("A", "").encode()
        member.size = 0 if link else len(data)
        archive.addfile(member, io.BytesIO(data))


@pytest.mark.parametrize("pack", [packed_zip, packed_tar])
@pytest.mark.parametrize(
    ("name", "link"),
    [("../assets/a.yaml", False), ("/assets/a.yaml", False), ("x/../../a.yaml", False),
     ("assets/a.yaml", True), ("..\\a.yaml", False)],
)  # fmt: skip
def test_an_archive_that_leads_out_is_refused(pack, name, link, root, tmp_path):
    path = tmp_path / "given.archive"
    pack(path, name, link)
    (finding,) = refused(root, "ecosystem-graphs", path, tmp_path)
    assert finding["rule"] == "ArchiveError"


def test_a_broken_archive_is_refused(root, tmp_path):
    path = tmp_path / "given.zip"
    packed_zip(path, "assets/a.yaml")
    path.write_bytes(path.read_bytes().replace(b"name: A", b"name: B"))
    (finding,) = refused(root, "ecosystem-graphs", path, tmp_path)
    assert "archive" in finding["message"]


def test_a_link_out_of_a_folder_is_refused(root, tmp_path):
    top = tmp_path / "given" / "assets"
    top.mkdir(parents=True)
    (top / "a.yaml").symlink_to("/etc/hosts")
    (finding,) = refused(root, "ecosystem-graphs", top.parent, tmp_path)
    assert finding["file"] == "assets/a.yaml"


@pytest.mark.parametrize("packed", [True, False])
def test_a_huge_file_is_refused_unread(packed, root, tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "MAX_FILE", 20)
    path = tmp_path / ("given.zip" if packed else "a.yaml")
    if packed:
        packed_zip(path, "assets/a.yaml")
    else:
        path.write_text(MODEL.format("A", "B"))
    (finding,) = refused(root, "ecosystem-graphs", path, tmp_path)
    assert "bytes" in finding["message"]


def test_yaml_keeps_texts_and_lines():
    found = read_yaml("a: no\nb: 1.10\nc: [2021-06, ~, '']\na: yes\n", "x.yaml")
    assert isinstance(found, Fields)
    assert [(key.text, key.line) for key, _ in found.pairs] == [
        ("a", 1),
        ("b", 2),
        ("c", 3),
        ("a", 4),
    ]
    last, number, several = (found.get(name) for name in "abc")
    assert isinstance(last, Text)
    assert last.text == "yes"
    assert isinstance(number, Text)
    assert number.text == "1.10"
    assert isinstance(several, Items)
    assert [each.text for each in several.items if isinstance(each, Text)] == ["2021-06", None, ""]
    assert [key.line for key in found.twice()] == [4]
