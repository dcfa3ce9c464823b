# The evolution tree
nav-tree = Tree
tree-title = Which model came from which
tree-description = The lineage of language models over time: each step with its method, its confidence, and who says so.
tree-lead = Every step is somebody's claim. The line says how sure it is, the round sign by which training; follow a line to read who says so.
tree-drawing = Models from left to right by date, with the steps between them
tree-axis = Time runs from left to right (downwards on narrow screens); distances are not to scale. A date that is known only to the year or the month stands at its beginning.
tree-placed = { $count ->
    [one] No date is said of { $models }; its neighbours place it.
   *[other] No date is said of { $models }; their neighbours place them.
}
tree-placed-many = No date is said of { $count } models; their neighbours place them.
tree-between = no date
tree-undated = no date said
tree-undated-long = no date is said of it; its neighbours place it
tree-dated-released = released { $day }
tree-dated-described = described in a source of { $day }
tree-dated-seen = mentioned for { $day }
tree-unknown = not known which model this is
tree-loose = Of these no source says what they come from:
tree-keys = Arrow keys go to what lies that way, Page Down and Page Up through time; Enter opens.
tree-zoom-in = Larger
tree-zoom-out = Smaller
tree-zoom-all = Show all
tree-whole = The whole tree, with filters and a table
tree-legend = What the lines and signs mean
tree-legend-methods = Training methods: sign and colour
tree-legend-signs = Other signs
tree-legend-glyphs = Signs for what becomes of an ability

tree-step-stated = { $child } comes from { $parent }
tree-step-denied = { $child } does not come from { $parent }, a source says
tree-step-contested = Whether { $child } comes from { $parent } is contested
tree-step-open = Whether { $child } comes from { $parent } is left open
tree-step-entailed = { $child } comes from { $parent }, which nobody says but which follows
tree-step-misprint = { $child } is said to come from itself, a misprint
tree-row-stated = from { $parent }
tree-row-denied = not from { $parent }, a source says
tree-row-contested = contested: from { $parent }
tree-row-open = left open: from { $parent }
tree-row-entailed = it follows: from { $parent }
tree-row-misprint = misprint: from { $parent }
tree-by = by { $methods }
tree-level = ({ $level })
tree-backward = , against the order of time
tree-stub = { $stage }: what { $model } was made from is not said
tree-base-unnamed = : what went in is not said
tree-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}

tree-standing-stated = stated
tree-standing-denied = denied
tree-standing-contested = contested
tree-standing-open = left open
tree-standing-entailed = follows
tree-standing-misprint = misprint
tree-standing-backward = against time
tree-standing-stub = origin not said
tree-means-denied = denied: a source says it does not come from there
tree-means-contested = contested: one source says so, another denies it
tree-means-open = left open
tree-means-entailed = nobody says it; it follows from other steps
tree-means-unknown = a base that is not known
tree-means-stub = made by a stage of which nobody says what went in
tree-means-general = in italics: said of the method or the data in general, not of this step

tree-not-denies = denied:{" "}
tree-not-leavesOpen = open:{" "}
tree-disputed = also denied
tree-in-general = said in general
tree-laid-over = Laid over the tree: what is said of { $ability }.
tree-nothing-laid = Nothing is said of it here.

tree-filter-ability = Lay over: an ability
tree-filter-family = Family, and what it comes from
tree-filter-level = At least this sure
tree-filter-show = abilities gained and lost
tree-filter-implied = { $count ->
    [one] one step that only follows
   *[other] { $count } steps that only follow
}
tree-hidden = { $count ->
    [one] One step is less sure than that and left out.
   *[other] { $count } steps are less sure than that and left out.
}

tree-table = The steps, oldest first
tree-models-table = The models, with their dates and what is laid over them
tree-to = Model
tree-from = comes from
tree-date = Date
tree-date-of = The date is
tree-method = Training
tree-method-unsaid = not said
tree-standing = Standing
tree-level-head = How sure
tree-claims = Who says so
tree-abilities = Abilities
tree-unsaid = not said
tree-what-is-said = What is said of the stage
tree-why-follows = Why it follows
tree-no-marks = nothing laid over
tree-of-released = of its release
tree-of-described = of a source that describes it
tree-of-seen = for which something is said of it
tree-of-neighbours = not said; it stands beside its neighbours
tree-part = { $total } models are too many for one drawing. These are { $shown } of them, from those of which most is said to those of which least is, with what they come from: { $models } in all.
tree-parts = Parts of the tree
