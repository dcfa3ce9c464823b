import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmkg.engine.renaming import Renaming
from llmkg.engine.shape import shape_of

RENAMING = Renaming()
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,12}", fullmatch=True)
ROWS = (
    ox.QueryResultsFormat.JSON,
    ox.QueryResultsFormat.XML,
    ox.QueryResultsFormat.CSV,
    ox.QueryResultsFormat.TSV,
)


def store() -> ox.Store:
    found = ox.Store()
    for number in range(5):
        thing = ox.NamedNode(f"http://example.org/?s#{number}")
        found.add(ox.Quad(thing, ox.NamedNode("x:p"), ox.Literal("?s and # and ?o <?x>")))
        found.add(ox.Quad(thing, ox.NamedNode("x:q"), ox.BlankNode("s")))
    return found


STORE = store()


def asked(text: str, form: ox.QueryResultsFormat) -> bytes:
    result = STORE.query(text)
    assert isinstance(result, ox.QuerySolutions | ox.QueryBoolean)
    return result.serialize(format=form) or b""


@pytest.mark.parametrize("form", ROWS, ids=str)
@given(
    st.lists(NAMES, min_size=3, max_size=3, unique=True), st.sampled_from(["", " # ?s 'x'", "\n"])
)
def test_an_answer_under_our_names_is_that_under_the_readers(form, names, remark):
    a, b, n = names
    text = (
        f"SELECT ?{a} ?{b} (COUNT(*) AS ?{n}){remark}\n"
        f'{{ ?{a} <x:p> ?{b} ; <x:p> "?s and # and ?o <?x>" }} GROUP BY ?{a} ${b} ORDER BY ?{a}'
    )
    plain = RENAMING.plain(text)
    if "'" in remark:
        assert plain is None
        return
    assert plain is not None
    assert plain.renamed(asked(plain.text, form)) == asked(text, form)


@given(st.lists(NAMES, min_size=4, max_size=4, unique=True))
def test_queries_that_differ_in_names_spaces_and_remarks_are_one(names):
    a, b, c, d = names
    one = f"SELECT ?{a} {{ ?{a} <http://x.org/?{a}#{b}> ?{b} }} LIMIT 5"
    other = f"SELECT  ?{c}\t{{ ?{c}\n<http://x.org/?{a}#{b}>   ?{d} }}  # about <x>\n LIMIT 5 # {a}"
    first, second = RENAMING.plain(one), RENAMING.plain(other)
    assert first is not None
    assert second is not None
    assert first.text == second.text
    assert first.names == (a.encode(), b.encode())
    assert second.names == (c.encode(), d.encode())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ASK { ?s ?p ?o }", "ASK { ?s ?p ?s }"),
        ("ASK { ?s ?p ?o }", "ASK { ?s ?o ?p . }"),
        ('ASK { ?s ?p "a  b" }', 'ASK { ?s ?p "a b" }'),
        ('ASK { ?s ?p "# ?s" }', 'ASK { ?s ?p "# ?p" }'),
        ("ASK { ?s <x:a#b> ?o }", "ASK { ?s <x:a#c> ?o }"),
        ("ASK { ?s <x:?s> ?o }", "ASK { ?o <x:?o> ?s }"),
        ("SELECT ?s { ?s ?p ?o }", "SELECT ?o { ?s ?p ?o }"),
        ("SELECT ?s { ?s ?p ?o } LIMIT 1", "SELECT ?s { ?s ?p ?o } LIMIT 2"),
        ("SELECT ?s ?o { ?s ?p ?o }", "SELECT ?o ?s { ?s ?p ?o }"),
    ],
)
def test_other_queries_stay_other_queries(one, other):
    first, second = RENAMING.plain(one), RENAMING.plain(other)
    assert first is not None
    assert second is not None
    assert first.text != second.text


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p 'a # b' }",
        'ASK { ?s ?p """a"b # c""" }',
        'ASK { ?s ?p "a\\"b" }',
        "SELECT * { ?s ?p ?o }",
        "SELECT DISTINCT * { ?s ?p ?o }",
        "SELECT*{?s ?p ?o}",
    ],
)
def test_what_is_written_in_less_usual_ways_is_left_alone(text):
    assert RENAMING.plain(text) is None


@given(st.text(alphabet='?$ab <>#"\n {}.;*()xLIMIT1:', max_size=60))
def test_a_query_of_the_grammar_stays_one_and_nothing_else_becomes_one(text):
    query = f"ASK {{ {text} }}"
    plain = RENAMING.plain(query)
    if plain is None or "#" in query:
        return
    assert (shape_of(plain.text) is None) == (shape_of(query) is None)


def test_no_process_has_the_names_of_another():
    one, other = Renaming().plain("ASK { ?s ?p ?o }"), Renaming().plain("ASK { ?s ?p ?o }")
    assert one is not None
    assert other is not None
    assert one.text != other.text
