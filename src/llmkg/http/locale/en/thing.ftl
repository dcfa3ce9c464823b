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
thing-statements = What is said about it
graph-size = { $count ->
    [one] One triple
   *[other] { $shown } triples
}
ontology-title = The llmkg vocabulary
ontology-classes = Classes
ontology-objects = Properties between things
ontology-values = Properties with values
