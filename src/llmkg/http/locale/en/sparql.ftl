nav-sparql = Query
sparql-title = Ask the graph yourself
sparql-description = A SPARQL editor over the whole graph of claims, with stored questions to start from.
sparql-lead = Write a query in SPARQL, or start from a stored question. Names are shown instead of addresses, and every claim keeps its confidence.
sparql-query = SPARQL query
sparql-run = Run the query
sparql-stop = Stop
sparql-running = Running …
sparql-failed = The server could not be reached. Try again.
sparql-mend = Apply
sparql-keys = Ctrl+Enter runs the query, Ctrl+Space completes, Tab leaves the editor.
sparql-limits = A query may run for { $seconds } seconds. The address of this page holds the query, so you can share it.
sparql-hint = A term is not in the vocabulary
sparql-prefixes = Prefixes that are known here
sparql-prefixes-text = You need not declare these.
sparql-machines = For programs
sparql-machines-text = The endpoint is { $endpoint }. It speaks the SPARQL 1.1 Protocol. See { $description } and { $json }.
sparql-description-link = what it holds (service description)
sparql-stored-json = the stored questions as JSON
sparql-stored = Stored questions
sparql-stored-all = All stored questions

queries-title = Stored questions
queries-lead = Questions that the graph answers, each tested against a reading of the sources. Fill in the blanks, read the answer, take the query with you.
queries-filter = Find a question
queries-count = { $count ->
    [one] One question
   *[other] { $count } questions
}
queries-own = Write a query of your own
queries-topic-origins = Abilities and where they come from
queries-topic-models = Models and their lineage
queries-topic-evidence = Evidence
queries-topic-sureness = Hedges and how sure one can be
queries-topic-said = What is claimed
queries-topic-open = Open questions and tensions
queries-topic-numbers = Numbers, data and dates
queries-topic-people = People, sources and names
queries-topic-other = More

query-kind = Stored question
query-optional = optional
query-true = yes
query-false = no
query-run = Show the answer
query-address = The same for programs:
query-param-ability = Ability
query-param-about = About
query-param-agent = To whom
query-param-as_of = Up to
query-param-bearer = Model or family
query-param-benchmark = Benchmark
query-param-by = By whom
query-param-causal = Causal propositions only
query-param-condition = Condition
query-param-dataset = Corpus
query-param-draft = Thanked for
query-param-effect = Effect
query-param-entity = Thing
query-param-factor = Factor
query-param-family = Family
query-param-from = Premise
query-param-kind = Kind of tension
query-param-language = Language of labels
query-param-level = Level
query-param-measure = Measure
query-param-method = Method
query-param-min_confidence = At least as sure as
query-param-model = Model
query-param-of = Of what
query-param-person = Person
query-param-proposition = Proposition
query-param-question = Question
query-param-section = Section
query-param-source = Source
query-param-stage = Stage
query-param-term = Term
query-param-type = Type of evidence
query-param-uncited = Count claims that cite nothing
query-param-word = Word
query-param-work = Work

results-title = Answer
results-rows = { $count ->
    [one] One row
   *[other] { $shown } rows
}
results-triples = { $count ->
    [one] One triple
   *[other] { $shown } triples
}
results-part = The first { $shown }; there are more in the downloads
results-time = { $milliseconds } ms
results-yes = Yes
results-no = No
results-none = Nothing fits. That means nothing is recorded, not that it is not so.
results-whole = The whole answer:
results-raw = As it came
results-fault = The query could not be answered
results-place = Line { $line }, column { $column }:
results-apply = Mend it like this and run it
results-subject = Subject
results-predicate = Relation
results-object = Object
results-drawing = The answer as a drawing
results-drawing-keys = Tab goes into the drawing, arrow keys go from thing to thing, Enter opens one.
results-drawing-text = { $things } things, { $lines } lines between them. The table below says the same in words.
results-drawing-left = { $count ->
    [one] One triple with a value or a type stands in the table only.
   *[other] { $count } triples with values or types stand in the table only.
}
results-drawing-many = The answer joins { $count } things: too many for a drawing that anybody could read. The table has them all; a LIMIT brings the drawing back.
