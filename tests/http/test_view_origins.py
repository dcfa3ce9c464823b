"""What the matrix of origins shows, without a browser."""

import csv
import io
from dataclasses import replace
from weakref import WeakKeyDictionary

import pytest

from llmkg.errors import NotFoundError, ParameterError
from llmkg.gather.reader import Reader
from llmkg.http.views import acting as looking
from llmkg.http.views import excerpt
from llmkg.http.views.acting import acting
from llmkg.http.views.origins import Cell, Wanted, as_csv, origins_view
from llmkg.kb import KnowledgeBase
from llmkg.vocab import BASE, local_name

COT = f"{BASE}ability/chain-of-thought"


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


def cell(view, key):
    return next(
        cell
        for family in view.families
        for row in family.rows
        for cell in row.cells
        if cell.key == key
    )


@pytest.mark.parametrize(
    "params",
    [
        {"by": "method"},
        {"by": "dataset"},
        {"by": "concept", "as_of": "2022-12-31"},
        {"by": "method", "as_of": "2022"},
        {"by": "method", "as_of": "2024-05", "min_confidence": "WellSupported"},
        {"by": "method", "family": f"{BASE}ability/complex-reasoning"},
    ],
)
def test_the_query_that_is_shown_gives_what_is_shown(kb, params):
    def text(term):
        return str(getattr(term, "value", term))

    asked = {
        (
            text(row["ability"]),
            text(row["factor"]),
            text(row["proposition"]),
            text(row["stands"]),
            text(row["confidence"]),
            *(int(text(row[name])) for name in ("asserting", "denying", "undecided")),
        )
        for row in kb.rows("origins-matrix", **params)
    }
    least = kb.level(params.get("min_confidence", "Unresolved")).rank
    family = params.get("family", "").removeprefix(f"{BASE}ability/")
    view = origins_view(
        kb,
        Wanted(
            by=params["by"],
            as_of=params.get("as_of", ""),
            least=params.get("min_confidence", ""),
            family=family,
        ),
    )
    rows = {row.ability.iri for each in view.families for row in each.rows}
    shown = {
        (
            a.ability,
            a.factor,
            a.proposition,
            a.stands,
            a.level.iri,
            *(a.asserting, a.denying, a.undecided),
        )
        for a in acting(kb).on(params.get("as_of"))
        if f"/{params['by']}/" in a.factor and a.level.rank >= least and a.ability in rows
    }
    assert asked == shown
    assert view.statements == len({each[2] for each in asked})


def test_a_cell_says_direction_level_and_numbers(kb):
    found = cell(origins_view(kb, Wanted()), "chain-of-thought~code-training")
    arises = next(each for each in found.signs if each.relation == "givesRiseTo")
    assert (arises.stands, arises.level.name) == ("holds", "CorrelationNotCausation")
    assert arises.contested
    assert arises.asserting > arises.denying > 0
    assert len(found.propositions) > 1


def test_what_is_denied_is_no_origin(kb):
    found = cell(origins_view(kb, Wanted()), "chain-of-thought~instruction-tuning")
    assert [(each.stands, each.relation) for each in found.signs] == [("denied", "givesRiseTo")]


def test_a_day_shows_what_was_known_then(kb):
    now = cell(origins_view(kb, Wanted()), "chain-of-thought~code-training")
    then = cell(origins_view(kb, Wanted(as_of="2022-12-31")), "chain-of-thought~code-training")
    assert sum(each.denying for each in then.signs) < sum(each.denying for each in now.signs)
    assert not any(each.contested for each in then.signs)
    assert origins_view(kb, Wanted(as_of="2019")).statements == 0


def test_a_stage_has_what_is_said_of_its_method_and_is_no_surer(kb):
    view = origins_view(kb, Wanted(by="stage"))
    found = [
        each
        for family in view.families
        for row in family.rows
        for cell in row.cells
        for each in cell.signs
        if each.via
    ]
    assert found
    acts = {(a.proposition, a.via): a for a in acting(kb).on(None) if a.via}
    plain = {a.proposition: a for a in acting(kb).on(None) if not a.via}
    for (proposition, method), act in acts.items():
        assert plain[proposition].factor == method
        assert act.level.rank <= plain[proposition].level.rank


def test_narrower_abilities_follow_the_broader_one(kb):
    view = origins_view(kb, Wanted(family="complex-reasoning"))
    [family] = view.families
    assert (family.rows[0].ability.slug, family.rows[0].depth) == ("complex-reasoning", 0)
    assert {row.depth for row in family.rows[1:]} == {1}
    assert COT in {row.ability.iri for row in family.rows}


def test_empty_rows_and_columns_are_hidden_until_asked_for(kb):
    few, all_ = origins_view(kb, Wanted()), origins_view(kb, Wanted(empty="show"))
    for view in (few, all_):
        for family in view.families:
            for row in family.rows:
                assert len(row.cells) == len(view.columns)
                assert view is all_ or any(each.signs for each in row.cells)
    rows = [sum(len(each.rows) for each in view.families) for view in (few, all_)]
    assert rows[1] - rows[0] == few.hidden[0] > 0
    assert all_.hidden == (0, 0)


def test_an_opened_cell_lists_its_statements_surest_first(kb):
    opened = origins_view(kb, Wanted(cell="complex-reasoning~code-training")).opened
    assert opened is not None
    ranks = [act.level.rank for act, _, _ in opened.statements if act.stands == "holds"]
    assert len(opened.statements) > 1
    assert ranks == sorted(ranks, reverse=True)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (Wanted(by="weather"), ParameterError),
        (Wanted(as_of="yesterday"), ParameterError),
        (Wanted(least="Sure"), ParameterError),
        (Wanted(family="no-such"), NotFoundError),
        (Wanted(cell="chain-of-thought~no-such"), NotFoundError),
    ],
)
def test_what_is_not_there_is_refused(kb, wanted, error):
    with pytest.raises(error):
        origins_view(kb, wanted)


def test_the_file_has_what_the_cells_have(kb):
    view = origins_view(kb, Wanted(by="stage"))
    rows = list(csv.DictReader(io.StringIO(as_csv(view, "zh").decode())))
    signs = [s for f in view.families for r in f.rows for c in r.cells for s in c.signs]
    assert len(rows) == len(signs)
    assert {row["confidence"] for row in rows} == {each.level.name for each in signs}
    for row in rows:  # each row has the statements that say just this
        said = [kb.proposition(each.rsplit("/", 1)[1]) for each in row["propositions"].split()]
        assert said
        assert {local_name(each.proposition.predicate.iri) for each in said} == {row["relation"]}


def cells(view):
    """The cells in which something is said."""
    every = [(row.ability.iri, c) for f in view.families for row in f.rows for c in row.cells]
    return {(ability, each.key): each for ability, each in every if each.signs}


@pytest.mark.parametrize("by", ["method", "stage", "concept"])
@pytest.mark.parametrize("day", ["", "2022-12-31"])
def test_the_parts_of_a_large_matrix_are_the_whole(kb, monkeypatch, by, day):
    whole = origins_view(kb, Wanted(by=by, as_of=day))
    assert whole.part.is_all
    monkeypatch.setattr(excerpt, "ROWS", 15)
    monkeypatch.setattr(excerpt, "COLUMNS", 4)
    found: dict[tuple[str, str], Cell] = {}
    offset: int | None = 0
    while offset is not None:
        column: int | None = 0
        while column is not None:
            view = origins_view(kb, Wanted(by=by, as_of=day, offset=offset, column=column))
            assert len(view.columns) <= 4
            assert sum(len(each.rows) for each in view.families) <= 15
            assert view.hidden == (0, 0)
            found |= cells(view)
            column = view.part.factors.next_offset
        offset = view.part.abilities.next_offset
    assert found == cells(whole)
    file = origins_view(kb, Wanted(by=by, as_of=day), whole=True)
    assert as_csv(file, "en") == as_csv(whole, "en")


def test_a_part_looks_at_what_it_shows(kb, monkeypatch):
    monkeypatch.setattr(excerpt, "ROWS", 5)
    monkeypatch.setattr(excerpt, "COLUMNS", 3)
    monkeypatch.setattr(looking, "_KEPT", WeakKeyDictionary())
    monkeypatch.setattr(Reader, "said", noting := Noting(Reader.said))
    view = origins_view(kb, Wanted(offset=5, column=3))
    shown = {each.proposition for each in view.part.terms}
    assert shown
    assert {iri.removesuffix("#assessment") for iri in noting.asked if "#" in iri} >= shown
    steps = {iri for f in view.part.factors.items for _, iri in acting(kb).steps(f)}
    judged = {iri for iri in noting.asked if iri.endswith("#assessment")}
    assert judged <= {f"{iri}#assessment" for iri in shown | steps}


def test_a_cell_is_opened_whichever_part_is_shown(kb, monkeypatch):
    wanted = Wanted(cell="complex-reasoning~code-training")
    whole = origins_view(kb, wanted).opened
    monkeypatch.setattr(excerpt, "ROWS", 5)
    monkeypatch.setattr(excerpt, "COLUMNS", 3)
    assert origins_view(kb, replace(wanted, offset=10, column=6)).opened == whole
    assert origins_view(kb, replace(wanted, offset=10_000)).opened == whole


class Noting:
    """Notes of what a method of readers was asked."""

    def __init__(self, method):
        self._method = method
        self.asked: set[str] = set()

    def __get__(self, reader, _kind):
        def noting(iri):
            self.asked.add(iri)
            return self._method(reader, iri)

        return noting
