"""Propositions, their quantities and dates."""

from tests.shapes.build import claim, proposition, quantity, thing
from tests.shapes.case import Case


def measured(**changes):
    return proposition(rdf_predicate="llmkg:hasQuantity", rdf_object=quantity(**changes))


def twins(first, second):
    """Two propositions about one model."""
    return (
        proposition("p:~-a", **first)
        + proposition("p:~-b", **{"rdf_subject": "model:~", **second}).partition("model:~ a ")[0]
    )


def dated(value):
    return proposition(rdf_predicate="llmkg:releasedOn", rdf_object=value)


CASES = [
    Case("PropositionName", "proposition/Upper-~", proposition("p:Upper-~"), proposition("p:u-~")),
    Case(
        "PropositionWithoutSubject", "proposition/~", proposition(rdf_subject=None), proposition()
    ),
    Case(
        "PropositionWithSeveralSubjects",
        "proposition/~",
        proposition(rdf_subject="model:w , model:w-other"),
        proposition(rdf_subject="model:w-other", extent='"~"@en'),
    ),
    Case("SubjectNoThing", "proposition/~", proposition(rdf_subject='"GPT"'), proposition()),
    Case(
        "PropositionWithoutPredicate",
        "proposition/~",
        proposition(rdf_predicate=None),
        proposition(),
    ),
    Case(
        "PropositionWithSeveralPredicates",
        "proposition/~",
        proposition(rdf_predicate="llmkg:hasAbility , llmkg:weakAt"),
        proposition(rdf_predicate="llmkg:weakAt"),
    ),
    Case("PropositionWithoutObject", "proposition/~", proposition(rdf_object=None), proposition()),
    Case(
        "PropositionWithSeveralObjects",
        "proposition/~",
        proposition(rdf_object="ability:w , ability:~")
        + thing("ability:~", "llmkg:Ability", skos_inScheme="llmkg:AbilityScheme"),
        proposition(),
    ),
    Case(
        "PredicateNoDomainProperty",
        "proposition/~",
        proposition(rdf_predicate="llmkg:asserts"),
        proposition(),
        "structure",
    ),
    Case(
        "PredicateNoDomainProperty",
        "proposition/~",
        proposition(rdf_predicate="llmkg:abilityOf", rdf_subject="ability:w", rdf_object="model:w"),
        proposition(rdf_subject="model:~"),
        "backwards",
    ),
    Case(
        "PredicateNoDomainProperty",
        "proposition/~",
        proposition(rdf_predicate="skos:related"),
        proposition(),
        "foreign",
    ),
    Case(
        "SubjectOutsideDomain",
        "proposition/~",
        proposition(rdf_subject="ability:w"),
        proposition(),
    ),
    Case(
        # the domain is Factor, the subject a method: a subclass
        "SubjectOutsideDomain",
        "proposition/~",
        proposition(rdf_subject="model:w", rdf_predicate="llmkg:improves"),
        proposition(rdf_subject="method:w", rdf_predicate="llmkg:improves", extent='"~"@en'),
        "subclass",
    ),
    Case("ObjectOutsideRange", "proposition/~", proposition(rdf_object="method:w"), proposition()),
    Case(
        "ObjectOutsideRange",
        "proposition/~",
        proposition(rdf_object='"dialogue"'),
        proposition(rdf_predicate="llmkg:alsoKnownAs", rdf_object='"GPT"'),
        "literal",
    ),
    Case(
        "ObjectOutsideRange",
        "proposition/~",
        proposition(rdf_predicate="llmkg:alsoKnownAs", rdf_object="ability:w"),
        proposition(rdf_predicate="llmkg:alsoKnownAs", rdf_object='"GPT"@en'),
        "no literal",
    ),
    Case(
        "DateIllFormed",
        "proposition/~",
        dated('"2022-13"^^xsd:gYearMonth'),
        dated('"2022"^^xsd:gYear'),
        "month",
    ),
    Case(
        "DateIllFormed",
        "proposition/~",
        dated('"2022-12-11"'),
        dated('"2022-12-11"^^xsd:date'),
        "string",
    ),
    Case(
        "DateIllFormed",
        "proposition/~",
        proposition(atTime='"last year"'),
        proposition(atTime='"2021-01"^^xsd:gYearMonth'),
        "qualifier",
    ),
    Case(
        "ExtentWithoutLanguage",
        "proposition/~",
        proposition(extent='"much"'),
        proposition(extent='"much"@en'),
    ),
    Case(
        "SaidOfItself",
        "proposition/~",
        proposition(rdf_predicate="llmkg:fineTunedFrom", rdf_object="model:~"),
        proposition(rdf_predicate="llmkg:fineTunedFrom", rdf_object="model:w"),
    ),
    Case(
        "SaidTwice",
        "proposition/~-a",
        twins({}, {}),
        twins({}, {"rdf_object": "ability:~"})
        + thing("ability:~", "llmkg:Ability", skos_inScheme="llmkg:AbilityScheme"),
    ),
    Case(
        "SaidTwice",
        "proposition/~-a",
        twins({"condition": "concept:w-condition"}, {"condition": "concept:w-condition"}),
        twins({"condition": "concept:w-condition"}, {}),
        "qualifier of the first",
    ),
    Case(
        "SaidTwice",
        "proposition/~-a",
        twins({}, {}),
        twins({}, {"extent": '"much"@en'}),
        "qualifier of the second",
    ),
    Case(
        "SaidTwice",
        "proposition/~-a",
        twins(
            {"rdf_predicate": "llmkg:hasQuantity", "rdf_object": quantity()},
            {"rdf_predicate": "llmkg:hasQuantity", "rdf_object": quantity(asPrinted='"1.75e2"')},
        ),
        twins(
            {"rdf_predicate": "llmkg:hasQuantity", "rdf_object": quantity()},
            {"rdf_predicate": "llmkg:hasQuantity", "rdf_object": quantity(upTo="200")},
        ),
        "quantity",
    ),
    Case(
        "SaidTwice",
        "proposition/~-a",
        twins({"quantity": quantity()}, {"quantity": quantity()}),
        twins({"quantity": quantity()}, {"quantity": quantity(amount="176")}),
        "qualified by quantity",
    ),
    Case("UnusedProposition", "proposition/~", proposition(), claim()),
    Case(
        "QuantityWithoutAmount", "proposition/~#object", measured(amount=None), measured(), "none"
    ),
    Case(
        "QuantityWithoutAmount",
        "proposition/~#object",
        measured(amount=None),
        measured(amount=None, upTo="5"),
        "upper end",
    ),
    Case(
        "QuantityWithSeveralAmounts",
        "proposition/~#object",
        measured(amount="1 , 2"),
        measured(amount="1", upTo="2"),
    ),
    Case("QuantityWithoutUnit", "proposition/~#object", measured(unit=None), measured()),
    Case(
        "QuantityWithSeveralUnits",
        "proposition/~#object",
        measured(unit="concept:w-unit , concept:~") + thing("concept:~", "llmkg:Unit"),
        measured(),
    ),
    Case("QuantityWithoutMeasure", "proposition/~#object", measured(measure=None), measured()),
    Case(
        "QuantityWithSeveralMeasures",
        "proposition/~#object",
        measured(measure="concept:w-measure , concept:~") + thing("concept:~", "llmkg:Measure"),
        measured(),
    ),
    Case("QuantityNotPrinted", "proposition/~#object", measured(asPrinted=None), measured()),
    Case("QuantityRangeEmpty", "proposition/~#object", measured(upTo="100"), measured(upTo="200")),
    Case("QuantityMisspelt", "proposition/~#object", measured(skos_note='"approx."'), measured()),
]
