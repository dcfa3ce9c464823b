"""Where a model stands in the tree: as in the whole tree, without reading it."""

from weakref import WeakKeyDictionary

import pytest

from llmkg.http.views import pedigree as view
from llmkg.http.views.evolution import evolution
from llmkg.http.views.pedigree import pedigree
from llmkg.kb import KnowledgeBase
from llmkg.vocab import BASE

CHATGPT = f"{BASE}model/chatgpt"


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


@pytest.fixture(scope="module")
def tree(kb):
    return evolution(kb)


@pytest.fixture
def anew(monkeypatch):
    """Nothing is known yet."""
    monkeypatch.setattr(view, "_KEPT", WeakKeyDictionary())


def told(step):
    """What a page says of a step."""
    claims = {each.iri for each in step.claims}
    return step.slug, step.standing, step.level, step.stated, step.methods, step.path, claims


def everything(found):
    return (
        found.dated,
        [(rung.depth, told(rung.step)) for rung in found.ancestors],
        [told(step) for step in found.descendants.items],
        found.descendants.total,
        found.entailed,
    )


@pytest.mark.usefixtures("anew")
def test_each_model_stands_where_the_whole_tree_has_it(kb, tree, monkeypatch):
    found = {each.ref.iri: everything(pedigree(kb, each.ref.iri)) for each in tree.models}
    monkeypatch.setattr(view, "_KEPT", WeakKeyDictionary())
    monkeypatch.setattr(view, "is_kept", lambda _: False)
    whole = {each.ref.iri: everything(pedigree(kb, each.ref.iri)) for each in tree.models}
    assert found == whole
    assert any(len(up) > 2 for _, up, *_ in found.values())
    for iri, (dated, _, down, total, _) in found.items():
        assert dated == next(each.dated for each in tree.models if each.ref.iri == iri)
        steps = [s for s in tree.steps if s.parent.iri == iri and not s.is_loop]
        assert down == [told(step) for step in steps]
        assert total == len(steps)


@pytest.mark.usefixtures("anew")
def test_nothing_is_asked_of_all_models(kb, monkeypatch):
    asked = []
    rows = kb.rows

    def noting(name, **params):
        asked.append(name)
        return rows(name, **params)

    monkeypatch.setattr(kb, "rows", noting)
    assert pedigree(kb, CHATGPT).ancestors
    assert asked
    of_all = {n for n in asked if not any(p.required for p in kb.queries[n].params.values())}
    # What the vocabulary says of levels and scopes is asked once and serves all pages.
    assert of_all <= {"kb/levels", "kb/ledger-scopes"}


@pytest.mark.usefixtures("anew")
def test_what_came_of_a_model_is_shown_in_parts(kb, tree, monkeypatch):
    monkeypatch.setattr(view, "SHOWN", 2)
    steps = [step for step in tree.steps if not step.is_loop]
    iri = max((each.ref.iri for each in tree.models), key=[s.parent.iri for s in steps].count)
    whole = [told(step) for step in steps if step.parent.iri == iri]
    assert len(whole) > 2
    found: list[object] = []
    offset: int | None = 0
    while offset is not None:
        part = pedigree(kb, iri, offset).descendants
        assert part.total == len(whole)
        assert 0 < len(part.items) <= 2
        found += map(told, part.items)
        offset = part.next_offset
    assert found == whole
