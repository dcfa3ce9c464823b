# What programs that reconcile show of a thing in a small frame.
preview-claims = { $count ->
    [0] No claim speaks about it.
    [one] { $count } claim speaks about it.
   *[other] { $count } claims speak about it.
}
preview-names = Also:
preview-open = Open its page
