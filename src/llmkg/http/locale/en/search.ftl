# Search: the box with its suggestions, and the page of results.
kind-term = Term of the vocabulary
search-title = Search
search-suggestions = Suggestions
search-suggest-all = All results:
search-suggest-none = Nothing is called that
search-suggest-near = Not every word was found. Nearest:
search-suggest-said = suggestions; arrow keys choose
search-kinds = Results by kind
search-all-kinds = All
search-found = { $count ->
    [one] One thing was found.
   *[other] { $count } things were found.
}
search-some = Nothing has all of these words; this has some of them.
search-unknown = Nothing here spells it { $words }; this is spelt nearly so.
search-meant = Did you mean
search-empty = Type the name of a model, an ability, a method or a source, in English or Chinese.
search-wordless = There is no word in that to look for.
search-none = Nothing was found.
search-kind = Nothing of this kind was found, but there are others.
search-narrow = Nothing of this confidence level and status was found.
search-level = Confidence level
search-status = Status
search-on = on what is
search-beyond = The list ends before this page.
search-first = To its first page
search-try = Try fewer or other words, or look through { $abilities }, { $models } or the { $tree }.
search-cut = That is more than can be looked for at once. Only the beginning was: at most 12 words and 200 characters.
search-statements = { $count ->
    [one] one statement about it
   *[other] { $count } statements about it
}
search-claims = { $count ->
    [one] one of its claims is here
   *[other] { $count } of its claims are here
}
