# Lists of abilities, models and sources.
nav-abilities = Abilities
nav-models = Models
nav-sources = Sources
catalogue-abilities-lead = Everything that models are said to be able to do: where it is said to come from, and how sure one can be of that.
catalogue-models-lead = Models and families of models, with what they are said to be able to do and to lack.
catalogue-sources-lead = The texts whose claims are here, with how sure they sound, and the works that they lean on.
catalogue-level = Level
catalogue-state = Has statements that are
catalogue-under = Kind of
catalogue-kind = Model or family
catalogue-role = Part played here
catalogue-year = Year
catalogue-language = Language
catalogue-state-supported = supported
catalogue-state-contested = contested
catalogue-state-refuted = refuted
catalogue-state-unsupported = without support
catalogue-state-open = open
catalogue-kind-model = models
catalogue-kind-family = families
catalogue-role-claims = its claims are here
catalogue-role-cited = only cited
catalogue-found = { $count ->
    [0] Nothing fits.
    [one] One fits.
   *[other] { $count } fit.
}
catalogue-claims = { $count ->
    [one] one claim
   *[other] { $count } claims
}{ $denies ->
    [0] {""}
    [one] , one of them a denial
   *[other] , { $denies } of them denials
}
catalogue-none-thing = nobody says anything about it
catalogue-none-source = cited by others; its own claims are not here
catalogue-best-abilities = best founded origin:
catalogue-best-models = best founded ability:
catalogue-spread-abilities = Statements on its origin by level
catalogue-spread-models = Statements on its abilities by level
catalogue-spread-sources = Claims by the level at which they are stated
catalogue-silent-abilities = nobody says where it comes from
catalogue-silent-models = nothing is said of its abilities
spread-level = Level
