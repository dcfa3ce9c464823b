"""Lists of things that are read when they are looked at."""

import pytest

from llmkg.gather.things import Several
from llmkg.kb import KnowledgeBase
from llmkg.vocab import Kind


def test_only_what_is_looked_at_is_read():
    read: list[str] = []

    def make(iri: str) -> str:
        read.append(iri)
        return iri.upper()

    several = Several(["a", "b", "c", "d"], make)
    assert len(several) == 4
    assert not read
    assert (several[1:3], several[-1]) == (("B", "C"), "D")
    assert read == ["b", "c", "d"]
    assert list(several) == ["A", "B", "C", "D"]
    assert several == ("A", "B", "C", "D") == several
    assert several == Several(["A", "B", "C", "D"], str)
    assert hash(several) == hash(Several(["A", "B", "C", "D"], str))
    assert several != ("A",)
    with pytest.raises(IndexError):
        several[4]


def test_a_page_of_a_list_reads_no_other_thing(snapshot, root, monkeypatch):
    with KnowledgeBase.open(snapshot, root / "queries") as kb:
        read: list[str] = []
        said = kb._reader.said

        def counted(iri):
            read.append(iri)
            return said(iri)

        monkeypatch.setattr(kb._reader, "said", counted)
        for several in (
            kb.things(Kind.ABILITY),
            kb.models(),
            kb.sources(),
            kb.tensions(),
            kb.open_questions(),
        ):
            read.clear()
            whole = len(several)
            assert not read
            shown = several[1:3]
            assert len(shown) == 2 < whole
            kind = shown[0].iri.rpartition("/")[0]
            names = {iri.partition("#")[0] for iri in read if iri.startswith(f"{kind}/")}
            assert names == {each.iri for each in shown}
