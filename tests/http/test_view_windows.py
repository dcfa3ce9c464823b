"""Pages of things of which much is said: a part at a time, none left out, none told twice."""

from itertools import islice

import pytest

from llmkg.errors import ParameterError
from llmkg.http.views import grouping
from llmkg.http.views.entity import entity
from llmkg.http.views.grouping import WINDOW, Opened, sections
from llmkg.http.views.ledger import Said, ledger
from llmkg.kb import KnowledgeBase
from llmkg.model.claim import Stance
from llmkg.vocab import BASE, Kind, thing

ABILITY = thing(Kind.ABILITY, "chain-of-thought")


@pytest.fixture(scope="module")
def kb(snapshot, root):
    with KnowledgeBase.open(snapshot, root / "queries", in_memory=True) as kb:
        yield kb


@pytest.mark.parametrize("kind", [Kind.ABILITY, Kind.MODEL, Kind.METHOD, Kind.CONCEPT, Kind.SOURCE])
def test_a_statement_in_brief_stands_as_it_does_whole(kb, kind):
    book = ledger(kb)
    base = f"{BASE}{kind.value}/"
    things = [each for each in book.about if each.startswith(base) and "#" not in each]
    assert things
    seen = set()
    for iri in islice(sorted(things), 40):
        lines = book.lines(iri)
        every = [*book.about.get(iri, ()), *book.within.get(iri, ())]
        assert sorted(each.iri for each in lines) == sorted(every)
        for line in lines:
            whole = book.standings[line.iri]
            assert line.best_first == whole.best_first
            assert line.status == whole.state
            assert (line.is_denied, line.is_open) == (whole.is_denied, whole.is_open)
            assert (line.level, line.effective) == (whole.level, whole.effective)
            assert [line.count(each) for each in Stance] == [whole.count(each) for each in Stance]
            assert set(line.speaking) == {vote.claim for vote in whole.votes}
            assert {book.source_of(each) for each in line.speaking} == whole.sources
            seen.add((line.is_denied, line.is_open))
    assert len(seen) > 1


def test_a_group_is_gone_through_part_by_part(kb, monkeypatch):
    monkeypatch.setattr(grouping, "WINDOW", 3)
    book = ledger(kb)
    whole = {
        group.key: group
        for part in sections(book, ABILITY, Kind.ABILITY, whole=10**6)
        for group in part.groups
    }
    assert sum(group.shown.total for group in whole.values()) == len(book.lines(ABILITY))
    assert any(key.endswith("-denied") for key in whole)
    for key, group in whole.items():
        assert not group.is_part
        start: int | None = 0
        found: list[Said] = []
        while start is not None:
            parts = sections(book, ABILITY, Kind.ABILITY, Opened(key, start), whole=0)
            (opened,) = [each for part in parts for each in part.groups if each.is_opened]
            assert len(opened.rows) <= 3
            found += opened.rows
            start = opened.shown.next_offset
        assert found == list(group.rows)
        assert [row.standing.best_first for row in found] == sorted(
            row.standing.best_first for row in found
        )


def test_of_much_the_first_of_each_group_is_shown_and_all_is_counted(kb, monkeypatch):
    monkeypatch.setattr(grouping, "FIRST", 2)
    book = ledger(kb)
    every = sections(book, ABILITY, Kind.ABILITY, whole=10**6)
    some = sections(book, ABILITY, Kind.ABILITY, whole=0)
    assert [part.name for part in some] == [part.name for part in every]
    assert any(group.is_part for part in some for group in part.groups)
    for part, full in zip(some, every, strict=True):
        assert part.lines == full.lines
        for group, known in zip(part.groups, full.groups, strict=True):
            assert group.rows == known.rows[:2]
            assert group.shown.total == len(known.rows)
            # How something stands goes with it into every part.
            assert {row.standing.is_denied for row in group.rows} <= {group.name == "denied"}


def test_what_a_page_counts_does_not_hang_on_what_it_shows(kb, monkeypatch):
    whole = entity(kb, ABILITY, {}).view
    monkeypatch.setattr(grouping, "WHOLE", 0)
    monkeypatch.setattr(grouping, "FIRST", 2)
    part = entity(kb, ABILITY, {}).view
    assert any(group.is_part for each in part.sections for group in each.groups)
    assert part.sure == whole.sure
    assert part.tally == whole.tally
    assert part.speakers == whole.speakers
    assert part.speakers.total <= WINDOW


def test_a_group_that_there_is_not_is_told_with_those_that_there_are(kb):
    with pytest.raises(ParameterError, match="subject-eats") as told:
        sections(ledger(kb), ABILITY, Kind.ABILITY, Opened("subject-eats"))
    assert "object-" in (told.value.mend or "")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "The best founded first"), ("zh", "依据最充分者在前")]
)
def test_an_opened_group_stands_at_its_anchor(client, kb, language, said):
    parts = sections(ledger(kb), ABILITY, Kind.ABILITY)
    group = max((g for part in parts for g in part.groups), key=lambda each: each.shown.total)
    path = f"/ability/chain-of-thought?group={group.key}&from=1&lang={language}"
    page = client.get(path, headers={"Accept": "text/html"}).text
    assert f'<div class="opened" id="{group.key}">' in page
    assert said in page
    assert f"#{group.key}" in page  # the way back to what comes before
    assert 'rel="prev"' in page
    wrong = client.get(
        "/ability/chain-of-thought?group=subject-eats", headers={"Accept": "text/html"}
    )
    assert wrong.status_code == 422
