argument-space = {" "}
colon = :{" "}
argument-description = What is claimed for and against it, on what evidence, and how sure one can be.
argument-kind-causal = Statement about a cause
argument-kind-factual = Statement of fact
argument-verdict = How sure one can be
argument-before = On this day nobody here had said anything about it yet.
argument-never = No source here takes a stance on it.
argument-status-Supported = Evidence speaks for it, and none as good speaks against it.
argument-status-Contested = There is evidence on both sides, and that against it is as good or better.
argument-status-Refuted = What speaks against it is well supported, and better than what speaks for it.
argument-status-Unsupported = Nothing but a bare word speaks for it, or only a weak denial speaks of it.
argument-status-Open = No claim takes a side, or one leaves it open and neither side is better than conjecture.

argument-why-nothing = No claim that counts and no evidence speaks for it.
argument-line-of = { $kind } ({ $source })
argument-why-ceiling-causal = Best evidence for it: { $best }. For a statement about a cause, this kind of evidence warrants { $level } at most.
argument-why-ceiling-factual = Best evidence for it: { $best }. For a statement of fact, this kind of evidence warrants { $level } at most.
argument-why-premise = Best evidence for it: { $best }, a kind that would warrant { $ceiling }. But it is no better than its weakest link, which is worth { $level }: “{ $claim }”
argument-why-word-causal = Nobody shows evidence for it. There is only this: { $best }; for a statement about a cause a bare word warrants { $level }.
argument-why-word-factual = Nobody shows evidence for it. There is only this: { $best }, which warrants { $level } here.
argument-why-contested = What speaks for it, above all { $best }, would alone warrant { $alone }; but evidence against it warrants { $against }, and what is contested stays one level below that: { $level }.
argument-why-replication = Controlled experiments of independent groups found it, such as { $best }; together they count as a replication, which warrants { $level }.
argument-against = Against it speaks above all { $best }, which warrants { $level }.
argument-brought = { $count ->
    [one] which brought one claim or piece of evidence
   *[other] which brought { $count } claims and pieces of evidence
}
argument-why-policy = The rules of this snapshot set what the evidence for it warrants at { $level }.
argument-groups = { $count ->
    [one] All that speaks for it is one independent group, and counts once.
   *[other] { $count } groups speak for it independently of each other; many weak ones do not add up to a strong one.
}
argument-groups-against = { $count ->
    [one] All that speaks against it is one independent group.
   *[other] { $count } groups speak against it independently of each other.
}
argument-denied = That it does not hold can be quoted as { $level }.

argument-weighing = How the evidence counts, line by line
argument-weighing-caption = What speaks for and against it, by independent groups
argument-weighing-note = Lines of one group share a source, an author, an institution or a claim on which they rest; a group counts once. A line is worth its ceiling, or less where a claim on which it rests is worth less.
argument-side = Side
argument-group = Group
argument-line = Evidence
argument-type = Kind
argument-ceiling = At most
argument-worth = Counts as
argument-held = Held down by

argument-past = As of { $day }
argument-past-text = You see what sources had said by that day; later claims and evidence are marked as not yet published.
argument-time = How it moved over time
argument-time-lead = Move the slider, or choose a day: the verdict above and the cards below show what was known then.
argument-slider = Day
argument-keys = Arrow keys move by a month; Page Up and Page Down go to the next and to the previous change.
argument-key-effective = what to quote
argument-key-stated = stated
argument-key-warranted = warranted
argument-key-denied = that it does not hold
argument-jumps = Days on which it moved
argument-today = Today
argument-day = As of the day
argument-show = Show
argument-moved = What moved it
argument-moved-by = moved by
argument-time-caption = Each change of the level
argument-from-day = From
argument-status = Status
argument-effective = to quote
argument-none = none

argument-sides = For and against
argument-for = For it
argument-contra = Against it
argument-open = Left open
argument-limits = What limits it
argument-limits-text = Evidence that speaks neither for nor against it, but says where it holds.
argument-claims = { $count ->
    [0] Claims
    [one] One claim
   *[other] { $count } claims
}
argument-evidence = { $count ->
    [0] Evidence
    [one] One piece of evidence
   *[other] { $count } pieces of evidence
}
argument-nobody-asserts = No source asserts it.
argument-nobody-denies = No source denies it.
argument-nothing-supports = No evidence is given for it.
argument-nothing-disputes = No evidence is given against it.
argument-unborn = Not yet published
argument-later = Later than the day shown
argument-fate-superseded = Superseded on { $day }
argument-fate-retracted = Withdrawn on { $day }
argument-cites = cites:
argument-cites-none = cites no evidence: a bare word
argument-replaced-by = In its place:
argument-rests-on-nothing = Rests on no other claim.
argument-shares = { $count ->
    [one] Not independent: counts once with one other
   *[other] Not independent: counts once with { $count } others
}
argument-bond-source = same source
argument-bond-agent = same people or institution
argument-bond-claim = rests on the same claim

argument-scopes = The same under other conditions
argument-scopes-lead = The same statement with another scope is another statement. Where they come out differently, that is no contradiction.
argument-at-large = without conditions
argument-tensions = Tensions
argument-settle = What would settle it
argument-settled-by = It would be settled by:
argument-settle-none = No source here says what would settle it.
argument-raise-causal = By the rules, evidence of these kinds would warrant more for a statement about a cause:
argument-raise-factual = By the rules, evidence of these kinds would warrant more for a statement of fact:
argument-follows = What it follows from
argument-follows-as = It also follows from other statements, as { $level }: no surer than the weakest of them.
argument-follows-not = It does not follow from other statements here; what there is stands above.
argument-explain = Explain this statement in full

inference-drawing = Statements on the left lead by rules to the one on the right; the table below says the same.
inference-caption = Steps of explanation { $number }
inference-region = Drawing of explanation { $number }
inference-from = From
inference-rule = by the rule
inference-follows = follows
inference-level = as
inference-identity = by its kind, in the catalogue
inference-claims = { $count ->
    [one] one claim:
   *[other] { $count } claims:
}
inference-kept-narrower = holds only under conditions, so nothing follows from it at large
inference-kept-Contested = is contested too weakly to enter
inference-kept-Refuted = is refuted
inference-kept-Open = is left open
inference-kept-Unsupported = has nothing but a bare word or a denial
inference-kept-unclaimed = is upheld by no claim
inference-kept-other = does not enter

axiom-subPropertyOf = a narrower relation
axiom-inverseOf = the other way round
axiom-propertyChainAxiom = one after another
axiom-TransitiveProperty = from step to step
axiom-SymmetricProperty = both ways
axiom-equivalentProperty = the same relation
axiom-subClassOf = a narrower kind
axiom-equivalentClass = the same kind
axiom-domain = by what has the relation
axiom-range = by what the relation leads to
axiom-other = an axiom of the vocabulary
