# The page of an ability, a model, a method and of other things that claims speak about.
entity-description = What is claimed about it, by whom, on what evidence, and how sure one can be.
entity-also = Also called { $names }
entity-tally = { $statements ->
    [one] One statement about it
   *[other] { $statements } statements about it
}: { $asserts ->
    [one] one claim
   *[other] { $asserts } claims
} for, { $denies } against, { $open ->
    [one] one leaves
   *[other] { $open } leave
} it open.
entity-unsaid = Nobody says anything about it here.
entity-within = What is here
entity-identifiers = Elsewhere
entity-broader = Part of the broader
entity-narrower = Narrower ones
entity-related = Related
entity-wider = Broader and narrower

entity-sure = How sure can we be?
entity-sure-origins = { $count ->
    [one] One statement, made by { $sources ->
        [one] one source
       *[other] { $sources } sources
    }, says something about where it comes from.
   *[other] { $count } statements, made by { $sources ->
        [one] one source
       *[other] { $sources } sources
    }, say something about where it comes from.
}
entity-sure-gives = { $count ->
    [one] One statement, made by { $sources ->
        [one] one source
       *[other] { $sources } sources
    }, says something about what it gives.
   *[other] { $count } statements, made by { $sources ->
        [one] one source
       *[other] { $sources } sources
    }, say something about what it gives.
}
entity-sure-best = The best founded: { $what } Quote it as { $level }.
entity-gap = {" "}
entity-sure-nothing = None of them stands: each is denied or left open.
entity-sure-causal = { $count ->
    [0] No evidence here warrants calling any of it a cause rather than a correlation.
    [one] One of them is warranted as a cause, above mere correlation.
   *[other] { $count } of them are warranted as causes, above mere correlation.
}
entity-sure-contested = { $count ->
    [one] One is contested: quote both sides.
   *[other] { $count } are contested: quote both sides.
}
entity-sure-denied = { $count ->
    [one] One is denied.
   *[other] { $count } are denied.
}
entity-sure-open = { $count ->
    [one] One is left open.
   *[other] { $count } are left open.
}

entity-section-origins = Where it comes from, as claimed
entity-section-gives = What it gives, as claimed
entity-section-bearers = Who has it, and who lacks it
entity-section-abilities = Abilities, as claimed
entity-section-training = How it was made, as claimed
entity-section-training-used = Where it was used, as claimed
entity-section-rest = What else is said
entity-section-scope = Statements that mention it
entity-group-subject = it { $relation } …
entity-group-object = … { $relation } it
entity-group-denied = Denied
entity-group-denied-text = Somebody denies these and nobody asserts them, or what speaks against them outweighs what speaks for them.
entity-group-open = Left open
entity-group-open-text = Those who speak of these say that they do not know.
entity-group-scope = As a condition, a comparison or part of what is said
entity-group-givesRiseTo = said to give rise to it
entity-group-injects = said to inject it
entity-group-unlocks = said to unlock it
entity-group-improves = said to improve it
entity-group-recovers = said to recover it
entity-group-weakens = said to weaken it
entity-group-affectsAbility = said to affect it
entity-group-hasAbility = said to have it
entity-group-strongAt = said to be strong at it
entity-group-weakAt = said to be weak at it
entity-group-lacksAbility = said to lack it
entity-group-sacrifices = said to have given it up
entity-group-correlatesWith = observed together with it
entity-more = { $count ->
    [one] One more
   *[other] { $count } more
}
entity-part = The { $shown } best founded of { $total }.
entity-part-all = Go through all { $total }
entity-order = The best founded first.
entity-close = Show only the first of each kind
entity-speakers-part = The { $shown } with most claims, of { $total }.
entity-stated = stated as
entity-warranted = evidence warrants
entity-nothing-warrants = no evidence cited
entity-says-for = { $count ->
    [one] one claim for
   *[other] { $count } claims for
}
entity-says-against = { $count } against
entity-says-open = { $count ->
    [one] one leaves it open
   *[other] { $count } leave it open
}
entity-evidence-for = { $count ->
    [one] one piece of evidence for
   *[other] { $count } pieces of evidence for
}
entity-evidence-against = { $count } against
entity-limited = { $count ->
    [one] one limits it
   *[other] { $count } limit it
}
entity-tensions = { $count ->
    [one] one tension
   *[other] { $count } tensions
}
entity-scoped = under conditions

entity-questions = Open questions
entity-tension-list = What does not sit together
entity-speakers = Who speaks of it
entity-speaker = { $count ->
    [one] one claim
   *[other] { $count } claims
}

# Models
entity-pedigree = Where it comes from
entity-pedigree-tree = See it in the tree of all models
entity-up = Its way up, step by step
entity-down = What came of it
entity-no-base = Nobody here names a model that it comes from.
entity-step = { $child } from { $parent }
entity-step-by = by
entity-step-entailed = follows from other statements
entity-step-contested = contested
entity-step-denied = denied
entity-step-open = left open
entity-step-why = why
entity-released = Released { $day }, as claimed
entity-entailed = What follows for its abilities
entity-entailed-lead = Nobody says these of it in so many words; they follow from what is said of the models and the training that it comes from, and are no surer than the weakest step.
entity-entailed-why = why it follows
entity-figures = Figures and dates, as claimed
entity-figures-lead = As each source gives them; none is corrected.
entity-figure-differs = these do not agree
entity-figure-what = What
entity-figure-value = As printed
entity-figure-standing = How it stands
entity-figure-who = Who says so
