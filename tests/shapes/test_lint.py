"""The shapes themselves: no misspelt term, nothing half said.

Most SHACL engines pass over a term that they do not know, so that a rule with `sh:minCont` never
fires.
"""

import re
from importlib.resources import files

import pyoxigraph as ox
import pyshacl
import pytest

from llmkg.check.lint import Fault, lint
from llmkg.check.rules import COMPONENTS, RULES, load_shapes, shapes_of
from llmkg.rdf.terms import to_graph
from llmkg.rdf.tokens import TokenKind, tokenize
from llmkg.rdf.turtle import parse_turtle
from llmkg.vocab import LLMKG, RDF, RDFS, SH

SHAPE_TYPES = {SH.NodeShape, SH.PropertyShape}
PLACES = re.compile(r"\{[?$](\w+)\}")


@pytest.fixture(scope="module")
def paths(root):
    return sorted((root / "ontology" / "shapes").glob("*.ttl"))


@pytest.fixture(scope="module")
def shapes(paths):
    return load_shapes(paths)


@pytest.fixture(scope="module")
def shacl_terms():
    """Every term that SHACL defines, from the copy of its vocabulary that pyshacl brings."""
    text = files("pyshacl").joinpath("assets/shacl.ttl").read_bytes()
    terms = {quad.subject.value for quad in ox.parse(text, ox.RdfFormat.TURTLE)}
    assert SH.minCount in terms
    return terms


@pytest.fixture(scope="module")
def ontology_terms(root):
    return {
        quad.subject.value
        for path in (root / "ontology").glob("*.ttl")
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode)
    }


def iris(quads):
    """Every IRI in the statements."""
    return {
        term.value
        for quad in quads
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode)
    }


def unknown(quads, namespace, known):
    return {iri for iri in iris(quads) if iri.startswith(namespace)} - known


def test_no_misspelt_term_of_shacl(shapes, shacl_terms):
    assert unknown(shapes.quads, str(SH), shacl_terms) == set()


def test_a_misspelt_term_of_shacl_is_seen(paths, shacl_terms):
    text = next(path for path in paths if path.name == "claim.ttl").read_text(encoding="utf-8")
    quads = parse_turtle(text.replace("sh:minCount", "sh:minCont").encode(), "x", str(RULES))
    assert unknown(quads, str(SH), shacl_terms) == {SH.minCont}


def test_no_unknown_term_of_the_ontology(shapes, ontology_terms):
    assert unknown(shapes.quads, str(LLMKG), ontology_terms) == set()


def test_queries_use_no_unknown_term_of_the_ontology(shapes, ontology_terms):
    for rule in shapes.sparql():
        names = {
            LLMKG[token.text.removeprefix("llmkg:")]
            for token in tokenize(rule.select or "")
            if token.kind is TokenKind.PNAME and token.text.startswith("llmkg:") and token.text[6:]
        }
        assert names <= ontology_terms, rule.iri


def test_every_rule_says_what_and_how_to_mend_in_both_languages(shapes):
    assert len(shapes.rules) > 90
    for rule in shapes.rules.values():
        assert set(rule.messages) == {"en", "zh"}, rule.iri
        assert set(rule.mend) == {"en", "zh"}, rule.iri
        for texts in (rule.messages, rule.mend):
            assert not re.search(r"[\u4e00-\u9fff]", texts["en"]), rule.iri
            assert re.search(r"[\u4e00-\u9fff]", texts["zh"]), rule.iri


def test_every_shape_is_a_rule_or_gathers_some(shapes):
    types = {}
    for quad in shapes.quads:
        if quad.predicate.value == RDF.type and quad.object.value in SHAPE_TYPES:
            types[quad.subject.value] = quad.object.value
    for iri in types:
        assert (iri in shapes.rules) != iri.endswith("Shape"), iri
    shapes_by_rules = {rule.iri for rule in shapes.rules.values() if rule.component is not None}
    assert shapes_by_rules <= types.keys()


def test_every_rule_has_exactly_one_constraint(shapes):
    for rule in shapes.rules.values():
        if rule.component is None:
            assert ox.NamedNode(RULES.FileRule) in objects(shapes, rule.iri, RDF.type), rule.iri
            continue
        parameters = [
            quad.predicate.value
            for quad in shapes.quads
            if quad.subject == ox.NamedNode(rule.iri)
            and quad.predicate.value in {*COMPONENTS, SH.sparql}
        ]
        assert len(parameters) == 1, rule.iri


def test_every_property_rule_is_gathered_and_every_gathered_rule_is_there(shapes):
    gathered = {quad.object for quad in shapes.quads if quad.predicate.value == SH.property}
    properties = {
        quad.subject
        for quad in shapes.quads
        if quad.predicate.value == RDF.type and quad.object == ox.NamedNode(SH.PropertyShape)
    }
    assert gathered == properties


def test_rules_of_core_look_no_further_than_a_things_own_properties(shapes):
    """A single file is checked by the statements about its subjects alone."""
    allowed = {SH.alternativePath, RDF.first, RDF.rest}
    for quad in shapes.core:
        if quad.predicate.value == SH.path and isinstance(quad.object, ox.BlankNode):
            waiting = [quad.object]
            while waiting:
                for part in (one for one in shapes.core if one.subject == waiting[0]):
                    assert part.predicate.value in allowed
                    if isinstance(part.object, ox.BlankNode):
                        waiting.append(part.object)
                waiting.pop(0)


def test_queries_can_be_asked_of_one_and_of_all(shapes):
    for rule in shapes.sparql():
        words = [token.text.upper() for token in tokenize(rule.select or "")]
        assert not {"MINUS", "VALUES", "SERVICE"} & set(words), rule.iri
        assert words.count("SELECT") == 1, rule.iri
        assert rule.targets, rule.iri


def test_messages_name_only_what_is_selected(shapes):
    for rule in shapes.sparql():
        head = (rule.select or "").partition("WHERE")[0].partition("SELECT")[2]
        selected = set(re.findall(r"[?$](\w+)", head))
        assert "this" in selected
        for text in rule.messages.values():
            assert set(PLACES.findall(text)) <= selected, rule.iri


def test_messages_of_core_have_no_place_to_fill(shapes):
    for rule in shapes.rules.values():
        if rule.component is not None and rule.select is None:
            assert not any(PLACES.search(text) for text in rule.messages.values()), rule.iri


def test_every_rule_points_at_the_ontology(shapes, ontology_terms):
    for rule in shapes.rules.values():
        if rule.component is not None:
            assert rule.see, rule.iri
            assert set(rule.see) <= ontology_terms, rule.iri


def test_the_shapes_are_well_formed_by_the_shapes_of_shacl(shapes):
    pyshacl.validate(to_graph([]), shacl_graph=to_graph(shapes.quads), meta_shacl=True)


def test_a_shape_that_is_not_well_formed_is_seen(shapes):
    bad = ox.Quad(ox.NamedNode(RULES.ClaimShape), ox.NamedNode(SH.minCount), ox.Literal("one"))
    with pytest.raises(Exception, match="SHACL"):
        pyshacl.validate(to_graph([]), shacl_graph=to_graph([*shapes.quads, bad]), meta_shacl=True)


def test_sparql_rules_are_kept_from_the_engine_for_core(shapes):
    assert not any(quad.predicate.value in {SH.sparql, SH.select} for quad in shapes.core)
    assert not any(quad.predicate.value == SH.property for quad in shapes.core)


def test_a_gathering_shape_hands_its_targets_to_what_it_gathers():
    turtle = b"""
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:all> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:property <urn:one> .
        <urn:one> a sh:PropertyShape ; sh:severity sh:Warning ; sh:path <urn:p> ; sh:minCount 1 ."""
    core = shapes_of(parse_turtle(turtle, "x", "urn:g")).core
    assert ox.NamedNode("urn:C") in {
        quad.object
        for quad in core
        if quad.subject == ox.NamedNode("urn:one") and quad.predicate.value == SH.targetClass
    }


def objects(shapes, subject, predicate):
    return {
        quad.object
        for quad in shapes.quads
        if quad.subject == ox.NamedNode(subject) and quad.predicate.value == predicate
    }


def test_terms_of_rules_are_described(shapes):
    for name in ("mend", "FileRule"):
        assert {label.language for label in objects(shapes, RULES[name], RDFS.label)} == {
            "en",
            "zh",
        }


# What `llmkg.check.lint` finds, in ours and in shapes that have each fault

_FAULTY = """
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
    @prefix rule: <https://w3id.org/llmkg/ontology/shapes#> .
"""


def stains(turtle):
    quads = parse_turtle((_FAULTY + turtle).encode(), "x", str(RULES))
    return {(stain.shape, stain.fault) for stain in lint(shapes_of(quads))}


def test_our_shapes_have_no_fault(shapes):
    assert [str(stain) for stain in lint(shapes)] == []


SOUND = "rule:P sh:path <urn:p> ; sh:minCount 1 . rule:S a sh:NodeShape ; sh:targetClass <urn:C> ; "


@pytest.mark.parametrize(
    ("turtle", "shape", "fault"),
    [
        (SOUND + "sh:property rule:P ; sh:minCont 1 .", "S", Fault.TERM),
        (SOUND + "sh:nodeKind sh:Iri .", "S", Fault.TERM),
        (SOUND + "sh:property [ sh:minCount 1 ] .", "_:", Fault.PATH),
        (
            SOUND + "sh:property rule:P . rule:Q a sh:PropertyShape ; sh:minCount 1 .",
            "Q",
            Fault.PATH,
        ),
        (SOUND + "sh:property rule:Q .", "Q", Fault.PATH),
        ("rule:S a sh:NodeShape ; sh:nodeKind sh:IRI .", "S", Fault.UNUSED),
        (SOUND + "sh:nodeKind sh:IRI . rule:Q a sh:PropertyShape .", "Q", Fault.UNUSED),
        (SOUND + 'sh:message "nothing" .', "S", Fault.CONSTRAINT),
    ],
)
def test_a_fault_of_a_shape_is_seen(turtle, shape, fault):
    assert (shape, fault) in stains(turtle)


def test_a_shape_is_reached_through_others_and_lists():
    turtle = (
        SOUND + "sh:property rule:P ; sh:or ( rule:A [ sh:node rule:B ] ) . rule:A a sh:NodeShape ;"
        " sh:nodeKind sh:IRI . rule:B a sh:NodeShape ; sh:nodeKind sh:Literal ."
    )
    assert stains(turtle) == set()


@pytest.mark.parametrize(
    ("where", "fault"),
    [
        ("$this <urn:p> ?x . ?other <urn:p> ?x", Fault.SQUARE),
        ("$this <urn:p> ?x . FILTER EXISTS { ?other <urn:p> ?x . ?more <urn:p> ?x }", Fault.SQUARE),
        ("$this <urn:p> ?x . ?y <urn:p> ?z FILTER (?x = ?z)", Fault.APART),
        ("$this <urn:p> ?x . FILTER NOT EXISTS { ?y <urn:p> ?z }", Fault.APART),
        ("$this <urn:p> ?x . { ?y <urn:p> ?x } UNION { ?y <urn:p> ?z }", Fault.APART),
        ("$this <urn:p> ?x OPTIONAL { ?x <urn:p> ?y }", Fault.QUERY),
        ("$this <urn:p> ?x . ?other <urn:p> ?x . $this <urn:q> ?y . ?other <urn:q> ?y", None),
        ("$this <urn:p> ?x . ?other <urn:p> ?x . $this <urn:q> ?other", None),
        ("$this <urn:p> ?x . ?x <urn:p> ?y . BIND (<urn:q> AS ?z) ?y ?z ?v", None),
    ],
)
def test_a_query_that_takes_the_square_of_the_data_is_seen(where, fault):
    turtle = (
        "rule:S a sh:NodeShape ; sh:targetClass <urn:C> ; sh:severity sh:Warning ; sh:sparql [ "
        f'sh:message "x"@en ; sh:select "SELECT $this WHERE {{ {where} }}" ] .'
    )
    assert stains(turtle) == ({("S", fault)} if fault else set())
