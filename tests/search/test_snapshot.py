"""The index of a snapshot: broken it is told, and built again."""

import json
import shutil

import pytest
import tantivy

from llmkg.build import INDEX_FORMAT, build
from llmkg.errors import SnapshotDamagedError
from llmkg.kb import KnowledgeBase
from llmkg.search.index import META, schema
from llmkg.store.snapshot import open_current

FIELDS = {
    "2": "also gram iri kind level mentions name order status stem text tie type whole word",
}


def test_another_schema_is_another_format(tmp_path):
    tantivy.Index(schema(), path=str(tmp_path))
    fields = json.loads((tmp_path / META).read_bytes())["schema"]
    assert " ".join(sorted(each["name"] for each in fields)) == FIELDS[INDEX_FORMAT]


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
def test_a_broken_index_is_told_and_built_again(slim, tmp_path, spoil):
    out = tmp_path / "out"
    shutil.copytree(slim / "out", out, symlinks=True)
    with open_current(out) as snapshot:
        spoil(max((snapshot.path / "search").glob("*.term")))
    with (
        KnowledgeBase.open(out, slim / "root" / "queries") as kb,
        pytest.raises(SnapshotDamagedError, match="Build again with `llmkg build`"),
    ):
        kb.search("chain")
    build(slim / "root", out)
    with KnowledgeBase.open(out, slim / "root" / "queries") as kb:
        assert kb.search("model").page.total > 0
