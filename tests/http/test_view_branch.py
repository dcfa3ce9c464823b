"""A tree of very many models is drawn in parts; a part tells of its models what the whole does."""

import pytest

from llmkg.errors import ParameterError
from llmkg.http.views import tree as trees
from llmkg.http.views.branch import evolution_of, line_of
from llmkg.http.views.evolution import evolution
from llmkg.http.views.tree import Wanted, tree_view
from llmkg.kb import KnowledgeBase
from llmkg.vocab import Kind, thing

AT_ONCE = 3


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


@pytest.fixture
def parted(monkeypatch):
    monkeypatch.setattr(trees, "WHOLE", 0)
    monkeypatch.setattr(trees, "AT_ONCE", AT_ONCE)


@pytest.mark.usefixtures("parted")
def test_every_model_is_in_one_part(kb):
    models = {each.ref.iri for each in evolution(kb).models}
    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        view = tree_view(kb, Wanted(offset=offset))
        assert view.part is not None
        assert set(view.part.items) <= {each.ref.iri for each in view.models}
        found += view.part.items
        offset = view.part.next_offset
        assert view.part.total == len(models)
    assert len(found) == len(set(found))
    assert set(found) == models


def test_a_part_tells_of_abilities_what_the_whole_tree_does(kb):
    whole = evolution(kb)
    models = sorted(each.ref.iri for each in whole.models)
    part = evolution_of(kb, models, with_abilities=True)
    told = {each.ref.iri: (set(each.effects), set(each.origin_effects)) for each in part.models}
    assert told == {
        each.ref.iri: (set(each.effects), set(each.origin_effects)) for each in whole.models
    }
    assert any(effects for effects, _ in told.values())
    effects = {each.slug: set(each.effects) for each in part.steps}
    assert effects == {each.slug: set(each.effects) for each in whole.steps}
    assert {each.iri for each in part.abilities} == {each.iri for each in whole.abilities}


@pytest.mark.usefixtures("parted")
def test_a_family_is_gone_through_as_its_members_are(kb):
    family = thing(Kind.FAMILY, "gpt-3.5")
    members = {each.ref.iri for each in evolution(kb).models if family in each.families}
    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        view = tree_view(kb, Wanted(family="gpt-3.5", offset=offset))
        assert view.part is not None
        assert family in {each.iri for each in view.families}
        found += view.part.items
        offset = view.part.next_offset
    assert found == sorted(members)


@pytest.mark.usefixtures("parted")
def test_what_there_is_not_is_told(kb):
    with pytest.raises(ParameterError, match="ability is 'no-such'"):
        tree_view(kb, Wanted(ability="no-such"))


def test_the_way_up_goes_as_far_as_it_is_asked_to(kb):
    model = thing(Kind.MODEL, "chatgpt")
    steps = [line_of(kb, [model], deepest) for deepest in (0, 1, 9)]
    assert steps[0] == {model}
    assert steps[0] < steps[1] < steps[2]
