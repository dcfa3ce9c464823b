"""Tables that are amended hold what a table written anew holds."""

import shutil
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.store import table as tables
from llmkg.store.table import Row, Table, write_table

KEYS = st.text(max_size=3)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
ROWS = st.dictionaries(KEYS, st.tuples(NUMBERS, st.text(max_size=3)), max_size=12)
CHANGES = st.dictionaries(KEYS, st.none() | st.tuples(NUMBERS, st.text()), max_size=4)


@given(rows=ROWS, changes=st.lists(CHANGES, max_size=5), other=KEYS)
def test_what_was_amended_is_found(
    rows: dict[str, Row], changes: list[dict[str, Row | None]], other: str
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "MOST_CHANGES", 5)
        names = (Path(folder, f"t{number}") for number in count())
        path = next(names)
        length = write_table(path, sorted(rows.items()))
        for change in changes:
            old, path = path, next(names)
            length = Table(old, length).amended(old, path, change)
            for key, row in change.items():
                if row is None:
                    rows.pop(key, None)
                else:
                    rows[key] = row
        found = Table(path, length)
        assert list(found.items()) == sorted(rows.items())
        assert len(found) == len(rows)
        assert {key: found.get(key) for key in rows} == rows
        assert found.get(other) == rows.get(other)


def test_a_change_shares_the_file_until_there_are_many(tmp_path: Path) -> None:
    old, new = tmp_path / "one" / "t", tmp_path / "two" / "t"
    for path in (old, new):
        path.parent.mkdir()
    write_table(old, ((f"{number:04}", (number,)) for number in range(1_000)))
    table = Table(old, 1_000)
    assert table.amended(old, new, {"0500": None, "x": (1,)}) == 1_000
    assert new.stat().st_ino == old.stat().st_ino
    assert len(new.with_name("t.changes").read_text().splitlines()) == 2
    third = tmp_path / "same"
    assert Table(new, 1_000).amended(new, third, {"0001": (1,), "y": None, "0500": None}) == 1_000
    assert len(third.with_name("same.changes").read_text().splitlines()) == 2
    many = {f"{number:04}": (0,) for number in range(tables.MOST_CHANGES)}
    third = tmp_path / "t"
    assert Table(new, 1_000).amended(new, third, many) == 1_000
    assert third.stat().st_ino != old.stat().st_ino
    assert not third.with_name("t.changes").exists()


def test_a_table_that_is_open_outlives_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    write_table(folder / "t", [("a", (1,)), ("b", (2,))])
    table = Table(folder / "t", 2)
    shutil.rmtree(folder)
    assert table.get("b") == (2,)
