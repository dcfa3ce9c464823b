import os
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
import pytest
import tantivy

from llmkg.errors import SnapshotDamagedError
from llmkg.search import Search
from llmkg.search.documents import Document
from llmkg.search.index import is_index, write_documents, write_index
from llmkg.vocab import BASE, ENTAILED_GRAPHS, LLMKG, RDFS, SKOS

THINGS = {
    "ability/chain-of-thought": (["chain of thought", "CoT"], ["思维链"]),
    "ability/in-context-learning": (["in-context learning"], ["上下文学习"]),
    "method/pretraining": (["pretraining"], ["预训练"]),
    "method/code-training": (["training on code"], ["代码训练"]),
    "model/text-davinci-002": (["text-davinci-002"], []),
    "model/text-davinci-003": (["text-davinci-003"], []),
}


def quads():
    graph = ox.NamedNode(f"{BASE}graph/catalogue")
    for slug, (english, chinese) in THINGS.items():
        iri = ox.NamedNode(f"{BASE}{slug}")
        for language, names in (("en", english), ("zh", chinese)):
            for at, name in enumerate(names):
                predicate = ox.NamedNode(RDFS.label if at == 0 else SKOS.altLabel)
                yield ox.Quad(iri, predicate, ox.Literal(name, language=language), graph)
    yield ox.Quad(
        ox.NamedNode(f"{BASE}ability/chain-of-thought"),
        ox.NamedNode(SKOS.definition),
        ox.Literal("Reasoning step by step before the answer.", language="en"),
        graph,
    )
    yield ox.Quad(
        ox.NamedNode(f"{LLMKG}CorrelationNotCausation"),
        ox.NamedNode(RDFS.label),
        ox.Literal("correlation, not causation", language="en"),
        graph,
    )
    yield ox.Quad(
        ox.NamedNode(f"{BASE}ability/entailed-only"),
        ox.NamedNode(RDFS.label),
        ox.Literal("pretraining", language="en"),
        ox.NamedNode(f"{ENTAILED_GRAPHS}Established"),
    )


@pytest.fixture(scope="module")
def search(tmp_path_factory) -> Search:
    folder = tmp_path_factory.mktemp("index")
    write_index(folder / "search", list(quads()))
    return Search.beside(folder)


def found(search, text, **how):
    return [
        each.iri.removeprefix(LLMKG).removeprefix(BASE) for each in search.find(text, **how).items
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("chain of thought", "ability/chain-of-thought"),
        ("Thought, chain of", "ability/chain-of-thought"),
        ("cot", "ability/chain-of-thought"),
        ("step by step", "ability/chain-of-thought"),
        ("chian of thougt", "ability/chain-of-thought"),
        ("思维链", "ability/chain-of-thought"),
        ("维链", "ability/chain-of-thought"),
        ("链", "ability/chain-of-thought"),
        ("学习", "ability/in-context-learning"),
        ("ｐｒｅｔｒａｉｎｉｎｇ", "method/pretraining"),
        ("text-davinci-003", "model/text-davinci-003"),
        ("correlation", "CorrelationNotCausation"),
        ("CorrelationNotCausation causation", "CorrelationNotCausation"),
    ],
)
def test_a_thing_is_found_by_its_names_and_what_is_said_of_it(search, text, first):
    assert found(search, text)[0] == first


def test_pairs_of_characters_that_do_not_stand_together_find_nothing_exact(search):
    # 训练 stands in two names, 练代 in none
    assert sorted(found(search, "训练")) == ["method/code-training", "method/pretraining"]
    assert found(search, "练代") == []


def test_a_number_is_not_forgiven(search):
    # 003 is one letter from 002, and another model
    assert found(search, "davinci 003")[:1] == ["model/text-davinci-003"]
    assert "model/text-davinci-002" not in found(search, "davinci 003")


def test_an_unfinished_word_may_go_on_and_a_finished_one_may_not(search):
    assert found(search, "pretr", unfinished=True) == ["method/pretraining"]
    assert found(search, "pretr") == []


def test_kinds_leave_out_all_others(search):
    assert found(search, "training", kinds=["method"]) == ["method/code-training"]
    assert found(search, "training", kinds=["model"]) == []


def test_where_nothing_has_every_word_what_has_some_is_said_to_be_no_exact_find(search):
    result = search.find("thought zebra")
    assert not result.exact
    assert result.items[0].iri.endswith("ability/chain-of-thought")
    assert search.find("thought").exact


def test_what_is_merely_entailed_is_no_name(search):
    assert "ability/entailed-only" not in found(search, "pretraining")


def test_pages_are_parts_of_one_list(search):
    whole = found(search, "text davinci training code", limit=10)
    parts = [
        each
        for offset in range(len(whole))
        for each in found(search, "text davinci training code", limit=1, offset=offset)
    ]
    assert parts == whole
    assert len(whole) > 2


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "\x00", "a" * 100_000, '"', "*", "name:x AND", "[1 TO"]
)
def test_no_text_is_too_odd_to_look_for(search, text):
    assert isinstance(search.find(text, unfinished=True).total, int)


def test_threads_may_share_it(search):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: found(search, "思维链"), range(64)))
    assert set(map(tuple, answers)) == {("ability/chain-of-thought",)}


def test_a_folder_without_an_index_is_damaged(tmp_path):
    with pytest.raises(SnapshotDamagedError, match="index of texts"):
        Search(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_every_kind_is_counted_whatever_kinds_are_asked_for(search):
    result = search.find("training", kinds=["model"])
    assert result.total == 0
    assert result.kinds == {"method": 1}
    whole = search.find("text davinci training code", limit=50)
    assert sum(whole.kinds.values()) == whole.total == len(whole.items)


def test_words_that_are_spelt_nowhere_are_told(search):
    assert search.find("chian of thougt").unknown == ("chian", "thougt")
    assert search.find("chain of thought").unknown == ()
    # It may go on, so that nothing is wrong with it yet.
    assert search.find("chian of thoug", unfinished=True).unknown == ("chian",)
    assert search.find("训代").unknown == ()


def test_an_index_of_another_version_says_what_to_do(tmp_path):
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("iri", stored=True, tokenizer_name="raw")
    tantivy.Index(builder.build(), path=str(tmp_path)).writer().commit()
    assert not is_index(tmp_path)
    with pytest.raises(SnapshotDamagedError, match="another version"):
        Search(tmp_path)


def test_a_phrase_in_quotation_marks_is_found_as_it_is_spelt(search):
    assert found(search, '"chain of thought"') == ["ability/chain-of-thought"]
    assert found(search, '"thought of chain"') == []
    assert found(search, "thought of chain") == ["ability/chain-of-thought"]
    assert found(search, "“step by step”") == ["ability/chain-of-thought"]
    assert found(search, "「上下文学习」") == ["ability/in-context-learning"]
    assert found(search, '"chians of thought"') == []


def test_names_do_not_run_into_each_other(search):
    # One thing is called `chain of thought` and `CoT`, and nothing `thought CoT`.
    assert found(search, '"thought cot"') == []


@pytest.mark.parametrize(
    "text", [f"{BASE}ability/chain-of-thought", "ability:chain-of-thought", "CHAIN-OF-THOUGHT"]
)
def test_an_identifier_finds_what_it_names(search, text):
    assert found(search, text) == ["ability/chain-of-thought"]


@pytest.mark.parametrize("text", ["thoughts", "trained", "answers"])
def test_other_endings_are_found_and_no_misspelling(search, text):
    result = search.find(text)
    assert result.unknown == ()
    assert result.items
    assert result.exact


def test_what_is_nearest_to_a_misspelt_word_comes_first(tmp_path):
    things = {"trading": "trading", "training": "training", "straining": "straining"}
    write_documents(
        tmp_path / "search",
        (Document(f"{BASE}concept/{slug}", "concept", (name,)) for slug, name in things.items()),
    )
    items = [each.iri.rpartition("/")[2] for each in Search.beside(tmp_path).find("trainign").items]
    assert items[0] == "training"


def test_levels_and_statuses_leave_out_all_others(tmp_path):
    write_documents(
        tmp_path / "search",
        (
            Document(
                f"{BASE}proposition/{level}-{status}",
                "proposition",
                ("it is so",),
                level=level,
                status=status,
            )
            for level in ("Established", "Anecdotal")
            for status in ("Supported", "Contested")
        ),
    )
    search = Search.beside(tmp_path)
    assert search.find("so").total == 4
    [only] = search.find("so", levels=["Anecdotal"], statuses=["Contested"]).items
    assert (only.level, only.status) == ("Anecdotal", "Contested")
    both = search.find("so", levels=["Anecdotal"])
    assert both.total == sum(both.kinds.values()) == 2
    assert search.find("so", statuses=["Refuted"]).items == ()


def test_a_process_that_was_forked_searches_too(search):
    search.find("chain")
    read, write = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - in the child
        os.write(write, ",".join(found(search, "思维链")).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        assert answer.read() == "ability/chain-of-thought"
    assert os.waitpid(child, 0)[1] == 0
