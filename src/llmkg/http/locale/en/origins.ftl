# The matrix of origins
nav-origins = Origins
origins-title = Which abilities come from where
origins-description = Abilities of language models by the methods, stages and data that are said to bring them about: in which direction, how surely, by how many claims.
origins-lead = Each cell says what a factor is claimed to do to an ability, how sure one can be, and how many claims speak for and against it. Open a cell for the argument.
origins-by = Columns
origins-by-method = By method
origins-by-stage = By stage
origins-by-dataset = By data
origins-by-concept = By other factors
origins-least = At least this sure
origins-family = Abilities
origins-as-of = As of the day
origins-empty = Empty rows and columns
origins-empty-hide = hide
origins-empty-show = show
origins-past = As of { $day }
origins-past-text = You see what sources had said by that day, and how sure one could be then.
origins-cell = { $factor } and { $ability }
origins-close = Close this list
origins-count = { $count ->
    [0] No statement fits.
    [one] One statement.
   *[other] { $shown } statements.
}
origins-rows = Abilities
origins-part = This is a part of a large matrix: the abilities of which most is said come first, and the factors that are named most. The rest is below the table, and all of it in the file.
origins-hidden = Hidden, for nothing is said: { $rows ->
    [one] one ability
   *[other] { $rows } abilities
} and { $columns ->
    [one] one column
   *[other] { $columns } columns
}.
origins-stage-note = What is said of a method stands at each stage that is said to have used it, too; it is then marked “by its method”, and no surer than it is that the stage used it.
origins-caption = Abilities (rows) by what is said to act on them (columns)
origins-ability = Ability
origins-of-family = { $name } and what is narrower
origins-alone = Other abilities
origins-several = { $count } statements
origins-nothing = Nothing fits these filters.
origins-legend = How to read it
origins-reading = The level is that of the surest statement of its direction: the lower of what is stated and what the evidence warrants; where a statement is denied, that of its denial. Claims that were withdrawn or superseded are not counted.
origins-for = { $count } for
origins-against = { $count } against
origins-open = { $count } undecided
origins-contested = contested
origins-via = by its method
origins-dot = {" · "}
origins-space = {" "}
origins-holds-givesRiseTo = gives rise to
origins-denied-givesRiseTo = does not give rise to
origins-open-givesRiseTo = open whether it gives rise to
origins-means-givesRiseTo = brings it about, put in or brought out
origins-holds-injects = injects
origins-denied-injects = does not inject
origins-open-injects = open whether it injects
origins-means-injects = puts in what was not there before
origins-holds-unlocks = unlocks
origins-denied-unlocks = does not unlock
origins-open-unlocks = open whether it unlocks
origins-means-unlocks = brings out what was there already
origins-holds-improves = improves
origins-denied-improves = does not improve
origins-open-improves = open whether it improves
origins-means-improves = makes it stronger
origins-holds-recovers = recovers
origins-denied-recovers = does not recover
origins-open-recovers = open whether it recovers
origins-means-recovers = brings back what had been weakened
origins-holds-weakens = weakens
origins-denied-weakens = does not weaken
origins-open-weakens = open whether it weakens
origins-means-weakens = makes it weaker or takes it away
origins-holds-affectsAbility = affects
origins-denied-affectsAbility = does not affect
origins-open-affectsAbility = open whether it affects
origins-means-affectsAbility = changes it, in which way is not said
origins-holds-correlatesWith = goes with
origins-denied-correlatesWith = does not go with
origins-open-correlatesWith = open whether it goes with
origins-means-correlatesWith = is found together with it; no word on cause
