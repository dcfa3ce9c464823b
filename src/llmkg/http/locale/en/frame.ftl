# The frame around every page, and the parts that pages share.
site-description = Where abilities of language models come from: who says so, on what evidence, and how sure one can be.
skip = Skip to the content
nav = Main parts
nav-home = Start
nav-dumps = Downloads
nav-ontology = Vocabulary
theme-dark = Dark colours
search = Search
search-hint = A model, an ability, a method …
crumbs = Where you are
comma = ,{" "}

colophon-claims = What stands here is what sources claim, not what is true. Quote it with its confidence.
colophon-licence = Data: { $licence }. Code: Apache-2.0.
colophon-snapshot = Snapshot { $digest }, built on { $date }.
snapshot-other = You came by a link to another snapshot
snapshot-other-text = The link was made from snapshot { $asked }; what you see is snapshot { $shown }, and levels may have moved since.

# Levels, by rank
level-5 = Established: beyond reasonable doubt
level-4 = Well supported: good evidence of the right kind; a later finding could still overturn it
level-3 = Correlation, not causation: observed together; that one brings about the other is not shown
level-2 = Anecdotal: single experiences, or an impression that nobody has measured
level-1 = Conjecture: a guess, on plausibility alone
level-0 = Unresolved: not known
level-short-5 = established
level-short-4 = well supported
level-short-3 = correlation
level-short-2 = anecdotal
level-short-1 = conjecture
level-short-0 = unresolved
levels-legend = How sure: the line says it, the colour only helps

scale-stated = stated
scale-warranted = warranted
scale-above = The surest claim states it as { $stated }; the evidence warrants no more than { $warranted }.
scale-below = The surest claim states it as { $stated }, more cautiously than the evidence would allow: { $warranted }.
scale-even = Claims and evidence agree: { $stated }.
scale-bare = A claim states it as { $stated }; no evidence warrants it.
scale-none = Nobody states it.
scale-quote = {" "}Quote it as { $effective }.

stance-asserts = asserts
stance-denies = denies
stance-leavesOpen = leaves open
direction-supports = speaks for it
direction-disputes = speaks against it
direction-qualifies = limits it

standing-contested = Contested
standing-contested-text = Something speaks for this and something against it. Quote both.
standing-refuted = Refuted
standing-refuted-text = What speaks against this outweighs what speaks for it.
standing-superseded = Superseded
standing-superseded-text = A later version has taken its place; it stays here because others have cited it.
standing-retracted = Retracted
standing-retracted-text = It has been withdrawn and counts for nothing; it stays here because others have cited it.

hedged-as = In its own words:
section = { STYLE($section) ->
    [numbered] section { $section }
   *[named] “{ $section }”
}
characters = characters { $start } to { $end }
attributed-to = attributed to
on = on
warrants-at-most = warrants at most
reported-in = reported in
based-on = { $count ->
    [one] rests on one claim
   *[other] rests on { $count } claims
}
counts-once-with = counts as one with

show-query = Show me the query
open-in-editor = Open it in the editor
copy = Copy
copied = Copied
cite = Cite this page
cite-permalink = Bound to this snapshot:
downloads = Downloads

pager = Pages of this list
previous = Previous
next = Next
range = { $first } to { $last } of { $total }
any = any
apply = Filter
clear = Clear
as-table = The same as a table
