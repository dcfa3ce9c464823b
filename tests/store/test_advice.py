import pytest

from llmkg.errors import QuerySyntaxError
from llmkg.store.advice import hint
from llmkg.store.embedded import EmbeddedStore

TERMS = frozenset({"confidence", "Claim", "statedIn"})


@pytest.mark.parametrize(
    ("query", "line", "column", "token", "suggestion"),
    [
        ("SELECT * { ?s foaf:name ?n }", 1, 15, "foaf:name", "<http://xmlns.com/foaf/0.1/>"),
        ("SELECT *\n{ ?s a llmk:Claim }", 2, 8, "llmk:Claim", "llmkg:"),
        ("SELECT * { ?s xq9:a ?o }", 1, 15, "xq9:a", "PREFIX xq9:"),
        ("PREFIX mine: <urn:x:>\nSELECT * { ?s mien:a ?o }", 2, 15, "mien:a", "mine:"),
        ("SELCT * { ?s ?p ?o }", None, None, None, "SELECT"),
        ("SELECT * WHER { ?s ?p ?o }", None, None, None, "WHERE"),
        ("SELECT * { ?s ?p ?o FILTR(?o) }", None, None, None, "FILTER"),
        ("SELECT * { ?s ?p ?o ", None, None, None, "not closed"),
        ("SELECT * { ?s ?p ?o } }", None, None, "}", "closes nothing"),
        ("SELECT * { FILTER(?x } }", None, None, None, "should be"),
    ],
)
def test_a_slip_of_the_pen_is_named(query, line, column, token, suggestion):
    with pytest.raises(QuerySyntaxError) as caught:
        EmbeddedStore.memory().query(query, "text/csv")
    error = caught.value
    assert suggestion in error.suggestion
    assert error.where is not None
    assert error.token
    if line is not None:
        assert (error.where.line, error.where.column) == (line, column)
    if token is not None:
        assert error.token == token


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { ?s llmkg:confidense ?o }", "did you mean llmkg:confidence?"),
        ("SELECT * { ?s <https://w3id.org/llmkg/ontology#statedIm> ?o }", "llmkg:statedIn?"),
        ("SELECT * { ?s llmkg:xyzzy ?o }", "llmkg:xyzzy is no term of the ontology"),
        ("PREFIX k: <https://w3id.org/llmkg/ontology#> SELECT * { ?s k:confidence ?o }", ""),
        ("SELECT * { ?s llmkg:confidence ?o }", ""),
        ("SELECT * { ?s ?p 'llmkg:confidense' } # llmkg:confidense", ""),
        ("PREFIX llmkg: <urn:x:> SELECT * { ?s llmkg:confidense ?o }", ""),
    ],
)
def test_a_term_that_the_ontology_does_not_have_is_pointed_out(query, said):
    found = hint(query, TERMS)
    assert said in found if said else not found


def test_a_hint_fits_into_a_header():
    found = hint("SELECT * { " + " ".join(f"?s llmkg:x{n} ?o ." for n in range(50)) + " }", TERMS)
    assert found.isascii()
    assert found.isprintable()
    assert len(found) < 1_000
