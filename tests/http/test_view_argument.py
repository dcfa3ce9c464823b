"""What the page of a proposition shows, and what explains a statement, without a browser."""

from dataclasses import replace
from itertools import pairwise

import pytest

from llmkg.http.views.argument import page
from llmkg.http.views.course import BOTTOM, TOP, course
from llmkg.http.views.explain import explain
from llmkg.http.views.inference import BOX, draw, key_of
from llmkg.kb import KnowledgeBase
from llmkg.model.weighing import Cause, Fate
from llmkg.store.embedded import EmbeddedStore
from llmkg.vocab import BASE

TODAY = "2026-11-23"
COT = f"{BASE}proposition/code-training-gives-chain-of-thought"
TRIPLES = (
    ("model:text-davinci-003", "llmkg:inheritsAbility", "ability:chain-of-thought"),
    ("model:text-davinci-003", "llmkg:derivedFrom", "model:code-davinci-002"),
    ("model:text-davinci-003", "llmkg:trainedOn", "dataset:text-data"),
)


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


def view(kb, slug, as_of=None):
    return page(kb, f"{BASE}proposition/{slug}", as_of, TODAY).view


@pytest.fixture(scope="module")
def cot(kb):
    return page(kb, COT, None, TODAY).view


def test_the_first_moment_is_before_anything_was_said(cot):
    first, *rest = cot.moments
    assert (first.day, first.assessment) == ("", None)
    assert [each.day for each in rest] == ["2022-12-18", "2024-05-01", "2026-05-19"]
    assert [each.assessment.effective.rank for each in rest] == [3, 4, 3]
    assert cot.shown == 3
    assert cot.now.banner == "contested"
    assert cot.now.pro.cause is Cause.CONTESTED


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2022-12-17", 0), ("2022-12-18", 1), ("2024-04-30", 1), ("2024-05-01", 2), (TODAY, 3)],
)
def test_a_day_shows_the_moment_in_which_it_lies(kb, day, shown):
    found = page(kb, COT, day, TODAY).view
    assert found.shown == shown
    cards = [each for several in found.voices.values() for each in several]
    for each in cards:
        assert (each.fate is Fate.UNBORN) == (each.span.since > day)


def test_a_refuted_and_a_superseded_statement_say_what_took_their_place(kb):
    refuted = view(kb, "davinci-trained-on-c4-2016-2019").now
    assert (refuted.banner, refuted.pro.cause) == ("refuted", Cause.NOTHING)
    assert {each.slug for each in refuted.replaced} >= {
        "fu2022-en-2023-01-3-2-davinci-not-trained-on-c4"
    }
    superseded = view(kb, "emergent-abilities-depend-on-in-context-learning").now
    assert superseded.banner == "superseded"
    assert superseded.replaced


def test_before_its_correction_it_was_neither(kb):
    assert view(kb, "davinci-trained-on-c4-2016-2019", "2022-12-31").now.banner == ""


def test_what_would_warrant_more_is_more(kb, cot):
    assert [each.level.rank for each in cot.raises] == [4, 5]
    assert [each.name for each in cot.raises[1].types] == ["Replication"]
    assert not view(kb, "text-davinci-003-fine-tuned-from-code-davinci-002").raises


def both(day):
    """The elements that tell of a change: in the list, and in the table."""
    return f"moved-{day}", f"from-{day}"


def test_the_script_knows_every_card_and_moment(cot):
    script = cot.script
    assert script["moments"] == [
        cot.course.offset(each.day) if each.day else 0 for each in cot.moments
    ]
    names = {name for name, *_ in script["items"]}
    changes = {each for day in ("2022-12-18", "2024-05-01", "2026-05-19") for each in both(day)}
    assert changes < names
    cards = len(cot.argument.claims) + len(cot.argument.evidence)
    assert len(names) == len(script["items"]) == cards + len(changes)
    assert script["today"] == cot.course.days


def test_the_drawing_holds_each_level_until_the_next(cot):
    strokes = next(each for each in cot.course.series if each.name == "effective").strokes
    assert [each.rank for each in strokes] == [3, 4, 3]
    for one, other in pairwise(strokes):
        assert one.right == other.left
    assert strokes[-1].right == "100.00%"
    assert all(TOP < each.y < BOTTOM for each in strokes)
    denied = next(each for each in cot.course.series if each.name == "denied").strokes
    assert [each.left for each in denied] == [strokes[-1].left]


def test_a_drawing_without_anything_said_spans_the_years_all_the_same():
    empty = course((), TODAY, TODAY)
    assert (empty.start, empty.end, empty.moves) == ("2020-01-01", TODAY, ())
    assert [year for _, year in empty.years] == list(range(2020, 2027))
    assert empty.offset("2019-01-01") == 0
    assert empty.offset("2999-01-01") == empty.days


def test_earlier_claims_widen_the_drawing(cot):
    old = replace(cot.argument.timeline[0], as_of="2019-10")
    wider = course((old, *cot.argument.timeline[1:]), TODAY, TODAY)
    assert (wider.start, wider.years[0]) == ("2019-01-01", ("0.00%", 2019))


@pytest.mark.parametrize("triple", TRIPLES)
def test_an_explanation_is_drawn_from_left_to_right_and_nothing_overlaps(kb, triple):
    for why in kb.explain(*triple).explanations:
        found = draw(why)
        places = {key_of(box.fact): box for box in found.boxes}
        for step in why.steps:
            goal = places[key_of(step.conclusion)]
            for premise in step.premises:
                assert places[key_of(premise)].x + BOX[0] < goal.x
        spots = [(box.x, box.y) for box in found.boxes]
        assert len(spots) == len(set(spots))
        for (x, y), (left, top) in pairwise(sorted(spots)):
            assert x != left or top - y > BOX[1]
        goal = next(box for box in found.boxes if box.is_goal)
        assert goal.level == why.level
        assert all(box.level.rank >= why.level.rank for box in found.boxes if box.level)
        assert max(box.x for box in found.boxes) + BOX[0] <= found.width


def test_words_are_taken_for_what_they_name_and_nonsense_for_nothing(kb):
    found = explain(kb, "text davinci 003", "源自", "code-davinci-002").view
    assert [each.ref.slug for each in found.guessed if each.ref.slug] == [
        "text-davinci-003",
        "code-davinci-002",
    ]
    assert found.explained.level is not None
    assert len(found.because) >= 1
    nothing = explain(kb, "model:none", "llmkg:derivedFrom", "<>").view
    assert [each.typed for each in nothing.unknown] == ["model:none", "<>"]
    assert nothing.explained is None
    blank = explain(kb, "", "", "").view
    assert (blank.unknown, blank.explained) == ((), None)


@pytest.mark.parametrize(
    ("make", "queries", "look_ups", "quads"),
    [
        (lambda kb: page(kb, COT, None, TODAY), 3, 700, 10_000),
        (lambda kb: explain(kb, *TRIPLES[0]), 0, 400, 10_000),
    ],
    ids=["argument", "explain"],
)
def test_a_view_asks_for_little(kb, monkeypatch, make, queries, look_ups, quads):
    """What it costs is what it asks the store for; a clock would tell of the machine's other work.

    The first view of a snapshot reads what all of them need, and that is kept. Whoever went through
    the snapshot again would find several times as much as is allowed here.
    """
    make(kb)
    run, look = EmbeddedStore._run, EmbeddedStore.quads
    asked: list[str] = []
    found: list[int] = []

    def running(store, text, dataset):
        asked.append(text)
        return run(store, text, dataset)

    def looking(store, *pattern, **named):
        quads = look(store, *pattern, **named)
        found.append(len(quads))
        return quads

    monkeypatch.setattr(EmbeddedStore, "_run", running)
    monkeypatch.setattr(EmbeddedStore, "quads", looking)
    make(kb)
    assert len(asked) <= queries
    assert 0 < len(found) <= look_ups
    assert sum(found) <= quads


def test_the_page_of_a_past_day_is_the_argument_and_its_downloads_are_of_that_day(client):
    path = "/proposition/code-training-gives-chain-of-thought"
    html = {"accept": "text/html"}
    then = client.get(f"{path}?as_of=2022-12-31&lang=en", headers=html)
    assert then.status_code == 200
    assert "As of December 31, 2022" in then.text
    assert then.headers["memento-datetime"].startswith("Sat, 31 Dec 2022")
    assert f"{path}?format=turtle&amp;as_of=2022-12-31" in then.text
    assert client.get(f"{path}?format=turtle&as_of=2022-12-31").status_code == 200
    assert "As of December" not in client.get(f"{path}?lang=en", headers=html).text


def test_nothing_that_is_typed_becomes_markup(client):
    answer = client.get(
        "/explain",
        params={"subject": "<script>x</script>", "predicate": '"><b>', "object": "</datalist>"},
        headers={"accept": "text/html"},
    )
    assert answer.status_code == 200
    assert "<script>x" not in answer.text
    assert '"><b>' not in answer.text
    assert answer.text.count("</datalist>") == 3
