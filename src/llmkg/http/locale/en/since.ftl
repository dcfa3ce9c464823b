# What has changed since the snapshot that was cited.
since-title = What has changed since
since-gone = Snapshot { $asked } is no longer kept here, so the two cannot be compared. What is known by dates:
since-moves = When what is said of this last moved
since-by = by
since-writes = The last writes to this dataset
since-built = Against the snapshot built on { $day }:
since-same = Nothing about this has changed since the snapshot built on { $day }; something else in the dataset has.
since-count = { $then } then, { $now } now
since-added-statement = New statement:
since-removed-statement = No longer there:
since-changed-statement = Stands otherwise:
since-added-claim = New claim:
since-removed-claim = Claim no longer there:
since-changed-claim = Claim recorded otherwise:
since-before = then
since-after = now
since-unsaid = nobody spoke of it
since-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
