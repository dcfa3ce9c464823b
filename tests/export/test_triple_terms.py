"""RDF 1.2 beside the plain form."""

import pyoxigraph as ox
import pytest

from llmkg.errors import UnknownFormatError
from llmkg.export.export import quads_of
from llmkg.export.formats import GRAPH_FORMATS
from llmkg.export.triple_terms import FORMATS, REIFIES, check_format, with_triple_terms
from llmkg.export.write import write
from llmkg.vocab import RDF

COT = "https://w3id.org/llmkg/proposition/code-training-gives-chain-of-thought"
QUERY = """PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?p ?s ?r ?o WHERE { ?p rdf:reifies <<( ?s ?r ?o )>> }"""


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_it_is_read_back_and_nothing_of_the_plain_form_is_gone(store, context, format_):
    plain = quads_of(store, COT, None)
    body = write(with_triple_terms(plain), format_, context)
    quads = set(ox.parse(body, format=format_.rdf))
    assert {str(q.triple) for q in quads if q.predicate != REIFIES} == {
        str(q.triple) for q in plain
    }
    assert any(
        quad.subject.value == COT and isinstance(quad.object, ox.Triple)
        for quad in quads
        if quad.predicate == REIFIES
    )


def test_every_proposition_reifies_what_it_says_and_states_nothing(store):
    mine = ox.Store()
    mine.extend(
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for quad in with_triple_terms(quads_of(store, None, None))
        if not str(quad.graph_name).startswith("<https://w3id.org/llmkg/graph/entailed")
    )
    rows = mine.query(QUERY)
    assert isinstance(rows, ox.QuerySolutions)
    found = list(rows)
    subject = ox.NamedNode(RDF["subject"])
    assert len(found) == len({quad.subject for quad in store.quads(None, subject)}) > 700
    for row in found:
        assert ox.Quad(row["p"], subject, row["s"]) in mine
    causes = "https://w3id.org/llmkg/ontology#givesRiseTo"
    assert any(row["r"].value == causes for row in found)
    assert not list(mine.quads_for_pattern(None, ox.NamedNode(causes), None))


@pytest.mark.parametrize(
    "format_", sorted(set(GRAPH_FORMATS) - set(FORMATS), key=str), ids=lambda format_: format_.name
)
def test_formats_without_triple_terms_are_refused(format_):
    with pytest.raises(UnknownFormatError, match="no triple terms"):
        check_format(format_)
