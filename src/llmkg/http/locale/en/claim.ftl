# The pages of claims and of evidence.
claim-description = A source saying something at a place: how surely, on what, and what speaks against it.
claim-says = What is said, and how surely
claim-hedge = Hedge, as printed
claim-no-hedge = It has no hedge: the source says it flatly.
claim-compared = Stated against warranted
claim-open = The source says that it does not know. There is nothing to hold against the evidence.
claim-of-denial = The source denies it, so this is what the evidence against it warrants.
claim-scale-above = This claim states it as { $stated }; the evidence here warrants no more than { $warranted }.
claim-scale-below = This claim states it as { $stated }, more cautiously than the evidence here would allow: { $warranted }.
claim-scale-even = This claim and the evidence here agree: { $stated }.
claim-scale-bare = This claim states it as { $stated }; no evidence here warrants it.
claim-proposition-stands = What it speaks of is
claim-whole-argument = See the whole argument
claim-rests = What it rests on
claim-rests-nothing = It cites no evidence: it stands on the word of its source.
claim-basis-of = Evidence that rests on it
claim-against = What speaks against it
claim-against-nothing = No claim here takes the other side.
claim-beside = Who says the same
claim-replaced-by = In its place:
claim-anchor = Where exactly
claim-place = Place in the text
claim-between = Between
claim-hedge-place = The hedge stands at
claim-check = Whoever has the text can hold this place to it. The first command checks every anchor of the source; the second prints the digest of this one passage, which must be the one above.
claim-in-text = See it in the text
claim-file = File
claim-line = Line
claim-key = Key
claim-no-anchor = No place in the text is recorded; the section is all there is.
claim-cite-passage = Cite the passage

evidence-description = What kind of evidence it is, the most that it can license, what it bears on and what it rests on.
evidence-type = Kind of evidence:
evidence-causal = At most, for a cause
evidence-factual = At most, for a fact
evidence-lower = Evidence of this kind licenses less where something is said to bring something about than where it is only said to be so: it cannot tell a cause from what merely goes with it.
evidence-same = Evidence of this kind licenses as much for a cause as for a fact.
evidence-kinds = The most that each kind of evidence licenses
evidence-kind = Kind
evidence-this = this one
evidence-bearings = What it bears on
evidence-supports = Speaks for
evidence-disputes = Speaks against
evidence-qualifies = Limits
evidence-here-causal = a cause: at most
evidence-here-factual = a fact: at most
evidence-stands = the statement is
evidence-shares = { $count ->
    [one] It counts as one with another piece of evidence on this side
   *[other] It counts as one with { $count } other pieces of evidence on this side
}; { $alone ->
    [0] none is independent of it
    [one] one is independent of it
   *[other] { $alone } are independent of it
}
evidence-alone = { $count ->
    [0] It is the only evidence on this side.
    [one] The other piece of evidence on this side is independent of it.
   *[other] All { $count } other pieces of evidence on this side are independent of it.
}
evidence-bears-nothing = It bears on nothing here.
evidence-reported = Where it comes from
evidence-reports = Reported in
evidence-told = Told in
evidence-premises = Claims that it rests on
evidence-no-premises = It rests on no claim that is recorded here.
evidence-cited-by = Claims that cite it
evidence-no-cited-by = No claim cites it.
