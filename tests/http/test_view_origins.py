"""What the matrix of origins shows, without a browser."""

import csv
import io

import pytest

from llmkg.errors import NotFoundError, ParameterError
from llmkg.http.views.acting import acting
from llmkg.http.views.origins import Wanted, as_csv, origins_view
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
