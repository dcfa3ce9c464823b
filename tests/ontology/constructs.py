"""Constructs that OWL 2 RL allows, and constructs that it refuses, as Turtle."""

from llmkg.check.breach import Clause

PREFIXES = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:A a owl:Class . :B a owl:Class . :C a owl:Class .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
:d a owl:DatatypeProperty . :note a owl:AnnotationProperty .
"""

# One construct each that the profile allows.
FINE = {
    "nothing": "",
    "union below": ":U a owl:Class . [ a owl:Class ; owl:unionOf ( :A :B ) ] rdfs:subClassOf :C .",
    "one of below": "[ a owl:Class ; owl:oneOf ( :x :y ) ] rdfs:subClassOf :C .",
    "some below": "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :A ]"
    " rdfs:subClassOf :B .",
    "some thing below": "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom owl:Thing ]"
    " rdfs:subClassOf :B .",
    "some data below": "[ a owl:Restriction ; owl:onProperty :d ; owl:someValuesFrom xsd:decimal ]"
    " rdfs:subClassOf :B .",
    "all above": ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;"
    " owl:allValuesFrom :B ] .",
    "not above": ":A rdfs:subClassOf [ a owl:Class ; owl:complementOf :B ] .",
    "not a union above": ":A rdfs:subClassOf [ a owl:Class ; owl:complementOf"
    " [ a owl:Class ; owl:unionOf ( :B :C ) ] ] .",
    "at most one above": ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;"
    " owl:maxCardinality 1 ] .",
    "at most one of a kind above": ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;"
    " owl:maxQualifiedCardinality 1 ; owl:onClass :B ] .",
    "has value both ways": ":A owl:equivalentClass [ a owl:Restriction ; owl:onProperty :p ;"
    " owl:hasValue :x ] .",
    "below nothing": ":A rdfs:subClassOf owl:Nothing .",
    "disjoint": "[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .",
    "simple ones": ":p a owl:AsymmetricProperty , owl:IrreflexiveProperty ;"
    " owl:propertyDisjointWith :q .",
    "simple below composite": ":q a owl:AsymmetricProperty ; rdfs:subPropertyOf :p ."
    " :p a owl:TransitiveProperty .",
    "chain": ":p owl:propertyChainAxiom ( :q :r ) .",
    "chain opened by its head": ":p owl:propertyChainAxiom ( :p :q ) .",
    "chain closed by its head": ":p owl:propertyChainAxiom ( :q :p ) .",
    "transitive by chain": ":p owl:propertyChainAxiom ( :p :p ) .",
    "chain over inverses": ":p owl:propertyChainAxiom ( :q :r ) . :q owl:inverseOf :r .",
    "data range": ":d rdfs:range xsd:decimal ; rdfs:domain :A .",
    "plain literal": ':d rdfs:range rdf:PlainLiteral . :x :d "a"@en , "b" .',
    "date as annotation": ':A :note "2026-01-01"^^xsd:date .',
    "name as class and individual": ":x :p :A .",
    "mapping by an object property": "skos:closeMatch a owl:ObjectProperty ."
    " :A skos:closeMatch :B .",
}

# One construct each that it does not allow, the clause, and the term to point at.
BAD = {
    "union above": (
        ":A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :C ) ] .",
        Clause.POSITION,
        "A",
    ),
    "union as domain": (
        ":p rdfs:domain [ a owl:Class ; owl:unionOf ( :B :C ) ] .",
        Clause.POSITION,
        "p",
    ),
    "union as range": (
        ":p rdfs:range [ a owl:Class ; owl:unionOf ( :B :C ) ] .",
        Clause.POSITION,
        "p",
    ),
    "union both ways": (
        ":A owl:equivalentClass [ a owl:Class ; owl:unionOf ( :B :C ) ] .",
        Clause.POSITION,
        "A",
    ),
    "union inside an intersection above": (
        (
            ":A rdfs:subClassOf [ a owl:Class ; owl:intersectionOf ( :B [ a owl:Class ;"
            " owl:unionOf ( :B :C ) ] ) ] ."
        ),
        Clause.POSITION,
        None,
    ),
    "some above": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .",
        Clause.POSITION,
        "A",
    ),
    "one of above": (
        ":A rdfs:subClassOf [ a owl:Class ; owl:oneOf ( :x :y ) ] .",
        Clause.POSITION,
        "A",
    ),
    "one of as a type": (":x a [ a owl:Class ; owl:oneOf ( :x :y ) ] .", Clause.POSITION, "x"),
    "not below": (
        "[ a owl:Class ; owl:complementOf :A ] rdfs:subClassOf :B .",
        Clause.POSITION,
        "_:",
    ),
    "all below": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :A ] rdfs:subClassOf :B .",
        Clause.POSITION,
        "_:",
    ),
    "all things above": (
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;"
            " owl:allValuesFrom owl:Thing ] ."
        ),
        Clause.POSITION,
        "owl:Thing",
    ),
    "below thing": (":A rdfs:subClassOf owl:Thing .", Clause.POSITION, "owl:Thing"),
    "a thing": (":x a owl:Thing .", Clause.POSITION, "x"),
    "at least": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 1 ] .",
        Clause.POSITION,
        "A",
    ),
    "exactly": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:cardinality 1 ] .",
        Clause.POSITION,
        "A",
    ),
    "exactly of a kind": (
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ;"
            " owl:qualifiedCardinality 1 ; owl:onClass :B ] ."
        ),
        Clause.POSITION,
        "A",
    ),
    "at most two": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 2 ] .",
        Clause.CARDINALITY,
        "A",
    ),
    "at most one below": (
        "[ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] rdfs:subClassOf :A .",
        Clause.POSITION,
        "_:",
    ),
    "self": (
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ] .",
        Clause.POSITION,
        "A",
    ),
    "reflexive": (":p a owl:ReflexiveProperty .", Clause.AXIOM, "p"),
    "disjoint union": (":A owl:disjointUnionOf ( :B :C ) .", Clause.AXIOM, "A"),
    "date range": (":d rdfs:range xsd:date .", Clause.DATATYPE, "d"),
    "year range": (":d rdfs:range xsd:gYear .", Clause.DATATYPE, "d"),
    "real range": (":d rdfs:range owl:real .", Clause.DATATYPE, "d"),
    "listed values": (
        ":d rdfs:range [ a rdfs:Datatype ; owl:oneOf ( 1 2 ) ] .",
        Clause.DATATYPE,
        "d",
    ),
    "date value": (':x :d "2026-01-01"^^xsd:date .', Clause.DATATYPE, "d"),
    "transitive and asymmetric": (
        ":p a owl:TransitiveProperty , owl:AsymmetricProperty .",
        Clause.SIMPLE,
        "p",
    ),
    "transitive and irreflexive": (
        ":p a owl:TransitiveProperty , owl:IrreflexiveProperty .",
        Clause.SIMPLE,
        "p",
    ),
    "transitive and functional": (
        ":p a owl:TransitiveProperty , owl:FunctionalProperty .",
        Clause.SIMPLE,
        "p",
    ),
    "fed by a chain and disjoint": (
        ":p owl:propertyChainAxiom ( :q :r ) ; owl:propertyDisjointWith :q .",
        Clause.SIMPLE,
        "p",
    ),
    "fed from below": (
        (
            ":p owl:propertyChainAxiom ( :q :r ) ; rdfs:subPropertyOf :s ."
            " :s a owl:ObjectProperty , owl:AsymmetricProperty ."
        ),
        Clause.SIMPLE,
        "s",
    ),
    "fed through its inverse": (
        ":p a owl:TransitiveProperty ; owl:inverseOf :q . :q a owl:AsymmetricProperty .",
        Clause.SIMPLE,
        "q",
    ),
    "all disjoint, one fed": (
        ":p a owl:TransitiveProperty . [] a owl:AllDisjointProperties ; owl:members ( :q :r :p ) .",
        Clause.SIMPLE,
        "p",
    ),
    "at most one of the fed": (
        (
            ":p a owl:TransitiveProperty . :A rdfs:subClassOf [ a owl:Restriction ;"
            " owl:onProperty :p ; owl:maxCardinality 1 ] ."
        ),
        Clause.SIMPLE,
        "p",
    ),
    "chains in a circle": (
        ":p owl:propertyChainAxiom ( :q :r ) . :q owl:propertyChainAxiom ( :p :r ) .",
        Clause.REGULAR,
        "p",
    ),
    "head inside its chain": (
        ":p owl:propertyChainAxiom ( :q :p :r ) .",
        Clause.REGULAR,
        "p",
    ),
    "head at both ends": (
        ":p owl:propertyChainAxiom ( :p :q :p ) .",
        Clause.REGULAR,
        "p",
    ),
    "circle through a property below": (
        ":p owl:propertyChainAxiom ( :q :r ) ; rdfs:subPropertyOf :q .",
        Clause.REGULAR,
        "q",
    ),
    "circle through an inverse": (
        (
            ":p owl:propertyChainAxiom ( :q :r ) . :r owl:propertyChainAxiom ( :s :q ) ."
            " :s a owl:ObjectProperty ; owl:inverseOf :p ."
        ),
        Clause.REGULAR,
        "r",
    ),
    "chain of one": (":p owl:propertyChainAxiom ( :q ) .", Clause.SYNTAX, "p"),
    "undeclared class": (":A rdfs:subClassOf :Ghost .", Clause.DECLARATION, "Ghost"),
    "undeclared type": (":x a :Ghost .", Clause.DECLARATION, "Ghost"),
    "undeclared property": (":x :ghost :y .", Clause.DECLARATION, "ghost"),
    "undeclared step of a chain": (
        ":p owl:propertyChainAxiom ( :q :ghost ) .",
        Clause.DECLARATION,
        "ghost",
    ),
    "property of two kinds": (":p a owl:DatatypeProperty .", Clause.PUNNING, "p"),
    "annotation of two kinds": (":note a owl:ObjectProperty .", Clause.PUNNING, "note"),
    "data property below an object property": (
        ":d rdfs:subPropertyOf :p .",
        Clause.PUNNING,
        "d",
    ),
    "symmetric data property": (":d a owl:SymmetricProperty .", Clause.PUNNING, "d"),
    "reified statement": (":x rdf:subject :y .", Clause.RESERVED, "rdf:subject"),
    "below rdf:Statement": (
        ":A rdfs:subClassOf rdf:Statement .",
        Clause.DECLARATION,
        "rdf:Statement",
    ),
    "an rdf:Property": (":z a rdf:Property .", Clause.RESERVED, "z"),
    "an rdfs:Class": (":z a rdfs:Class .", Clause.RESERVED, "z"),
    "something about rdfs:label": (
        'rdfs:label :note "mine" .',
        Clause.RESERVED,
        "rdfs:label",
    ),
    "reserved value": (":x :p rdf:Statement .", Clause.RESERVED, "rdf:Statement"),
    "a list as data": (":x :p ( :y ) .", Clause.RESERVED, "_:"),
    "literal for an object": (':x :p "y" .', Clause.VALUE, "p"),
    "object for a literal": (":x :d :y .", Clause.VALUE, "d"),
    "restriction on nothing": (
        "[ a owl:Restriction ; owl:someValuesFrom :A ] rdfs:subClassOf :B .",
        Clause.SYNTAX,
        "_:",
    ),
    "no expression": (":A rdfs:subClassOf [ a owl:Class ] .", Clause.SYNTAX, "_:"),
}
NAMESPACES = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
