"""Anchors, sources, questions, tensions, entities and the vocabulary."""

from tests.shapes.build import (
    ANCHOR,
    DIGEST,
    anchor,
    claim,
    evidence,
    node,
    proposition,
    question,
    source,
    tension,
    thing,
)
from tests.shapes.case import Case


def at(**changes):
    """A claim with such an anchor."""
    return claim(llmkg_anchor=anchor(**changes))


def anchored(rule, breach, fine=None, about=""):
    return Case(rule, "claim/~#anchor", at(**breach), at(**(fine or {})), about)


def name(rule, kind, wrong, right, **more):
    """The name of a thing of a kind."""
    prefix = right.partition(":")[0]
    kinds = {"p": "proposition", "c": "claim"}
    return Case(
        rule,
        f"{kinds.get(wrong.partition(':')[0], wrong.partition(':')[0])}/{wrong.partition(':')[2]}",
        thing(wrong, f"llmkg:{kind}", **more),
        thing(right, f"llmkg:{kind}", **more),
        f"{kind} {prefix}",
    )


def in_use(**changes):
    """A source in which a claim stands."""
    return source(**changes) + claim(statedIn="source:~")


ABILITIES = {"skos_inScheme": "llmkg:AbilityScheme"}
METHODS = {"skos_inScheme": "llmkg:TrainingMethodScheme"}

CASES = [
    anchored("AnchorWithoutStart", {"oa_start": None}),
    anchored("AnchorWithSeveralStarts", {"oa_start": "1 , 2"}),
    anchored("AnchorStartNoOffset", {"oa_start": '"10"'}),
    anchored("AnchorStartNegative", {"oa_start": "-1"}, {"oa_start": "0"}),
    anchored("AnchorWithoutEnd", {"oa_end": None}),
    anchored("AnchorWithSeveralEnds", {"oa_end": "20 , 21"}),
    anchored("AnchorEndNoOffset", {"oa_end": "20.5"}),
    anchored("AnchorEmpty", {"oa_end": "10"}, {"oa_end": "11"}),
    anchored("AnchorWithoutDigest", {"digest": None}),
    anchored("AnchorWithSeveralDigests", {"digest": f'"{DIGEST}" , "{DIGEST[::-1]}"'}),
    anchored("DigestIllFormed", {"digest": f'"{DIGEST[:-1]}"'}, about="short"),
    anchored("DigestIllFormed", {"digest": f'"{DIGEST.upper()}"'}, about="upper case"),
    anchored("PrefixTooLong", {"oa_prefix": f'"{"前" * 13}"'}, {"oa_prefix": f'"{"𝔄" * 12}"'}),
    anchored("PrefixTwice", {"oa_prefix": '"a" , "b"'}, {"oa_prefix": None}),
    anchored("SuffixTooLong", {"oa_suffix": f'"{"后" * 13}"'}, {"oa_suffix": f'"{"𝔄" * 12}"'}),
    anchored("SuffixTwice", {"oa_suffix": '"a" , "b"'}, {"oa_suffix": None}),
    anchored("AnchorMisspelt", {"oa_sufix": '"a"'}),
    anchored("AnchorBeyondText", {"oa_end": "1001"}, {"oa_end": "1000"}),
    Case("AnchorStillDraft", '"the passage ~"', claim(llmkg_anchor='"the passage ~"'), claim()),
    Case(
        "AnchorWithoutSource",
        "evidence/~#anchor",
        evidence(llmkg_anchor=anchor()),
        evidence(llmkg_anchor=anchor(), statedIn="source:w"),
    ),
    Case("SourceName", "source/Upper-~", thing("source:Upper-~", "llmkg:Source"), source()),
    Case(
        "SourceWithSeveralDigests",
        "source/~",
        source(textDigest=f'"{DIGEST}" , "{DIGEST[::-1]}"'),
        source(),
    ),
    Case("TextDigestIllFormed", "source/~", source(textDigest='"abc"'), source()),
    Case("SourceWithSeveralLengths", "source/~", source(textLength="1 , 2"), source()),
    Case("TextLengthNotPositive", "source/~", source(textLength="0"), source(textLength="1")),
    Case(
        "SourceWithSeveralDates",
        "source/~",
        source(dcterms_issued='"2021"^^xsd:gYear , "2022"^^xsd:gYear'),
        source(),
    ),
    Case(
        "IssuedIllFormed",
        "source/~",
        source(dcterms_issued='"December"'),
        source(dcterms_issued='"2022-12"^^xsd:gYearMonth'),
    ),
    Case(
        "SourceWithoutDigest",
        "source/~",
        in_use(textDigest=None),
        source(textDigest=None),
        "unused",
    ),
    Case("SourceWithoutDigest", "source/~", in_use(textDigest=None), in_use()),
    Case("SourceWithoutDate", "source/~", in_use(dcterms_issued=None), in_use()),
    Case("SourceWithoutLanguage", "source/~", in_use(dcterms_language=None), in_use()),
    Case("SourceWithoutAuthor", "source/~", in_use(dcterms_creator=None), in_use()),
    Case("QuestionAboutNothing", "question/~", question(asksAbout=None), question()),
    Case(
        "OpenQuestionName", "question/Upper-~", question().replace("q:~", "q:Upper-~"), question()
    ),
    Case("QuestionWithoutSource", "question/~", question(statedIn=None), question()),
    Case(
        "QuestionWithSeveralSources",
        "question/~",
        question(statedIn="source:w , source:~") + source(),
        question(),
    ),
    Case("QuestionWithoutAnchor", "question/~", question(llmkg_anchor=None), question()),
    Case(
        "QuestionWithSeveralAnchors",
        "question/~",
        question(llmkg_anchor=f"{anchor()} , {anchor(oa_start='11')}"),
        question(),
    ),
    Case("QuestionWithoutExperiment", "question/~", question(wouldBeSettledBy=None), question()),
    Case("ExperimentTwice", "question/~", question(wouldBeSettledBy='"a"@en , "b"@en'), question()),
    Case("TensionName", "tension/Upper-~", tension("tension:Upper-~"), tension()),
    Case("TensionBetweenTooFew", "tension/~", tension(between="c:w-one"), tension()),
    Case("TensionWithoutKind", "tension/~", tension(tensionKind=None), tension()),
    Case(
        "TensionWithSeveralKinds",
        "tension/~",
        tension(tensionKind="llmkg:Misprint , llmkg:Ambiguity"),
        tension(),
    ),
    Case("TensionUnexplained", "tension/~", tension(skos_definition=None), tension()),
    name("ModelName", "Model", "family:~", "model:~"),
    name("ModelFamilyName", "ModelFamily", "model:~", "family:~"),
    name("TrainingStageName", "TrainingStage", "method:~", "stage:~"),
    name("TrainingMethodName", "TrainingMethod", "stage:~", "method:~", **METHODS),
    name("AbilityName", "Ability", "concept:~", "ability:~", **ABILITIES),
    name("DatasetName", "Dataset", "concept:~", "dataset:~"),
    name("BenchmarkName", "Benchmark", "dataset:~", "benchmark:~"),
    name("AgentName", "Person", "source:~", "agent:~"),
    name("FactorName", "Factor", "ability:~", "concept:~"),
    name("ConceptName", "Measure", "ability:~", "concept:~"),
    Case(
        "TrainingMethodOutsideScheme",
        "method/~",
        thing("method:~", "llmkg:TrainingMethod"),
        thing("method:~", "llmkg:TrainingMethod", **METHODS),
    ),
    Case(
        "AbilityOutsideScheme",
        "ability/~",
        thing("ability:~", "llmkg:Ability"),
        thing("ability:~", "llmkg:Ability", **ABILITIES),
    ),
    Case(
        "ThingWithoutType",
        "model/~",
        'model:~ rdfs:label "it"@en , "它"@zh .\n',
        thing("model:~", "llmkg:Model"),
        "labelled",
    ),
    Case(
        "ThingWithoutType",
        "model/~",
        'model:~ skos:note "it" .\n',
        thing("model:~", "llmkg:Model"),
        "neither typed nor labelled",
    ),
    Case(
        "ThingWithoutType",
        "model/~",
        thing("model:~", "skos:Concept"),
        thing("model:~", "llmkg:Model , skos:Concept"),
        "foreign type",
    ),
    Case(
        "ThingWithoutEnglishLabel",
        "model/~",
        thing("model:~", "llmkg:Model", rdfs_label='"它"@zh'),
        thing("model:~", "llmkg:Model"),
    ),
    Case(
        "ThingWithoutChineseLabel",
        "model/~",
        thing("model:~", "llmkg:Model", rdfs_label='"it"@en'),
        thing("model:~", "llmkg:Model", rdfs_label='"it"@en , "它"@zh , "es"@de'),
    ),
    Case(
        "LabelTwice",
        "model/~",
        thing("model:~", "llmkg:Model", rdfs_label='"it"@en , "that"@en , "它"@zh'),
        thing("model:~", "llmkg:Model", skos_altLabel='"it"@en , "that"@en'),
    ),
    Case(
        "DefinitionTwice",
        "model/~",
        thing("model:~", "llmkg:Model", skos_definition='"it"@en , "that"@en'),
        thing("model:~", "llmkg:Model", skos_definition='"it"@en , "它"@zh'),
    ),
    Case(
        "SeveralKinds",
        "concept/~",
        thing("concept:~", "llmkg:Concept , llmkg:Factor"),
        thing("concept:~", "llmkg:Concept , llmkg:Condition"),
    ),
    Case("UnknownProperty", "claim/~", claim(hedgeing='"may"@en'), claim(hedge='"may"@en')),
    Case("UnknownProperty", "claim/~", claim(llmkg_Claim='"x"'), claim(), "a class"),
    Case(
        "UnknownClass",
        "model/~",
        thing("model:~", "llmkg:Model , llmkg:Modell"),
        thing("model:~", "llmkg:Model"),
    ),
    Case("UnknownTerm", "claim/~", claim(confidence="llmkg:Certain"), claim()),
    Case(
        "UnknownTerm",
        "proposition/~",
        proposition(rdf_predicate="llmkg:makesNicer"),
        proposition(),
        "predicate",
    ),
    Case(
        "DanglingReference",
        "proposition/~",
        proposition(rdf_object="ability:~-none"),
        proposition(),
    ),
    Case("DanglingReference", "claim/~", claim(citesEvidence="e:~-none"), claim(), "evidence"),
    Case(
        "DanglingReference",
        "tension/~",
        tension(between="c:w-one , c:~-none"),
        tension(),
        "tension",
    ),
    Case(
        "PlainDomainTriple",
        "method/~",
        thing("method:~", "llmkg:TrainingMethod", **METHODS, improves="ability:w"),
        thing("method:~", "llmkg:TrainingMethod", **METHODS),
    ),
    Case(
        "PlainDomainTriple",
        "model/~",
        thing("model:~", "llmkg:Model") + "model:~ llmkg:derivedFrom model:w .\n",
        proposition(rdf_predicate="llmkg:derivedFrom", rdf_object="model:w"),
        "no cause",
    ),
    Case(
        "PlainEntailedTriple",
        "claim/~",
        claim(inTension="tension:~") + tension(between="c:~ , c:w-one"),
        claim() + tension(between="c:~ , c:w-one"),
    ),
    Case(
        "OutsideDomain",
        "claim/~",
        claim(evidenceType="llmkg:Analogy"),
        evidence(evidenceType="llmkg:Analogy"),
    ),
    Case("OutsideRange", "claim/~", claim(asserts="ability:w"), claim()),
    Case("OutsideRange", "claim/~", claim(confidence="llmkg:Analogy"), claim(), "level"),
    Case("OutsideRange", "claim/~", claim(confidence='"likely"'), claim(), "literal"),
    Case(
        "OutsideRange",
        "claim/~",
        claim(citesEvidence="<https://example.org/e>"),
        claim(),
        "elsewhere",
    ),
    Case(
        "OutsideRange",
        "claim/~",
        claim(llmkg_anchor="c:~-anchor") + node("c:~-anchor", ANCHOR | {"a": None}, {}),
        claim(),
        "anchor without type",
    ),
    Case("ValueOutsideDatatype", "claim/~", claim(section="3"), claim(section='"3"'), "string"),
    Case(
        "ValueOutsideDatatype",
        "source/~",
        source(textLength='"9"'),
        source(textLength="9"),
        "integer",
    ),
    Case(
        "ValueOutsideDatatype",
        "proposition/~",
        proposition(extent="ability:w"),
        proposition(extent='"much"@en'),
        "literal",
    ),
]
