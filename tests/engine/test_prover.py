"""What is proven cheap: the engine's real work stays within the proof, and what is not is refused.

The store has 4,000 things with a label (two for every tenth), a kind, a part of its own and a
colour out of ten, and a hub; the survey is the one that a server makes.
"""

import re
from collections import Counter
from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmkg.engine.plan import components
from llmkg.engine.prover import MOST_STEPS, Prover, measuring
from llmkg.engine.shape import shape_of
from llmkg.engine.survey import Survey, survey
from llmkg.store.embedded import EmbeddedStore

THINGS = 4_000
RARE = 37
JSON = "application/sparql-results+json"


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"urn:x:{name}")


@cache
def made() -> list[ox.Quad]:
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quads = []
    for number in range(THINGS):
        graph = node(f"g{number % 3}")
        thing, part = node(f"{number}"), node(f"part{number}")
        triples: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
            (thing, kind, node("Thing")),
            (thing, node("label"), ox.Literal(f"thing {number}")),
            (thing, node("part"), part),
            (thing, node("colour"), ox.Literal(str(number % 10))),
            (part, node("size"), ox.Literal(str(number % 7))),
            (thing, node("in"), node("hub")),
        ]
        if number % 10 == 0:
            triples.append((thing, node("label"), ox.Literal(f"Ding {number}", language="de")))
        if number % RARE == 0:
            triples.append((thing, node("rare"), ox.Literal("x")))
            triples.append((thing, kind, node("Rare")))
        if number < 3:
            triples.append((node("hub"), node("has"), ox.Literal("y" * 300_000 + str(number))))
            triples.append((thing, node("long"), node("hub")))
        quads += [ox.Quad(*triple, graph) for triple in triples]
    quads += [
        ox.Quad(node("hub"), node("out"), ox.Literal(str(number)), node("g0"))
        for number in range(THINGS)
    ]
    return quads


@cache
def surveyed() -> Survey:
    return survey(made())


@cache
def store() -> EmbeddedStore:
    return EmbeddedStore.memory(made())


@cache
def engine() -> ox.Store:
    bare = ox.Store()
    bare.bulk_extend(made())
    return bare


@cache
def prover() -> Prover:
    return Prover(measuring(store()), surveyed())


def written(text: str) -> str:
    return "PREFIX x: <urn:x:> " + text


def looked_at(text: str, group: re.Pattern[str]) -> Counter[str]:
    """How many values each variable takes while the engine answers.

    Within a group of patterns a function of ours is asked of every variable: the engine does that
    as soon as it has a value, whether or not that comes to be part of the answer.
    """
    counts = Counter[str]()

    def seen(name: ox.Literal, _value: object) -> ox.Literal:
        counts[name.value] += 1
        return ox.Literal(True)

    def watched(found: re.Match[str]) -> str:
        names = sorted(set(re.findall(r"\?(\w+)", found[1])))
        asked = (f'FILTER(COALESCE(x:seen("{name}", ?{name}), true))' for name in names)
        return f"{found[1]} {' '.join(asked)} }}"

    answer = engine().query(
        written(group.sub(watched, text)),
        use_default_graph_as_union=True,
        custom_functions={node("seen"): seen},
    )
    if not isinstance(answer, ox.QueryBoolean):
        counts["rows"] = sum(1 for _ in answer)
    return counts


WHOLE = re.compile(r"((?:WHERE |^ASK |^SELECT .*?)\{.*)\}")
OPTIONAL = re.compile(r"(OPTIONAL \{[^}]*)\}")

CHEAP = [
    "SELECT * { x:7 ?p ?o }",
    "SELECT * { ?s x:part x:part7 }",
    "SELECT * { ?s x:label 'thing 7' }".replace("'", '"'),
    "SELECT * { ?s x:rare ?o }",
    "SELECT * { ?s x:rare ?o ; x:label ?l ; x:part ?p . ?p x:size ?z }",
    "SELECT * { ?s a x:Rare ; x:label ?l } ORDER BY ?l",
    "SELECT ?l (COUNT(*) AS ?n) { ?s x:rare ?o ; x:colour ?l } GROUP BY ?l",
    "SELECT DISTINCT ?c { ?s a x:Rare ; x:colour ?c }",
    'SELECT ?s ?l { ?s x:colour "3" ; x:label ?l } LIMIT 20',
    "SELECT ?s ?l { ?s a x:Thing ; x:label ?l } LIMIT 20 OFFSET 20",
    "SELECT ?s ?l ?c { ?s a x:Thing ; x:label ?l ; x:colour ?c } LIMIT 20",
    "SELECT ?s ?z { ?s a x:Thing ; x:part ?p . ?p x:size ?z } LIMIT 20",
    "SELECT ?s { ?s x:part ?o } LIMIT 20",
    "ASK { ?s ?p ?o }",
    "ASK { ?s a x:Thing ; x:part ?p }",
    "ASK { x:7 x:label ?l }",
    "CONSTRUCT { ?s x:is ?l } WHERE { ?s x:rare ?o ; x:label ?l }",
    "CONSTRUCT WHERE { x:7 ?p ?o }",
    "SELECT * { x:7 ?p ?o . x:8 ?q ?r }",
    'SELECT * { x:7 x:label ?l FILTER(CONTAINS(LCASE(STR(?l)), "thing") && LANG(?l) = "") }',
    'SELECT * { ?s x:rare ?o ; x:colour ?c FILTER(?c IN ("3", "4")) } LIMIT 2',
    "SELECT * { ?s x:rare ?o . FILTER(?o != x:7) OPTIONAL { ?s x:label ?l } FILTER(BOUND(?l)) }",
    "SELECT ?s ?l ?c { ?s a x:Thing OPTIONAL { ?s x:label ?l } OPTIONAL { ?s x:in ?c } } LIMIT 20",
    "SELECT ?s ?z { ?s x:rare ?o ; x:part ?p OPTIONAL { ?p x:size ?z FILTER(?z > 3) } }",
    "ASK { x:7 x:label ?l OPTIONAL { x:7 x:rare ?l } }",
    "SELECT (COUNT(?c) AS ?n) { ?s a x:Rare OPTIONAL { ?s x:colour ?c } }",
]

DEAR = {
    "everything": "SELECT * { ?s ?p ?o }",
    "all of a predicate": "SELECT * { ?s x:label ?o }",
    "all of a class": "SELECT * { ?s a x:Thing }",
    "a limit that lets too much through": "SELECT * { ?s x:label ?o } LIMIT 100000",
    "an offset that does": "SELECT * { ?s x:label ?o } LIMIT 1 OFFSET 100000",
    "a limit after DISTINCT": "SELECT DISTINCT ?p { ?s ?p ?o } LIMIT 1",
    "a limit after ORDER BY": "SELECT * { ?s x:label ?o } ORDER BY ?o LIMIT 1",
    "a limit after GROUP BY": "SELECT ?s (COUNT(*) AS ?n) { ?s a x:Thing } GROUP BY ?s LIMIT 1",
    "a count of all": "SELECT (COUNT(*) AS ?n) { ?s a x:Thing }",
    "the same variable twice": "SELECT ?s { ?s ?p ?s } LIMIT 1",
    "twice in ASK": "ASK { ?s ?p $s }",
    "a join that may find nothing": "SELECT * { ?s a x:Thing ; x:rare ?o } LIMIT 1",
    "a second pattern with a constant": "SELECT * { ?s a x:Thing ; x:in x:hub } LIMIT 1",
    "constants that many have, and none together": "ASK { ?s x:label x:hub }",
    "a limit on what may be long": "SELECT * { ?s ?p ?o } LIMIT 20",
    "a constant subject and object of many": "ASK { x:hub ?p x:hub }",
    "a hub's own quads": "SELECT * { x:hub ?p ?o }",
    "a hub on the way": "SELECT * { x:7 x:in ?h . ?s x:in ?h }",
    "a hub as subject on the way": "SELECT * { x:7 x:in ?h . ?h ?p ?o }",
    "a product": "SELECT * { ?a x:rare ?b . ?c x:rare ?d }",
    "a product with a limit": "SELECT * { ?s ?p ?o . ?t ?q ?r } LIMIT 1",
    "a join on a predicate": "SELECT * { x:7 ?p ?o . ?s ?p ?z }",
    "values that are long": "SELECT * { x:hub x:has ?o }",
    "a limit after a condition": "SELECT * { ?s a x:Thing FILTER(?s = x:7) } LIMIT 1",
    "a condition in ASK": "ASK { ?s x:label ?l FILTER(?l = x:7) }",
    "a condition on long values": "SELECT * { ?s x:has ?o FILTER(STRLEN(UCASE(?o)) > 5) }",
    "OPTIONAL at a hub": "SELECT * { x:7 x:in ?h OPTIONAL { ?s x:in ?h } }",
    "OPTIONAL for all of a class": "SELECT * { ?s a x:Thing OPTIONAL { ?s x:rare ?o } }",
    "a hub in OPTIONAL": "SELECT * { x:7 x:in ?h OPTIONAL { ?h ?p ?o } }",
    "OPTIONAL for a product": "SELECT * { x:7 ?p ?o . x:8 ?q ?r OPTIONAL { ?o x:rare ?z } }",
    "a limit and OPTIONAL": "SELECT * { ?s a x:Thing ; x:rare ?o OPTIONAL { ?s x:in ?h } } LIMIT 1",
    "long values made again and again": "CONSTRUCT { ?s x:a ?o . ?s x:b ?o } WHERE { ?s x:has ?o }",
}


@pytest.mark.parametrize("text", CHEAP)
def test_cheap(text):
    assert prover().is_cheap(written(text))
    shape = shape_of(written(text))
    assert shape is not None
    found = looked_at(text.replace("CONSTRUCT WHERE", "CONSTRUCT { ?p ?p ?o } WHERE"), WHOLE)
    assert found
    assert max(found.values()) <= prover().steps(shape) <= MOST_STEPS


@pytest.mark.parametrize("text", DEAR.values(), ids=DEAR.keys())
def test_dear(text):
    shape = shape_of(written(text))
    assert shape is not None, "it was to be refused for its work, not for its grammar"
    assert prover().steps(shape) > MOST_STEPS


def test_without_a_survey_only_constants_bound_the_work():
    prover = Prover(measuring(store()))
    assert prover.is_cheap(written("SELECT * { x:7 ?p ?o }"))
    assert prover.is_cheap(written("SELECT * { ?s ?p ?o } LIMIT 20"))
    assert prover.is_cheap(written("SELECT * { x:7 x:part ?p . ?p x:size ?o }")) is None
    assert prover.is_cheap(written('SELECT * { ?s x:colour "3" ; x:label ?l } LIMIT 20')) is None


def test_a_constant_that_is_not_there_is_cheap_and_makes_nothing_else_free():
    assert prover().is_cheap(written("SELECT * { x:none ?p ?o }"))
    assert prover().is_cheap(written("SELECT * { x:none ?p ?o . ?s x:label ?l }")) is None


def test_the_engine_takes_patterns_in_the_order_that_is_assumed():
    """In any other order it would go through thousands."""
    texts = [
        "SELECT ?s { ?s x:label ?l ; x:part x:part37 ; x:in x:hub ; x:rare 'x' }",
        "SELECT ?s { ?p x:size ?z . ?s x:part ?p ; x:label 'thing 37' }",
        "SELECT ?s { ?s a x:Thing ; x:label ?l . x:37 x:part ?p . ?s x:part ?p }",
        "SELECT ?s { ?s a x:Thing ; x:label ?l . ?s x:label 'thing 37' }",
    ]
    for text in texts:
        found = looked_at(text.replace("'", '"'), WHOLE)
        assert found["rows"] == 1
        assert max(found.values()) <= 2, text
    # And it is seen where it does.
    assert looked_at("SELECT ?s { ?s x:label ?l ; x:colour ?c }", WHOLE)["c"] > THINGS


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s ?l { ?s x:rare ?o OPTIONAL { ?s x:label ?l } }",
        "SELECT ?s ?p { ?s x:rare ?o OPTIONAL { ?s ?p ?l } }",
        "SELECT ?s ?t { ?s x:rare ?o OPTIONAL { ?t x:label ?s } }",
        "SELECT ?s ?l { ?s x:rare ?o OPTIONAL { ?s a x:Thing } OPTIONAL { ?s x:label ?l } }",
        "SELECT ?s ?l { ?s x:rare ?o OPTIONAL { ?s x:label ?l FILTER(?l > 3 || ?o != x:7) } }",
        "SELECT ?s ?l { ?s x:rare ?o FILTER(?s != ?o) OPTIONAL { ?s x:in ?h FILTER(?h != x:7) } }",
    ],
)
def test_the_engine_looks_an_optional_pattern_up_for_each_row(text):
    """Else it would go through all quads of the predicate."""
    shape = shape_of(written(text))
    assert shape is not None
    assert shape.optional
    found = looked_at(text, OPTIONAL)
    patterns = len(shape.optional)
    assert max(found.values()) <= patterns * found["rows"] < THINGS / 4


def test_a_bound_holds_where_rows_multiply():
    """The proof counts no fewer rows than there are."""
    text = written("SELECT * { ?s x:rare ?o OPTIONAL { ?s ?p ?l } }")
    shape = shape_of(text)
    assert shape is not None
    rows = store().query(text, JSON).body.count(b'"s":')
    assert rows > 20
    assert prover().steps(shape) >= rows


def test_parts_that_share_nothing_are_kept_apart():
    shape = shape_of("SELECT * { ?a <a:b> ?b . ?c <a:b> ?d . ?d <a:c> ?e . <a:x> <a:y> ?a }")
    assert shape is not None
    order = [[pattern[2] for pattern in part] for part in components(shape.patterns)]
    assert order == [["?a", "?b"], ["?d", "?e"]]


def test_a_survey_says_what_holds_for_each():
    found = surveyed()
    label, colour = found.links["urn:x:label"], found.links["urn:x:colour"]
    assert (label.fan, label.back) == (2, 1)
    assert colour.fan == 1
    assert colour.back == THINGS // 10
    # "1" is a colour of 400 and a size of others.
    assert colour.strange == sum(1 for n in range(THINGS) if n % 7 == 0) + 1
    assert colour.hubs == frozenset()
    assert found.links["urn:x:in"].hubs == {"<urn:x:hub>"}
    assert "urn:x:part" in label.of.always
    assert "urn:x:rare" not in label.of.always
    assert found.classes["urn:x:Rare"].always >= {"urn:x:rare", "urn:x:part"}
    assert found.links["urn:x:part"].to.always == {"urn:x:size"}
    assert found.links["urn:x:in"].to.into == THINGS + 3
    assert found.anything.size > 300_000
    assert Survey.from_json(found.to_json()) == found
    assert survey([]).links == {}


NAMES = [node(f"n{number}") for number in range(6)]
LINKS = [node(name) for name in "pqr"]
VALUES = [*NAMES, *(ox.Literal(str(number)) for number in range(3))]
quads = st.lists(
    st.builds(
        ox.Quad,
        st.sampled_from(NAMES),
        st.sampled_from(LINKS),
        st.sampled_from(VALUES),
        st.sampled_from([node("g"), node("h")]),
    ),
    max_size=60,
)
VARIABLES = ["?a", "?b", "?c", "?d"]
terms = st.sampled_from(VARIABLES + [str(name) for name in NAMES])
patterns = st.tuples(
    terms, st.sampled_from(["?p", *map(str, LINKS)]), st.one_of(terms, st.just('"1"'))
)


@settings(max_examples=150, deadline=None)
@given(quads, st.lists(patterns, min_size=1, max_size=4))
def test_rows_never_exceed_their_bound(quads, asked):
    """The bound on work contains one on rows, which can be counted."""
    store = EmbeddedStore.memory(quads)
    prover = Prover(measuring(store), survey(quads))
    body = " . ".join(" ".join(pattern) for pattern in asked)
    shape = shape_of(f"SELECT * {{ {body} }}")
    assert shape is not None
    steps = prover.steps(shape)
    rows = row_count(store, body)
    assert steps >= rows


def row_count(store: EmbeddedStore, body: str) -> int:
    return len(store.select(f"SELECT * {{ {body} }}").rows)
