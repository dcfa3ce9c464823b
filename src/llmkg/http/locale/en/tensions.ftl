# Tensions
nav-tensions = Tensions
tensions-title = What does not sit together
tensions-description = Claims that contradict each other, drift in how sure they sound, or disagree in numbers, dates and names: both sides in our own words.
tensions-lead = Sources contradict each other and themselves. Each tension stands here with all its sides; none is smoothed over.
tensions-kind = Kind
tensions-source = Source
tensions-topic = About
tensions-count = { $count ->
    [one] One of { $total } tensions.
   *[other] { $shown } of { $total } tensions.
}
tensions-none = No tension fits these filters.
tensions-sides = { $count ->
   *[other] Between { $count } claims
}
tensions-both = The sides
tensions-statement = Statement { $number }
tensions-intended = What must have been meant:
tensions-arguments = The arguments:
tensions-alike = All of this kind
