"""A comparison says the same in each layout in which the ORKG's programs have written it."""

import csv
import io

import pandas as pd
import pytest

from llmkg.errors import LoadFailed
from llmkg.exchange import orkg
from llmkg.exchange.inputs import Input
from llmkg.exchange.said import Amount, Name, Value
from tests.exchange.conftest import RECORDS

TODAY = (RECORDS / "comparison.csv").read_bytes().decode()
ROWS = list(csv.reader(io.StringIO(TODAY, newline="")))
SAID = [
    ("T9", "developedBy", "Acme Research"),
    ("T9", "releasedOn", "2019-10"),
    ("T9", "hasQuantity", "11B"),
    ("T9 Chat", "developedBy", "Acme Research"),
    ("T9 Chat", "developedBy", "Initech, Inc."),
    ("T9 Chat", "releasedOn", "2020"),
    ("T9 Chat", "hasQuantity", "3B"),
    ("T9 Chat", "derivedFrom", "T9"),
]


def text(rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def turned():
    """Today's other export: the table turned round, its first cell in small letters."""
    names = [row[0] for row in ROWS[1:]]
    rows = [[ROWS[0][at], *(row[at] for row in ROWS[1:])] for at in (1, 2)]
    return text([["title", *names], *rows])


def gathered(join):
    """The values of each property and contribution in one cell."""
    names = list(dict.fromkeys(row[0] for row in ROWS[1:]))
    return names, {
        (name, at): join([row[at] for row in ROWS[1:] if row[0] == name and row[at]])
        for name in names
        for at in (1, 2)
    }


def joined():
    """The export until 2026: one row for a contribution, commas between values."""
    names, cells = gathered(", ".join)
    return text(
        [["Title", *names]] + [[ROWS[0][at], *(cells[name, at] for name in names)] for at in (1, 2)]
    )


def frame():
    """What the Python client's data frame writes."""
    names, cells = gathered(lambda each: each if len(each) > 1 else "".join(each))
    columns = {ROWS[0][at]: [cells[name, at] for name in names] for at in (1, 2)}
    return pd.DataFrame(columns, index=names).to_csv()


def read(content, name="comparison.csv"):
    return orkg.read((Input(name, content),), lambda _done, _all: None)


def said(draft):
    for each in draft.statements:
        value = each.object
        assert isinstance(value, (Name, Value, Amount))
        told = value.printed if isinstance(value, Amount) else value.text
        yield each.subject.text, each.predicate, told


@pytest.mark.parametrize("layout", [lambda: TODAY, turned, joined, frame])
def test_each_layout_says_the_same(layout):
    draft = read(layout())
    assert list(said(draft)) == SAID
    assert draft.records == 2
    unread = {each.what for each in draft.remarks}
    assert "The property 'innovation' is not read" in unread
    assert "The property 'base model - organization' is not read" in unread


@pytest.mark.parametrize(
    ("layout", "line", "key"),
    [
        (lambda: TODAY, 8, "base model #col=3"),
        (turned, 3, "base model"),
        (joined, 3, "base model"),
        (frame, 7, "base model #col=3"),
    ],
)
def test_line_and_key_lead_to_the_cell(layout, line, key):
    content = layout()
    (place,) = (each.place for each in read(content).statements if each.predicate == "derivedFrom")
    assert (place.line, place.key) == (line, key)
    (row,) = csv.reader([content.splitlines()[line - 1]])
    header = next(csv.reader([content.splitlines()[0]]))
    name, _, column = key.partition(" #col=")
    assert row[int(column) - 1 if column else header.index(name)] == "T9"


def test_a_value_stands_again_in_a_column_of_its_own():
    keys = [each.place.key for each in read(turned()).statements if each.predicate == "developedBy"]
    assert keys == ["organization #col=3", "organization #col=3", "organization #col=4"]


def test_commas_that_may_part_values_are_not_taken_for_it():
    table = [
        ["Title", "model name", "training corpus", "organization"],
        ["A paper - Contribution 1", "T9", "Books, Web pages of 2019, and more", "Acme, Initech"],
        ["Another - Contribution 1", "T9, T9 Chat", "Books", "Acme"],
    ]
    draft = read(text(table))
    assert list(said(draft)) == [("T9", "developedBy", "Acme"), ("T9", "developedBy", "Initech")]
    remarks = {(each.where.line, each.what.partition(",")[0]) for each in draft.remarks}
    assert (2, "training corpus: 'Books") in remarks
    assert (3, "Contribution 2 names several models") in remarks


def test_a_contribution_without_model_stores_nothing():
    faulty = TODAY.replace("model name,T9,T9 Chat", "model name,T9,")
    (error,) = read(faulty).errors
    assert "Contribution 2 names an unknown model" in error.what


def test_a_table_without_models_stores_nothing():
    (error,) = read(TODAY.replace("model name", "model - name")).errors
    assert "No column names the models" in error.what


def test_a_comparison_is_named_by_its_title():
    draft = read(TODAY, "Catalogue of models - ORKG Comparison.csv")
    assert draft.origin.slug == "orkg-catalogue-of-models"
    assert not [each for each in draft.remarks if "name that all comparisons have" in each.what]
    nameless = read(TODAY, "ORKG Contribution Comparison.csv")
    assert [each for each in nameless.remarks if "name that all comparisons have" in each.what]


def test_a_list_that_python_would_choke_on_is_a_text():
    deep = "[" * 50_000 + "]" * 50_000
    with pytest.raises(LoadFailed):
        read(text([["model name", "colour"], ["T9", deep]]))
