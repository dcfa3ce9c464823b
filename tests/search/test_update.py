"""Whatever was changed, in whatever order: what is found is what a new index would find."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.search import Search
from llmkg.search.documents import MOST_MENTIONS, Document, document, documents, touched
from llmkg.search.index import (
    Editor,
    copy_index,
    update_index,
    write_documents,
    write_index,
)
from llmkg.vocab import ASSESSMENTS_GRAPH, BASE, ENTAILED_GRAPHS, LLMKG, OWL, RDF, RDFS

GRAPHS = [f"{BASE}graph/source/{name}" for name in "ab"]
THINGS = [f"{BASE}{kind}/{n}" for kind in ("claim", "proposition", "ability") for n in range(3)]
WORDS = ["chain", "chains", "thought", "thoguht", "code", "训练", "预训练", "思维链", "of", "gpt-3"]
SEARCHES = [*WORDS, "chain of thought", '"chain thought"', "chian code", "思维训练", "zebra code"]
NAME = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
THING = st.sampled_from(THINGS)


def quad(subject, predicate, value, graph=GRAPHS[0]):
    object_ = ox.NamedNode(value) if value.startswith("http") else ox.Literal(value)
    return ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), object_, ox.NamedNode(graph))


QUADS = st.one_of(
    st.builds(
        quad,
        THING,
        st.sampled_from([RDFS.label, f"{RDFS.comment}"]),
        NAME,
        st.sampled_from([*GRAPHS, f"{ENTAILED_GRAPHS}Established"]),
    ),
    st.builds(
        quad,
        THING,
        st.sampled_from([LLMKG.asserts, LLMKG.denies, LLMKG.citesEvidence, RDF.type]),
        THING,
        st.sampled_from(GRAPHS),
    ),
    st.builds(
        lambda thing, name, value: quad(
            f"{thing}#assessment", LLMKG[name], LLMKG[value], ASSESSMENTS_GRAPH
        ),
        THING,
        st.sampled_from(["status", "effectiveConfidence", "deniedConfidence"]),
        st.sampled_from(["Refuted", "Supported", "Established"]),
    ),
    st.builds(lambda thing: quad(thing, OWL.deprecated, "true"), THING),
    st.builds(lambda thing: quad(thing, LLMKG.confidence, LLMKG.Anecdotal), THING),
)
NAMED = [quad(each, RDFS.label, WORDS[at % len(WORDS)]) for at, each in enumerate(THINGS)]
CHANGE = st.tuples(st.booleans(), st.lists(QUADS, min_size=1, max_size=6))


def told(search):
    return {
        text: search.find(text, limit=30, unfinished=at % 3 == 0, offset=at % 2)
        for at, text in enumerate(SEARCHES)
    }


@settings(max_examples=12, deadline=None)
@given(
    st.lists(QUADS, max_size=20).map(lambda quads: [*quads, *NAMED]),
    st.lists(CHANGE, min_size=1, max_size=6),
)
def test_any_changes_give_the_hits_of_a_new_index(start, changes):
    store = ox.Store()
    store.extend(start)
    folder = Path(tempfile.mkdtemp())
    try:
        write_index(folder / "0", start)
        for at, (added, given) in enumerate(changes):
            # What is taken away ought to be there now and then.
            quads = given if added else [*given, *start[at : at + 3]]
            for each in quads:
                (store.add if added else store.remove)(each)
            copy_index(folder / str(at), folder / str(at + 1))
            update_index(folder / str(at + 1), store, touched(quads))
        write_index(folder / "new", list(store))
        assert told(Search(folder / str(len(changes)))) == told(Search(folder / "new"))
        assert told(Search(folder / "0")) == told_of(start, folder / "again")
    finally:
        shutil.rmtree(folder)


def told_of(quads, folder):
    write_index(folder, quads)
    return told(Search(folder))


def test_the_order_of_writing_makes_no_difference(tmp_path):
    things = [Document(f"{BASE}concept/{n}", "concept", ("code",)) for n in range(200)]
    write_documents(tmp_path / "one", things)
    write_documents(tmp_path / "other", reversed(things))
    with Editor(tmp_path / "other") as editor:
        for each in things[::3]:
            editor.replace(each)
    pages = [
        [
            each
            for at in range(0, 200, 7)
            for each in Search(tmp_path / name).find(text, limit=7, offset=at).items
        ]
        for name in ("one", "other")
        for text in ("code", "code zebra")
    ]
    assert pages[0] == pages[2]
    assert pages[1] == pages[3]
    assert len({each.iri for each in pages[0]}) == len({each.iri for each in pages[1]}) == 200


def test_what_was_read_of_one_thing_is_what_is_read_of_all():
    store = ox.Store()
    one, other = THINGS[0], THINGS[3]
    store.extend(
        [
            quad(one, RDFS.label, "chain"),
            quad(one, RDFS.label, "code", GRAPHS[1]),
            quad(other, RDFS.label, "of"),
            quad(one, LLMKG.denies, other),
            quad(one, LLMKG.confidence, LLMKG.Anecdotal),
            quad(f"{other}#assessment", LLMKG.deniedConfidence, LLMKG.Established),
            quad(f"{other}#assessment", LLMKG.effectiveConfidence, LLMKG.Unresolved),
        ]
    )
    found = {each.iri: each for each in documents(store)}
    assert found == {iri: document(store, iri) for iri in (one, other)}
    assert found[one].names == ("chain", "code")
    assert (found[one].level, found[one].mentions) == ("Anecdotal", 0)
    # It is denied and not asserted: the level is that of the denial.
    assert (found[other].level, found[other].mentions) == ("Established", 1)
    store.add(quad(THINGS[1], LLMKG.asserts, other))
    changed = document(store, other)
    assert changed is not None
    assert changed.level == "Unresolved"


def test_mentions_are_counted_up_to_a_bound():
    store = ox.Store()
    store.extend(quad(f"{BASE}claim/{n}", LLMKG.asserts, THINGS[3]) for n in range(5_000))
    store.add(quad(THINGS[3], RDFS.label, "chain"))
    found = document(store, THINGS[3])
    assert found is not None
    assert found.mentions == MOST_MENTIONS


def test_an_update_changes_no_copy_and_leaves_what_is_shared(tmp_path):
    write_documents(tmp_path / "old", [Document(THINGS[0], "claim", ("chain",))])
    before = {each.name: each.read_bytes() for each in (tmp_path / "old").iterdir()}
    old = Search(tmp_path / "old")
    copy_index(tmp_path / "old", tmp_path / "new")
    with Editor(tmp_path / "new") as editor:
        editor.replace(Document(THINGS[0], "claim", ("code",)))
    assert {each.name: each.read_bytes() for each in (tmp_path / "old").iterdir()} == before
    assert old.find("chain").total == 1
    assert Search(tmp_path / "new").find("chain").total == 0
    assert Search(tmp_path / "new").find("code").total == 1


def test_an_update_that_fails_leaves_what_was_there(tmp_path):
    write_documents(tmp_path / "index", [Document(THINGS[0], "claim", ("chain",))])

    def fail():
        with Editor(tmp_path / "index") as editor:
            editor.remove(THINGS[0])
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        fail()
    assert Search(tmp_path / "index").find("chain").total == 1


KILLED = """
import os, sys
from pathlib import Path
from llmkg.search.documents import Document
from llmkg.search.index import Editor
with Editor(Path(sys.argv[1])) as editor:
    editor.remove(sys.argv[2])
    for number in range(3_000):
        editor.add(Document(f"{sys.argv[2]}-{number}", "claim", ("code",)))
    if sys.argv[3] == "before":
        os.kill(os.getpid(), 9)
    editor._writer.commit()
    os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize(("when", "chains", "codes"), [("before", 1, 0), ("after", 0, 3_000)])
def test_who_is_killed_leaves_all_or_nothing(tmp_path, when, chains, codes):
    index = tmp_path / "index"
    write_documents(index, [Document(THINGS[0], "claim", ("chain",))])
    done = subprocess.run([sys.executable, "-c", KILLED, index, THINGS[0], when], check=False)
    assert done.returncode == -9
    search = Search(index)
    assert search.find("chain").total == chains
    assert search.find("code").total == codes
    with Editor(index) as editor:  # and can be changed again
        editor.add(Document(THINGS[1], "claim", ("thought",)))
    assert Search(index).find("thought").total == 1
