"""What the tree shows, without a browser."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from llmkg.errors import ParameterError
from llmkg.http.views.overlay import GLYPHS
from llmkg.http.views.rails import run
from llmkg.http.views.tree import Wanted, foremost, signed, small_tree, tree, tree_view
from llmkg.http.views.treedrawing import clip, wrap
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Stance
from llmkg.model.text import Ref

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def kb(snapshot):
    with KnowledgeBase.open(snapshot, ROOT / "queries") as opened:
        yield opened


def step(view, child, parent):
    return next(s for s in view.steps if (s.child.slug, s.parent.slug) == (child, parent))


def test_every_model_and_every_claimed_step_is_there(kb):
    view = tree_view(kb, Wanted())
    assert {model.ref.iri for model in view.models} == {model.iri for model in kb.models()}
    claimed = {
        (edge.child.iri, edge.parent.iri)
        for model in kb.models()
        for edge in kb.lineage(model.slug).edges
    }
    assert {(s.child.iri, s.parent.iri) for s in view.steps} == claimed
    for each in view.steps:
        way = kb.lineage(each.child.slug).edges
        said = {c.iri for e in way if e.depth == 1 and e.parent == each.parent for c in e.claims}
        assert {claim.iri for claim in each.claims} == said
    drawn = [line.step.slug for box in view.drawing.boxes for line in box.lines]
    assert sorted(drawn) == sorted(s.slug for s in view.steps)


def test_a_step_has_its_training_its_level_and_its_standing(kb):
    view = tree_view(kb, Wanted())
    tuned = step(view, "text-davinci-002", "code-davinci-002")
    assert [method.slug for method in tuned.methods] == ["supervised-instruction-tuning"]
    assert (tuned.standing, tuned.level.name) == ("stated", "Established")
    denied = step(view, "code-davinci-002", "davinci")
    assert (denied.standing, denied.methods) == ("denied", ())
    assert step(view, "code-davinci-002", "code-davinci-002").is_misprint
    rewarded = step(view, "text-davinci-003", "code-davinci-002")
    assert {method.slug for method in rewarded.methods} == {"rlhf", "lm-mixing"}


def test_what_only_follows_is_shown_when_asked_for_and_never_as_stated(kb):
    implied = tree_view(kb, Wanted(implied="yes"))
    follows = [s for s in implied.steps if s.standing == "entailed"]
    assert len(follows) == implied.implied > 0
    for each in follows:
        assert not each.claims
        assert each.path.startswith("/explain?")
    assert all(s.standing != "entailed" for s in tree_view(kb, Wanted()).steps)


def test_days_are_those_that_are_said_and_their_kind_is_told(kb):
    models = {model.ref.slug: model for model in tree_view(kb, Wanted()).models}
    days = {slug: model.dated for slug, model in models.items() if model.dated is not None}
    assert days["text-davinci-003"].day == "2022-11"
    assert days["text-davinci-003"].how == "released"
    assert days["codex-initial"].how == "described"
    assert models["code-davinci-002-base"].dated is None
    assert models["code-davinci-002-base"].unknown
    assert {each.ref.slug for each in models["text-davinci-001"].origins} == {
        "text-davinci-001-sft"
    }


@pytest.mark.parametrize(
    "wanted", [Wanted(), Wanted(show="abilities", implied="yes"), Wanted(ability="zero-shot")]
)
def test_no_two_models_overlap_and_steps_go_forward_in_time(kb, wanted):
    drawing = tree_view(kb, wanted).drawing
    boxes = [*drawing.boxes, *drawing.loose]
    for one, other in combinations(boxes, 2):
        apart = abs(one.x - other.x) >= drawing.box
        above, below = sorted((one, other), key=lambda box: box.y)
        deep = above.height + 15 * (len(above.marks) + bool(above.more))
        assert apart or above.y + deep < below.y, (one.model.ref.slug, other.model.ref.slug)
    at = {box.model.ref.iri: box.x for box in drawing.boxes}
    for box in drawing.boxes:
        assert 0 <= box.x <= drawing.width - drawing.box
        assert 0 <= box.y <= drawing.height - box.height
        for line in box.lines:
            forward = at[line.step.parent.iri] < box.x
            assert forward or line.backward or line.step.is_loop
    assert drawing.crossings == 0 or wanted.implied


def test_a_level_leaves_out_what_is_less_sure_and_says_how_much(kb):
    everything = tree_view(kb, Wanted())
    view = tree_view(kb, Wanted(least="Established"))
    assert {each.level and each.level.name for each in view.steps} == {"Established"}
    assert view.hidden == len(everything.steps) - len(view.steps) > 0


def test_a_family_comes_with_what_it_comes_from(kb):
    view = tree_view(kb, Wanted(family="gpt-3.5"))
    slugs = {model.ref.slug for model in view.models}
    assert {"text-davinci-002", "code-davinci-002-base", "davinci"} <= slugs
    assert "code-cushman-001" not in slugs


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(least="Certain"),
        Wanted(family="gpt-5"),
        Wanted(ability="flying"),
        Wanted(show="everything"),
        Wanted(implied="no"),
    ],
)
def test_what_there_is_not_is_refused_with_the_choices(kb, wanted):
    with pytest.raises(ParameterError) as fault:
        tree(kb, wanted)
    assert fault.value.mend


def test_an_ability_is_laid_over_each_step_that_is_said_to_act_on_it(kb):
    view = tree_view(kb, Wanted(ability="in-context-learning"))
    told = {
        (iri.rpartition("/")[2], mark.effect.name, mark.effect.stance, mark.general)
        for iri, marks in view.marks.items()
        for mark in marks
    }
    assert ("text-davinci-002", "weakens", Stance.ASSERTS, False) in told
    assert ("text-davinci-003", "recovers", Stance.ASSERTS, False) in told
    assert ("text-davinci-003", "recovers", Stance.DENIES, True) in told  # of RLHF in general
    assert ("davinci", "hasAbility", Stance.ASSERTS, False) in told
    for marks in view.marks.values():
        assert {mark.effect.ability.slug for mark in marks} == {"in-context-learning"}
        assert [mark.general for mark in marks] == sorted(mark.general for mark in marks)


def test_what_a_model_is_the_first_of_its_line_to_have_is_a_gain(kb):
    view = tree_view(kb, Wanted(show="abilities"))
    gains = {
        iri.rpartition("/")[2]: {m.effect.ability.slug for m in marks if m.glyph == "+"}
        for iri, marks in view.marks.items()
    }
    assert "chain-of-thought" in gains["code-davinci-002"]
    assert "chain-of-thought" not in gains.get("text-davinci-002", set())
    lost = {
        mark.effect.ability.slug
        for mark in view.marks["https://w3id.org/llmkg/model/text-davinci-002"]
        if mark.glyph in (GLYPHS["weakens"], GLYPHS["sacrifices"])
    }
    assert lost == {"in-context-learning"}


def test_the_tree_is_gathered_once_a_snapshot(kb):
    first, second = tree_view(kb, Wanted()), tree_view(kb, Wanted(show="abilities"))
    assert all(a is b for a, b in zip(first.steps, second.steps, strict=True))


def test_the_small_tree_leaves_out_what_stands_alone(kb):
    view = small_tree(foremost(kb), kb)
    assert view.small
    assert not view.drawing.loose
    assert {"davinci", "chatgpt"} <= {model.ref.slug for model in view.models}


def test_every_row_of_the_rails_follows_those_that_it_comes_from(kb):
    view = tree_view(kb, Wanted())
    rows = view.rails.rows
    assert [row.model for row in rows] == [box.model for box in view.drawing.boxes]
    seen = set()
    for row in rows:
        for curve in row.curves:
            assert curve.step.parent.iri in seen
        assert row.rail not in row.through
        seen.add(row.model.ref.iri)
    assert rows[-1].below == ()


def test_rails_are_free_again_after_the_last_child():
    assert run([], [], {}).rows == ()


def test_signs_of_methods_are_short_and_differ():
    slugs = ("code-training", "careful-tuning", "chain-tuning", "rlhf", "pretraining")
    signs = [m.sign for m in signed([Ref(s, "method", s) for s in slugs])]
    assert len(set(signs)) == len(slugs)
    assert all(len(sign) == 2 for sign in signs)
    assert signs[0] == "CT"


@pytest.mark.parametrize(
    "name",
    [
        "text-davinci-002",
        "GPT-3 variant with 12 billion parameters",
        "base model of code-davinci-002 (unknown)",
        "120 亿参数的 GPT-3 变体",
        "x" * 90,
        "模型" * 40,
        "",
    ],
)
def test_names_keep_to_their_box(name):
    lines = wrap(name)
    assert len(lines) <= 3
    assert all(line == clip(line, 17) for line in lines)
    if len(name) < 41:
        assert "".join(lines).replace(" ", "") == name.replace(" ", "")
