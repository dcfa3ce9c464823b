kind-model = Model
kind-family = Family of models
kind-stage = Training stage
kind-method = Training method
kind-ability = Ability
kind-dataset = Dataset
kind-benchmark = Benchmark
kind-proposition = Proposition
kind-claim = Claim
kind-evidence = Evidence
kind-source = Source
kind-agent = Person or organisation
kind-question = Open question
kind-graph = Named graph
kind-concept = Concept
kind-tension = Tension
thing-said = What is recorded
thing-around = Around it
graph-size = { $count ->
    [one] One triple
   *[other] { $shown } triples
}
ontology-title = The llmkg vocabulary
ontology-classes = Classes
ontology-objects = Properties between things
ontology-values = Properties with values

# Terms of other vocabularies, which have no labels here
term-rdf-type = is a
term-rdf-subject = subject
term-rdf-predicate = relation
term-rdf-object = object
term-rdfs-label = label
term-rdfs-comment = remark
term-rdfs-seeAlso = see also
term-rdfs-isDefinedBy = defined in
term-skos-altLabel = also called
term-skos-broader = broader
term-skos-narrower = narrower
term-skos-exactMatch = the same elsewhere
term-skos-closeMatch = nearly the same elsewhere
term-skos-inScheme = in the scheme
term-skos-topConceptOf = top concept of
term-skos-scopeNote = scope
term-skos-note = note
term-owl-sameAs = the same as
term-dcterms-title = title
term-dcterms-creator = by
term-dcterms-issued = issued
term-dcterms-language = language
term-dcterms-identifier = identifier
term-dcterms-isReplacedBy = replaced by
term-dcterms-source = source
term-prov-wasGeneratedBy = made by
term-oa-start = first character
term-oa-end = end
term-oa-prefix = before it
term-oa-suffix = after it
