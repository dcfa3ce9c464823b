# The pages of sources, and of people and organisations.
source-description = What this text claims, section by section, how sure it sounds, and how to cite it.
source-form-article = Article
source-form-preprint = Preprint
source-form-blog = Blog post
source-form-text = Source
source-others = and others
source-read = Read it with its claims in the margin
source-sounds = How sure it sounds
source-sounds-lead = { $count ->
    [one] One claim is here
   *[other] { $count } claims are here
}. { $hedged ->
    [0] None of them has a hedge
    [one] One of them has a hedge
   *[other] { $hedged } of them have a hedge
}; { $denies ->
    [0] it denies nothing
    [one] one denies something
   *[other] { $denies } deny something
}, { $open ->
    [0] and it leaves nothing open
    [one] and one leaves something open
   *[other] and { $open } leave something open
}.
source-sounds-caption = Claims by the level at which they are stated, not by what the evidence warrants
source-claims-unit = Claims
source-only = { $count ->
    [0] On everything that it says here, others speak, too.
    [one] On one statement nobody else speaks: it is the only source for it.
   *[other] On { $count } statements nobody else speaks: it is the only source for them.
}
source-only-show = Show these claims
source-claims = What it says
source-section = { STYLE($section) ->
    [numbered] Section { $section }
   *[named] “{ $section }”
}
source-facet-section = Section
source-facet-level = Level
source-facet-stance = Stance
source-facet-only = Only source
source-only-yes = nobody else speaks
source-only-no = others speak, too
source-only-mark = nobody else speaks of it
source-silent = None of its own claims are here; others report it or cite it.
source-about = What is said about it
source-record = The text
source-language-en = English
source-language-zh = Chinese
source-address = Address
source-open = Open it there
source-publisher = Publisher
source-length = Length
source-characters = { $count ->
    [one] one character
   *[other] { $count } characters
}
source-digest = SHA-256 of the text
source-editions = Editions and translations
source-revision-of = revises
source-version-of = a version of
source-derived-from = made from
source-translation-of = translates
source-revision-of-this = revised as
source-version-of-this = also as
source-derived-from-this = made into
source-translation-of-this = translated as
source-tensions = What does not sit together in it
source-questions = What it leaves open
source-evidence = Evidence that it brings
source-reports = Evidence that others take from it
source-cite = Cite the source itself

agent-description = What they wrote, what is put down to them, and what is said about them.
agent-person = Person
agent-organisation = Organisation
agent-works-creator = What they wrote
agent-works-contributor = What they had a part in
agent-works-publisher = What they published
agent-works-organisation = What came out of it
agent-no-works = No source here names them as its maker.
agent-attributed = What is put down to them
agent-attributed-lead = A source reports these as theirs; they have not necessarily said so themselves.
agent-about = What is said about them
