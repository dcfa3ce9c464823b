"""The check finds what pyshacl finds, rule by rule, over all cases at once.

pyshacl gets the shapes as they are written: node shapes that gather property shapes, SPARQL
constraints evaluated for one focus node after the other, SPARQL targets.
"""

from typing import Any

import pytest
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from rdflib.plugins.sparql import processor
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from llmkg.check.shacl import validate
from llmkg.rdf.terms import to_graph


@pytest.fixture
def parsed_once(monkeypatch):
    """pyshacl looks at the text of a constraint and parses it anew for each focus node.

    That is nearly all of its time. Here it is done once for each text.
    """
    known: dict[str, list[Any]] = {}

    def parse_once(text):
        return known.setdefault(text, [text])

    def translate_once(held, base=None, namespaces=None):
        if len(held) == 1:
            held.append(translateQuery(parseQuery(held[0]), base, namespaces))
        return held[1]

    allow = SPARQLQueryHelper.check_invalid_sparql
    allowed: set[str] = set()

    def allow_once(helper, text, **ends):
        if text not in allowed:
            allow(helper, text, **ends)
            allowed.add(text)

    monkeypatch.setattr(SPARQLQueryHelper, "check_invalid_sparql", allow_once)
    monkeypatch.setattr(processor, "parseQuery", parse_once)
    monkeypatch.setattr(processor, "translateQuery", translate_once)


def breaches(results):
    """Rule, focus, path and value; SHACL gives the focus as value where a rule selects none."""
    return {
        (one.rule, one.focus, one.path, None if one.value == one.focus else one.value)
        for one in results
    }


@pytest.mark.timeout(600)
def test_the_check_agrees_with_pyshacl(corpus, shapes, results, parsed_once):  # noqa: ARG001
    reference = breaches(validate(to_graph(corpus.quads()), to_graph(shapes.quads), advanced=True))
    ours = breaches(one for found in results.values() for one in found)
    assert len(reference) > len(shapes.rules)
    assert ours - reference == set()
    assert reference - ours == set()
