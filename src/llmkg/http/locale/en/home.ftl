home-title = Where does an ability of a language model come from?
home-lead = Who says so, on what evidence, and how sure can one be? llmkg keeps what sources claim, each claim with its own hedge, its evidence, and its place in the text.
home-door-abilities = Abilities
home-door-abilities-text = Reasoning in steps, following instructions: what is said to bring them about?
home-door-models = Models
home-door-models-text = What was made of what, and by which training?
home-door-questions = Open questions
home-door-questions-text = What nobody knows yet, and what would settle it.
home-try = Try it:
home-claims = { $pro ->
    [one] one claim for it
   *[other] { $pro } claims for it
}{ $contra ->
    [0] {""}
    [one] , one against
   *[other] , { $contra } against
}
home-claimed = { $count ->
    [one] one claim
   *[other] { $count } claims
}
home-answer = Where does { $ability } come from?
home-how-sure = How sure
home-pro = { $count ->
    [one] For it: one claim
   *[other] For it: { $count } claims
}
home-contra = { $count ->
    [one] Against it: one claim
   *[other] Against it: { $count } claims
}
home-and-more = { $count ->
    [one] and one more source
   *[other] and { $count } more sources
}
home-on = Best evidence: { $kind }, which warrants at most { $level }
home-best = Best supported
home-contested = Most contested
home-stated = Most often stated
home-doubted = Most often doubted
home-asked = Asked
home-so-far = What is known so far
home-changes = What has moved
home-changes-text = { $count ->
    [one] Once so far has a new source changed how sure one can be of something.
   *[other] { $count } times so far has a new source changed how sure one can be of something. The newest:
}
home-rises = Surer: from { $before } to { $after }
home-falls = Less sure: from { $before } to { $after }
home-turned = From { $before } to { $after }; the level stays at { $level }
home-because = Because of { $sources }
home-levels = How sure one can be
home-levels-text = A source says how sure it is; its evidence warrants so much and no more. What is quoted is the lower of the two. There are six levels; the line shows which, the colour only helps.
home-machines-queries = stored questions
home-counts = What there is
home-count-Claim = claims
home-count-Proposition = propositions
home-count-Evidence = pieces of evidence
home-count-Source = sources
home-count-Model = models
home-count-Ability = abilities
home-count-Tension = tensions
home-count-OpenQuestion = open questions
home-machines = For programs
home-machines-text = Every thing has an address of its own that gives a page or RDF. There are { $queries } in SPARQL; REST is described by { $openapi }, the terms by the { $ontology }. Assistants find tools by the Model Context Protocol at { $mcp }. What checks of findability, access, interoperability and reuse say of it has { $fair }.
home-machines-fair = a page of its own
home-machines-openapi = an OpenAPI document
home-machines-ontology = vocabulary
