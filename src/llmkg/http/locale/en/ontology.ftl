ontology-version = Version { $version }, { $count } terms, in the namespace
ontology-overview = How the main classes hang together. Each name leads to its definition.
ontology-about = is about
ontology-ceilings = What evidence can warrant at most
ontology-ceilings-text = Each type of evidence has a ceiling: however much of it there is, it warrants no more than this. That one thing brings about another needs stronger evidence than that something is so.
ontology-evidence-type = Type of evidence
ontology-causal-ceiling = Ceiling for causal propositions
ontology-factual-ceiling = Ceiling for factual propositions
ontology-terms = All terms
ontology-filter = Find a term
ontology-contents = Terms by group
ontology-class = Classes
ontology-object = Properties between things
ontology-value = Properties with values
ontology-annotation = Annotations
ontology-individuals = Other individuals
ontology-testing = may still change
ontology-example = For example:
ontology-is = Is a
ontology-subclass = Special case of
ontology-superclass = Special cases
ontology-subproperty = Special case of
ontology-superproperty = Special cases
ontology-domain = Said of
ontology-range = Its value is
ontology-inverse = Inverse of
ontology-disjoint = Never together with
ontology-read-back = Read backwards
ontology-chain = Follows along
ontology-trait = Logically
ontology-FunctionalProperty = has one value at most
ontology-InverseFunctionalProperty = a value belongs to one thing only
ontology-TransitiveProperty = carries on over several steps
ontology-SymmetricProperty = holds both ways
ontology-AsymmetricProperty = never holds both ways
ontology-IrreflexiveProperty = never holds of a thing and itself
ontology-ReflexiveProperty = holds of everything and itself
ontology-exactMatch = The same elsewhere
ontology-closeMatch = Nearly the same elsewhere
ontology-broadMatch = Wider elsewhere
ontology-narrowMatch = Narrower elsewhere
ontology-relatedMatch = Related elsewhere
ontology-use = In the data
ontology-uses = { $count ->
    [one] once
   *[other] { $shown } times
}
ontology-stated = { $count ->
    [one] the relation of one proposition
   *[other] the relation of { $shown } propositions
}
ontology-show = Show them
ontology-rules = { $count ->
    [one] One rule of the check
   *[other] { $count } rules of the check
}
ontology-violation = (must be mended)
ontology-warning = (warning)
ontology-info = (note)
