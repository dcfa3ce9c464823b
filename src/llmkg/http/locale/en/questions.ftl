# Open questions
nav-questions = Open questions
questions-title = What is not known
questions-description = What sources say is unknown about where abilities come from, and which experiment would settle it.
questions-lead = What sources call unknown, and what would settle it. Where the experiment is our suggestion, it says so.
questions-count = { $count ->
    [one] One of { $total } open questions.
   *[other] { $shown } of { $total } open questions.
}
questions-none = No open question fits these filters.
questions-settled = What would settle it
questions-settled-none = No source here says.
questions-about = It asks about
questions-by = Who says so
